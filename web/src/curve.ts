import { drawn } from "./nodes";

/** A row of bars, as the server draws a curve in text ("▁▃▅"), as a picture. */

const BARS = "▁▂▃▄▅▆▇█";
const ROW = new RegExp(`[${BARS}]{2,}`, "u");
const WIDE = 320;
const HIGH = 96;
const EDGE = 10;

/** What stands before a row of bars in a line, and the heights in it, 0 to 7; null without one. */
export function readCurve(line: string): { label: string; heights: readonly number[] } | null {
  const row = ROW.exec(line);
  if (row === null) return null;
  return {
    label: line.slice(0, row.index).replace(/[:\s]+$/, ""),
    heights: [...row[0]].map((bar) => BARS.indexOf(bar)),
  };
}

/** Where a curve of numbers from 0 to `most` runs, in a picture of 320 by 96. */
export function points(
  heights: readonly number[],
  most: number = BARS.length - 1,
): readonly (readonly [number, number])[] {
  const step = (WIDE - 2 * EDGE) / Math.max(heights.length - 1, 1);
  return heights.map((height, place) => [
    EDGE + place * step,
    HIGH - EDGE - (height / most) * (HIGH - 2 * EDGE),
  ]);
}

/** Draws a curve; `told` says what it shows to those who do not see it. */
export function drawCurve(heights: readonly number[], told: string, most?: number): SVGElement {
  const run = points(heights, most);
  return drawn(
    "svg",
    { viewBox: `0 0 ${WIDE} ${HIGH}`, role: "img", "aria-label": told, class: "curve" },
    drawn("line", { x1: "0", x2: String(WIDE), y1: String(HIGH - 1), y2: String(HIGH - 1) }),
    drawn("polyline", { points: run.map(([x, y]) => `${x},${y}`).join(" "), fill: "none" }),
    ...run.map(([x, y]) => drawn("circle", { cx: String(x), cy: String(y), r: "3.5" })),
  );
}
