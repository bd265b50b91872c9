/** A row of bars, as the server draws a curve in text ("▁▃▅"), as a picture. */

const BARS = "▁▂▃▄▅▆▇█";
const ROW = new RegExp(`[${BARS}]{2,}`, "u");
const WIDE = 320;
const HIGH = 96;
const EDGE = 10;
const SVG = "http://www.w3.org/2000/svg";

/** What stands before a row of bars in a line, and the heights in it, 0 to 7; null without one. */
export function readCurve(line: string): { label: string; heights: readonly number[] } | null {
  const row = ROW.exec(line);
  if (row === null) return null;
  return {
    label: line.slice(0, row.index).replace(/[:\s]+$/, ""),
    heights: [...row[0]].map((bar) => BARS.indexOf(bar)),
  };
}

/** Where the curve runs, in a picture of 320 by 96. */
export function points(heights: readonly number[]): readonly (readonly [number, number])[] {
  const step = (WIDE - 2 * EDGE) / Math.max(heights.length - 1, 1);
  const most = BARS.length - 1;
  return heights.map((height, place) => [
    EDGE + place * step,
    HIGH - EDGE - (height / most) * (HIGH - 2 * EDGE),
  ]);
}

function part(name: string, attributes: Record<string, string>): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

/** Draws a curve; `told` says what it shows to those who do not see it. */
export function drawCurve(heights: readonly number[], told: string): SVGElement {
  const picture = part("svg", {
    viewBox: `0 0 ${WIDE} ${HIGH}`,
    role: "img",
    "aria-label": told,
    class: "curve",
  });
  const run = points(heights);
  picture.append(
    part("polyline", { points: run.map(([x, y]) => `${x},${y}`).join(" "), fill: "none" }),
    ...run.map(([x, y]) => part("circle", { cx: String(x), cy: String(y), r: "3" })),
  );
  return picture;
}
