import { isLocalDate, type LocalDate, toEpochDay } from "../kernel/local-date";
import { localClock } from "../network/decide-clock";

/** What a date format is written with, and what each part matches. Longer ones come first. */
const PARTS = {
  YYYY: "(?<year>\\d{4})",
  MM: "(?<month>\\d{2})",
  DD: "(?<day>\\d{2})",
  HH: "(?<hour>\\d{2})",
  mm: "(?<minute>\\d{2})",
  ss: "(?<second>\\d{2})(?:\\.\\d+)?",
  M: "(?<month>\\d{1,2})",
  D: "(?<day>\\d{1,2})",
  H: "(?<hour>\\d{1,2})",
} as const;
const PART = /YYYY|MM|DD|HH|mm|ss|M|D|H/g;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export const DEFAULT_DATE_FORMAT = "YYYY-MM-DD HH:mm:ss";

export type DateReader = {
  readonly format: string;
  readonly readDate: (text: string) => LocalDate | null;
  /** The moment at which the clock of the reader's time zone shows that; a bare day begins at 0:00. */
  readonly readInstant: (text: string) => Date | null;
};

/**
 * A reader of dates in one format: `YYYY-MM-DD HH:mm:ss`, `D.M.YYYY`, `MM/DD/YYYY H:mm`. The time of
 * day may be missing in a row. Days that do not exist are not read.
 *
 * @param timeZone IANA name of the place whose clock wrote the file
 * @returns null when the format names no year, month and day
 */
export function openDateReader(format: string, timeZone: string): DateReader | null {
  const [day = "", time = ""] = splitAtTime(format);
  if (!["Y", "M", "D"].every((part) => day.includes(part))) {
    return null;
  }
  // Between day and time a blank and a T mean the same.
  const timePattern = patternOf(time).replace(/^[ T]/, "[ T]");
  const pattern = new RegExp(`^${patternOf(day)}(?:${timePattern})?$`);
  const read = (text: string) => {
    const groups = pattern.exec(text)?.groups;
    return groups === undefined ? null : fieldsOf(groups);
  };
  // The lines of one order share a date, so the last answer is mostly the next one as well.
  let lastText = "";
  let lastInstant: Date | null = null;
  return {
    format,
    readDate: (text) => read(text)?.date ?? null,
    readInstant: (text) => {
      if (text !== lastText) {
        const fields = read(text);
        lastText = text;
        lastInstant = fields === null ? null : instantOf(fields, timeZone);
      }
      return lastInstant;
    },
  };
}

/** Is `name` a time zone that this machine knows? */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

type Fields = { readonly date: LocalDate; readonly secondOfDay: number };

/** The day's part of a format, and the time's part with what stands before it. */
function splitAtTime(format: string): [string, string] {
  const at = format.search(/[T ]*H/);
  return at === -1 ? [format, ""] : [format.slice(0, at), format.slice(at)];
}

function patternOf(format: string): string {
  let pattern = "";
  let from = 0;
  for (const match of format.matchAll(PART)) {
    const [part] = match;
    pattern += escaped(format.slice(from, match.index)) + PARTS[part as keyof typeof PARTS];
    from = match.index + part.length;
  }
  return pattern + escaped(format.slice(from));
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");

function fieldsOf(groups: Readonly<Record<string, string | undefined>>): Fields | null {
  const { year = "", month = "", day = "", hour = "0", minute = "0", second = "0" } = groups;
  const date = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const inRange = Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
  return isLocalDate(date) && inRange
    ? { date, secondOfDay: Number(hour) * 3_600 + Number(minute) * 60 + Number(second) }
    : null;
}

/** What the clock would show were the zone UTC, moved by the zone's distance from it at that time. */
function instantOf({ date, secondOfDay }: Fields, timeZone: string): Date {
  const shown = toEpochDay(date) * DAY_MS + secondOfDay * 1_000;
  let instant = shown;
  // Twice, because the first guess may lie on the other side of a change of the clocks.
  for (let turn = 0; turn < 2; turn += 1) {
    instant = shown - offsetMs(instant, timeZone);
  }
  return new Date(instant);
}

function offsetMs(instant: number, timeZone: string): number {
  const { date, minutes } = localClock(new Date(instant), timeZone);
  const shownMinute = toEpochDay(date) * DAY_MS + minutes * MINUTE_MS;
  return shownMinute - Math.floor(instant / MINUTE_MS) * MINUTE_MS;
}
