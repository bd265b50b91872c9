import { preferences } from "./preferences";
import { texts } from "./texts";

/** Counts what came while nobody looked, and tells of it where that was asked for. */
export class Reaching {
  private unread = 0;
  private readonly title = document.title;

  /**
   * @param isSeen Whether the conversation is in front of the person now.
   * @param show Takes the number of new messages whenever it changes.
   */
  constructor(
    private readonly isSeen: () => boolean,
    private readonly show: (unread: number) => void,
    private readonly ownsTitle: boolean,
  ) {}

  /** Something new came from the bot. */
  note(): void {
    if (this.isSeen()) return;
    this.count(this.unread + 1);
    this.tell();
  }

  /** The person looks, or what was new is gone. */
  seen(): void {
    if (this.unread > 0 && this.isSeen()) this.count(0);
  }

  private count(unread: number): void {
    this.unread = unread;
    this.show(unread);
    if (this.ownsTitle) document.title = unread === 0 ? this.title : `(${unread}) ${this.title}`;
  }

  private tell(): void {
    if (!preferences.notify || !("Notification" in window)) return;
    if (Notification.permission !== "granted" || document.visibilityState === "visible") return;
    const { title, body } = texts.notification;
    // One at a time; nothing of the conversation stands in it.
    const told = new Notification(title, { body, tag: "amends" });
    told.addEventListener("click", () => {
      window.focus();
      told.close();
    });
  }
}

/** Asks the browser whether it may tell of something new; says whether it may. */
export async function askToNotify(): Promise<boolean> {
  if (!("Notification" in window)) return false;
  return (await Notification.requestPermission()) === "granted";
}
