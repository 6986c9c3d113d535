import { z } from "zod";
import { type CommandEnv, defineCommand } from "@/server/shell/command";
import { lockPositions } from "../../inventory/store";
import { sum } from "../../kernel/quantity";
import { refreshOrders } from "../../orders/store";
import { decideOverdue, type OverdueUnits, overdueSentences } from "../decide-overdue";
import { lockInbound } from "../store";
import {
  endUnits,
  lockOverdue,
  type OverdueOrder,
  readOpenHoldings,
  readOverdueLines,
  readRest,
} from "../store-overdue";
import {
  chooseHolds,
  freeDays,
  type TakenHold,
  takeOffStock,
  takeOffSupply,
} from "../store-take-off";

type Rest = Awaited<ReturnType<typeof readRest>>;

/**
 * Cancel what no node was given of an order whose cancel-after day is over in UTC. Stock, pegs and node
 * days go back; what is at a node or gone stays, and an order of which nothing is left ends.
 *
 * @returns units cancelled; 0 when the order is not overdue, a hold keeps it from being cancelled, or
 *   somebody else works on it: the next call finds it again
 */
export const cancelOverdue = defineCommand({
  name: "allocation.cancel_overdue",
  input: z.object({ orderId: z.uuid() }),
  wall: "staff",
  run: async (env, { orderId }) => {
    const { sql, now } = env;
    const order = await lockOverdue(sql, orderId, now);
    if (order === null) {
      return { units: 0, isCancelled: false };
    }
    const taken = decideOverdue(await readOverdueLines(sql, orderId));
    const before = await readRest(sql, order);
    const reason = `cancel-after ${order.cancelAfter} passed`;
    const holds = await giveUp(env, orderId, taken, reason);
    await endUnits(
      sql,
      orderId,
      taken.map(({ line, units }) => ({ id: line.id, units })),
      now,
    );
    await refreshOrders(sql, [orderId], now);
    const after = await readRest(sql, order);
    tell(env, order, taken, { before, after, reason });
    await freeDays(sql, holds);
    return { units: sum(taken.map(({ units }) => units)), isCancelled: after.isCancelled };
  },
});

/** Units without a promise go first, then those on supply, then those on stock. */
async function giveUp(
  env: CommandEnv,
  orderId: string,
  taken: readonly OverdueUnits[],
  reason: string,
): Promise<readonly TakenHold[]> {
  const skuIds = [...new Set(taken.map(({ line }) => line.skuId))];
  await lockPositions(env.sql, skuIds);
  await lockInbound(env.sql, skuIds);
  const holdings = await readOpenHoldings(env.sql, orderId);
  const holds = taken.flatMap(({ line, units }) => {
    const own = holdings.filter(({ orderLineId }) => orderLineId === line.id);
    const held = sum(own.map(({ quantity }) => quantity));
    const loose = line.allocated + line.backordered - held;
    return chooseHolds(own, Math.max(0, units - loose));
  });
  const onStock = new Set(
    holdings.filter(({ state }) => state === "allocated").map(({ id }) => id),
  );
  await takeOffStock(
    env,
    holds.filter(({ id }) => onStock.has(id)),
    reason,
  );
  await takeOffSupply(
    env,
    holds.filter(({ id }) => !onStock.has(id)),
    reason,
  );
  return holds;
}

/** One event: the order is over, or it was changed; either has its mail. */
function tell(
  { emit }: CommandEnv,
  { id, number, cancelAfter, currency }: OverdueOrder,
  taken: readonly OverdueUnits[],
  { before, after, reason }: { before: Rest; after: Rest; reason: string },
): void {
  const about = { subject: { kind: "sales_order" as const, id }, orderId: id, reason };
  const facts = {
    number,
    cancelAfter,
    units: sum(taken.map(({ units }) => units)),
    lines: taken.map(({ line, units }) => ({ sku: line.sku, quantity: units })),
  };
  if (after.isCancelled) {
    emit({ ...about, type: "sales_order.cancelled", payload: facts });
    return;
  }
  emit({
    ...about,
    type: "sales_order.changed",
    payload: {
      ...facts,
      sentences: overdueSentences(taken, cancelAfter),
      currency,
      valueBefore: before.value,
      valueAfter: after.value,
      promiseBefore: before.promise,
      promiseAfter: after.promise,
    },
  });
}
