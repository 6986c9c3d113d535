import { afterAll, beforeAll, expect, test } from "vitest";
import { sweepPromises } from "@/server/oms/exceptions/commands/sweep-promises";
import { findRisks } from "@/server/oms/exceptions/queries-risk";
import { refreshOrders } from "@/server/oms/orders/store";
import { openDatabase, type TestDatabase } from "../../support/database";
import { ctxOf, givenInbound, givenSku, givenStock, TUESDAY } from "../../support/factories";
import { type Floor, givenFloor, givenOrder, key } from "../../support/floor";

let database: TestDatabase;
let floor: Floor;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
});
afterAll(() => database.drop());

const sweepOn = (now: Date) => sweepPromises(ctxOf(database, undefined, now), key(), {});
const days = (count: number) => new Date(TUESDAY.getTime() + count * 86_400_000);
const stateOf = async (orderId: string) => {
  const [row] = await database.sql`
    select o.promise_state, o.open_exception_count, o.current_promise,
      array(select l.promise_state from order_line l where l.order_id = o.id) as lines
    from sales_order o where o.id = ${orderId}`;
  return row;
};
const exceptionsOf = (orderId: string) =>
  database.sql<
    { type: string; state: string; sentence: string }[]
  >`select type, state, sentence from exception where order_id = ${orderId} order by opened_at, type`;

test("what should have left is at risk, then missed, then kept again, each said once", async () => {
  const sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: 9 });
  const order = await givenOrder(floor, [{ sku: sku.code, quantity: 4 }]);
  await sweepOn(TUESDAY);
  expect(await exceptionsOf(order.orderId)).toEqual([]);
  expect(await stateOf(order.orderId)).toMatchObject({ promise_state: "firm" });

  await sweepOn(days(1));
  await sweepOn(days(1));
  expect(await exceptionsOf(order.orderId)).toEqual([
    {
      type: "promise_at_risk",
      state: "open",
      sentence: `${order.number}: 4 units promised for ${order.promiseDate} may come later: 4 should have left Reno by 2026-11-10`,
    },
  ]);
  expect(await stateOf(order.orderId)).toMatchObject({
    promise_state: "at_risk",
    lines: ["at_risk"],
    open_exception_count: 1,
  });

  const asked = { orderIds: [order.orderId] };
  expect(await findRisks(ctxOf(database, undefined, days(1)), asked)).toMatchObject([
    { lineNumber: 1, isOver: false, cause: "4 should have left Reno by 2026-11-10" },
  ]);

  await sweepOn(days(8));
  expect(await findRisks(ctxOf(database, undefined, days(8)), asked)).toMatchObject([
    { lineNumber: 1, isOver: true, left: { unit: "days" } },
  ]);
  expect((await exceptionsOf(order.orderId)).map(({ type, state }) => [type, state])).toEqual([
    ["promise_at_risk", "auto_closed"],
    ["promise_missed", "open"],
  ]);
  expect(await stateOf(order.orderId)).toMatchObject({
    promise_state: "missed",
    open_exception_count: 1,
  });
  await database.sql.begin((sql) => refreshOrders(sql, [order.orderId], days(8)));
  expect(await stateOf(order.orderId)).toMatchObject({ open_exception_count: 1 });

  await database.sql`update allocation set ship_date = '2026-12-01', delivery_date = '2026-12-03'
    where order_id = ${order.orderId}`;
  await database.sql`update order_line set current_promise = '2026-12-03'
    where order_id = ${order.orderId}`;
  await sweepOn(days(8));
  expect((await exceptionsOf(order.orderId)).map(({ state }) => state)).toEqual([
    "auto_closed",
    "auto_closed",
  ]);
  expect(await stateOf(order.orderId)).toMatchObject({
    promise_state: "firm",
    lines: ["firm"],
    open_exception_count: 0,
  });
  const events = await database.sql`select type from event where order_id = ${order.orderId}
    and type like 'exception.%' order by id`;
  expect(events.map((event) => event.type)).toEqual([
    "exception.opened",
    "exception.opened",
    "exception.auto_closed",
    "exception.auto_closed",
  ]);
});

test("a promised day is over when it is over everywhere, not at midnight in Greenwich", async () => {
  const sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: 9 });
  const order = await givenOrder(floor, [{ sku: sku.code, quantity: 1 }]);
  const lastMoment = new Date(`${order.promiseDate}T23:59:00-12:00`);
  await sweepOn(lastMoment);
  expect(await stateOf(order.orderId)).toMatchObject({ promise_state: "at_risk" });
  await sweepOn(new Date(lastMoment.getTime() + 60_000));
  expect(await stateOf(order.orderId)).toMatchObject({ promise_state: "missed" });
});

test("units pegged to supply that comes later are at risk", async () => {
  const sku = await givenSku(database);
  const supplyId = await givenInbound(database, {
    skuId: sku.id,
    nodeId: floor.reno.id,
    quantity: 20,
    eta: "2026-11-20",
  });
  const order = await givenOrder(floor, [{ sku: sku.code, quantity: 3 }]);
  await sweepOn(TUESDAY);
  expect(await exceptionsOf(order.orderId)).toEqual([]);
  await database.sql`update inbound_supply set eta = '2026-11-30' where id = ${supplyId}`;
  await sweepOn(TUESDAY);
  expect((await exceptionsOf(order.orderId))[0]?.sentence).toContain(
    "3 wait at Reno for supply now due 2026-12-01",
  );
});

test("an order that somebody works on is left for the next sweep", async () => {
  const sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: 9 });
  const order = await givenOrder(floor, [{ sku: sku.code, quantity: 1 }]);
  await database.sql.begin(async (sql) => {
    await sql`select 1 from sales_order where id = ${order.orderId} for update`;
    await sweepOn(days(1));
  });
  expect(await exceptionsOf(order.orderId)).toEqual([]);
  await Promise.all([sweepOn(days(1)), sweepOn(days(1))]);
  await sweepOn(days(1));
  expect(await exceptionsOf(order.orderId)).toHaveLength(1);
});
