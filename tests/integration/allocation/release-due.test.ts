import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { releaseDue } from "@/server/oms/allocation/commands/release-due";
import { acceptFulfillmentOrder } from "@/server/oms/fulfillment/commands/accept-fulfillment-order";
import { newId } from "@/server/shell/new-id";
import { openDatabase, type TestDatabase } from "../../support/database";
import { actorWith, ctxOf, givenSku, givenStock } from "../../support/factories";
import {
  bucketsOf,
  eventsOf,
  expectBooksToBalance,
  type Floor,
  givenFloor,
  givenOrder,
  key,
  workOf,
} from "../../support/floor";

let database: TestDatabase;
let floor: Floor;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
});
afterAll(() => database.drop());

async function stocked(onHand: { reno?: number; columbus?: number }) {
  const sku = await givenSku(database);
  for (const node of ["reno", "columbus"] as const) {
    await givenStock(database, {
      skuId: sku.id,
      nodeId: floor[node].id,
      onHand: onHand[node] ?? 0,
    });
  }
  return sku;
}

const statusOf = async (orderId: string) => {
  const [row] = await database.sql`
    select status, fulfillment_status from sales_order where id = ${orderId}`;
  return row;
};

async function setHold(orderId: string, over: { orderLineId?: string } = {}): Promise<string> {
  const id = newId<string>();
  await database.sql`
    insert into hold (id, order_id, order_line_id, type, reason, set_by, set_at)
    values (${id}, ${orderId}, ${over.orderLineId ?? null}, 'manual', 'ask first', 'test', now())`;
  return id;
}

test("what is due goes to its nodes: one work order for each, and the buckets follow", async () => {
  const near = await stocked({ reno: 5 });
  const far = await stocked({ columbus: 5 });
  const order = await givenOrder(floor, [
    { sku: near.code, quantity: 2 },
    { sku: far.code, quantity: 3 },
  ]);
  expect(await releaseDue(floor.ctx, key(), {})).toEqual({ orders: 1, workOrders: 2, units: 5 });

  const work = await workOf(floor, order.orderId);
  expect(work.map(({ nodeId, state }) => ({ nodeId, state }))).toEqual(
    expect.arrayContaining([
      { nodeId: floor.reno.id, state: "open" },
      { nodeId: floor.columbus.id, state: "open" },
    ]),
  );
  expect(new Set(work.map(({ number }) => number)).size).toBe(2);
  expect(await bucketsOf(floor, order.orderId)).toMatchObject([
    { allocated: 0, released: 2 },
    { allocated: 0, released: 3 },
  ]);
  expect(await statusOf(order.orderId)).toEqual({
    status: "in_fulfillment",
    fulfillment_status: "released",
  });
  const released = (await eventsOf(floor, order.orderId)).filter((type) =>
    type.endsWith(".released"),
  );
  expect(released).toHaveLength(2);
  await expectBooksToBalance(floor);
});

test("lines for one node on one day are one work order", async () => {
  const skus = await Promise.all([
    stocked({ reno: 5 }),
    stocked({ reno: 5 }),
    stocked({ reno: 5 }),
  ]);
  const order = await givenOrder(
    floor,
    skus.map(({ code }) => ({ sku: code, quantity: 1 })),
  );
  await releaseDue(floor.ctx, key(), {});
  const work = await workOf(floor, order.orderId);
  expect(work).toHaveLength(1);
  const [counts] = await database.sql`
    select line_count, unit_count from fulfillment_order where id = ${work[0]?.id ?? ""}`;
  expect(counts).toEqual({ line_count: 3, unit_count: 3 });
});

