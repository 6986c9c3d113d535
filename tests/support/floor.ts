import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import type { Connection } from "@/db/client";
import { releaseDue } from "@/server/oms/allocation/commands/release-due";
import { acceptFulfillmentOrder } from "@/server/oms/fulfillment/commands/accept-fulfillment-order";
import { finishPacking } from "@/server/oms/fulfillment/commands/finish-packing";
import { openPackage } from "@/server/oms/fulfillment/commands/open-package";
import { packItem } from "@/server/oms/fulfillment/commands/pack-item";
import { pickLine } from "@/server/oms/fulfillment/commands/pick-line";
import { startPicking } from "@/server/oms/fulfillment/commands/start-picking";
import { placeOrder } from "@/server/oms/intake/commands/place-orders";
import type { PlaceOrderInput } from "@/server/oms/intake/schema";
import type { Ctx } from "@/server/shell/command";
import {
  ctxOf,
  type GivenCompany,
  type GivenNode,
  givenCompany,
  givenNetwork,
  givenNode,
} from "./factories";

/** Two nodes and a customer near the first: what the floor's tests begin with. */
export type Floor = {
  readonly database: Connection;
  readonly ctx: Ctx;
  readonly reno: GivenNode;
  readonly columbus: GivenNode;
  readonly company: GivenCompany;
};

export const key = () => randomUUID();

export async function givenFloor(database: Connection): Promise<Floor> {
  const { calendarId } = await givenNetwork(database);
  const reno = await givenNode(database, calendarId, { name: "Reno" });
  const columbus = await givenNode(database, calendarId, {
    name: "Columbus",
    latitude: 39.96,
    longitude: -83,
    timeZone: "America/New_York",
  });
  const company = await givenCompany(database);
  return { database, ctx: ctxOf(database), reno, columbus, company };
}

type Line = { readonly sku: string; readonly quantity: number };

export async function givenOrder(
  { ctx, company }: Floor,
  lines: readonly Line[],
  over: Partial<PlaceOrderInput> = {},
) {
  return placeOrder(ctx, key(), {
    channelCode: "portal",
    companyId: company.id,
    serviceCode: "ground",
    lines: lines.map((line) => ({ ...line })),
    ...over,
  });
}

export type GivenWork = {
  readonly id: string;
  readonly number: string;
  readonly nodeId: string;
  readonly state: string;
};

export async function workOf({ database }: Floor, orderId: string): Promise<GivenWork[]> {
  return await database.sql<GivenWork[]>`
    select id, number, node_id as "nodeId", state from fulfillment_order
    where order_id = ${orderId} order by id`;
}

/** An order that its node has been given: one work order, not accepted yet. */
export async function givenWork(
  floor: Floor,
  lines: readonly Line[],
  over: Partial<PlaceOrderInput> = {},
) {
  const order = await givenOrder(floor, lines, over);
  await releaseDue(floor.ctx, key(), {});
  const [work] = await workOf(floor, order.orderId);
  if (work === undefined) {
    throw new Error("the order was not released");
  }
  return { order, work };
}

type GivenLine = {
  readonly id: string;
  readonly orderLineId: string;
  readonly sku: string;
  readonly quantity: number;
};

export const linesOf = async ({ database }: Floor, workId: string) =>
  database.sql<GivenLine[]>`
    select l.id, l.order_line_id as "orderLineId", s.code as sku, l.quantity
    from fulfillment_order_line l join sku s on s.id = l.sku_id
    join order_line o on o.id = l.order_line_id
    where l.fulfillment_order_id = ${workId} order by o.line_number`;

async function pickWork(floor: Floor, workId: string, lines: readonly GivenLine[]) {
  for (const { id, quantity } of lines) {
    await pickLine(floor.ctx, key(), {
      fulfillmentOrderId: workId,
      fulfillmentOrderLineId: id,
      quantity,
    });
  }
}

async function startWork(floor: Floor, workId: string) {
  const input = { fulfillmentOrderId: workId };
  await acceptFulfillmentOrder(floor.ctx, key(), input);
  await startPicking(floor.ctx, key(), input);
  return linesOf(floor, workId);
}

async function packPicked(floor: Floor, workId: string, lines: readonly GivenLine[]) {
  const input = { fulfillmentOrderId: workId };
  const { packageId } = await openPackage(floor.ctx, key(), input);
  for (const { sku, quantity } of lines) {
    await packItem(floor.ctx, key(), { packageId, code: sku, quantity });
  }
  await finishPacking(floor.ctx, key(), input);
  const [shipment] = await floor.database.sql<{ id: string; number: string }[]>`
    select id, number from shipment where fulfillment_order_id = ${workId}`;
  if (shipment === undefined) {
    throw new Error("there is no shipment");
  }
  return { packageId, shipment };
}

