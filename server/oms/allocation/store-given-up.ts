import type { CommandEnv } from "@/server/shell/command";
import { sum } from "../kernel/quantity";
import type { GivenUp } from "./decide-given-up";
import { endUnits, readRest } from "./store-overdue";

type Order = { readonly id: string; readonly number: string };

/**
 * End units that lost their place and that their strategy lets nobody wait for. They are in the lines'
 * backordered bucket, unpegged. The customer is told once, by the event that this emits: what is
 * cancelled, and what of the order still comes.
 *
 * @param refresh brings the order in line with its lines
 * @returns whether nothing of the order is left
 */
export async function endGivenUp<Refreshed>(
  env: CommandEnv,
  order: Order,
  given: readonly GivenUp[],
  refresh: () => Promise<Refreshed>,
): Promise<{ readonly refreshed: Refreshed; readonly isCancelled: boolean }> {
  if (given.length === 0) {
    return { refreshed: await refresh(), isCancelled: false };
  }
  const { sql } = env;
  const ids = given.map(({ lineId }) => lineId);
  const lines = await sql<{ id: string; sku: string; ordered: number; currency: string }[]>`
    select l.id, s.code as sku, l.ordered, o.currency
    from order_line l join sku s on s.id = l.sku_id join sales_order o on o.id = l.order_id
    where l.id = any(${ids}::uuid[]) order by l.line_number`;
  const before = await readRest(sql, order);
  await endUnits(
    sql,
    order.id,
    given.map(({ lineId, units }) => ({ id: lineId, units })),
    env.now,
  );
  const refreshed = await refresh();
  const after = await readRest(sql, order);
  const taken = lines.map(({ id, sku, ordered }) => {
    const units = sum(given.filter(({ lineId }) => lineId === id).map((one) => one.units));
    return { sku, ordered, units };
  });
  const facts = {
    number: order.number,
    units: sum(taken.map(({ units }) => units)),
    lines: taken.map(({ sku, units }) => ({ sku, quantity: units })),
  };
  const about = {
    subject: { kind: "sales_order" as const, id: order.id },
    orderId: order.id,
    reason: "No node has them any more",
  };
  if (after.isCancelled) {
    env.emit({ ...about, type: "sales_order.cancelled", payload: facts });
    return { refreshed, isCancelled: true };
  }
  env.emit({
    ...about,
    type: "sales_order.changed",
    payload: {
      ...facts,
      sentences: taken.map(
        ({ sku, units, ordered }) => `${sku}: ${units} of ${ordered} cancelled, out of stock`,
      ),
      currency: lines[0]?.currency ?? "",
      valueBefore: before.value,
      valueAfter: after.value,
      promiseBefore: before.promise,
      promiseAfter: after.promise,
    },
  });
  return { refreshed, isCancelled: false };
}
