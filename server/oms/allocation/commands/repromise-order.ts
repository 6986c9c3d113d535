import { z } from "zod";
import type { RawTx } from "@/db/client";
import { defineCommand } from "@/server/shell/command";
import { readNetwork } from "../../network/store";
import { lockOrder, refreshOrders } from "../../orders/store";
import { type DateMove, decideMoves, readPlanned } from "../store-disrupted";
import { writeDates } from "../store-redate";

/**
 * Move the dates of what an order has planned and not shipped by the disruptions of now, and back by
 * those that are no more. Work that a node was given keeps its place and gets the new day. A promise
 * that moved is one event, of which the customer is told once.
 *
 * @returns whether the order's promise moved
 * @throws NOT_FOUND
 */
export const repromiseOrder = defineCommand({
  name: "allocation.repromise_order",
  input: z.object({ orderId: z.uuid(), why: z.string().min(1).max(500) }),
  wall: "staff",
  run: async (env, { orderId, why }) => {
    const { sql, now } = env;
    const order = await lockOrder(sql, orderId);
    const network = await readNetwork(env.owner, sql);
    const moves = decideMoves(await readPlanned(sql, orderId), network, now);
    if (moves.length === 0) {
      return { isMoved: false };
    }
    const before = await promiseOf(sql, orderId);
    await moveWork(sql, moves);
    await writeDates(env, moves);
    await refreshOrders(sql, [orderId], now);
    const after = await promiseOf(sql, orderId);
    if (after !== before) {
      env.emit({
        type: "sales_order.promise_changed",
        subject: { kind: "sales_order", id: orderId },
        orderId,
        reason: why,
        payload: { number: order.number, before, after, why },
      });
    }
    return { isMoved: after !== before };
  },
});

async function promiseOf(sql: RawTx, orderId: string): Promise<string | null> {
  const [row] = await sql<{ promise: string | null }[]>`
    select current_promise::text as promise from sales_order where id = ${orderId}`;
  return row?.promise ?? null;
}

/** A work order leaves on the last day of what is on it, unless it waits for more than that. */
async function moveWork(sql: RawTx, moves: readonly DateMove[]): Promise<void> {
  const rows = moves.map(({ row, ship }) => ({ id: row.id, ship }));
  await sql`
    with moved as (
      select * from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb) as r(id uuid, ship date)),
    work as (
      select a.fulfillment_order_id as id, max(a.ship_date) as was,
        max(coalesce(m.ship, a.ship_date)) as ship
      from allocation a left join moved m on m.id = a.id
      where a.state = 'released' and a.fulfillment_order_id in (
        select x.fulfillment_order_id from allocation x join moved on moved.id = x.id
        where x.state = 'released')
      group by a.fulfillment_order_id)
    update fulfillment_order f set ship_by = w.ship
    from work w where f.id = w.id and f.ship_by = w.was and w.ship <> w.was`;
}
