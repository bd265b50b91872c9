import { freshName, make, withAttributes } from "./nodes";
import { texts } from "./texts";

/** What can be chosen: its value, and the words that stand for it. */
export type Option = readonly [value: string, title: string];

/** A labelled choice of one. */
export function choice(
  title: string,
  options: readonly Option[],
  value: string,
  changed: (value: string) => void,
): HTMLElement {
  const name = freshName("setting");
  const made = options.map(([each, words]) =>
    withAttributes(make("option", "", words), { value: each }),
  );
  const select = withAttributes(make("select", "", ...made), { id: name });
  select.value = value;
  select.addEventListener("change", () => changed(select.value));
  const label = withAttributes(make("label", "", title), { for: name });
  return make("p", "field-line", label, select);
}

/** A labelled box to be ticked. */
export function tick(
  title: string,
  on: boolean,
  changed: (on: boolean, box: HTMLInputElement) => void,
): HTMLElement {
  const box = withAttributes(make("input", ""), { type: "checkbox" });
  box.checked = on;
  box.addEventListener("change", () => changed(box.checked, box));
  return make("p", "tick", make("label", "", box, make("span", "", title)));
}

/** When the coach may speak in a rehearsal, to be chosen from. */
export function styles(): readonly Option[] {
  return Object.entries(texts.practice.styles);
}
