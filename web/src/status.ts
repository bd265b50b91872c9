import type { Phase } from "./connection";
import { texts } from "./texts";

const SLOW_MS = 1200;
const SAID_FOR_MS = 4000;
const TROUBLE_FOR_MS = 15_000;

/** One line that says how the connection is, and nothing while all is well. */
export class StatusLine {
  private toSay: ReturnType<typeof setTimeout> | undefined;
  private toClear: ReturnType<typeof setTimeout> | undefined;
  private troubled = false;

  constructor(private readonly line: HTMLElement) {}

  showPhase(phase: Phase): void {
    clearTimeout(this.toSay);
    if (phase === "ready") {
      if (this.troubled) this.sayBriefly(texts.status.back);
      else if (this.line.textContent === texts.status.connecting) this.say("");
      this.troubled = false;
    } else if (phase === "connecting") {
      // A quick start needs no word about it.
      this.toSay = setTimeout(() => this.say(texts.status.connecting), SLOW_MS);
    } else {
      this.troubled = true;
      this.say(texts.status[phase]);
    }
  }

  sayErased(): void {
    this.troubled = false;
    this.sayBriefly(texts.status.erased);
  }

  sayTrouble(message: string): void {
    this.say(message);
    this.toClear = setTimeout(() => this.say(""), TROUBLE_FOR_MS);
  }

  /** Says something that stays: nothing more is tried. */
  sayForGood(message: string): void {
    clearTimeout(this.toSay);
    this.say(message);
  }

  private say(words: string): void {
    clearTimeout(this.toClear);
    if (this.line.textContent !== words) this.line.textContent = words;
  }

  private sayBriefly(words: string): void {
    this.say(words);
    this.toClear = setTimeout(() => this.say(""), SAID_FOR_MS);
  }
}
