import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { changeInbound } from "@/server/oms/allocation/commands/change-inbound";
import { receiveSupply } from "@/server/oms/allocation/commands/receive-supply";
import { resourceLine } from "@/server/oms/allocation/commands/resource-lines";
import { placeOrder } from "@/server/oms/intake/commands/place-orders";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  type GivenCompany,
  type GivenNode,
  type GivenSku,
  givenCompany,
  givenInbound,
  givenNetwork,
  givenNode,
  givenSku,
  givenStock,
} from "../../support/factories";

let database: TestDatabase;
let reno: GivenNode;
let company: GivenCompany;
let sku: GivenSku;
beforeAll(async () => {
  database = await openDatabase();
  const { calendarId } = await givenNetwork(database);
  reno = await givenNode(database, calendarId, { name: "Reno", capacity: 1_000 });
  company = await givenCompany(database);
});
afterAll(() => database.drop());
beforeEach(async () => {
  sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: reno.id, onHand: 0 });
});

const place = (quantity: number) =>
  placeOrder(ctxOf(database), randomUUID(), {
    channelCode: "portal",
    companyId: company.id,
    lines: [{ sku: sku.code, quantity }],
  });

const lineOf = async (orderId: string) => {
  const [line] = await database.sql`
    select id, allocated, backordered, current_promise::text as promise, promise_state as state
    from order_line where order_id = ${orderId}`;
  return line;
};

const supplyOf = async (id: string) => {
  const [supply] = await database.sql`
    select received, pegged, status from inbound_supply where id = ${id}`;
  return supply;
};

const usedLines = async () => {
  const [row] = await database.sql<{ planned: number; counted: number }[]>`
    select (select count(*)::int from allocation where node_id = ${reno.id}
        and state in ('promised', 'allocated', 'released', 'consumed')) as planned,
      (select coalesce(sum(lines_used), 0)::int from node_capacity_day
        where node_id = ${reno.id}) as counted`;
  return row;
};

describe("receiving a supply", () => {
  test("serves the promises on it in their order, the last in part, and says what is left", async () => {
    const supply = await givenInbound(database, {
      skuId: sku.id,
      nodeId: reno.id,
      quantity: 10,
      eta: "2026-11-20",
    });
    const first = await place(4);
    const second = await place(5);
    expect(await supplyOf(supply)).toMatchObject({ received: 0, pegged: 9 });

    const answer = await receiveSupply(ctxOf(database), randomUUID(), {
      inboundSupplyId: supply,
      quantity: 6,
    });

    expect(answer).toMatchObject({ received: 6, allocated: 6, orders: 2 });
    expect(await lineOf(first.orderId)).toMatchObject({
      allocated: 4,
      backordered: 0,
      state: "firm",
    });
    expect(await lineOf(second.orderId)).toMatchObject({ allocated: 2, backordered: 3 });
    expect(await supplyOf(supply)).toMatchObject({ received: 6, pegged: 3, status: "open" });
    const { planned, counted } = (await usedLines()) ?? {};
    expect(counted).toBe(planned);
  });

  test("units nobody was promised go to a line that waits without a promise", async () => {
    const waiting = await place(3);
    const supply = await givenInbound(database, {
      skuId: sku.id,
      nodeId: reno.id,
      quantity: 5,
      eta: "2026-11-12",
    });
    await receiveSupply(ctxOf(database), randomUUID(), { inboundSupplyId: supply, quantity: 5 });
    expect(await lineOf(waiting.orderId)).toMatchObject({ allocated: 3, backordered: 0 });
    expect(await supplyOf(supply)).toMatchObject({ status: "received" });
  });

  test("more than is to come is refused and nothing is written", async () => {
    const supply = await givenInbound(database, {
      skuId: sku.id,
      nodeId: reno.id,
      quantity: 5,
      eta: "2026-11-12",
    });
    await expect(
      receiveSupply(ctxOf(database), randomUUID(), { inboundSupplyId: supply, quantity: 6 }),
    ).rejects.toMatchObject({ code: "STALE", message: "Only 5 units are still to come" });
    expect(await supplyOf(supply)).toMatchObject({ received: 0 });
  });

  test("the same key twice at once books once; two receivers of the last units: one is refused", async () => {
    const supply = await givenInbound(database, {
      skuId: sku.id,
      nodeId: reno.id,
      quantity: 4,
      eta: "2026-11-12",
    });
    const key = randomUUID();
    const input = { inboundSupplyId: supply, quantity: 3 };
    await Promise.all([
      receiveSupply(ctxOf(database), key, input),
      receiveSupply(ctxOf(database), key, input),
    ]);
    expect(await supplyOf(supply)).toMatchObject({ received: 3 });
    const last = { inboundSupplyId: supply, quantity: 1 };
    const outcomes = await Promise.allSettled([
      receiveSupply(ctxOf(database), randomUUID(), last),
      receiveSupply(ctxOf(database), randomUUID(), last),
    ]);
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await supplyOf(supply)).toMatchObject({ received: 4, status: "received" });
  });

  test("without the right, and for a buyer, nothing happens", async () => {
    const supply = await givenInbound(database, {
      skuId: sku.id,
      nodeId: reno.id,
      quantity: 4,
      eta: "2026-11-12",
    });
    const input = { inboundSupplyId: supply, quantity: 1 };
    await expect(
      receiveSupply(ctxOf(database, actorWith([])), randomUUID(), input),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
    const buyer = actorWith(["inventory.receive_supply"], { companyId: company.id });
    await expect(receiveSupply(ctxOf(database, buyer), randomUUID(), input)).rejects.toThrow();
    expect(await supplyOf(supply)).toMatchObject({ received: 0 });
  });
});

