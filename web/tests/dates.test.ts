import { afterEach, describe, expect, it } from "vitest";

import { showIn, spokenClock, spokenDay, spokenMoment } from "../src/dates";

const LATE = "2026-11-21T23:30:00+00:00";

describe("moments", () => {
  afterEach(() => showIn(null));

  it("are told where the person says they are", () => {
    expect(showIn("Asia/Tokyo")).toBe(true);
    expect(spokenClock(LATE)).toContain("08:30");
    expect(spokenDay(LATE)).toContain("22");
    expect(showIn("America/New_York")).toBe(true);
    expect(spokenClock(LATE)).toContain("06:30");
    expect(spokenDay(LATE)).toContain("21");
  });

  it("say whether a zone is another than before", () => {
    expect(showIn(null)).toBe(false);
    expect(showIn("Asia/Tokyo")).toBe(true);
    expect(showIn("Asia/Tokyo")).toBe(false);
  });

  it("stay readable in a zone that this browser does not know", () => {
    expect(showIn("Mars/Olympus_Mons")).toBe(true);
    expect(spokenClock(LATE)).not.toBe("");
  });

  it("of today show the clock alone", () => {
    const today = new Date().toISOString();
    expect(spokenMoment(today)).toBe(spokenClock(today));
    expect(spokenMoment("no moment")).toBe("");
  });
});
