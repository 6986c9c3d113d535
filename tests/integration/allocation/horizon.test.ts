import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { allocateDue } from "@/server/oms/allocation/commands/allocate-due";
import { receiveSupply } from "@/server/oms/allocation/commands/receive-supply";
import { resourceLine } from "@/server/oms/allocation/commands/resource-lines";
import { listDueOrders } from "@/server/oms/allocation/queries";
import { cancelOrder } from "@/server/oms/fulfillment/commands/cancel-order";
import { quoteLines } from "@/server/oms/intake/queries";
import type { PlaceOrderInput } from "@/server/oms/intake/schema";
import { reserveStock } from "@/server/oms/inventory/commands/reserve-stock";
import { availability } from "@/server/oms/inventory/queries-availability";
import { localDate } from "@/server/oms/kernel/local-date";
import { listOrders } from "@/server/oms/orders/queries";
import { auditDatabase } from "@/server/oms/reporting/queries-audit";
import { periodicTasks } from "@/server/shell/periodic";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  type GivenSku,
  givenInbound,
  givenSku,
  givenStock,
} from "../../support/factories";
import {
  bucketsOf,
  eventsOf,
  expectBooksToBalance,
  type Floor,
  givenFloor,
  givenOrder,
  levelOf,
} from "../../support/floor";
import { noMail, noWebhooks } from "../shell/working";

/** Today is Tuesday, 10 November 2026: stock for 3 March is taken from 17 January on. */
const MARCH = localDate("2027-03-03");
const BEFORE = new Date("2027-01-16T23:00:00Z");
const DAY = new Date("2027-01-17T01:00:00Z");

let database: TestDatabase;
let floor: Floor;
let sku: GivenSku;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
});
afterAll(async () => {
  await expectBooksToBalance(floor);
  const { invariants } = await auditDatabase(database.sql);
  expect(invariants.filter(({ violations }) => violations > 0)).toEqual([]);
  await database.drop();
});
beforeEach(async () => {
  await database.sql`update sales_order set allocate_from = null,
    fulfillment_status = replace(fulfillment_status, 'promised', 'backordered')
    where allocate_from is not null`;
  sku = await stocked(10);
});

async function stocked(onHand: number, over: Parameters<typeof givenSku>[1] = {}) {
  const given = await givenSku(database, over);
  await givenStock(database, { skuId: given.id, nodeId: floor.reno.id, onHand });
  return given;
}

const place = (quantity: number, over: Partial<PlaceOrderInput> = {}, of: GivenSku = sku) =>
  givenOrder(floor, [{ sku: of.code, quantity }], { shipAfter: MARCH, ...over });

const allocate = (orderId: string, now = DAY, key: string = randomUUID()) =>
  allocateDue(ctxOf(database, undefined, now), key, { orderId });

const held = async (of: GivenSku = sku) => (await levelOf(floor, of.id, floor.reno.id))?.allocated;

const stateOf = async (orderId: string) => {
  const [row] = await database.sql`
    select current_promise::text as promise, promise_state as state,
      allocate_from::text as "allocateFrom", fulfillment_status as fulfillment
    from sales_order where id = ${orderId}`;
  return row;
};

const decisionsOf = (orderId: string) => database.sql`
  select trigger, sentence from sourcing_decision where order_id = ${orderId} order by decided_at`;

const isPromiseMoved = async (orderId: string) =>
  (await eventsOf(floor, orderId)).includes("sales_order.promise_changed");

