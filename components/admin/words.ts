import { formatDate } from "@/components/format";
import type { OrderAge } from "@/server/oms/orders/types";

/** How long ago an order was placed. */
export const ORDER_AGE_WORDS: Readonly<Record<OrderAge, string>> = {
  "0-7": "Up to 7 days",
  "8-14": "8 to 14 days",
  "15-30": "15 to 30 days",
  "31-60": "31 to 60 days",
  "over-60": "Over 60 days",
};

const ABBREVIATIONS = /\b(?:api|asn|csv|edi|erp|po|pos|sku|wms)\b/g;

/** `pick_short` → `Pick short`: how a word of the domain reads where no dictionary has a better one. */
export function inWords(value: string): string {
  const words = value.replaceAll("_", " ").replaceAll(ABBREVIATIONS, (word) => word.toUpperCase());
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A kept sentence with its days as this screen writes days: `2026-12-11` → `Fri 11 Dec`. */
export const withDays = (sentence: string, today: string): string =>
  sentence.replaceAll(/\b\d{4}-\d{2}-\d{2}\b/g, (date) => formatDate(date, today));
