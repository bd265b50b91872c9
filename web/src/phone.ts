/** Finds the numbers in a line of a help card, so that one touch calls them. */

export interface PhonePart {
  readonly text: string;
  /** `tel:` or `sms:` address, or null for the words between. */
  readonly href: string | null;
}

// Three digits or more, in groups; never part of a clock time, a price, a date or "24/7".
const NUMBER =
  /(?<![\w:.,/£$€+-])(?:\+|\(\+?)?\d(?:[ .()\u00a0-]{0,2}\d){2,14}(?![\w:%/])(?!\s?(?:hours?|hrs?|days?|minutes?|mins?|am|pm|a\.m|p\.m|people)\b)/gi;
const SPOKEN = /\b(?:call|phone|ring|dial)\b/i;
const WRITTEN = /\b(?:text|sms)\b/i;

function address(number: string, before: string): string {
  const digits = number.replace(/[^\d+]/g, "");
  return WRITTEN.test(before) && !SPOKEN.test(before) ? `sms:${digits}` : `tel:${digits}`;
}

/**
 * Splits a line into words and numbers, in order.
 *
 * `before` is what stands before it in the same line: "text HOME to 85258" is for a message.
 */
export function readNumbers(line: string, before = ""): readonly PhonePart[] {
  const parts: PhonePart[] = [];
  let end = 0;
  for (const match of line.matchAll(NUMBER)) {
    const lead = before + line.slice(0, match.index);
    // Only the words since the last full stop or semicolon say what the number is for.
    const clause = lead.split(/[.;]\s|\n/).at(-1) ?? lead;
    if (match.index > end) parts.push({ text: line.slice(end, match.index), href: null });
    parts.push({ text: match[0], href: address(match[0], clause) });
    end = match.index + match[0].length;
  }
  if (end < line.length) parts.push({ text: line.slice(end), href: null });
  return parts;
}
