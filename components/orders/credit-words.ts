import type { CreditReason } from "@/server/oms/orders/types";

/** Why a customer is credited, as both sides read it. */
export const CREDIT_REASON_WORDS: Record<CreditReason, string> = {
  late: "Late",
  short: "Too few",
  damaged: "Damaged",
  wrong_item: "Wrong item",
  price: "Price",
  goodwill: "Goodwill",
};
