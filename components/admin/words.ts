import { formatDate } from "@/components/format";

/** `pick_short` → `Pick short`: how a word of the domain reads where no dictionary has a better one. */
export function inWords(value: string): string {
  const words = value.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A kept sentence with its days as this screen writes days: `2026-12-11` → `Fri 11 Dec`. */
export const withDays = (sentence: string, today: string): string =>
  sentence.replaceAll(/\b\d{4}-\d{2}-\d{2}\b/g, (date) => formatDate(date, today));