describe("an order beyond the horizon", () => {
  test("takes no stock, is promised by its own day, and says from when on stock is kept", async () => {
    const order = await place(4);
    expect(order).toMatchObject({ promiseDate: "2027-03-05", promiseState: "expected" });
    expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ allocated: 0, backordered: 4 }]);
    expect(await held()).toBe(0);
    expect(await stateOf(order.orderId)).toMatchObject({
      allocateFrom: "2027-01-17",
      fulfillment: "promised",
    });
    expect(await decisionsOf(order.orderId)).toEqual([
      {
        trigger: "placed",
        sentence: "Wanted from 3 Mar on: promised for 5 Mar, stock is taken for it from 17 Jan on.",
      },
    ]);
    const { skus } = await availability(ctxOf(database), {
      channelCode: "portal",
      skus: [sku.code],
    });
    expect(skus[0]).toMatchObject({ available: 10 });
    expect(await givenOrder(floor, [{ sku: sku.code, quantity: 10 }])).toMatchObject({
      promiseState: "firm",
    });
  });

  test("is quoted as it is placed, and is no backorder in any list", async () => {
    const quote = await quoteLines(ctxOf(database), {
      channelCode: "portal",
      companyId: floor.company.id,
      shipAfter: MARCH,
      lines: [{ key: "1", sku: sku.code, quantity: 4 }],
    });
    expect(quote.lines[0]).toMatchObject({ faults: [], promiseDate: "2027-03-05" });
    expect(quote.lines[0]?.parts.map(({ state }) => state)).toEqual(["expected"]);
    const order = await place(4);
    expect(order.promiseDate).toBe("2027-03-05");
    const waiting = await listOrders(ctxOf(database), { view: "backordered" });
    expect(waiting.rows.map(({ id }) => id)).not.toContain(order.orderId);
  });

  test("begins on the day after the last that is held for", async () => {
    await place(1, { shipAfter: localDate("2026-12-25") });
    expect(await held()).toBe(1);
    await place(1, { shipAfter: localDate("2026-12-26") });
    expect(await held()).toBe(1);
  });

  test("is as far as the profile says", async () => {
    const set = async (days: number | null) => {
      await database.sql`update sourcing_profile set status = 'retired', retired_at = now()
        where status = 'active'`;
      await database.sql`
        insert into sourcing_profile (ref, version, status, parameters, activated_at)
        select ref, max(version) + 1, 'active', (array_agg(parameters order by version desc))[1]
          - 'allocationHorizonDays'
          || ${days === null ? sqlObject({}) : sqlObject({ allocationHorizonDays: days })}, now()
        from sourcing_profile group by ref`;
    };
    const sqlObject = (value: object) => database.sql.typed(value, 3802);
    await set(200);
    await place(1);
    await set(null);
    expect(await held()).toBe(1);
  });

  test("waits for the lead time when supply cannot be had before its day", async () => {
    const slow = await stocked(10, { leadTimeDays: 150 });
    expect(await place(4, {}, slow)).toMatchObject({ promiseDate: "2027-04-09" });
  });

  test("gives up what its cart held", async () => {
    const owner = { kind: "cart" as const, ref: randomUUID() };
    await reserveStock(ctxOf(database), randomUUID(), {
      owner,
      channelCode: "portal",
      lines: [{ sku: sku.code, quantity: 4 }],
    });
    await place(4, { reservation: owner });
    const rows = await database.sql`select state from reservation where owner_ref = ${owner.ref}`;
    expect(rows).toEqual([{ state: "released" }]);
    expect(await held()).toBe(0);
  });

  test("may be of a SKU that refuses backorders, and leaves its cap to those who wait", async () => {
    const never = await stocked(0, { backorderPolicy: "refuse" });
    expect(await place(4, {}, never)).toMatchObject({ promiseState: "expected" });
    const capped = await stocked(0, { backorderPolicy: "cap", backorderLimit: 5 });
    await place(50, {}, capped);
    await place(5, { shipAfter: undefined }, capped);
    await expect(place(1, { shipAfter: undefined }, capped)).rejects.toMatchObject({
      code: "ORDER_REFUSED",
    });
  });

  test("leaves what arrives to who ships earlier, even if they ordered later", async () => {
    const empty = await stocked(0);
    const far = await place(3, {}, empty);
    const near = await place(3, { shipAfter: undefined }, empty);
    const supply = await givenInbound(database, {
      skuId: empty.id,
      nodeId: floor.reno.id,
      quantity: 10,
      eta: "2026-11-12",
    });
    await receiveSupply(ctxOf(database), randomUUID(), { inboundSupplyId: supply, quantity: 10 });
    expect(await bucketsOf(floor, near.orderId)).toMatchObject([{ allocated: 3 }]);
    expect(await bucketsOf(floor, far.orderId)).toMatchObject([{ allocated: 0, backordered: 3 }]);
    expect(await held(empty)).toBe(3);
  });

  test("is promised no supply that others may need earlier", async () => {
    const empty = await stocked(0);
    await givenInbound(database, {
      skuId: empty.id,
      nodeId: floor.reno.id,
      quantity: 5,
      eta: "2026-11-12",
    });
    await place(5, {}, empty);
    const near = await place(5, { shipAfter: undefined }, empty);
    const pegged = await database.sql`
      select order_id as "orderId", quantity from allocation where sku_id = ${empty.id}`;
    expect(pegged).toEqual([{ orderId: near.orderId, quantity: 5 }]);
  });

  test("is given stock early by hand", async () => {
    const { orderId } = await place(4);
    const [line] = await database.sql<{ id: string }[]>`
      select id from order_line where order_id = ${orderId}`;
    const orderLineId = line?.id ?? "";
    await resourceLine(ctxOf(database), randomUUID(), { orderId, orderLineId });
    expect(await held()).toBe(4);
    expect(await allocate(orderId)).toEqual({ isDue: true });
    expect(await held()).toBe(4);
    expect(await isPromiseMoved(orderId)).toBe(false);
  });
});

