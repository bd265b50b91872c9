import { createBubble, type BubbleActions } from "./bubbles";
import { fromServer } from "./conversation";
import { spokenDay } from "./dates";
import { freshName, make, withAttributes } from "./nodes";
import type { Message } from "./protocol";
import { texts } from "./texts";

/** A conversation as the server gives it to be read again. */
export interface Read {
  readonly messages: readonly Message[];
  /** Something older was left out. */
  readonly cut: boolean;
}

const ACCENTS = /[\u0300-\u036f]/g;

/** A conversation day by day, with a field to search in it. */
export function readAgain({ messages, cut }: Read, actions: BubbleActions): HTMLElement[] {
  const { past } = texts;
  if (messages.length === 0) return [make("p", "quietly", past.nothing)];
  const days = messages.map(({ at }) => spokenDay(at));
  const parts = [...new Set(days)].map((day) => {
    const said = messages.filter((_, place) => days[place] === day);
    return make("section", "day", make("h4", "", day), bubbles(said, actions));
  });
  return [searchIn(parts), ...(cut ? [make("p", "quietly", past.cut)] : []), ...parts];
}

function bubbles(messages: readonly Message[], actions: BubbleActions): HTMLElement {
  const made = messages.map((message) => {
    // What was offered then is no choice now.
    const entry = { ...fromServer(message), buttons: [] };
    const bubble = createBubble(entry, actions);
    bubble.update(entry, { open: false, chosen: null, goesOn: false, online: true });
    return bubble.element;
  });
  return make("ol", "messages", ...made);
}

function searchIn(parts: readonly HTMLElement[]): HTMLElement {
  const name = freshName("search");
  const field = withAttributes(make("input", ""), {
    id: name,
    type: "search",
    autocomplete: "off",
  });
  const found = withAttributes(make("span", "said"), { role: "status" });
  field.addEventListener("input", () => {
    const count = showOnly(parts, plain(field.value.trim()));
    found.textContent = field.value.trim() === "" ? "" : texts.past.found(count);
  });
  const label = withAttributes(make("label", "", texts.past.search), { for: name });
  return make("p", "field-line", label, field, found);
}

function showOnly(parts: readonly HTMLElement[], wanted: string): number {
  let count = 0;
  for (const part of parts) {
    const lines = [...part.querySelectorAll<HTMLElement>(".message")];
    for (const line of lines) {
      line.hidden = !plain(line.querySelector(".words")?.textContent ?? "").includes(wanted);
    }
    const shown = lines.filter(({ hidden }) => !hidden).length;
    part.hidden = shown === 0;
    count += shown;
  }
  return count;
}

/** Words as people look for them: any case, any accent, any apostrophe. */
function plain(words: string): string {
  return words.normalize("NFD").replace(ACCENTS, "").replaceAll("’", "'").toLocaleLowerCase();
}
