import type { Silence } from "@/server/oms/backorders/types";

/** What becomes of an order whose customer does not answer whether a later date will do. */
export const SILENCE_WORDS: Readonly<Record<Silence, string>> = {
  accept: "the new date stands as accepted",
  cancel: "what comes later is cancelled",
  keep: "the order stays as it is",
};
