import { groupBy } from "../kernel/groups";
import { sum } from "../kernel/quantity";
import { isPlain, readActivePolicy } from "../scarcity/store-policy";
import type { AllocationPolicy } from "../scarcity/types";
import { decideAllocation } from "./decide-allocation";
import { heldOf, rankLines } from "./decide-run";
import { readContests } from "./store-contest";
import { findWaiting, type WaitingOrder } from "./store-serve";
import { type Reader, readWorld } from "./store-world";
import type { Contest, GivenLine } from "./types";

/**
 * Whose turn it is for units of some SKUs that turned up, by the active policy, and what it leaves
 * each of them. Nobody loses what stands on stock: that takes a run. Until a policy is published it
 * is the oldest order, and it may have all.
 */
export async function findTurns(
  reader: Reader,
  skuIds: readonly string[],
  limit: number,
): Promise<WaitingOrder[]> {
  const { sql } = reader;
  const { policy } = await readActivePolicy(sql);
  if (isPlain(policy) || skuIds.length === 0) {
    return findWaiting(sql, skuIds, limit);
  }
  const world = await readWorld(reader, skuIds);
  const ask = { scope: "promises", orderIds: null } as const;
  const { contests, slotOf, today } = await readContests(reader, policy, skuIds, world, ask);
  // What a line is promised from supply it keeps, unless stock or an earlier supply is better.
  const serving: AllocationPolicy = { ...policy, borrow: "when_date_is_kept" };
  const turns = contests.flatMap((contest) => {
    const given = decideAllocation({ policy: serving, contest, slotOf, today });
    const ranked = rankLines(policy, contest.lines, today).map(({ lineId }) => lineId);
    return turnsOf(contest, given, ranked);
  });
  return turns.slice(0, limit);
}

/** One turn per order, at the place of its first line that gets any. */
function turnsOf(
  { skuId, lines }: Contest,
  given: readonly GivenLine[],
  ranked: readonly string[],
): WaitingOrder[] {
  const answers = new Map(given.map((each) => [each.lineId, each]));
  const lineOf = new Map(lines.map((line) => [line.lineId, line]));
  const byOrder = groupBy(ranked, (lineId) => lineOf.get(lineId)?.orderId ?? "");
  return [...byOrder].flatMap(([orderId, lineIds]): WaitingOrder[] => {
    const parts = lineIds.flatMap((lineId) =>
      (answers.get(lineId)?.parts ?? []).map((part) => ({
        kind: part.kind,
        units: Math.max(0, part.units - heldOf(lineOf.get(lineId) ?? { held: [] }, part.supplyId)),
      })),
    );
    const unitsOf = (kind: "stock" | "inbound") =>
      sum(parts.filter((part) => part.kind === kind).map(({ units }) => units));
    const most = { stock: unitsOf("stock"), supply: unitsOf("inbound") };
    return most.stock + most.supply > 0 ? [{ orderId, skuId, most }] : [];
  });
}
