/** Orders whose cancel-after day is over lose what no node was given, and those that wait have an age. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cancelOverdue } from "@/server/oms/allocation/commands/cancel-overdue";
import { changeInbound } from "@/server/oms/allocation/commands/change-inbound";
import { releaseDue } from "@/server/oms/allocation/commands/release-due";
import { listOverdueOrders } from "@/server/oms/allocation/queries";
import { listBackorderAges } from "@/server/oms/allocation/queries-ages";
import { setConsentRule } from "@/server/oms/backorders/commands/set-consent-rule";
import type { LocalDate } from "@/server/oms/kernel/local-date";
import { setHold } from "@/server/oms/orders/commands/set-hold";
import { listOrders } from "@/server/oms/orders/queries";
import { auditDatabase } from "@/server/oms/reporting/queries-audit";
import { periodicTasks } from "@/server/shell/periodic";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  fixedClock,
  givenInbound,
  givenKit,
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
  key,
  levelOf,
  workOf,
} from "../../support/floor";
import { builtIn, mailsOf, tell } from "../notifications/telling";
import { noWebhooks } from "../shell/working";

let database: TestDatabase;
let floor: Floor;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
});
afterAll(() => database.drop());

const cancelAfter = "2026-11-12" as LocalDate;
const lastMoment = fixedClock(new Date("2026-11-12T23:59:59Z"));
const dayAfter = fixedClock(new Date("2026-11-13T00:00:01Z"));
const late = () => ({ ...floor.ctx, clock: dayAfter });

async function stocked(onHand: number, incoming = 0) {
  const sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand });
  const supply =
    incoming === 0
      ? null
      : await givenInbound(database, {
          skuId: sku.id,
          nodeId: floor.reno.id,
          quantity: incoming,
          eta: "2026-11-20",
        });
  return { sku, supply };
}

const statusOf = async (orderId: string) => {
  const [row] = await database.sql<{ status: string }[]>`
    select status from sales_order where id = ${orderId}`;
  return row?.status;
};

const cancelledOf = async (orderId: string) => {
  const rows = await database.sql<{ cancelled: number }[]>`
    select cancelled from order_line where order_id = ${orderId} order by line_number`;
  return rows.map(({ cancelled }) => cancelled);
};

const toldOf = (orderId: string) =>
  database.sql<{ type: string; reason: string; payload: Record<string, unknown> }[]>`
    select type, reason, payload from event where order_id = ${orderId}
      and type in ('sales_order.cancelled', 'sales_order.changed') order by id`;

const isListed = async (orderId: string, now: Date) =>
  (await listOverdueOrders(database, now)).includes(orderId);

test("stock, supply and the node's days go back, the order ends, one mail says why", async () => {
  const { sku, supply } = await stocked(3, 9);
  const order = await givenOrder(floor, [{ sku: sku.code, quantity: 5 }], { cancelAfter });
  expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ allocated: 3, backordered: 2 }]);
  expect(await isListed(order.orderId, dayAfter.now())).toBe(true);
  const answer = await cancelOverdue(late(), key(), { orderId: order.orderId });
  expect(answer).toEqual({ units: 5, isCancelled: true });
  expect(await statusOf(order.orderId)).toBe("cancelled");
  expect(await cancelledOf(order.orderId)).toEqual([5]);
  expect(await levelOf(floor, sku.id, floor.reno.id)).toMatchObject({ onHand: 3, allocated: 0 });
  const [inbound] = await database.sql`select pegged from inbound_supply where id = ${supply}`;
  const [days] = await database.sql`
    select coalesce(sum(lines_used), 0)::int as lines, coalesce(sum(units_used), 0)::int as units
    from node_capacity_day where node_id = ${floor.reno.id}`;
  expect([inbound?.pegged, days]).toEqual([0, { lines: 0, units: 0 }]);
  expect(await toldOf(order.orderId)).toMatchObject([
    {
      type: "sales_order.cancelled",
      reason: `cancel-after ${cancelAfter} passed`,
      payload: { units: 5, lines: [{ sku: sku.code, quantity: 5 }] },
    },
  ]);
  await expectBooksToBalance(floor);
  await tell(database, { clock: dayAfter });
  await tell(database, { clock: dayAfter });
  const mails = (await mailsOf(database, order.orderId)).filter(
    ({ template }) => template !== "order-confirmation",
  );
  expect(mails.map(({ template }) => template)).toEqual(["order-cancelled"]);
  expect(mails[0]?.text).toContain(`cancelled when it had not left by ${cancelAfter}`);
  expect(mails[0]?.text).toContain(sku.code);
});

test("not before the day is over, and never an order that names no day", async () => {
  const { sku } = await stocked(9);
  const lines = [{ sku: sku.code, quantity: 2 }];
  const onItsDay = await givenOrder(floor, lines, { cancelAfter });
  const without = await givenOrder(floor, lines);
  const ctx = { ...floor.ctx, clock: lastMoment };
  expect(await isListed(onItsDay.orderId, lastMoment.now())).toBe(false);
  for (const { orderId } of [onItsDay, without]) {
    expect(await cancelOverdue(ctx, key(), { orderId })).toEqual({ units: 0, isCancelled: false });
    expect(await statusOf(orderId)).toBe("confirmed");
  }
  expect(await isListed(without.orderId, dayAfter.now())).toBe(false);
  expect(await toldOf(onItsDay.orderId)).toEqual([]);
});

test("what a node was given stays; the customer reads once what was cancelled and why", async () => {
  const { sku } = await stocked(3, 9);
  const order = await givenOrder(floor, [{ sku: sku.code, quantity: 8 }], { cancelAfter });
  await releaseDue(floor.ctx, key(), {});
  expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ released: 3, backordered: 5 }]);
  expect(await cancelOverdue(late(), key(), { orderId: order.orderId })).toEqual({
    units: 5,
    isCancelled: false,
  });
  expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ released: 3, backordered: 0 }]);
  expect(await statusOf(order.orderId)).toBe("in_fulfillment");
  expect(await workOf(floor, order.orderId)).toHaveLength(1);
  // Run again: nothing is left that could be taken, and nothing is told twice.
  expect(await isListed(order.orderId, dayAfter.now())).toBe(false);
  expect(await cancelOverdue(late(), key(), { orderId: order.orderId })).toEqual({
    units: 0,
    isCancelled: false,
  });
  const sentence = `${sku.code}: 5 of 8 cancelled, not on the way by ${cancelAfter}`;
  expect(await toldOf(order.orderId)).toMatchObject([
    {
      type: "sales_order.changed",
      reason: `cancel-after ${cancelAfter} passed`,
      payload: { units: 5, sentences: [sentence], valueBefore: 10_000, valueAfter: 3_750 },
    },
  ]);
  await expectBooksToBalance(floor);
  await tell(database, { clock: dayAfter });
  await tell(database, { clock: dayAfter });
  const mails = (await mailsOf(database, order.orderId)).filter(
    ({ template }) => template !== "order-confirmation",
  );
  expect(mails.map(({ template }) => template)).toEqual(["order-changed"]);
  expect(mails[0]?.text).toContain(sentence);
});

test("a kit that waits for one component ends with all of them", async () => {
  const { sku: here } = await stocked(20);
  const { sku: short } = await stocked(0);
  const kit = await givenKit(database, [
    [here, 2],
    [short, 1],
  ]);
  const waiting = await givenOrder(floor, [{ sku: kit.code, quantity: 3 }], { cancelAfter });
  expect(await cancelOverdue(late(), key(), { orderId: waiting.orderId })).toEqual({
    units: 9,
    isCancelled: true,
  });
  expect(await cancelledOf(waiting.orderId)).toEqual([6, 3]);
  await expectBooksToBalance(floor);
});

describe("several at once", () => {
  test("two workers and the same key twice cancel once", async () => {
    const { sku } = await stocked(4);
    const order = await givenOrder(floor, [{ sku: sku.code, quantity: 4 }], { cancelAfter });
    const once = key();
    const answers = await Promise.all(
      [once, once, key(), key()].map((each) =>
        cancelOverdue(late(), each, { orderId: order.orderId }),
      ),
    );
    const [first, again, ...others] = answers;
    expect(again).toEqual(first);
    expect([first, ...others].filter((answer) => answer?.units === 4)).toHaveLength(1);
    expect(await statusOf(order.orderId)).toBe("cancelled");
    expect(await cancelledOf(order.orderId)).toEqual([4]);
    expect(await toldOf(order.orderId)).toHaveLength(1);
    await expectBooksToBalance(floor);
  });

  test("an order that somebody works on is left, and the worker comes back to it", async () => {
    const { sku } = await stocked(4);
    const order = await givenOrder(floor, [{ sku: sku.code, quantity: 4 }], { cancelAfter });
    await database.sql.begin(async (tx) => {
      await tx`select from sales_order where id = ${order.orderId} for no key update`;
      const answer = await cancelOverdue(late(), key(), { orderId: order.orderId });
      expect(answer.units).toBe(0);
    });
    expect(await statusOf(order.orderId)).toBe("confirmed");
    const task = periodicTasks.find(({ name }) => name === "cancel overdue orders");
    expect(await task?.isDue?.(database, dayAfter.now())).toBe(true);
    await task?.run(late(), { mail: builtIn, webhooks: noWebhooks });
    expect(await statusOf(order.orderId)).toBe("cancelled");
    expect(await eventsOf(floor, order.orderId)).toContain("sales_order.cancelled");
  });
});

test("a question about a later date is withdrawn with the units that it was about", async () => {
  await setConsentRule(floor.ctx, key(), { afterDays: 2, answerDays: 5, silence: "cancel" });
  const { sku, supply } = await stocked(0, 9);
  const order = await givenOrder(floor, [{ sku: sku.code, quantity: 4 }], { cancelAfter });
  await tell(database);
  await changeInbound(floor.ctx, key(), {
    inboundSupplyId: supply ?? "",
    eta: "2026-11-27",
    reason: "Vessel is late",
  });
  await tell(database);
  const stateOf = async () => {
    const rows = await database.sql<{ state: string }[]>`
      select state from delay_consent where order_id = ${order.orderId}`;
    return rows.map(({ state }) => state);
  };
  expect(await stateOf()).toEqual(["asked"]);
  await cancelOverdue(late(), key(), { orderId: order.orderId });
  await tell(database, { clock: dayAfter });
  expect(await stateOf()).toEqual(["withdrawn"]);
  await expectBooksToBalance(floor);
});

test("a release at the same moment: each unit is at its node or cancelled, none is both", async () => {
  const { sku } = await stocked(6);
  const order = await givenOrder(floor, [{ sku: sku.code, quantity: 6 }], { cancelAfter });
  const { orderId } = order;
  await Promise.all([releaseDue(late(), key(), {}), cancelOverdue(late(), key(), { orderId })]);
  const [line] = await bucketsOf(floor, orderId);
  const [cancelled = 0] = await cancelledOf(orderId);
  expect([line?.allocated, line?.backordered]).toEqual(
    cancelled + (line?.released ?? 0) === 6 ? [0, 0] : [6, 0],
  );
  await expectBooksToBalance(floor);
});

test("a hold that forbids cancelling keeps the order; not without the right", async () => {
  const { sku } = await stocked(4);
  const order = await givenOrder(floor, [{ sku: sku.code, quantity: 4 }], { cancelAfter });
  const { orderId } = order;
  const unable = { ...ctxOf(database, actorWith([])), clock: dayAfter };
  await expect(cancelOverdue(unable, key(), { orderId })).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
  await database.sql`
    insert into hold_type (id, code, name, description, blocks, level, stops_order)
    values (${key()}, 'kept', 'Kept', '', ${["cancel"]}, 'order', true)`;
  await setHold(floor.ctx, key(), { orderId, type: "kept", reason: "in court" });
  expect(await isListed(orderId, dayAfter.now())).toBe(false);
  expect((await cancelOverdue(late(), key(), { orderId })).units).toBe(0);
  await expect(listBackorderAges(unable, {})).rejects.toMatchObject({ code: "FORBIDDEN" });
  expect(await cancelledOf(orderId)).toEqual([0]);
});

test("backorders by age count the orders that the list shows", async () => {
  const { sku } = await stocked(0, 50);
  const lines = [{ sku: sku.code, quantity: 3 }];
  const [young, old] = [await givenOrder(floor, lines), await givenOrder(floor, lines)];
  await database.sql`
    update sales_order set placed_at = '2026-10-11T00:30:00Z' where id = ${old.orderId}`;
  const ages = await listBackorderAges(floor.ctx, {});
  expect(ages.map(({ age }) => age)).toEqual(["0-7", "8-14", "15-30", "31-60", "over-60"]);
  expect(ages[2]).toEqual({
    age: "15-30",
    orders: 1,
    units: 3,
    values: [{ currency: "USD", minor: 3_750 }],
  });
  for (const { age, orders } of ages) {
    const list = await listOrders(floor.ctx, { view: "backordered", age: [age] });
    expect(list.rows).toHaveLength(orders);
    const numbers = list.rows.map(({ number }) => number);
    expect(numbers.includes(old.number)).toBe(age === "15-30");
    expect(numbers.includes(young.number)).toBe(age === "0-7");
  }
});

test("after all of it every invariant holds", async () => {
  const audit = await auditDatabase(database.sql);
  expect(audit.invariants.filter(({ violations }) => violations > 0)).toEqual([]);
});
