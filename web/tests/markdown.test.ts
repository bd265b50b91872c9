import { describe, expect, it } from "vitest";

import { readBlocks, readLine } from "../src/markdown";

const plain = (text: string) => [{ text, bold: false }];

describe("a line", () => {
  it("has bold parts between pairs of two stars", () => {
    expect(readLine("say **what** you did")).toEqual([
      { text: "say ", bold: false },
      { text: "what", bold: true },
      { text: " you did", bold: false },
    ]);
  });

  it.each(["2 ** 3 ** 4", "**never closed", "a * b * c", "<b>not markup</b>", "****"])(
    "keeps %j as it is",
    (text) => expect(readLine(text)).toEqual(plain(text)),
  );
});

describe("a text", () => {
  it("keeps paragraphs apart and line breaks within them", () => {
    expect(readBlocks("one\ntwo\r\n\r\n\nthree")).toEqual([
      { type: "paragraph", start: 0, lines: [plain("one"), plain("two")] },
      { type: "paragraph", start: 0, lines: [plain("three")] },
    ]);
  });

  it("has lists right after a sentence, with whichever marker", () => {
    expect(readBlocks("Think:\n- one\n* two\n• three\nand go on")).toEqual([
      { type: "paragraph", start: 0, lines: [plain("Think:")] },
      { type: "bullets", start: 0, lines: [plain("one"), plain("two"), plain("three")] },
      { type: "paragraph", start: 0, lines: [plain("and go on")] },
    ]);
  });

  it("counts on where a numbered list starts, over gaps", () => {
    expect(readBlocks("3. three\n\n4) four")).toEqual([
      { type: "numbers", start: 3, lines: [plain("three"), plain("four")] },
    ]);
  });

  it.each(["-5 degrees", "2019. A year.", "**bold** first", "- "])(
    "takes %j for no list",
    (text) => expect(readBlocks(text).map(({ type }) => type)).toEqual(["paragraph"]),
  );

  it("is nothing when it is empty", () => {
    expect(readBlocks(" \n\n")).toEqual([]);
  });
});
