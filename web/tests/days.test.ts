import { describe, expect, it } from "vitest";

import { readDays } from "../src/days";

describe("a line of the record", () => {
  it("has its row of days between its words", () => {
    expect(readDays("call your dad, every Sunday: ●○· next Sunday")).toEqual([
      { text: "call your dad, every Sunday: " },
      { days: ["kept", "missed", null] },
      { text: " next Sunday" },
    ]);
  });

  it("may be words alone, or a row alone", () => {
    expect(readDays("pay 200: open")).toEqual([{ text: "pay 200: open" }]);
    expect(readDays("●●")).toEqual([{ days: ["kept", "kept"] }]);
    expect(readDays("")).toEqual([]);
  });
});
