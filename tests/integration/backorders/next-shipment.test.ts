import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { capabilitiesOf } from "@/server/auth/capabilities";
import { receiveSupply } from "@/server/oms/allocation/commands/receive-supply";
import { releaseDue } from "@/server/oms/allocation/commands/release-due";
import { hasWorkDue } from "@/server/oms/allocation/queries";
import { setRemainderDays } from "@/server/oms/backorders/commands/set-remainder-days";
import { listRemainderDays } from "@/server/oms/backorders/queries";
import { acceptFulfillmentOrder } from "@/server/oms/fulfillment/commands/accept-fulfillment-order";
import { findFulfillmentOrder } from "@/server/oms/fulfillment/queries";
import { quoteLines } from "@/server/oms/intake/queries";
import { countStock } from "@/server/oms/inventory/commands/count-stock";
import { setHold } from "@/server/oms/orders/commands/set-hold";
import { findOrder } from "@/server/oms/orders/queries-order";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  type GivenCompany,
  type GivenSku,
  givenCompany,
  givenInbound,
  givenSku,
  givenStock,
  TUESDAY,
} from "../../support/factories";
import {
  bucketsOf,
  expectBooksToBalance,
  type Floor,
  givenFloor,
  givenOrder,
  key,
  workOf,
} from "../../support/floor";
import { mailsOf, tell } from "../notifications/telling";

/** What had to wait ships with the customer's next shipment to the address, or alone after some days. */

let database: TestDatabase;
let floor: Floor;
let company: GivenCompany;
let short: GivenSku;
let stocked: GivenSku;
let supply: string;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
});
afterAll(() => database.drop());
beforeEach(async () => {
  company = await givenCompany(database);
  [short, stocked] = [await givenSku(database), await givenSku(database)];
  await givenStock(database, { skuId: short.id, nodeId: floor.reno.id, onHand: 4 });
  await givenStock(database, { skuId: stocked.id, nodeId: floor.reno.id, onHand: 50 });
  supply = await givenInbound(database, {
    ...{ skuId: short.id, nodeId: floor.reno.id, quantity: 20, eta: "2026-11-20" },
  });
});

const place = (sku: GivenSku, quantity: number, over: Parameters<typeof givenOrder>[2] = {}) =>
  givenOrder(floor, [{ sku: sku.code, quantity }], { companyId: company.id, ...over });

const withNext = () => place(short, 10, { shipPolicy: "with_next" });

const release = (ctx = floor.ctx) => releaseDue(ctx, key(), {});

const partsOf = (orderId: string) => database.sql<
  { state: string; quantity: number; ship: string; isRemainder: boolean }[]
>`
  select state, quantity, ship_date::text as ship, is_remainder as "isRemainder" from allocation
  where order_id = ${orderId} and state <> 'deallocated' order by state, quantity`;

/** The remainder's supply has come: 4 units are being picked, 6 lie at the node. */
const remainder = async () => {
  const order = await withNext();
  await release();
  const [work] = await workOf(floor, order.orderId);
  await acceptFulfillmentOrder(floor.ctx, key(), { fulfillmentOrderId: work?.id ?? "" });
  await receiveSupply(floor.ctx, key(), { inboundSupplyId: supply, quantity: 20 });
  return order;
};

const onDay = (day: string) => ctxOf(database, undefined, new Date(`${day}T18:00:00Z`));

test("the promise counts with the last day: quote, order and mail say the same", async () => {
  const { lines } = await quoteLines(floor.ctx, {
    ...{ companyId: company.id, channelCode: "portal", shipPolicy: "with_next" },
    lines: [{ key: "1", sku: short.code, quantity: 10 }],
  });
  const alone = await quoteLines(floor.ctx, {
    ...{ companyId: company.id, channelCode: "portal" },
    lines: [{ key: "1", sku: short.code, quantity: 10 }],
  });
  const order = await withNext();
  const found = await findOrder(floor.ctx, { orderNumber: order.number });
  const late = found.parts.find(({ state }) => state === "promised");
  // Two weeks after it can be picked on the 21st, which is a Saturday.
  expect(late).toMatchObject({ quantity: 6, shipDate: "2026-12-07", ridesAlong: true });
  expect(found.parts.find(({ state }) => state === "allocated")).toMatchObject({
    ...{ quantity: 4, ridesAlong: false },
  });
  expect(lines[0]?.parts.at(-1)?.deliveryDate).toBe(late?.deliveryDate);
  expect((alone.lines[0]?.parts.at(-1)?.deliveryDate ?? "9") < (late?.deliveryDate ?? "")).toBe(
    true,
  );
  await tell(database);
  const [mail] = await mailsOf(database, order.orderId);
  expect(mail?.text).toContain("6 ships with your next order from there, and arrives");
});

