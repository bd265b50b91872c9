import { describe, expect, it } from "vitest";

import type { Fault } from "../src/desk";
import { runsOf } from "../src/faults";

function fault(start: number, end: number): Fault {
  return { id: `${start}`, severity: "high", start, end, why: "", instead: "" };
}

const cut = (text: string, ...faults: Fault[]) =>
  runsOf(text, faults).map((run) => (run.fault === null ? run.text : `[${run.text}]`));

describe("a letter is cut at its faults", () => {
  it("in their order, whatever order they come in", () => {
    expect(cut("sorry if it hurt, but you made me", fault(18, 33), fault(6, 16))).toEqual([
      "sorry ",
      "[if it hurt]",
      ", ",
      "[but you made me]",
    ]);
  });

  it("counting signs as the server does, not halves of them", () => {
    expect(cut("😔😔 if I hurt you", fault(3, 16))).toEqual(["😔😔 ", "[if I hurt you]"]);
  });

  it("and of two that overlap keeps the first", () => {
    expect(cut("abcdef", fault(1, 4), fault(3, 6))).toEqual(["a", "[bcd]", "ef"]);
  });

  it("and passes over what lies beyond its end", () => {
    expect(cut("abc", fault(2, 9))).toEqual(["abc"]);
    expect(cut("")).toEqual([]);
  });
});
