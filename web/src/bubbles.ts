import type { Entry } from "./conversation";
import { drawCurve, readCurve } from "./curve";
import { spokenMoment } from "./dates";
import { daysAsPictures } from "./days";
import type { Desk } from "./desk";
import { DraftCard } from "./draft";
import { writeBlocks } from "./markdown";
import { button, make } from "./nodes";
import { readNumbers } from "./phone";
import type { Choice } from "./protocol";
import { texts } from "./texts";

/** What a person can do with one message. */
export interface BubbleActions {
  /** Where drafts lie that a bubble may show. */
  readonly desk: Desk;
  choose(choice: Choice): void;
  retry(key: string): void;
  discard(key: string): void;
}

/** What changes on a message after it was shown. */
export interface BubbleState {
  /** Its buttons still work. */
  readonly open: boolean;
  /** The button that was pressed under it, if one was. */
  readonly chosen: string | null;
  /** The next one is by the same author and close in time: its time speaks for both. */
  readonly goesOn: boolean;
  readonly online: boolean;
}

/** One message on the page. */
export interface Bubble {
  readonly element: HTMLLIElement;
  update(entry: Entry, state: BubbleState): void;
}

function timeElement(at: string): HTMLTimeElement {
  const element = make("time", "", spokenMoment(at));
  if (element.textContent !== "") element.dateTime = at;
  return element;
}

function numbersAsLinks(text: string, before: string): Node[] {
  return readNumbers(text, before).map((part) => {
    if (part.href === null) return document.createTextNode(part.text);
    const link = make("a", "number", part.text);
    link.href = part.href;
    return link;
  });
}

function linkItem(title: string, url: string): HTMLLIElement {
  if (!URL.canParse(url) || new URL(url).protocol !== "https:") return make("li", "", title);
  const link = make("a", "", title, make("span", "unseen", texts.help.newTab));
  link.href = url;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  return make("li", "", link);
}

/** Lines, with each row of bars drawn as a curve. */
function debriefParts(text: string): Node[] {
  return text.split("\n").flatMap((line): Node[] => {
    const curve = readCurve(line);
    if (curve === null) return writeBlocks(line);
    const { label, heights } = curve;
    const told = texts.rehearsal.curve(label, heights.length - 1);
    return [make("p", "curve-label", label), drawCurve(heights, told)];
  });
}

const STEP = /^([✓→·]) (.+)$/u;
const STATES: Readonly<Record<string, "done" | "here" | "ahead">> = {
  "✓": "done",
  "→": "here",
  "·": "ahead",
};

/** A word on where things stand, with its steps as a list. */
function progressParts(text: string): Node[] {
  const list = make("ul", "road");
  const rest = text.split("\n").filter((line) => {
    const [, mark, title] = STEP.exec(line) ?? [];
    const state = mark === undefined ? undefined : STATES[mark];
    if (state === undefined || title === undefined) return true;
    const told = make("span", "unseen", `, ${texts.road.states[state]}`);
    list.append(make("li", state, title, told));
    return false;
  });
  return list.childElementCount === 0
    ? writeBlocks(text)
    : [list, ...writeBlocks(rest.join("\n"))];
}

/** Whose voice a bubble is: a rehearsal's partner, the coach beside it, a reminder, or Amends. */
function voiceOf(entry: Entry): HTMLElement {
  if (entry.author === "bot" && entry.kind in texts.voices) {
    const voices: Readonly<Record<string, string>> = texts.voices;
    return make("p", "voice", voices[entry.kind] ?? "");
  }
  return make("span", "unseen", `${texts.author[entry.author]}: `);
}

function words(entry: Entry, desk: Desk): HTMLElement {
  const body = make("div", "words");
  body.dir = "auto";
  if (entry.author === "person") body.textContent = entry.text;
  else if (entry.kind === "draft") new DraftCard(body, entry.text, desk);
  else if (entry.kind === "help") {
    body.append(make("h3", "", texts.help.title), ...writeBlocks(entry.text, numbersAsLinks));
  } else if (entry.kind === "record") body.append(...writeBlocks(entry.text, daysAsPictures));
  else if (entry.kind === "progress") body.append(...progressParts(entry.text));
  else if (entry.kind === "debrief") body.append(...debriefParts(entry.text));
  else body.append(...writeBlocks(entry.text));
  if (entry.author === "bot" && entry.links.length > 0) {
    body.append(
      make("ul", "links", ...entry.links.map(({ title, url }) => linkItem(title, url))),
    );
  }
  return body;
}

/** Shows one entry; call `update` whenever it, or what it stands in, has changed. */
export function createBubble(entry: Entry, actions: BubbleActions): Bubble {
  const element = make("li", `message ${entry.author} ${entry.kind}`);
  // People know what they just wrote: only what the bot says is read aloud.
  if (entry.author === "person") element.setAttribute("aria-live", "off");

  const time = make("p", "time", timeElement(entry.at));
  const delivery = make("div", "delivery");
  const choices = entry.buttons.map((choice) => ({
    choice,
    element: button("choice", choice.title, () => actions.choose(choice)),
  }));

  element.append(voiceOf(entry), words(entry, actions.desk));
  if (choices.length > 0) element.append(make("div", "choices", ...choices.map((c) => c.element)));
  element.append(delivery, time);

  const showDelivery = (now: Entry, online: boolean): void => {
    if (now.refused !== null) {
      const again = button("quiet", texts.delivery.retry, () => actions.retry(now.key));
      const remove = button("quiet", texts.delivery.discard, () => actions.discard(now.key));
      delivery.replaceChildren(make("p", "refusal", now.refused), again, remove);
    } else if (now.seq === null) {
      delivery.replaceChildren(online ? texts.delivery.pending : texts.delivery.waiting);
    } else delivery.replaceChildren();
  };

  let shown = "";
  return {
    element,
    update(now, state) {
      element.classList.toggle("goes-on", state.goesOn);
      element.classList.toggle("on-its-way", now.seq === null);
      for (const { choice, element: press } of choices) {
        const chosen = state.chosen === choice.id;
        press.disabled = !state.open;
        press.classList.toggle("chosen", chosen);
        if (chosen) press.setAttribute("aria-label", texts.chosen(choice.title));
        else press.removeAttribute("aria-label");
      }
      const delivered = JSON.stringify([now.seq === null, now.refused, state.online]);
      if (delivered !== shown) showDelivery(now, state.online);
      shown = delivered;
    },
  };
}
