/** Moments and days as people read them, in their own language, where they say they are. */

interface Formats {
  readonly clock: Intl.DateTimeFormat;
  readonly dayAndClock: Intl.DateTimeFormat;
  readonly day: Intl.DateTimeFormat;
}

const WEEKDAY = new Intl.DateTimeFormat(undefined, {
  weekday: "long",
  day: "numeric",
  month: "long",
  timeZone: "UTC",
});

let shownIn: string | null = null;
let formats = formatsIn(null);

function formatsIn(zone: string | null): Formats {
  const place = zone === null ? {} : { timeZone: zone };
  const clock = { hour: "2-digit", minute: "2-digit" } as const;
  const day = { day: "numeric", month: "short" } as const;
  return {
    clock: new Intl.DateTimeFormat(undefined, { ...clock, ...place }),
    dayAndClock: new Intl.DateTimeFormat(undefined, { ...day, ...clock, ...place }),
    day: new Intl.DateTimeFormat(undefined, { ...day, year: "numeric", ...place }),
  };
}

/** The time zone that the browser says. */
export function browserZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Lets moments be those of a time zone, `null` for the browser's; says whether that is new. */
export function showIn(zone: string | null): boolean {
  if (zone === shownIn) return false;
  try {
    formats = formatsIn(zone);
  } catch (error) {
    // The server may know a zone that this browser is too old for.
    if (!(error instanceof RangeError)) throw error;
    formats = formatsIn(null);
  }
  shownIn = zone;
  return true;
}

/** A moment: the clock alone today, else with its day; empty for what is none. */
export function spokenMoment(at: string): string {
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return "";
  const today = formats.day.format(moment) === formats.day.format(new Date());
  return (today ? formats.clock : formats.dayAndClock).format(moment);
}

/** The clock at a moment. */
export function spokenClock(at: string): string {
  return formats.clock.format(new Date(at));
}

/** The day of a moment. */
export function spokenDay(at: string): string {
  return formats.day.format(new Date(at));
}

/** A day that belongs to no time zone, as `2026-11-27`. */
export function spokenDate(day: string): string {
  return WEEKDAY.format(new Date(`${day}T00:00:00Z`));
}
