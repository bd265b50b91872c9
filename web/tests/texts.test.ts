import { describe, expect, it } from "vitest";

import { languages, speak, texts } from "../src/texts";

describe("the table of texts", () => {
  it("is English for a language that is not there", () => {
    speak("tlh");
    expect(texts).toBe(languages["en"]);
    speak("");
    expect(texts).toBe(languages["en"]);
  });

  it("is found by the language of a place", () => {
    speak("en-NZ");
    expect(texts).toBe(languages["en"]);
  });

  it("counts as people do", () => {
    expect(texts.launcher.unread(1)).toBe("1 new message");
    expect(texts.launcher.unread(2)).toBe("2 new messages");
  });
});
