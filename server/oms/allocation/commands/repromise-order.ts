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
    await letGo(sql, moves);
    await writeDates(env, moves);
    await refreshOrders(sql, [orderId], now);
    const after = await promiseOf(sql, orderId);
    env.emit({
      type: after === before ? "order_line.promise_changed" : "sales_order.promise_changed",
      subject: { kind: "sales_order", id: orderId },
      orderId,
      reason: why,
      payload: { number: order.number, before, after, why },
    });
    return { isMoved: after !== before };
  },
});

async function promiseOf(sql: RawTx, orderId: string): Promise<string | null> {
  const [row] = await sql<{ promise: string | null }[]>`
    select current_promise::text as promise from sales_order where id = ${orderId}`;
  return row?.promise ?? null;
}

/**
 * A line of which units wait without supply never comes sooner than it says, by `refreshOrders`: that
 * day may be theirs. Where it was the day of what is planned and that comes sooner now, it is let go,
 * to no sooner than the day that was promised first.
 */
async function letGo(sql: RawTx, moves: readonly DateMove[]): Promise<void> {
  const rows = moves.map(({ row, delivery }) => ({ id: row.id, delivery }));
  await sql`
    with moved as (
      select * from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb)
        as r(id uuid, delivery date)),
    lines as (
      select a.order_line_id as id, max(a.delivery_date) as was,
        max(coalesce(m.delivery, a.delivery_date)) as will
      from allocation a left join moved m on m.id = a.id
      where a.state in ('promised', 'allocated', 'released', 'consumed')
        and a.order_line_id in (
          select x.order_line_id from allocation x join moved on moved.id = x.id)
      group by a.order_line_id)
    update order_line l set current_promise = greatest(p.will, l.original_promise)
    from lines p
    where l.id = p.id and l.backordered > 0 and p.will < p.was and l.current_promise = p.was`;
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
