import { keep, kept } from "./keeping";
import { LONGEST_MESSAGE } from "./protocol";
import { texts } from "./texts";

/** The parts of the page that the composer works on. */
export interface ComposerParts {
  readonly form: HTMLFormElement;
  readonly writing: HTMLTextAreaElement;
  /** How many characters are left; shown near the limit. */
  readonly characters: HTMLElement;
  /** The sentence that appears once when the text has grown too long. */
  readonly tooLong: HTMLElement;
}

const NAME = "writing";
const NEAR_LIMIT = 400;

/** Length as the server counts it: a sign outside the basic plane is one, not two. */
export function lengthOf(text: string): number {
  return [...text].length;
}

/** Where the person writes. Takes nothing empty and nothing too long, and cuts nothing off. */
export class Composer {
  constructor(
    private readonly parts: ComposerParts,
    private readonly send: (text: string) => void,
  ) {
    const { form, writing } = parts;
    const written = kept(NAME);
    if (typeof written === "string") writing.value = written;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    writing.addEventListener("keydown", (event) => this.onKey(event));
    writing.addEventListener("input", () => this.onInput());
    new ResizeObserver(() => this.grow()).observe(form);
    this.measure();
  }

  focus(): void {
    this.parts.writing.focus();
  }

  clear(): void {
    this.parts.writing.value = "";
    this.onInput();
  }

  private onKey(event: KeyboardEvent): void {
    // While a word is being put together (Chinese, Japanese …) Enter belongs to the keyboard.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.submit();
  }

  private submit(): void {
    const text = this.parts.writing.value.trim();
    if (text !== "" && lengthOf(text) <= LONGEST_MESSAGE) {
      this.send(text);
      this.clear();
    }
    this.focus();
  }

  private onInput(): void {
    const { value } = this.parts.writing;
    keep(NAME, value === "" ? null : value);
    this.measure();
  }

  private measure(): void {
    const { writing, characters, tooLong } = this.parts;
    const left = LONGEST_MESSAGE - lengthOf(writing.value.trim());
    const over = left < 0;
    characters.textContent =
      left > NEAR_LIMIT ? "" : over ? texts.length.over(-left) : texts.length.left(left);
    const sentence = over ? texts.length.tooLong(LONGEST_MESSAGE) : "";
    // Setting the same words again would have them read aloud at every key.
    if (tooLong.textContent !== sentence) tooLong.textContent = sentence;
    writing.setAttribute("aria-invalid", String(over));
    this.grow();
  }

  private grow(): void {
    const { style } = this.parts.writing;
    style.height = "auto";
    const { scrollHeight } = this.parts.writing;
    // Nothing has a height while it is out of sight.
    if (scrollHeight > 0) style.height = `${scrollHeight}px`;
  }
}
