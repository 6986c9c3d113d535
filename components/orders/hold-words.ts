import type { HoldTransaction } from "@/server/oms/orders/types";

/** What a hold stops, as one says that it may not be done. */
export const TRANSACTION_WORDS: Record<HoldTransaction, string> = {
  allocate: "given stock",
  release: "released to a node",
  pick: "picked",
  pack: "packed",
  ship: "shipped",
  change: "changed",
  cancel: "cancelled",
};

/** "Until it is lifted, nothing is released to a node or shipped." */
export function stoppedSentence(blocks: readonly HoldTransaction[]): string {
  const words = blocks.map((each) => TRANSACTION_WORDS[each]);
  const last = words.at(-1) ?? "done";
  const first = words.slice(0, -1);
  return `Until it is lifted, nothing is ${first.length === 0 ? last : `${first.join(", ")} or ${last}`}.`;
}
