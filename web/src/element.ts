import { Chat } from "./chat";
import { dropAllKept } from "./keeping";
import { onEscapeTwice } from "./leaving";
import { button } from "./nodes";
import { buildParts, Launcher, type Parts } from "./parts";
import { Reaching } from "./reaching";
import { Server } from "./server";
import styles from "./styles.css?inline";
import { texts } from "./texts";

/**
 * `<amends-chat>`: the conversation on any page.
 *
 * Attributes: `form` is `launcher` (a button in the corner, the default) or `page` (fills its
 * place); `server` is the server's origin, by default where the script came from; `user` is the
 * token by which a site hands over its signed-in user; `lang` and `theme` (`light`, `dark`).
 *
 * Sends `amends-refused` with the server's answer when it does not talk with this site.
 */
export class AmendsChat extends HTMLElement {
  static readonly observedAttributes = ["user", "server"];

  /** The server that the script came from. */
  static home = "";

  private chat: Chat | undefined;
  private launcher: Launcher | undefined;
  private parts: Parts | undefined;
  private ended = new AbortController();
  private unread = 0;

  private get isLauncher(): boolean {
    return this.getAttribute("form") !== "page";
  }

  private get isOpen(): boolean {
    return this.parts !== undefined && !this.parts.whole.hidden;
  }

  connectedCallback(): void {
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    root.adoptedStyleSheets = [sheet];
    this.ended = new AbortController();
    const { signal } = this.ended;

    const server = new Server(
      new URL(this.getAttribute("server") ?? AmendsChat.home, location.href).origin,
      this.getAttribute("user"),
    );
    const parts = buildParts(server.address, this.isLauncher);
    this.parts = parts;
    const reaching = new Reaching(
      () => this.isOpen && document.visibilityState === "visible",
      (unread) => this.showUnread(unread),
      !this.isLauncher,
    );
    const chat = new Chat(parts, server, reaching, (detail) => {
      this.dispatchEvent(new CustomEvent("amends-refused", { detail }));
    });
    this.chat = chat;
    root.replaceChildren(parts.whole);
    document.addEventListener("visibilitychange", () => reaching.seen(), { signal });
    onEscapeTwice(() => {
      if (this.isOpen) chat.leave();
    }, signal);
    if (this.isLauncher) this.addLauncher(root, reaching, server.mayKnowUs);
    else chat.start();
  }

  disconnectedCallback(): void {
    this.ended.abort();
    this.chat?.stop();
  }

  attributeChangedCallback(_name: string, before: string | null, after: string | null): void {
    // Somebody else signed in, or out: what was shown to the one before goes.
    if (this.chat === undefined || before === after) return;
    const wasOpen = this.isOpen;
    this.disconnectedCallback();
    dropAllKept();
    this.connectedCallback();
    if (wasOpen && this.isLauncher) this.launcher?.element.click();
  }

  private addLauncher(root: ShadowRoot, reaching: Reaching, mayKnowUs: boolean): void {
    const { parts, chat } = this;
    if (parts === undefined || chat === undefined) return;
    const open = (on: boolean): void => {
      parts.whole.hidden = !on;
      this.launcher?.show(on, this.unread);
      if (on) {
        chat.start();
        chat.focus();
      } else this.launcher?.element.focus();
      reaching.seen();
    };
    this.launcher = new Launcher(() => open(!this.isOpen));
    // On a phone the widget covers the launcher: it closes from its head too.
    parts.overview.after(button("close", texts.launcher.leave, () => open(false)));
    parts.whole.hidden = true;
    parts.whole.setAttribute("role", "dialog");
    parts.whole.setAttribute("aria-label", texts.page.name);
    parts.whole.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) open(false);
    });
    root.append(this.launcher.element);
    // Nobody who only reads the site gets an identity here.
    if (mayKnowUs) chat.start();
  }

  private showUnread(unread: number): void {
    this.unread = unread;
    this.launcher?.show(this.isOpen, unread);
  }
}
