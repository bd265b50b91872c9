import { texts } from "./texts";

const SAID_FOR_MS = 2500;

function select(element: HTMLElement): void {
  getSelection()?.selectAllChildren(element);
}

/** Copies a text; false where the browser does not let the page do it. */
async function copy(text: string): Promise<boolean> {
  // Absent on plain http, such as a page opened from another machine at home.
  if (!("clipboard" in navigator)) return false;
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch (error) {
    if (error instanceof DOMException) return false;
    throw error;
  }
}

function download(text: string, fileName: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  // The browser reads the address only after this turn.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}

function tool(title: string, press: (button: HTMLButtonElement) => void): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = title;
  button.addEventListener("click", () => press(button));
  return button;
}

/** Fills a card with a draft, and the buttons to copy it or keep it as a file. */
export function fillDraft(card: HTMLElement, text: string): void {
  const title = document.createElement("h3");
  title.textContent = texts.draft.title;
  const letter = document.createElement("blockquote");
  letter.textContent = text;
  const tools = document.createElement("div");
  tools.className = "draft-tools";
  const said = document.createElement("span");
  said.setAttribute("role", "status");

  const copyText = async (): Promise<void> => {
    const copied = await copy(text);
    if (!copied) select(letter);
    said.textContent = copied ? texts.draft.copied : texts.draft.copyFailed;
    if (copied) setTimeout(() => said.replaceChildren(), SAID_FOR_MS);
  };
  tools.append(
    tool(texts.draft.copy, () => void copyText()),
    tool(texts.draft.download, () => download(text, texts.draft.fileName)),
    said,
  );
  card.append(title, letter, tools);
}
