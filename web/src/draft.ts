import { copy } from "./copying";
import type { Desk, Found } from "./desk";
import { writeLetter } from "./faults";
import { saveFile } from "./files";
import { button, freshName, make, withAttributes } from "./nodes";
import { texts } from "./texts";

const SAID_FOR_MS = 2500;
const ENDINGS = ["txt", "md", "docx"] as const;

/**
 * A draft as a card: the letter with its faults underlined, to be copied, edited in place and
 * kept as a file. What the server found in it comes in when the desk has it.
 */
export class DraftCard {
  private readonly letter = make("blockquote", "");
  private readonly notes = make("div", "reasons");
  private readonly caption = make("p", "caption");
  private readonly remarks = make("div", "remarks");
  private readonly said = withAttributes(make("span", "said"), { role: "status" });
  private readonly tools = make("div", "draft-tools");
  private readonly body = make("div", "letter", this.letter, this.notes);
  private found: Found | undefined;

  constructor(
    card: HTMLElement,
    private readonly text: string,
    private readonly desk: Desk,
  ) {
    const head = make("div", "draft-head", make("h3", "", texts.draft.title), this.caption);
    card.append(head, this.body, this.remarks, this.tools);
    this.show();
    this.desk.follow(card, () => this.show());
    if (this.found === undefined) void this.desk.refresh();
  }

  private show(): void {
    const found = this.desk.find(this.text);
    const unchanged = found !== undefined && found.version === this.found?.version;
    if (unchanged || (this.body.isConnected && this.body.querySelector("textarea") !== null)) return;
    this.found = found;
    writeLetter(this.letter, this.notes, this.text, found?.version.faults ?? []);
    this.caption.textContent = found === undefined ? "" : captionOf(found);
    this.remarks.replaceChildren(...(found === undefined ? [] : remarksOn(found)));
    this.tools.replaceChildren(...this.toolsFor(found));
  }

  private toolsFor(found: Found | undefined): HTMLElement[] {
    const endings = found === undefined ? ENDINGS.slice(0, 1) : ENDINGS;
    const files = endings.map((ending) =>
      withAttributes(
        button("file", `.${ending}`, () => void this.download(ending)),
        { "aria-label": texts.draft.downloadAs(ending) },
      ),
    );
    return [
      button("", texts.draft.copy, () => void this.copy()),
      ...(found !== undefined && found.version === found.apology.versions[0]
        ? [button("edit", texts.draft.edit, () => this.edit(found))]
        : []),
      make("span", "files", make("span", "", texts.draft.download), ...files),
      this.said,
    ];
  }

  private async copy(): Promise<void> {
    const copied = await copy(this.text);
    if (!copied) getSelection()?.selectAllChildren(this.letter);
    this.say(copied ? texts.draft.copied : texts.draft.copyFailed, copied);
  }

  private async download(ending: string): Promise<void> {
    const content =
      ending === "txt" || this.found === undefined
        ? new Blob([this.text], { type: "text/plain;charset=utf-8" })
        : await this.desk.letter(this.found, ending);
    if (content === null) this.say(texts.overview.failed, true);
    else saveFile(content, `${texts.draft.fileName}.${ending}`);
  }

  private edit(found: Found): void {
    const name = freshName("edited");
    const field = withAttributes(make("textarea", "editor"), { id: name, rows: "8" });
    field.value = this.text;
    const grow = (): void => {
      field.style.height = "auto";
      field.style.height = `${field.scrollHeight + 4}px`;
    };
    field.addEventListener("input", grow);
    const label = withAttributes(make("label", "unseen", texts.draft.yourText), { for: name });
    this.body.replaceChildren(label, field);
    this.tools.replaceChildren(
      button("primary", texts.draft.save, () => void this.save(found, field.value)),
      button("", texts.draft.cancel, () => this.leaveEditor()),
      this.said,
    );
    grow();
    field.focus();
  }

  private async save(found: Found, written: string): Promise<void> {
    const text = written.trim();
    if (text === "" || text === this.text.trim()) {
      this.leaveEditor();
      return;
    }
    const saved = await this.desk.save(found.apology, text);
    if (saved === "failed") {
      this.say(texts.draft.notSaved, false);
      return;
    }
    this.leaveEditor();
    this.say(saved === "saved" ? texts.draft.saved : texts.draft.talkFirst, true);
  }

  private leaveEditor(): void {
    this.body.replaceChildren(this.letter, this.notes);
    this.found = undefined;
    this.show();
    this.tools.querySelector("button")?.focus();
  }

  private say(words: string, briefly: boolean): void {
    this.said.textContent = words;
    if (briefly) setTimeout(() => this.said.replaceChildren(), SAID_FOR_MS);
  }
}

function captionOf({ apology, version }: Found): string {
  const place = texts.draft.version(version.version, apology.versions.length);
  return `${place}, ${texts.draft.origins[version.origin]}`;
}

function remarksOn({ version }: Found): HTMLElement[] {
  const shown: HTMLElement[] = [];
  const { faults, missing } = version;
  if (faults.length > 0) shown.push(make("p", "", texts.draft.faults(faults.length)));
  if (missing.length > 0) {
    const list = make("ul", "", ...missing.map((advice) => make("li", "", advice)));
    const summary = make("summary", "", texts.draft.missing(missing.length));
    shown.push(make("details", "", summary, list));
  }
  return shown;
}
