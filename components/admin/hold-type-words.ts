import type { HoldReleaseRight } from "@/server/oms/orders/types";

/** Who may lift a hold, by the right that its type asks for. */
export const RELEASE_RIGHT_WORDS: Record<HoldReleaseRight, string> = {
  "orders.release_hold": "Whoever may lift holds",
  "orders.release_credit_hold": "Whoever answers for credit",
};
