/** The days of a promise as a picture: kept, missed, not told. */

import { drawn } from "./nodes";
import { texts } from "./texts";

export type Result = "kept" | "missed" | null;

const MARKS: Readonly<Record<string, Result>> = { "●": "kept", "○": "missed", "·": null };
const ROW = /[●○·]+/gu;
const STEP = 18;
const MIDDLE = STEP / 2;

/** A part of a line of the record: words, or days in a row. */
export type RecordPart = { readonly text: string } | { readonly days: readonly Result[] };

/** Splits a line of the record into words and rows of days, in order. */
export function readDays(line: string): readonly RecordPart[] {
  const parts: RecordPart[] = [];
  let end = 0;
  for (const match of line.matchAll(ROW)) {
    if (match.index > end) parts.push({ text: line.slice(end, match.index) });
    parts.push({ days: [...match[0]].map((mark) => MARKS[mark] ?? null) });
    end = match.index + match[0].length;
  }
  if (end < line.length) parts.push({ text: line.slice(end) });
  return parts;
}

function dot(result: Result, place: number): SVGElement {
  const radius = result === "kept" ? "6" : result === "missed" ? "5" : "2";
  return drawn("circle", {
    cx: String(place * STEP + MIDDLE),
    cy: String(MIDDLE),
    r: radius,
    class: result ?? "untold",
  });
}

/** Draws days, the oldest first. */
export function drawDays(days: readonly Result[]): SVGElement {
  const count = (wanted: Result): number => days.filter((day) => day === wanted).length;
  const [only] = days;
  const told =
    days.length === 1
      ? texts.record[only ?? "untold"]
      : texts.record.days(count("kept"), count("missed"), count(null));
  const wide = days.length * STEP;
  return drawn(
    "svg",
    {
      viewBox: `0 0 ${wide} ${STEP}`,
      width: String(wide),
      height: String(STEP),
      role: "img",
      "aria-label": told,
      class: "days",
    },
    ...days.map(dot),
  );
}

/** The words of the record with its rows as pictures; a sign in the legend is not read twice. */
export function daysAsPictures(text: string, before: string): Node[] {
  let lead = before;
  return readDays(text).map((part) => {
    if ("text" in part) {
      lead += part.text;
      return document.createTextNode(part.text);
    }
    const picture = drawDays(part.days);
    if (!lead.endsWith(": ")) picture.setAttribute("aria-hidden", "true");
    return picture;
  });
}
