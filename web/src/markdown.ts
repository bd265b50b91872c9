/**
 * The little markdown that the bot writes: paragraphs, line breaks, bold and flat lists.
 *
 * It is read into blocks and built from DOM nodes; text can never become markup.
 */

export interface Span {
  readonly text: string;
  readonly bold: boolean;
}

/** A line is a row of spans. */
export type Line = readonly Span[];

export type Block =
  | { readonly type: "paragraph"; readonly lines: readonly Line[] }
  | { readonly type: "bullets"; readonly lines: readonly Line[] }
  | { readonly type: "numbers"; readonly start: number; readonly lines: readonly Line[] };

const BOLD = /\*\*(?=\S)(.+?)(?<=\S)\*\*/g;
const BULLET = /^\s*[-*•]\s+(.*)$/;
const NUMBER = /^\s*(\d{1,2})[.)]\s+(.*)$/;

/** Reads one line into plain and bold spans; unpaired stars stay as they are. */
export function readLine(line: string): Line {
  const spans: Span[] = [];
  let end = 0;
  for (const match of line.matchAll(BOLD)) {
    if (match.index > end) spans.push({ text: line.slice(end, match.index), bold: false });
    spans.push({ text: match[1] ?? "", bold: true });
    end = match.index + match[0].length;
  }
  if (end < line.length) spans.push({ text: line.slice(end), bold: false });
  return spans;
}

type Piece = { type: Block["type"]; start: number; text: string };

function readPiece(line: string): Piece {
  const bullet = BULLET.exec(line);
  if (bullet !== null) return { type: "bullets", start: 0, text: bullet[1] ?? "" };
  const number = NUMBER.exec(line);
  if (number !== null) return { type: "numbers", start: Number(number[1]), text: number[2] ?? "" };
  return { type: "paragraph", start: 0, text: line };
}

/** Reads a whole text into blocks, in order. */
export function readBlocks(text: string): readonly Block[] {
  const blocks: { type: Block["type"]; start: number; lines: Line[] }[] = [];
  let afterGap = true;
  for (const raw of text.replace(/\r\n?/g, "\n").split("\n")) {
    const line = raw.trimEnd();
    if (line === "") {
      afterGap = true;
      continue;
    }
    const piece = readPiece(line);
    const last = blocks.at(-1);
    // The items of a list may stand apart; paragraphs that stand apart are two.
    const goesOn = last?.type === piece.type && (!afterGap || piece.type !== "paragraph");
    if (last !== undefined && goesOn) last.lines.push(readLine(piece.text));
    else blocks.push({ type: piece.type, start: piece.start, lines: [readLine(piece.text)] });
    afterGap = false;
  }
  return blocks;
}

/**
 * How a span's text becomes nodes; help cards turn numbers into links here. `before` is what
 * stands before it in the same line.
 */
export type WriteText = (text: string, before: string) => readonly Node[];

const asText: WriteText = (text) => [document.createTextNode(text)];

function lineNodes(line: Line, write: WriteText): Node[] {
  let before = "";
  return line.flatMap((span) => {
    const nodes = [...write(span.text, before)];
    before += span.text;
    if (!span.bold) return nodes;
    const strong = document.createElement("strong");
    strong.append(...nodes);
    return [strong];
  });
}

function paragraph(lines: readonly Line[], write: WriteText): HTMLElement {
  const element = document.createElement("p");
  lines.forEach((line, index) => {
    if (index > 0) element.append(document.createElement("br"));
    element.append(...lineNodes(line, write));
  });
  return element;
}

function list(block: Exclude<Block, { type: "paragraph" }>, write: WriteText): HTMLElement {
  const element = document.createElement(block.type === "numbers" ? "ol" : "ul");
  if (element instanceof HTMLOListElement && block.type === "numbers") element.start = block.start;
  for (const line of block.lines) {
    const item = document.createElement("li");
    item.append(...lineNodes(line, write));
    element.append(item);
  }
  return element;
}

/** Builds the nodes of a text the bot wrote. */
export function writeBlocks(text: string, write: WriteText = asText): HTMLElement[] {
  return readBlocks(text).map((block) =>
    block.type === "paragraph" ? paragraph(block.lines, write) : list(block, write),
  );
}
