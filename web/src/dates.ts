/** Moments and days as people read them, in their own language and time zone. */

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const DAY_AND_CLOCK = new Intl.DateTimeFormat(undefined, {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});
const DAY = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });
const WEEKDAY = new Intl.DateTimeFormat(undefined, {
  weekday: "long",
  day: "numeric",
  month: "long",
  timeZone: "UTC",
});

/** A moment: the clock alone today, else with its day; empty for what is none. */
export function spokenMoment(at: string): string {
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return "";
  const today = moment.toDateString() === new Date().toDateString();
  return (today ? CLOCK : DAY_AND_CLOCK).format(moment);
}

/** The day of a moment. */
export function spokenDay(at: string): string {
  return DAY.format(new Date(at));
}

/** A day that belongs to no time zone, as `2026-11-27`. */
export function spokenDate(day: string): string {
  return WEEKDAY.format(new Date(`${day}T00:00:00Z`));
}