describe("moving a supply's day", () => {
  test("moves the promises on it, tells each order once, and moves back", async () => {
    const supply = await givenInbound(database, {
      skuId: sku.id,
      nodeId: reno.id,
      quantity: 10,
      eta: "2026-11-18",
    });
    const placed = await place(4);
    const before = (await lineOf(placed.orderId))?.promise;

    const answer = await changeInbound(ctxOf(database), randomUUID(), {
      inboundSupplyId: supply,
      eta: "2026-11-25",
      reason: "Supplier is late",
    });

    expect(answer).toEqual({ orders: 1 });
    const after = (await lineOf(placed.orderId))?.promise;
    expect(after > before).toBe(true);
    await changeInbound(ctxOf(database), randomUUID(), {
      inboundSupplyId: supply,
      eta: "2026-11-18",
      reason: "Supplier found a truck",
    });
    expect((await lineOf(placed.orderId))?.promise).toBe(before);
    const told = await database.sql`
      select payload ->> 'before' as before, payload ->> 'after' as after from event
      where order_id = ${placed.orderId} and type = 'sales_order.promise_changed' order by id`;
    expect(told).toEqual([
      { before, after },
      { before: after, after: before },
    ]);
  });

  test("a supply that came in has no day to move", async () => {
    const supply = await givenInbound(database, {
      skuId: sku.id,
      nodeId: reno.id,
      quantity: 1,
      eta: "2026-11-18",
    });
    await receiveSupply(ctxOf(database), randomUUID(), { inboundSupplyId: supply, quantity: 1 });
    await expect(
      changeInbound(ctxOf(database), randomUUID(), {
        inboundSupplyId: supply,
        eta: "2026-11-25",
        reason: "late",
      }),
    ).rejects.toMatchObject({ code: "STALE" });
    await expect(
      changeInbound(ctxOf(database), randomUUID(), {
        inboundSupplyId: randomUUID(),
        eta: "2026-11-25",
        reason: "late",
      }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("sourcing a waiting line again", () => {
  test("finds stock that came meanwhile, once", async () => {
    const placed = await place(2);
    const line = await lineOf(placed.orderId);
    await database.sql`
      with m as (insert into stock_movement (sku_id, node_id, kind, on_hand_delta, allocated_delta,
        cause_kind, cause_id, actor_id, occurred_at)
        values (${sku.id}, ${reno.id}, 'received', 5, 0, 'test', ${randomUUID()}, 'test', now()))
      update stock_level set on_hand = 5 where sku_id = ${sku.id}`;
    const request = { orderId: placed.orderId, orderLineId: line?.id };
    const { sentence } = await resourceLine(ctxOf(database), randomUUID(), request);
    expect(sentence).toContain("Reno");
    expect(await lineOf(placed.orderId)).toMatchObject({ allocated: 2, backordered: 0 });
    await expect(resourceLine(ctxOf(database), randomUUID(), request)).rejects.toMatchObject({
      code: "STALE",
    });
  });
});