describe("what is not handed out", () => {
  test("an order under a hold, until it is released", async () => {
    const sku = await stocked({ reno: 5 });
    const order = await givenOrder(floor, [{ sku: sku.code, quantity: 1 }]);
    const holdId = await setHold(order.orderId);
    await releaseDue(floor.ctx, key(), {});
    expect(await workOf(floor, order.orderId)).toEqual([]);

    await database.sql`update hold set released_at = now(), released_by = 'test', release_kind = 'by_hand' where id = ${holdId}`;
    await releaseDue(floor.ctx, key(), {});
    expect(await workOf(floor, order.orderId)).toHaveLength(1);
  });

  test("a line under a hold, while the others go", async () => {
    const held = await stocked({ reno: 5 });
    const free = await stocked({ reno: 5 });
    const order = await givenOrder(floor, [
      { sku: held.code, quantity: 1 },
      { sku: free.code, quantity: 1 },
    ]);
    const [line] = await database.sql<{ id: string }[]>`
      select id from order_line where order_id = ${order.orderId} and line_number = 1`;
    await setHold(order.orderId, { orderLineId: line?.id ?? "" });
    await releaseDue(floor.ctx, key(), {});
    expect(await bucketsOf(floor, order.orderId)).toMatchObject([
      { allocated: 1, released: 0 },
      { allocated: 0, released: 1 },
    ]);
  });

  test("an order that ships complete and waits for supply", async () => {
    const there = await stocked({ reno: 5 });
    const short = await stocked({ reno: 1 });
    const lines = [
      { sku: there.code, quantity: 1 },
      { sku: short.code, quantity: 3 },
    ];
    const complete = await givenOrder(floor, lines, { shipPolicy: "complete" });
    await releaseDue(floor.ctx, key(), {});
    expect(await workOf(floor, complete.orderId)).toEqual([]);
  });

  test("work for a later day, until its node's horizon reaches it", async () => {
    const sku = await stocked({ reno: 5 });
    const order = await givenOrder(floor, [{ sku: sku.code, quantity: 1 }], {
      shipAfter: "2026-11-20" as never,
    });
    await releaseDue(floor.ctx, key(), {});
    expect(await workOf(floor, order.orderId)).toEqual([]);

    const dayBefore = ctxOf(database, floor.ctx.actor, new Date("2026-11-19T15:00:00Z"));
    await releaseDue(dayBefore, key(), {});
    expect(await workOf(floor, order.orderId)).toHaveLength(1);
  });

  test("work of a node that is off", async () => {
    const sku = await stocked({ columbus: 5 });
    const order = await givenOrder(floor, [{ sku: sku.code, quantity: 1 }]);
    await database.sql`update node set is_on = false, off_reason = 'flood' where id = ${floor.columbus.id}`;
    await releaseDue(floor.ctx, key(), {});
    expect(await workOf(floor, order.orderId)).toEqual([]);
    await database.sql`update node set is_on = true, off_reason = null where id = ${floor.columbus.id}`;
    await releaseDue(floor.ctx, key(), {});
    expect(await workOf(floor, order.orderId)).toHaveLength(1);
  });

  test("an order that somebody is changing: the next call takes it, and nobody waits", async () => {
    const sku = await stocked({ reno: 5 });
    const order = await givenOrder(floor, [{ sku: sku.code, quantity: 1 }]);
    await database.sql.begin(async (tx) => {
      await tx`select 1 from sales_order where id = ${order.orderId} for update`;
      expect(await releaseDue(floor.ctx, key(), {})).toMatchObject({ orders: 0 });
    });
    expect(await releaseDue(floor.ctx, key(), {})).toMatchObject({ orders: 1 });
  });
});

test("a later allocation joins the work that its node has not accepted, never work in hand", async () => {
  const sku = await stocked({ reno: 3 });
  const order = await givenOrder(floor, [{ sku: sku.code, quantity: 3 }]);
  // One third is due later, as a part of the line that found its stock on another day.
  const [whole] = await database.sql<{ id: string }[]>`
    select id from allocation where order_id = ${order.orderId}`;
  const split = async () => {
    await database.sql`update allocation set quantity = 1 where id = ${whole?.id ?? ""}`;
    for (const shipDate of ["2026-11-30", "2026-12-01"]) {
      await database.sql`
        insert into allocation (id, order_id, order_line_id, sku_id, node_id, quantity, state,
          ship_date, delivery_date, service_code, created_at)
        select ${newId()}, order_id, order_line_id, sku_id, node_id, 1, 'allocated', ${shipDate},
          delivery_date, service_code, created_at from allocation where id = ${whole?.id ?? ""}`;
    }
  };
  await split();
  await releaseDue(floor.ctx, key(), {});
  const [first] = await workOf(floor, order.orderId);
  const bringForward = (shipDate: string) => database.sql`
    update allocation set ship_date = (select ship_by from fulfillment_order
      where id = ${first?.id ?? ""})
    where order_id = ${order.orderId} and ship_date = ${shipDate}`;

  await bringForward("2026-11-30");
  await releaseDue(floor.ctx, key(), {});
  expect(await workOf(floor, order.orderId)).toHaveLength(1);

  await acceptFulfillmentOrder(floor.ctx, key(), { fulfillmentOrderId: first?.id ?? "" });
  await bringForward("2026-12-01");
  await releaseDue(floor.ctx, key(), {});
  const counts = await database.sql`
    select unit_count from fulfillment_order where order_id = ${order.orderId} order by unit_count`;
  expect(counts.map((row) => row.unit_count)).toEqual([1, 2]);
});

test("two workers at once hand everything out exactly once", async () => {
  const sku = await stocked({ reno: 40 });
  const orders = await Promise.all(
    Array.from({ length: 20 }, () => givenOrder(floor, [{ sku: sku.code, quantity: 2 }])),
  );
  const both = await Promise.all([
    releaseDue(floor.ctx, key(), {}),
    releaseDue(floor.ctx, key(), {}),
  ]);
  await releaseDue(floor.ctx, key(), {});
  expect(both.reduce((sum, answer) => sum + answer.units, 0)).toBeLessThanOrEqual(40);
  for (const { orderId } of orders) {
    expect(await workOf(floor, orderId)).toHaveLength(1);
  }
  await expectBooksToBalance(floor);
});

test("a call takes at most so many orders, and the next one goes on", async () => {
  const sku = await stocked({ reno: 10 });
  const orders = await Promise.all(
    Array.from({ length: 3 }, () => givenOrder(floor, [{ sku: sku.code, quantity: 1 }])),
  );
  const answers = [];
  for (let call = 0; call < orders.length; call += 1) {
    answers.push((await releaseDue(floor.ctx, key(), { ordersMax: 1 })).orders);
  }
  expect(answers).toEqual([1, 1, 1]);
});

test("it takes the right, and no buyer has it", async () => {
  const stranger = ctxOf(database, actorWith([]));
  await expect(releaseDue(stranger, key(), {})).rejects.toMatchObject({ code: "FORBIDDEN" });
});
