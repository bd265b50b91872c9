import { button, make, withAttributes } from "./nodes";
import { texts } from "./texts";

/** The parts of the element that something works on. */
export interface Parts {
  /** Everything but the launcher. */
  readonly whole: HTMLElement;
  readonly head: HTMLElement;
  readonly main: HTMLElement;
  readonly overview: HTMLButtonElement;
  readonly quickExit: HTMLButtonElement;
  readonly log: HTMLElement;
  readonly list: HTMLElement;
  readonly thinking: HTMLElement;
  readonly pill: HTMLButtonElement;
  readonly status: HTMLElement;
  readonly form: HTMLFormElement;
  readonly writing: HTMLTextAreaElement;
  readonly characters: HTMLElement;
  readonly tooLong: HTMLElement;
}

function talkParts(): Pick<Parts, "log" | "list" | "thinking" | "pill"> {
  const list = withAttributes(make("ol", ""), { id: "messages" });
  const thinking = withAttributes(
    make("div", "thinking", make("span", ""), make("span", ""), make("span", "")),
    { id: "thinking", "aria-hidden": "true" },
  );
  thinking.hidden = true;
  const log = withAttributes(make("div", "log", list, thinking), {
    id: "log",
    role: "log",
    "aria-live": "polite",
    "aria-relevant": "additions",
    "aria-label": texts.page.conversation,
    tabindex: "0",
  });
  const pill = withAttributes(make("button", "pill", texts.page.newMessages), {
    id: "new-messages",
    type: "button",
  });
  pill.hidden = true;
  return { log, list, thinking, pill };
}

function composerParts(): Pick<Parts, "form" | "writing" | "characters" | "tooLong"> {
  const writing = withAttributes(make("textarea", ""), {
    id: "writing",
    rows: "1",
    placeholder: texts.page.placeholder,
    autocomplete: "off",
    enterkeyhint: "send",
    "aria-describedby": "keys characters",
  });
  const label = withAttributes(make("label", "unseen", texts.page.yourMessage), { for: "writing" });
  const send = withAttributes(make("button", "", texts.page.send), { type: "submit" });
  const keys = withAttributes(make("p", "keys", texts.page.keys), { id: "keys" });
  const tooLong = withAttributes(make("p", "too-long"), { id: "too-long", role: "alert" });
  const characters = withAttributes(make("p", "characters"), { id: "characters" });
  const form = withAttributes(
    make(
      "form",
      "composer",
      label,
      make("div", "field", writing, send),
      make("div", "notes", keys, tooLong, characters),
    ),
    { id: "composer" },
  );
  return { form, writing, characters, tooLong };
}

/**
 * Builds the element's inside.
 *
 * @param home The server's origin, for the page on privacy.
 * @param isGuest Whether it stands on a page that has a title of its own.
 */
export function buildParts(home: string, isGuest: boolean): Parts {
  const { page } = texts;
  const talk = talkParts();
  const composer = composerParts();
  const overview = withAttributes(make("button", "overview", page.overview), {
    type: "button",
    id: "open-overview",
    "aria-expanded": "false",
    "aria-controls": "overview",
  });
  const quickExit = withAttributes(make("button", "exit", page.quickExit), {
    type: "button",
    id: "quick-exit",
    title: page.quickExitHint,
  });
  // Landmarks are the page's own; on another site they would stand beside those of that site.
  const head = make(
    isGuest ? "div" : "header",
    "top",
    button("skip", page.skip, () => composer.writing.focus()),
    make("div", "naming", make(isGuest ? "h2" : "h1", "name", page.name), make("p", "", page.tagline)),
    make("div", "tools", overview, quickExit),
  );
  const status = withAttributes(make("p", "status"), { id: "status", role: "status" });
  const privacy = withAttributes(make("a", "", page.privacy), {
    href: `${home}/privacy`,
    target: "_blank",
    rel: "noopener",
  });
  privacy.append(make("span", "unseen", texts.help.newTab));
  const main = make(
    "div",
    "conversation",
    make("h2", "unseen", page.conversation),
    make("div", "talk", talk.log, talk.pill),
    status,
    composer.form,
    make("div", "foot", make("p", "", page.footer, " ", privacy)),
  );
  const whole = make("div", "amends", head, make(isGuest ? "div" : "main", "middle", main));
  return { whole, head, main, overview, quickExit, status, ...talk, ...composer };
}

/** The button that opens and closes the widget on another site, with the number of what is new. */
export class Launcher {
  readonly element: HTMLButtonElement;
  private readonly count = make("span", "count");

  constructor(press: () => void) {
    this.element = button("launch", "", press);
    this.element.append(make("span", "launch-sign"), this.count);
    this.show(false, 0);
  }

  /** Says what pressing it does now, and how much is new. */
  show(open: boolean, unread: number): void {
    const { launcher } = texts;
    const news = unread === 0 ? "" : `, ${launcher.unread(unread)}`;
    this.element.setAttribute("aria-label", (open ? launcher.close : launcher.open) + news);
    this.element.setAttribute("aria-expanded", String(open));
    this.element.classList.toggle("open", open);
    this.count.textContent = unread === 0 ? "" : String(unread);
  }
}