describe("the day from which stock is kept", () => {
  test("gives the order its stock; a day earlier nothing happens", async () => {
    const { orderId } = await place(4);
    expect(await allocate(orderId, BEFORE)).toEqual({ isDue: false });
    expect(await held()).toBe(0);
    expect(await allocate(orderId)).toEqual({ isDue: true });
    expect(await bucketsOf(floor, orderId)).toMatchObject([{ allocated: 4, backordered: 0 }]);
    expect(await stateOf(orderId)).toEqual({
      promise: "2027-03-05",
      fulfillment: "allocated",
      state: "firm",
      allocateFrom: null,
    });
    expect((await decisionsOf(orderId)).map(({ trigger }) => trigger)).toEqual([
      "placed",
      "horizon_reached",
    ]);
    expect(await isPromiseMoved(orderId)).toBe(false);
  });

  test("comes once: two workers, and the same key twice at once", async () => {
    const { orderId } = await place(4);
    const key = randomUUID();
    const answers = await Promise.all([
      allocate(orderId),
      allocate(orderId),
      allocate(orderId, DAY, key),
      allocate(orderId, DAY, key),
    ]);
    expect(answers.filter(({ isDue }) => isDue).length).toBeGreaterThanOrEqual(1);
    expect(await held()).toBe(4);
    expect(await decisionsOf(orderId)).toHaveLength(2);
  });

  test("comes by itself, for who leaves earlier first", async () => {
    const late = await place(6, { shipAfter: localDate("2027-03-04") });
    const early = await place(6);
    const task = periodicTasks.find(({ name }) => name === "allocate due orders");
    const now = new Date("2027-01-20T12:00:00Z");
    expect(await listDueOrders(database, now)).toEqual([early.orderId, late.orderId]);
    const work = async () =>
      task?.run(ctxOf(database, undefined, now), { mail: noMail, webhooks: noWebhooks });
    await Promise.all([work(), work()]);
    expect(await bucketsOf(floor, early.orderId)).toMatchObject([{ allocated: 6 }]);
    expect(await bucketsOf(floor, late.orderId)).toMatchObject([{ allocated: 4, backordered: 2 }]);
    expect(await listDueOrders(database, now)).toEqual([]);
  });

  test("dates what is short like any backorder; the customer hears when the promise moves", async () => {
    const empty = await stocked(0);
    const kept = await place(3, {}, empty);
    await allocate(kept.orderId);
    expect(await stateOf(kept.orderId)).toMatchObject({ promise: "2027-03-05", state: "expected" });
    expect(await isPromiseMoved(kept.orderId)).toBe(false);

    const slow = await stocked(0, { leadTimeDays: 90 });
    const moved = await place(3, {}, slow);
    expect(moved.promiseDate).toBe("2027-03-05");
    await allocate(moved.orderId);
    expect(await stateOf(moved.orderId)).toMatchObject({ promise: "2027-04-17" });
    expect(await isPromiseMoved(moved.orderId)).toBe(true);
  });

  test("is not waited for by an order that was cancelled", async () => {
    const { orderId } = await place(4);
    await cancelOrder(ctxOf(database), randomUUID(), { orderId, reason: "No longer needed" });
    expect(await listDueOrders(database, DAY)).toEqual([]);
    expect(await allocate(orderId)).toEqual({ isDue: false });
    expect(await held()).toBe(0);
  });

  test("is not called by a buyer, without the right, or for an order that does not exist", async () => {
    const { orderId } = await place(4);
    const right = ["allocation.allocate_due"];
    for (const actor of [actorWith([]), actorWith(right, { companyId: floor.company.id })]) {
      await expect(
        allocateDue(ctxOf(database, actor, DAY), randomUUID(), { orderId }),
      ).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
    await expect(allocate(randomUUID())).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await stateOf(orderId)).toMatchObject({ allocateFrom: "2027-01-17" });
    expect(await held()).toBe(0);
  });
});
