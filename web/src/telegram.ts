import { copy } from "./copying";
import { spokenClock } from "./dates";
import { button, make, withAttributes } from "./nodes";
import type { Server } from "./server";
import { texts } from "./texts";

const LOOK_EVERY_MS = 3000;
const SAID_FOR_MS = 2500;
const TELEGRAM = "https://t.me/";

interface Offer {
  readonly code: string;
  /** Null while the bot cannot be reached. */
  readonly link: string | null;
  /** When the code ends; ISO 8601 with zone. */
  readonly until: string;
}

/** Going on in Telegram: a code for it, or that it goes on there and how to end that. */
export function telegramPart(server: Server, linked: boolean): HTMLElement[] {
  const part = new TelegramPart(server);
  if (linked) part.showLinked();
  else part.showWay();
  return [make("h3", "", texts.telegram.title), part.element];
}

class TelegramPart {
  readonly element: HTMLElement;
  private readonly body = make("div", "telegram-body");
  private readonly said = withAttributes(make("p", "said"), { role: "status" });
  private offered: string | null = null;

  constructor(private readonly server: Server) {
    this.element = make("div", "telegram", this.body, this.said);
  }

  showWay(): void {
    this.offered = null;
    const { telegram } = texts;
    this.body.replaceChildren(
      make("p", "quietly", telegram.about),
      make("p", "files", button("", telegram.goOn, () => void this.offer())),
    );
  }

  showLinked(): void {
    this.offered = null;
    const { telegram } = texts;
    this.body.replaceChildren(
      make("p", "", telegram.linked),
      make("p", "files", button("", telegram.part, () => void this.part())),
    );
  }

  private async offer(): Promise<void> {
    const answer = await this.server.post<Offer>("/api/telegram-code", {});
    if (!answer.ok || answer.content.link === null) this.say(texts.telegram.away);
    else this.showOffer(answer.content, answer.content.link);
  }

  private showOffer({ code, until }: Offer, link: string): void {
    const { telegram } = texts;
    if (!link.startsWith(TELEGRAM)) return;
    this.offered = code;
    const bot = `@${new URL(link).pathname.slice(1)}`;
    const open = make("a", "", telegram.open(bot), make("span", "unseen", texts.help.newTab));
    open.href = link;
    open.target = "_blank";
    open.rel = "noopener noreferrer";
    const typed = make("code", "", `/start ${code}`);
    this.body.replaceChildren(
      make("p", "way", open),
      make("p", "", telegram.type(bot)),
      make("p", "files", typed, button("", texts.draft.copy, () => void this.copy(typed))),
      make("p", "quietly", telegram.holds(spokenClock(until))),
    );
    this.say("");
    open.focus();
    void this.watch(code, Date.parse(until));
  }

  private async copy(typed: HTMLElement): Promise<void> {
    const copied = await copy(typed.textContent ?? "");
    if (!copied) getSelection()?.selectAllChildren(typed);
    this.say(copied ? texts.draft.copied : texts.draft.copyFailed);
    if (copied) setTimeout(() => this.say(""), SAID_FOR_MS);
  }

  /** Looks whether the code was used, for as long as it holds and is on the page. */
  private async watch(code: string, until: number): Promise<void> {
    while (this.offered === code && this.element.isConnected) {
      if (Date.now() > until) {
        this.restAfter(() => this.showWay(), texts.telegram.ended);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      const answer = await this.server.get<{ telegram: { linked: boolean } | null }>(
        "/api/settings",
      );
      if (this.offered === code && answer.ok && answer.content.telegram?.linked === true) {
        this.restAfter(() => this.showLinked(), "");
        return;
      }
    }
  }

  private async part(): Promise<void> {
    const answer = await this.server.delete("/api/telegram");
    if (answer.ok) this.restAfter(() => this.showWay(), texts.telegram.parted);
    else this.say(texts.settings.notSaved);
  }

  /** Shows something else without losing the focus that was in it. */
  private restAfter(show: () => void, words: string): void {
    const root = this.element.getRootNode() as Document | ShadowRoot;
    const hadFocus = this.body.contains(root.activeElement);
    show();
    this.say(words);
    if (hadFocus) this.body.querySelector("button")?.focus();
  }

  private say(words: string): void {
    this.said.textContent = words;
  }
}
