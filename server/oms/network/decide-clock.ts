import { type EpochDay, fromEpochDay, type LocalDate } from "../kernel/local-date";
import type { LocalTime } from "./types";

/** What the wall clock of a place shows. */
export type LocalClock = {
  readonly date: LocalDate;
  /** Since midnight on the clock's face. */
  readonly minutes: number;
};

const MINUTES_PER_DAY = 1_440;
/** Since 1973 every zone changes its offset on a quarter of an hour (UTC). */
const QUARTER_HOUR_MS = 900_000;

type Zone = {
  readonly format: Intl.DateTimeFormat;
  quarter: number;
  offsetMinutes: number;
};
const zones = new Map<string, Zone>();

/**
 * Read the clock of a time zone at a moment, right across daylight saving.
 *
 * Formatting a date costs more than a whole routing decision, so the offset found is kept for the
 * quarter of an hour it is certain to hold. The answer depends on nothing but the arguments.
 *
 * @param timeZone IANA name; an unknown one throws RangeError, as `Intl` does
 */
export function localClock(now: Date, timeZone: string): LocalClock {
  const instant = now.getTime();
  const zone = zones.get(timeZone) ?? openZone(timeZone);
  const quarter = Math.floor(instant / QUARTER_HOUR_MS);
  if (zone.quarter !== quarter) {
    zone.offsetMinutes = offsetMinutesAt(quarter * QUARTER_HOUR_MS, zone.format);
    zone.quarter = quarter;
  }
  const local = Math.floor(instant / 60_000) + zone.offsetMinutes;
  const day: EpochDay = Math.floor(local / MINUTES_PER_DAY);
  return { date: fromEpochDay(day), minutes: local - day * MINUTES_PER_DAY };
}

/** Does the machine know a time zone by this name? */
export function isTimeZone(name: string): boolean {
  try {
    return name !== "" && formatFor(name).resolvedOptions().timeZone !== "";
  } catch (error) {
    if (error instanceof RangeError) {
      return false;
    }
    throw error;
  }
}

/** Minutes since midnight of "HH:MM". */
export const minutesOf = (time: LocalTime): number =>
  Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

export const timeOf = (minutes: number): LocalTime =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

function openZone(timeZone: string): Zone {
  const zone = { format: formatFor(timeZone), quarter: Number.NaN, offsetMinutes: 0 };
  zones.set(timeZone, zone);
  return zone;
}

const formatFor = (timeZone: string) =>
  new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });

function offsetMinutesAt(instant: number, format: Intl.DateTimeFormat): number {
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(instant)) {
    part[type] = Number(value);
  }
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Math.round((Date.UTC(year, month - 1, day, hour, minute, second) - instant) / 60_000);
}
