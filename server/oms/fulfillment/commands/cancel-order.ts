import { z } from "zod";
import { type CommandEnv, defineCommand } from "@/server/shell/command";
import { movePegs } from "../../allocation/store";
import { lockPositions, moveStock } from "../../inventory/store";
import { DomainError } from "../../kernel/errors";
import type { LocalDate } from "../../kernel/local-date";
import { next } from "../../kernel/machine";
import { fillCapacity } from "../../network/store";
import { type SalesOrderState, salesOrderMachine } from "../../orders/machine";
import { lockOrder, refreshOrders } from "../../orders/store";

type Held = {
  readonly id: string;
  readonly skuId: string;
  readonly nodeId: string;
  readonly quantity: number;
  readonly state: "promised" | "allocated" | "released";
  readonly inboundSupplyId: string | null;
  readonly shipDate: LocalDate;
};

/**
 * Cancel what has not left of an order, and give its stock, supply and node capacity back.
 *
 * A node that has begun to pick must be asked first: such an order is refused with the place that
 * holds it. Buyers may cancel until the first release to a node, staff until picking begins.
 *
 * @throws NOT_FOUND; ILLEGAL_TRANSITION when the order is over, or too far gone for the asker
 */
export const cancelOrder = defineCommand({
  name: "orders.cancel_order",
  input: z.object({
    orderId: z.uuid(),
    reason: z.string().trim().min(1, "Say why").max(500),
  }),
  wall: { of: ({ orderId }) => ({ orderId }) },
  run: async (env, { orderId, reason }) => {
    const order = await lockOrder(env.sql, orderId);
    const to = next(salesOrderMachine, order.status as SalesOrderState, "cancel");
    if (!to.ok) {
      throw new DomainError("ILLEGAL_TRANSITION", `${order.number} is ${order.status} already`, {
        from: order.status,
      });
    }
    await refuseWhenTooFar(env, orderId);
    await cancelWork(env, orderId);
    const held = await takeBack(env, orderId);
    const units = await cancelLines(env, orderId);
    await env.sql`
      update sales_order set status = 'cancelled', cancelled_at = ${env.now}
      where id = ${orderId} and not exists (
        select 1 from order_line where order_id = ${orderId} and shipped > 0)`;
    await refreshOrders(env.sql, [orderId], env.now);
    await fillCapacity(
      env.sql,
      held.map(({ nodeId, shipDate }) => ({ nodeId, day: shipDate, lines: -1 })),
    );
    env.emit({
      type: "sales_order.cancelled",
      subject: { kind: "sales_order", id: orderId },
      orderId,
      reason,
      payload: { number: order.number, units },
    });
    return { number: order.number, units };
  },
});

async function refuseWhenTooFar({ sql, actor }: CommandEnv, orderId: string): Promise<void> {
  const states =
    actor.companyId === null
      ? ["picking", "packed"]
      : ["open", "accepted", "picking", "packed", "shipped"];
  const [work] = await sql<{ number: string; state: string; node: string }[]>`
    select f.number, f.state, n.name as node from fulfillment_order f join node n on n.id = f.node_id
    where f.order_id = ${orderId} and f.state = any(${states}::text[])
    order by f.id limit 1 for no key update of f`;
  if (work !== undefined) {
    throw new DomainError(
      "ILLEGAL_TRANSITION",
      `${work.node} has the order in hand (${work.number} is ${work.state}); it can no longer be cancelled here`,
      { fulfillmentOrder: work.number, state: work.state },
    );
  }
}

async function cancelWork({ sql, now, emit }: CommandEnv, orderId: string): Promise<void> {
  const cancelled = await sql<{ id: string; number: string }[]>`
    update fulfillment_order set state = 'cancelled', closed_note = 'order cancelled'
    where order_id = ${orderId} and state in ('scheduled', 'open', 'accepted', 'on_hold')
    returning id, number`;
  for (const { id, number } of cancelled) {
    emit({
      type: "fulfillment_order.cancelled",
      subject: { kind: "fulfillment_order", id },
      orderId,
      payload: { number, at: now.toISOString() },
    });
  }
}

async function takeBack(env: CommandEnv, orderId: string): Promise<Held[]> {
  const { sql, now, actor } = env;
  const held = await sql<Held[]>`
    with live as (
      select id, sku_id, node_id, quantity, state, inbound_supply_id, ship_date from allocation
      where order_id = ${orderId} and state in ('promised', 'allocated', 'released')
      for no key update),
    freed as (
      update allocation a set state = 'deallocated', reason = 'order cancelled'
      from live where a.id = live.id)
    select id, sku_id as "skuId", node_id as "nodeId", quantity, state,
      inbound_supply_id as "inboundSupplyId", ship_date::text as "shipDate" from live`;
  const onStock = held.filter((row) => row.state !== "promised");
  await lockPositions(sql, [...new Set(onStock.map((row) => row.skuId))]);
  await moveStock(
    sql,
    onStock.map(({ id, skuId, nodeId, quantity }) => ({
      skuId,
      nodeId,
      kind: "deallocated",
      onHandDelta: 0,
      allocatedDelta: -quantity,
      causeKind: "allocation",
      causeId: id,
      reason: "order cancelled",
    })),
    { actorId: actor.id, now },
  );
  await movePegs(
    sql,
    held.flatMap(({ state, inboundSupplyId, quantity }) =>
      state === "promised" && inboundSupplyId !== null
        ? [{ inboundSupplyId, units: -quantity }]
        : [],
    ),
  );
  return held;
}

async function cancelLines({ sql }: CommandEnv, orderId: string): Promise<number> {
  const rows = await sql<{ units: number }[]>`
    with open as (
      select id, allocated + backordered + released as units from order_line
      where order_id = ${orderId} and allocated + backordered + released > 0)
    update order_line l set cancelled = l.cancelled + open.units, allocated = 0, backordered = 0,
      released = 0, picked = 0, packed = 0
    from open where l.id = open.id returning open.units`;
  return rows.reduce((sum, row) => sum + row.units, 0);
}
