import { createBubble, type Bubble, type BubbleActions } from "./bubbles";
import { chosenButtons, openQuestion, type Entry } from "./conversation";

/** The parts of the page that the log works on. */
export interface LogParts {
  /** Scrolls, and is the live region. */
  readonly log: HTMLElement;
  readonly list: HTMLElement;
  readonly thinking: HTMLElement;
  /** Shown when something new came while the person read further up. */
  readonly pill: HTMLButtonElement;
}

const NEAR_END_PX = 64;
const QUIET_MS = 250;
const SAME_BREATH_MS = 5 * 60 * 1000;

interface Shown {
  readonly bubble: Bubble;
  readonly content: string;
}

function contentOf({ author, kind, text, buttons, links }: Entry): string {
  return JSON.stringify([author, kind, text, buttons, links]);
}

function sameBreath(entry: Entry, next: Entry | undefined): boolean {
  if (next === undefined || next.author !== entry.author) return false;
  return Date.parse(next.at) - Date.parse(entry.at) < SAME_BREATH_MS;
}

/** The conversation on the page: each entry once, in order, with the end kept in sight. */
export class Log {
  private readonly shown = new Map<string, Shown>();
  private atEnd = true;

  constructor(
    private readonly parts: LogParts,
    private readonly actions: BubbleActions,
  ) {
    const { log, list, pill } = parts;
    log.addEventListener("scroll", () => this.noteScroll(), { passive: true });
    pill.addEventListener("click", () => this.toEnd());
    const resized = new ResizeObserver(() => this.follow());
    resized.observe(log);
    resized.observe(list);
  }

  /** Brings the page in line with the entries. */
  show(entries: readonly Entry[], online: boolean): void {
    const open = openQuestion(entries);
    const chosen = chosenButtons(entries);
    this.dropAllBut(new Set(entries.map((entry) => entry.key)));
    let place: ChildNode | null = this.parts.list.firstChild;
    entries.forEach((entry, index) => {
      const { element, update } = this.bubbleFor(entry);
      update(entry, {
        open: entry === open,
        chosen: chosen.get(entry.key) ?? null,
        goesOn: sameBreath(entry, entries[index + 1]),
        online,
      });
      if (element === place) place = place.nextSibling;
      else this.parts.list.insertBefore(element, place);
    });
    this.follow();
  }

  /** Shows what was there before without having it read aloud. */
  showQuietly(entries: readonly Entry[], online: boolean): void {
    this.parts.log.setAttribute("aria-live", "off");
    this.show(entries, online);
    this.toEnd();
    // Screen readers look at a change only some frames after it was made.
    setTimeout(() => this.parts.log.setAttribute("aria-live", "polite"), QUIET_MS);
  }

  setThinking(on: boolean): void {
    this.parts.thinking.hidden = !on;
    this.follow();
  }

  /** Something came from the other side: say so if it is out of sight. */
  noteNew(): void {
    this.parts.pill.hidden = this.atEnd;
  }

  toEnd(): void {
    this.atEnd = true;
    this.parts.pill.hidden = true;
    this.follow();
  }

  /** Makes every entry anew, as where its time is told otherwise now. */
  showAnew(entries: readonly Entry[], online: boolean): void {
    this.dropAllBut(new Set());
    this.showQuietly(entries, online);
  }

  focus(): void {
    this.parts.log.focus({ preventScroll: true });
  }

  private follow(): void {
    if (this.atEnd) this.parts.log.scrollTop = this.parts.log.scrollHeight;
  }

  private noteScroll(): void {
    const { scrollHeight, scrollTop, clientHeight } = this.parts.log;
    this.atEnd = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    if (this.atEnd) this.parts.pill.hidden = true;
  }

  private bubbleFor(entry: Entry): Bubble {
    const content = contentOf(entry);
    const known = this.shown.get(entry.key);
    if (known?.content === content) return known.bubble;
    known?.bubble.element.remove();
    const bubble = createBubble(entry, this.actions);
    this.shown.set(entry.key, { bubble, content });
    return bubble;
  }

  private dropAllBut(keys: ReadonlySet<string>): void {
    for (const [key, { bubble }] of this.shown) {
      if (keys.has(key)) continue;
      bubble.element.remove();
      this.shown.delete(key);
    }
  }
}
