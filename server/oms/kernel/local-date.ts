import { assert } from "./assert";
import type { Brand } from "./brand";

/** A day in some place's calendar, as YYYY-MM-DD. Which place is said where it is used. */
export type LocalDate = Brand<string, "LocalDate">;

/** Days since 1970-01-01, the form in which days are counted: one integer, no time zone. */
export type EpochDay = number;

/** 0 = Monday … 6 = Sunday. */
export type Weekday = number;

const SHAPE = /^\d{4}-\d{2}-\d{2}$/;
const DAYS_PER_ERA = 146_097;
const EPOCH_OFFSET = 719_468;

/** Is `text` a day that exists, written YYYY-MM-DD? 2026-02-30 is not. */
export const isLocalDate = (text: string): text is LocalDate =>
  SHAPE.test(text) && fromEpochDay(epochDayOf(text)) === text;

/** The day that `text` names. For text from outside, ask `isLocalDate` first. */
export function localDate(text: string): LocalDate {
  assert(isLocalDate(text), `a day is written YYYY-MM-DD and exists: ${text}`);
  return text;
}

/** Position of a day on the line of days. Proleptic Gregorian, years 0000–9999. */
export const toEpochDay = (date: LocalDate): EpochDay => epochDayOf(date);

/** The inverse of `toEpochDay`. */
export function fromEpochDay(day: EpochDay): LocalDate {
  const shifted = day + EPOCH_OFFSET;
  const era = Math.floor(shifted / DAYS_PER_ERA);
  const dayOfEra = shifted - era * DAYS_PER_ERA;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const dayOfMonth = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(dayOfMonth, 2)}` as LocalDate;
}

export const addDays = (date: LocalDate, days: number): LocalDate =>
  fromEpochDay(epochDayOf(date) + days);

/** Days from `from` to `to`; negative when `to` is earlier. */
export const daysBetween = (from: LocalDate, to: LocalDate): number =>
  epochDayOf(to) - epochDayOf(from);

export const compareDates = (a: LocalDate, b: LocalDate): number => (a < b ? -1 : a > b ? 1 : 0);

export const laterDate = (a: LocalDate, b: LocalDate): LocalDate => (a < b ? b : a);

export const weekdayOf = (day: EpochDay): Weekday => (((day + 3) % 7) + 7) % 7;

export const weekday = (date: LocalDate): Weekday => weekdayOf(epochDayOf(date));

/** Counts years from March, so that the leap day is the last of its year (Hinnant's algorithm). */
function epochDayOf(text: string): EpochDay {
  const month = digits(text, 5, 7);
  const year = digits(text, 0, 4) - (month <= 2 ? 1 : 0);
  const era = Math.floor(year / 400);
  const yearOfEra = year - era * 400;
  const monthFromMarch = month > 2 ? month - 3 : month + 9;
  const dayOfYear = Math.floor((153 * monthFromMarch + 2) / 5) + digits(text, 8, 10) - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * DAYS_PER_ERA + dayOfEra - EPOCH_OFFSET;
}

function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at += 1) {
    value = value * 10 + text.charCodeAt(at) - 48;
  }
  return value;
}

const padded = (value: number, width: number): string => String(value).padStart(width, "0");
