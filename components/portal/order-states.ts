import { statusLook } from "@/components/status";

/** A word that a buyer knows, and the states of the system that it stands for. */
export type BuyerState = {
  value: string;
  label: string;
  kind: "status" | "fulfillment";
  states: readonly string[];
};

const STATUSES = ["pending_approval", "completed", "cancelled", "rejected"];
const FULFILLMENT = [
  "unallocated",
  "promised",
  "backordered",
  "partially_allocated",
  "allocated",
  "released",
  "partially_shipped",
  "shipped",
  "partially_delivered",
  "delivered",
];

/** States that read alike are one choice: nobody should have to know what tells them apart. */
function byWord(kind: BuyerState["kind"], states: readonly string[]): BuyerState[] {
  const dictionary = kind === "status" ? "order" : "order_fulfillment";
  const words = new Map<string, BuyerState>();
  for (const state of states) {
    const label = statusLook(dictionary, state, "customer").word;
    const known = words.get(label);
    words.set(label, {
      value: known?.value ?? state,
      label,
      kind,
      states: [...(known?.states ?? []), state],
    });
  }
  return [...words.values()];
}

export const BUYER_STATUSES = byWord("status", STATUSES);
export const BUYER_PROGRESS = byWord("fulfillment", FULFILLMENT);

/** The system's states behind chosen words; what is no choice is left out. */
export const statesBehind = (
  choices: readonly BuyerState[],
  chosen: readonly string[] | undefined,
): string[] => choices.flatMap(({ value, states }) => (chosen?.includes(value) ? [...states] : []));
