import { describe, expect, it } from "vitest";

import { readNumbers } from "../src/phone";

const addresses = (line: string, before?: string) =>
  readNumbers(line, before).flatMap(({ href }) => (href === null ? [] : [href]));

describe("numbers in a help card", () => {
  it.each([
    ["Samaritans: 116 123, day and night", ["tel:116123"]],
    ["Emergency: 999 or 112.", ["tel:999", "tel:112"]],
    ["0808 2000 247 (24 hours)", ["tel:08082000247"]],
    ["0808 2000 247 24 hours a day", ["tel:08082000247"]],
    ["from abroad +44 (0)20 7946 0000", ["tel:+4402079460000"]],
    ["(020) 7946-0000", ["tel:02079460000"]],
    ["1-800-799-7233, 24/7", ["tel:18007997233"]],
    ["Tele-MANAS 14416", ["tel:14416"]],
    ["NZ: 1737 any time", ["tel:1737"]],
    ["Call or text 988", ["tel:988"]],
    ["Text HOME to 741741", ["sms:741741"]],
    ["Call 116 123. Or text SHOUT to 85258", ["tel:116123", "sms:85258"]],
  ])("%s", (line, expected) => expect(addresses(line)).toEqual(expected));

  it.each([
    "open 24/7",
    "open 8:00-22:00",
    "from 9 to 17",
    "it costs £150",
    "1,000 people",
    "100% free",
    "within 180 days",
    "see www.example.org/12345",
  ])("finds none in %j", (line) => expect(addresses(line)).toEqual([]));

  it("reads what stands before it in the same line", () => {
    expect(addresses("85258", "Text SHOUT to ")).toEqual(["sms:85258"]);
  });

  it("loses no word of the line", () => {
    const line = "Call 116 123 or 999, at any hour";
    expect(readNumbers(line).map(({ text }) => text).join("")).toBe(line);
  });
});
