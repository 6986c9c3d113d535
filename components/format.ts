/**
 * The only place that turns stored values into text people read. Pure: no clock, no zone of its own.
 * Amounts are integers (minor units, ten-thousandths, grams), dates are "YYYY-MM-DD", instants come
 * with the zone they are to be read in.
 */

import { decimalText, moneyText, unitPriceText } from "@/server/oms/kernel/money";

const LOCALE = "en-US";
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What is not known is a dash; what is nothing is 0. */
export const UNKNOWN = "—";

const numberFormats = new Map<string, Intl.NumberFormat>();

function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify(options);
  const known = numberFormats.get(key);
  if (known) {
    return known;
  }
  const made = new Intl.NumberFormat(LOCALE, options);
  numberFormats.set(key, made);
  return made;
}

const dateFormats = new Map<string, Intl.DateTimeFormat>();

function dateParts(
  instant: Date,
  timeZone: string,
  options: Intl.DateTimeFormatOptions,
): Record<string, string> {
  const key = `${timeZone}${JSON.stringify(options)}`;
  const format =
    dateFormats.get(key) ??
    new Intl.DateTimeFormat("en-GB", { ...options, timeZone, hourCycle: "h23" });
  dateFormats.set(key, format);
  return Object.fromEntries(format.formatToParts(instant).map((part) => [part.type, part.value]));
}

/** `123450, "USD"` → `$1,234.50`. Minor units of the currency, whatever its number of decimals. */
export const formatMoney = (minor: number, currency: string): string => moneyText(minor, currency);

/** `125025, "USD"` → `$12.5025`; `125000` → `$12.50`. Ten-thousandths of the major unit. */
export const formatUnitPrice = (priceE4: number, currency: string): string =>
  unitPriceText(priceE4, currency);

/** `125025` → `12.5025`; `125000` → `12.50`. Ten-thousandths of a price that names no currency. */
export function formatBarePrice(priceE4: number): string {
  return numberFormat({ minimumFractionDigits: 2, maximumFractionDigits: 4 }).format(
    decimalText(priceE4, 4),
  );
}

/** `1284, "ea"` → `1,284 ea`. */
export function formatQuantity(quantity: number, unit?: string): string {
  const text = numberFormat({ maximumFractionDigits: 0 }).format(quantity);
  return unit ? `${text} ${unit}` : text;
}

/** `1234.56, "h"` → `1,234.6 h`; `8, "h"` → `8 h`: what is measured, to the tenth. */
export const formatMeasured = (value: number, unit: string): string =>
  `${numberFormat({ maximumFractionDigits: 1 }).format(value)} ${unit}`;

/** `1, "order"` → `1 order`; `1284, "order"` → `1,284 orders`; irregular plurals are given. */
export function formatCount(count: number, one: string, many = `${one}s`): string {
  return `${formatQuantity(count)} ${count === 1 ? one : many}`;
}

/** `0.9934, 1` → `99.3%`. */
export function formatPercent(ratio: number, digits = 0): string {
  return numberFormat({
    style: "percent",
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(ratio);
}

/** Grams: below a kilogram as grams, above with one or two decimals, never with false precision. */
export function formatWeight(grams: number): string {
  if (Math.abs(grams) < 1000) {
    return `${formatQuantity(grams)} g`;
  }
  const digits = Math.abs(grams) < 100_000 ? 2 : 1;
  return `${numberFormat({ maximumFractionDigits: digits }).format(grams / 1000)} kg`;
}

/**
 * `"2026-11-24"` → `Tue 24 Nov`; with the year when it is not the year of `today` (or when the
 * reader's today is not given, as on paper).
 */
export function formatDate(localDate: string, today?: string): string {
  const parts = dateParts(new Date(`${localDate}T00:00:00Z`), "UTC", {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
  });
  const short = `${parts.weekday} ${parts.day} ${parts.month}`;
  return today?.slice(0, 4) === localDate.slice(0, 4) ? short : `${short} ${parts.year}`;
}

/** What is said of a line whose SKU is not out yet: the day from which it leaves. */
export const preorderText = (comesOutOn: string, today?: string): string =>
  `Pre-order, ships from ${formatDate(comesOutOn, today)}`;

/** The calendar day of an instant in a zone, "YYYY-MM-DD". */
export function localDateOf(instant: Date, timeZone: string): string {
  const parts = dateParts(instant, timeZone, { year: "numeric", month: "2-digit", day: "2-digit" });
  return `${parts.year}-${parts.month}-${parts.day}`;
}

/** Wall time in a zone: `10:30`, with seconds when asked. */
export function formatTime(instant: Date, timeZone: string, withSeconds = false): string {
  const parts = dateParts(instant, timeZone, {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  const text = `${parts.hour}:${parts.minute}`;
  return withSeconds ? `${text}:${parts.second}` : text;
}

/** `Tue 24 Nov 10:30`; the year as in `formatDate`. */
export function formatInstant(instant: Date, timeZone: string, today?: string): string {
  return `${formatDate(localDateOf(instant, timeZone), today)} ${formatTime(instant, timeZone)}`;
}

/** For titles: `Tue 24 Nov 2026 10:30:00 CST`. */
export function formatInstantExact(instant: Date, timeZone: string): string {
  const zone = dateParts(instant, timeZone, { hour: "2-digit", timeZoneName: "short" });
  return `${formatDate(localDateOf(instant, timeZone))} ${formatTime(instant, timeZone, true)} ${zone.timeZoneName}`;
}

/** Under 24 hours away `5 min ago`, `in 3 h`; further away the day and time. */
export function formatRelative(instant: Date, now: Date, timeZone: string): string {
  const distance = instant.getTime() - now.getTime();
  const size = Math.abs(distance);
  if (size >= DAY) {
    return formatInstant(instant, timeZone, localDateOf(now, timeZone));
  }
  if (size < MINUTE) {
    return "just now";
  }
  const text = size < HOUR ? `${Math.floor(size / MINUTE)} min` : `${Math.floor(size / HOUR)} h`;
  return distance < 0 ? `${text} ago` : `in ${text}`;
}

/** Whole days from one date to another: `+2d`, `−1d`, empty when equal. */
export function formatDayDelta(from: string, to: string): string {
  const days = Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY);
  if (days === 0) {
    return "";
  }
  return days > 0 ? `+${days}d` : `−${-days}d`;
}

/** `7500000` → `2 h 5 min`; under a minute in seconds. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) {
    return `${seconds} s`;
  }
  const minutes = Math.round(seconds / 60);
  const [days, hours, rest] = [
    Math.floor(minutes / 1440),
    Math.floor((minutes % 1440) / 60),
    minutes % 60,
  ];
  if (days > 0) {
    return hours > 0 ? `${days} d ${hours} h` : `${days} d`;
  }
  if (hours > 0) {
    return rest > 0 ? `${hours} h ${rest} min` : `${hours} h`;
  }
  return `${rest} min`;
}
