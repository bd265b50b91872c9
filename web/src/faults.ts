import type { Fault } from "./desk";
import { freshName, make, withAttributes } from "./nodes";
import { texts } from "./texts";

/** A run of a letter: plain, or with a fault in it. */
export interface Run {
  readonly text: string;
  readonly fault: Fault | null;
}

/** Cuts a text at its faults; of two that overlap the first stays. */
export function runsOf(text: string, faults: readonly Fault[]): readonly Run[] {
  // The server counts code points, and a string here counts halves of some.
  const signs = [...text];
  const runs: Run[] = [];
  let end = 0;
  const put = (until: number, fault: Fault | null): void => {
    if (until > end) runs.push({ text: signs.slice(end, until).join(""), fault });
    end = Math.max(end, until);
  };
  for (const fault of [...faults].sort((one, other) => one.start - other.start)) {
    if (fault.start < end || fault.end > signs.length) continue;
    put(fault.start, null);
    put(fault.end, fault);
  }
  put(signs.length, null);
  return runs;
}

/**
 * Writes a letter with its faults underlined. Each can be focused or tapped, and then says below
 * it why it may land badly and what to write instead.
 */
export function writeLetter(
  letter: HTMLElement,
  notes: HTMLElement,
  text: string,
  faults: readonly Fault[],
): void {
  notes.replaceChildren();
  letter.replaceChildren(
    ...runsOf(text, faults).map((run) =>
      run.fault === null ? document.createTextNode(run.text) : underlined(run.text, run.fault, notes),
    ),
  );
}

function underlined(words: string, fault: Fault, notes: HTMLElement): HTMLElement {
  const name = freshName("reason");
  const mark = withAttributes(make("span", `fault ${fault.severity}`, words), {
    role: "button",
    tabindex: "0",
    "aria-expanded": "false",
    "aria-describedby": name,
  });
  const note = withAttributes(
    make(
      "div",
      "reason",
      make("p", "", fault.why),
      make("p", "instead", make("strong", "", texts.draft.instead), fault.instead),
    ),
    { id: name },
  );
  note.hidden = true;
  notes.append(note);

  const show = (on: boolean): void => {
    note.hidden = !on;
    mark.setAttribute("aria-expanded", String(on));
    if (!on) return;
    const below = [...mark.getClientRects()].at(-1)?.bottom ?? 0;
    note.style.top = `${below - notes.getBoundingClientRect().top + 6}px`;
  };
  mark.addEventListener("focus", () => show(true));
  mark.addEventListener("blur", () => show(false));
  mark.addEventListener("click", () => show(true));
  mark.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && note.hidden === false) {
      show(false);
      event.stopPropagation();
    }
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    show(note.hidden !== false);
  });
  return mark;
}