test("what came in is kept at its node until its day, and then leaves alone", async () => {
  const order = await remainder();
  expect(await partsOf(order.orderId)).toEqual([
    { state: "allocated", quantity: 6, ship: "2026-11-24", isRemainder: true },
    { state: "released", quantity: 4, ship: "2026-11-10", isRemainder: false },
  ]);
  expect(await hasWorkDue(database, TUESDAY)).toBe(false);
  await release(onDay("2026-11-18"));
  expect(await workOf(floor, order.orderId)).toHaveLength(1);
  await release(onDay("2026-11-24"));
  expect(await workOf(floor, order.orderId)).toHaveLength(2);
  expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ released: 10, allocated: 0 }]);
  await expectBooksToBalance(floor);
});

test("the next order to the address takes it along, and its customer hears that it comes earlier", async () => {
  const order = await remainder();
  await tell(database);
  const next = await place(stocked, 3);
  await release();
  const [host] = await workOf(floor, next.orderId);
  const [, rider] = await workOf(floor, order.orderId);
  const [work, guest] = await Promise.all(
    [host, rider].map((each) => findFulfillmentOrder(floor.ctx, { number: each?.number ?? "" })),
  );
  expect(guest).toMatchObject({
    shipBy: work?.shipBy,
    leavesWith: [{ number: host?.number, state: "open" }],
  });
  expect(work?.leavesWith).toMatchObject([{ number: rider?.number }]);
  expect(guest?.why).toMatch(/^The units were promised from \S+, which came to .*Reno/);
  expect(work?.why).toContain("ships");
  expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ released: 10, allocated: 0 }]);
  await tell(database);
  const told = (await mailsOf(database, order.orderId)).filter(
    ({ template }) => template === "promise-changed",
  );
  expect(told.at(-1)?.text).toMatch(/Arrives Thu 12 Nov, first promised for Wed 9 Dec/);
  await expectBooksToBalance(floor);
});

test("units that stock turned up for wait for company too, and leave with the order's own rest", async () => {
  const other = await givenSku(database);
  await givenStock(database, { skuId: other.id, nodeId: floor.reno.id, onHand: 0 });
  const order = await place(other, 5, { shipPolicy: "with_next" });
  const count = { skuId: other.id, nodeId: floor.reno.id, counted: 5, reason: "Found" };
  await countStock(floor.ctx, key(), count);
  await tell(database);
  expect(await partsOf(order.orderId)).toEqual([
    { state: "allocated", quantity: 5, ship: "2026-11-24", isRemainder: true },
  ]);
});

test("another address, customer or node takes nothing along, nor does an order on hold", async () => {
  const order = await remainder();
  await givenOrder(floor, [{ sku: stocked.code, quantity: 1 }]);
  const moved = await place(stocked, 1);
  await database.sql`update sales_order set ship_to = ship_to || '{"address1": "9 Pier"}'
    where id = ${moved.orderId}`;
  await release();
  expect(await workOf(floor, order.orderId)).toHaveLength(1);
  await setHold(floor.ctx, key(), {
    ...{ orderId: order.orderId, type: "manual", reason: "They rang" },
  });
  await place(stocked, 1);
  await release();
  expect(await workOf(floor, order.orderId)).toHaveLength(1);
});

test("released twice at once, nothing leaves twice", async () => {
  const order = await remainder();
  await Promise.all([place(stocked, 1), place(stocked, 1)]);
  const id = key();
  await Promise.all([
    releaseDue(floor.ctx, id, {}),
    releaseDue(floor.ctx, id, {}),
    release(),
    release(),
  ]);
  await release();
  const [buckets] = await bucketsOf(floor, order.orderId);
  expect([6, 0]).toContain(buckets?.allocated);
  expect((buckets?.allocated ?? 0) + (buckets?.released ?? 0)).toBe(10);
  await expectBooksToBalance(floor);
});

test("a customer agrees on other days, by whoever may say so", async () => {
  const terms = { company: company.code, days: 3 };
  const once = key();
  await Promise.all([
    setRemainderDays(floor.ctx, once, terms),
    setRemainderDays(floor.ctx, once, terms),
  ]);
  expect(await listRemainderDays(floor.ctx, {})).toContainEqual(
    expect.objectContaining({ code: company.code, days: 3 }),
  );
  const order = await remainder();
  expect((await partsOf(order.orderId))[0]?.ship).toBe("2026-11-13");
  for (const wrong of [
    { ...terms, days: 91 },
    { ...terms, company: "NOBODY" },
  ]) {
    await expect(setRemainderDays(floor.ctx, key(), wrong)).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
  }
  const buyer = ctxOf(
    database,
    actorWith([...capabilitiesOf(["buyer"])], { companyId: company.id }),
  );
  await expect(setRemainderDays(buyer, key(), terms)).rejects.toMatchObject({ code: "FORBIDDEN" });
  // Of two at once the last one stands.
  await Promise.all([4, 5].map((days) => setRemainderDays(floor.ctx, key(), { ...terms, days })));
  const [kept] = (await listRemainderDays(floor.ctx, {})).filter(
    ({ code }) => code === company.code,
  );
  expect([4, 5]).toContain(kept?.days);
});
