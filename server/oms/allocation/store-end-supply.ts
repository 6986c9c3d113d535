import type { CommandEnv } from "@/server/shell/command";
import { resourceLines } from "./commands/resource-lines";
import { type Peg, requireNoOtherPegs } from "./store-pegs";
import { freeDays, takeOffSupply } from "./store-take-off";

/**
 * What is still to come of these supplies will not come. The units that were promised from it are
 * sourced again, order by order, and each customer whose day moves is told.
 *
 * The caller holds the orders of `pegs`, the stock of their SKUs and the supplies, in this order.
 *
 * @param pegs all promises on the supplies, by `lockPegs`
 * @returns how many orders were sourced again
 */
export async function endSupplies(
  env: CommandEnv,
  supplyIds: readonly string[],
  pegs: readonly Peg[],
  reason: string,
): Promise<number> {
  await requireNoOtherPegs(env.sql, supplyIds, pegs);
  const holds = pegs.map((peg) => ({ ...peg, units: peg.quantity }));
  await takeOffSupply(env, holds, reason);
  await env.sql`
    update inbound_supply set status = case when received > 0 then 'received' else 'cancelled' end
    where id = any(${[...supplyIds]}::uuid[])`;
  const orders = await sourceElsewhere(env, holds);
  await freeDays(env.sql, holds);
  return orders;
}

/**
 * Source units that their supply does not bring any more, order by order.
 *
 * @returns how many orders
 */
export async function sourceElsewhere(
  env: CommandEnv,
  taken: readonly (Peg & { readonly units: number })[],
): Promise<number> {
  const orderIds = [...new Set(taken.map(({ orderId }) => orderId))];
  for (const orderId of orderIds) {
    await resourceLines(env, {
      orderId,
      lines: unitsByLine(taken.filter((peg) => peg.orderId === orderId)),
      excludedNodeIds: [],
      trigger: "supply_lost",
    });
  }
  return orderIds.length;
}

function unitsByLine(taken: readonly { readonly orderLineId: string; readonly units: number }[]) {
  const byLine = new Map<string, number>();
  for (const { orderLineId, units } of taken) {
    byLine.set(orderLineId, (byLine.get(orderLineId) ?? 0) + units);
  }
  return [...byLine].map(([orderLineId, quantity]) => ({ orderLineId, quantity }));
}
