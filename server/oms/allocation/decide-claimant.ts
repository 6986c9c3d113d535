import type { StockBook } from "../inventory/decide-book";
import type { Network } from "../network/types";
import type { Claimant } from "../scarcity/types";
import type { OrderFacts } from "../sourcing/types-profile";

/** By what the allocation policy tells the order apart; null: it says nothing about these SKUs. */
export function claimantOf(
  { facts }: { readonly facts: OrderFacts },
  { network, stock }: { readonly network: Network; readonly stock: StockBook },
): Claimant | null {
  if (!stock.hasClaims) {
    return null;
  }
  const wanted = facts.lines.flatMap(({ requestedDate }) => requestedDate ?? []).toSorted();
  return {
    channel: facts.channelCode,
    orderType: network.channels.get(facts.channelCode)?.kind ?? "",
    company: facts.companyCode,
    tier: facts.tier,
    region: facts.shipTo.region,
    // Of lines with days of their own the one that is wanted first speaks for the order.
    wanted: wanted[0] ?? null,
    placedAt: new Date(`${facts.today}T00:00:00Z`),
  };
}
