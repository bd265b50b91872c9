import { describe, expect, it } from "vitest";

import { points, readCurve } from "../src/curve";

describe("a curve in text", () => {
  it("is read with what stands before it", () => {
    expect(readCurve("How near you two came: ▁▃█")).toEqual({
      label: "How near you two came",
      heights: [0, 2, 7],
    });
  });

  it("is none where there are no bars, or only one", () => {
    expect(readCurve("You owned it twice.")).toBeNull();
    expect(readCurve("▁")).toBeNull();
  });

  it("runs from left to right, and higher is nearer", () => {
    const [first, , last] = points([0, 3, 7]);
    expect(first).toEqual([10, 86]);
    expect(last).toEqual([310, 10]);
  });
});
