import { z } from "zod";
import { type CommandEnv, defineCommand } from "@/server/shell/command";
import { moveStock } from "../../inventory/store";
import { DomainError } from "../../kernel/errors";
import { refreshOrders } from "../../orders/store";
import { redateAllocations } from "../store-redate";
import { resourceLines } from "./resource-lines";

type Supply = {
  readonly id: string;
  readonly reference: string;
  readonly skuId: string;
  readonly nodeId: string;
  readonly open: number;
  readonly isOpen: boolean;
};

type Peg = {
  readonly id: string;
  readonly orderId: string;
  readonly orderLineId: string;
  readonly quantity: number;
  readonly shipDate: string;
};

/**
 * Book units of an inbound supply into stock and hand them to the orders they were promised to,
 * oldest promise first; what nobody was promised goes to lines that wait without a promise.
 *
 * @throws NOT_FOUND; STALE when more is received than is still open
 */
export const receiveSupply = defineCommand({
  name: "inventory.receive_supply",
  input: z.object({ inboundSupplyId: z.uuid(), quantity: z.int().min(1) }),
  wall: { of: ({ inboundSupplyId }) => ({ inboundSupplyId }) },
  run: async (env, { inboundSupplyId, quantity }) => {
    const pegs = await lockPegs(env, inboundSupplyId);
    const supply = await lockSupply(env, inboundSupplyId, quantity);
    const kept = await servePegs(env, supply, pegs, quantity);
    env.emit({
      type: "stock.received",
      subject: { kind: "inbound_supply", id: supply.id },
      payload: { reference: supply.reference, quantity, allocated: kept.units },
    });
    await redateAllocations(env, kept.allocationIds);
    await refreshOrders(env.sql, kept.orderIds, env.now);
    await serveWaiting(env, supply.skuId);
    return { received: quantity, allocated: kept.units, orders: kept.orderIds.length };
  },
});

/** The promises on a supply, their orders locked first, as every command does. */
async function lockPegs({ sql }: CommandEnv, supplyId: string): Promise<Peg[]> {
  await sql`
    select id from sales_order where id in (
      select order_id from allocation where inbound_supply_id = ${supplyId} and state = 'promised')
    order by id for no key update`;
  return sql<Peg[]>`
    select a.id, a.order_id as "orderId", a.order_line_id as "orderLineId", a.quantity,
      a.ship_date::text as "shipDate"
    from allocation a join sales_order o on o.id = a.order_id
      join order_line l on l.id = a.order_line_id
    where a.inbound_supply_id = ${supplyId} and a.state = 'promised'
    order by a.delivery_date, o.placed_at, o.number, l.line_number
    for no key update of a`;
}

async function lockSupply({ sql }: CommandEnv, id: string, quantity: number): Promise<Supply> {
  const [position] = await sql<{ skuId: string; nodeId: string }[]>`
    select sku_id as "skuId", node_id as "nodeId" from inbound_supply where id = ${id}`;
  if (position === undefined) {
    throw new DomainError("NOT_FOUND", "There is no such supply", { inboundSupplyId: id });
  }
  await sql`select 1 from stock_level where sku_id = ${position.skuId} and status = 'sellable'
    order by sku_id, node_id for no key update`;
  const [supply] = await sql<Supply[]>`
    select id, reference, sku_id as "skuId", node_id as "nodeId", quantity - received as open,
      status = 'open' as "isOpen"
    from inbound_supply where id = ${id} for no key update`;
  if (supply === undefined || !supply.isOpen || quantity > supply.open) {
    throw new DomainError(
      "STALE",
      `Only ${supply?.isOpen ? supply.open : 0} units are still to come`,
      {
        faults: [
          { field: "quantity", code: "more_than_open", message: "More than is still to come" },
        ],
      },
    );
  }
  return supply;
}

/** Turn promises into holds on stock, as far as the units reach; a promise may be served in part. */
async function servePegs(env: CommandEnv, supply: Supply, pegs: readonly Peg[], received: number) {
  const { sql, now } = env;
  let left = received;
  const served: (Peg & { units: number })[] = [];
  for (const peg of pegs) {
    const units = Math.min(left, peg.quantity);
    if (units > 0) {
      served.push({ ...peg, units });
      left -= units;
    }
  }
  const total = received - left;
  const after = supply.open - received;
  await sql`
    update inbound_supply set received = received + ${received}, pegged = pegged - ${total},
      status = case when ${after}::int = 0 then 'received' else status end
    where id = ${supply.id}`;
  const cause = { skuId: supply.skuId, nodeId: supply.nodeId };
  await moveStock(
    sql,
    [
      {
        ...cause,
        kind: "received",
        onHandDelta: received,
        allocatedDelta: 0,
        causeKind: "inbound_supply",
        causeId: supply.id,
      },
      ...served.map((peg) => ({
        ...cause,
        kind: "allocated" as const,
        onHandDelta: 0,
        allocatedDelta: peg.units,
        causeKind: "allocation",
        causeId: peg.id,
      })),
    ],
    { actorId: env.actor.id, now },
  );
  await turnPegs(env, served);
  return {
    units: total,
    orderIds: [...new Set(served.map((peg) => peg.orderId))],
    allocationIds: served.map((peg) => peg.id),
  };
}

async function turnPegs(env: CommandEnv, served: readonly (Peg & { units: number })[]) {
  const { sql, now } = env;
  for (const peg of served) {
    if (peg.units < peg.quantity) {
      await sql`
        insert into allocation (id, order_id, order_line_id, sku_id, node_id, quantity, state,
          inbound_supply_id, ship_date, delivery_date, service_code, decision_id, created_at)
        select uuidv7(), order_id, order_line_id, sku_id, node_id, quantity - ${peg.units},
          'promised', inbound_supply_id, ship_date, delivery_date, service_code, decision_id, ${now}
        from allocation where id = ${peg.id}`;
      await sql`insert into node_capacity_day (node_id, day, lines_used)
        select node_id, ship_date, 1 from allocation where id = ${peg.id}
        on conflict (node_id, day) do update set lines_used = node_capacity_day.lines_used + 1`;
    }
    await sql`
      update allocation set state = 'allocated', quantity = ${peg.units} where id = ${peg.id}`;
    await sql`
      update order_line set allocated = allocated + ${peg.units},
        backordered = backordered - ${peg.units}
      where id = ${peg.orderLineId}`;
    env.emit({
      type: "order_line.allocated",
      subject: { kind: "order_line", id: peg.orderLineId },
      orderId: peg.orderId,
      payload: { units: peg.units, from: "supply" },
    });
  }
}

/** Give free stock of a SKU to lines that wait without a promise, oldest order first. */
async function serveWaiting(env: CommandEnv, skuId: string): Promise<void> {
  const waiting = await env.sql<{ orderId: string; orderLineId: string; quantity: number }[]>`
    select l.order_id as "orderId", l.id as "orderLineId",
      (l.backordered - coalesce(p.pegged, 0))::int as quantity
    from order_line l
    join sales_order o on o.id = l.order_id and o.status in ('confirmed', 'in_fulfillment')
      and o.allocate_from is null
    left join lateral (select sum(a.quantity) as pegged from allocation a
      where a.order_line_id = l.id and a.state = 'promised') p on true
    where l.sku_id = ${skuId} and l.backordered > coalesce(p.pegged, 0)
    order by o.placed_at, o.number limit 200`;
  for (const { orderId, ...line } of waiting) {
    await resourceLines(env, {
      orderId,
      lines: [line],
      excludedNodeIds: [],
      trigger: "supply_received",
    });
  }
}
