import { rejectReasons } from "@/server/oms/fulfillment/types";

type Reason = keyof typeof rejectReasons;

const WORDS: Readonly<Record<Reason, string>> = {
  not_in_stock: "Not in stock",
  stock_mismatch: "Fewer than counted",
  damaged: "Damaged",
  no_capacity: "No capacity",
  other: "Another reason",
};

/** The reason as a person reads it. */
export const reasonWord = (reason: Reason): string => WORDS[reason];

/** Reasons to choose from, each with what it does to stock. */
export const reasonOptions = (reasons: readonly Reason[]) =>
  reasons.map((value) => ({ value, label: `${WORDS[value]} (${rejectReasons[value]})` }));