/** All of a work order, accepted, picked, packed into one parcel and closed. */
export async function packWork(floor: Floor, work: GivenWork) {
  const lines = await startWork(floor, work.id);
  await pickWork(floor, work.id, lines);
  return (await packPicked(floor, work.id, lines)).shipment;
}

/** The same as `givenWork`, accepted and being picked. */
export async function givenPicking(floor: Floor, lines: readonly Line[]) {
  const given = await givenWork(floor, lines);
  return { ...given, lines: await startWork(floor, given.work.id) };
}

/** The same, everything picked and nothing packed. */
export async function givenPicked(floor: Floor, lines: readonly Line[]) {
  const given = await givenPicking(floor, lines);
  await pickWork(floor, given.work.id, given.lines);
  return given;
}

/** The same, packed into one parcel and closed. */
export async function givenPacked(floor: Floor, lines: readonly Line[]) {
  const given = await givenPicked(floor, lines);
  return { ...given, ...(await packPicked(floor, given.work.id, given.lines)) };
}

/** The rows of a table's counters that tests compare, as plain data. */
export const bucketsOf = async ({ database }: Floor, orderId: string) =>
  database.sql<Record<string, number>[]>`
    select allocated, backordered, released, picked, packed, shipped, delivered from order_line
    where order_id = ${orderId} order by line_number`;

export async function levelOf({ database }: Floor, skuId: string, nodeId: string) {
  const [level] = await database.sql<
    { onHand: number; allocated: number; oversold: number }[]
  >`select on_hand as "onHand", allocated, oversold from stock_level
    where sku_id = ${skuId} and node_id = ${nodeId} and status = 'sellable'`;
  return level;
}

export const eventsOf = async ({ database }: Floor, orderId: string) =>
  (
    await database.sql<{ type: string }[]>`
      select type from event where order_id = ${orderId} order by id`
  ).map(({ type }) => type);

/** Ledger, counters, holds and buckets tell the same story, over the whole database. */
export async function expectBooksToBalance({ database: { sql } }: Floor): Promise<void> {
  const ledger = await sql`
    select l.sku_id, l.node_id, l.status, l.on_hand, l.allocated, m.on_hand as moved,
      m.allocated as moved_allocated
    from stock_level l
    left join (select sku_id, node_id, status, sum(on_hand_delta) as on_hand,
        sum(allocated_delta) as allocated
      from stock_movement group by 1, 2, 3) m using (sku_id, node_id, status)
    where l.on_hand <> coalesce(m.on_hand, 0) or l.allocated <> coalesce(m.allocated, 0)`;
  const holds = await sql`
    select l.sku_id, l.node_id, l.allocated, a.units
    from stock_level l
    left join (select sku_id, node_id, sum(quantity) as units from allocation
      where state in ('allocated', 'released') group by 1, 2) a using (sku_id, node_id)
    where l.status = 'sellable' and l.allocated <> coalesce(a.units, 0)`;
  const buckets = await sql`
    select l.id, l.allocated, l.released, l.shipped, l.picked, l.packed, a.*, w.*
    from order_line l
    left join lateral (
      select coalesce(sum(quantity) filter (where state = 'allocated'), 0) as held,
        coalesce(sum(quantity) filter (where state = 'released'), 0) as at_node,
        coalesce(sum(quantity) filter (where state = 'consumed'), 0) as gone
      from allocation a where a.order_line_id = l.id) a on true
    left join lateral (
      select coalesce(sum(picked - shipped), 0) as picked, coalesce(sum(packed - shipped), 0) as packed
      from fulfillment_order_line f join fulfillment_order o on o.id = f.fulfillment_order_id
      where f.order_line_id = l.id and o.state not in ('rejected', 'cancelled')) w on true
    where (l.allocated, l.released, l.shipped, l.picked, l.packed)
      is distinct from (a.held, a.at_node, a.gone, w.picked, w.packed)`;
  const work = await sql`
    select f.id, f.quantity, f.rejected, f.packed, a.quantity as held, i.units as in_parcels
    from fulfillment_order_line f
    join allocation a on a.id = f.allocation_id
    left join lateral (
      select coalesce(sum(i.quantity), 0) as units from package_item i
      join package p on p.id = i.package_id join shipment s on s.id = p.shipment_id
      where i.fulfillment_order_line_id = f.id and s.state <> 'voided') i on true
    where i.units <> f.packed
      or (a.state in ('released', 'consumed') and a.quantity <> f.quantity - f.rejected)
      or (a.state = 'rejected' and f.quantity <> f.rejected)`;
  expect({ ledger, holds, buckets, work }).toEqual({
    ledger: [],
    holds: [],
    buckets: [],
    work: [],
  });
}
