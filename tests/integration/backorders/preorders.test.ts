import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { capabilitiesOf } from "@/server/auth/capabilities";
import { changeInbound } from "@/server/oms/allocation/commands/change-inbound";
import { receiveSupply } from "@/server/oms/allocation/commands/receive-supply";
import { releaseDue } from "@/server/oms/allocation/commands/release-due";
import { replanPreorder } from "@/server/oms/allocation/commands/replan-preorder";
import { listBackorderAges } from "@/server/oms/allocation/queries-ages";
import { bringOut } from "@/server/oms/backorders/commands/bring-out";
import { setComingOut } from "@/server/oms/backorders/commands/set-coming-out";
import { setPolicy } from "@/server/oms/backorders/commands/set-policy";
import { listComingOut } from "@/server/oms/backorders/queries-preorders";
import { placeOrder } from "@/server/oms/intake/commands/place-orders";
import { quoteLines } from "@/server/oms/intake/queries";
import type { PlaceOrderInput } from "@/server/oms/intake/schema";
import { reserveStock } from "@/server/oms/inventory/commands/reserve-stock";
import { availability } from "@/server/oms/inventory/queries-availability";
import { localDate } from "@/server/oms/kernel/local-date";
import { listOrders } from "@/server/oms/orders/queries";
import { auditDatabase } from "@/server/oms/reporting/queries-audit";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  fixedClock,
  type GivenCompany,
  type GivenSku,
  givenCompany,
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
  givenWork,
  key,
  levelOf,
} from "../../support/floor";
import { mailsOf, tell } from "../notifications/telling";

/** Today is Tuesday, 10 November 2026. A parcel from Reno takes two days, one from Columbus longer. */
const DAY = localDate("2027-01-12");
const AFTER = new Date("2027-01-12T12:00:00Z");

let database: TestDatabase;
let floor: Floor;
let company: GivenCompany;
let sku: GivenSku;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
});
afterAll(async () => {
  await expectBooksToBalance(floor);
  await database.drop();
});
beforeEach(async () => {
  company = await givenCompany(database);
  sku = await givenSku(database);
});
afterEach(async () => {
  const { invariants } = await auditDatabase(database.sql);
  expect(invariants.filter(({ violations }) => violations > 0)).toEqual([]);
});

const comesOut = (comesOutOn: string | null, over: Record<string, unknown> = {}, of = sku) =>
  setComingOut(floor.ctx, key(), { sku: of.code, comesOutOn, preorderLimit: null, ...over });

const stock = (onHand: number, of = sku) =>
  givenStock(database, { skuId: of.id, nodeId: floor.reno.id, onHand });

const supply = (quantity: number, eta: string, of = sku) =>
  givenInbound(database, { skuId: of.id, nodeId: floor.reno.id, quantity, eta });

const place = (quantity: number, over: Partial<PlaceOrderInput> = {}, of = sku) =>
  givenOrder(floor, [{ sku: of.code, quantity }], { companyId: company.id, ...over });

const quote = async (quantity: number, of = sku) => {
  const { lines } = await quoteLines(floor.ctx, {
    companyId: company.id,
    channelCode: "portal",
    lines: [{ key: "1", sku: of.code, quantity }],
  });
  return lines[0];
};

const answer = async (over: { date?: typeof DAY; breakdown?: boolean } = {}) => {
  const { skus } = await availability(floor.ctx, {
    channelCode: "portal",
    skus: [sku.code],
    ...over,
  });
  return skus[0];
};

const promiseOf = async (orderId: string) => {
  const [row] = await database.sql<{ promise: string | null }[]>`
    select current_promise::text as promise from sales_order where id = ${orderId}`;
  return row?.promise ?? null;
};

const letters = async (orderId: string) =>
  (await mailsOf(database, orderId)).filter(({ template }) => template === "promise-changed");

const faultOf = async (placing: Promise<unknown>) => {
  const error = await placing.then(
    () => null,
    (thrown: { details?: { faults?: { code: string; field: string; message: string }[] } }) =>
      thrown,
  );
  return error?.details?.faults?.[0] ?? null;
};

describe("a SKU that is not out yet", () => {
  test("takes nothing from the shelf and is promised from its day on, as it was quoted", async () => {
    await stock(10);
    await comesOut(DAY);
    const quoted = await quote(4);
    expect(quoted).toMatchObject({
      availableNow: 0,
      promiseDate: "2027-01-14",
      promiseState: "expected",
      preorder: { comesOutOn: DAY },
      sentence: "4 are pre-ordered for 14 Jan: they come out on 12 Jan.",
    });
    const order = await place(4);
    expect(order).toMatchObject({ promiseDate: "2027-01-14", promiseState: "expected" });
    expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ allocated: 0, backordered: 4 }]);
    expect(await levelOf(floor, sku.id, floor.reno.id)).toMatchObject({ allocated: 0 });
    await releaseDue(ctxOf(database, undefined, new Date("2027-01-11T12:00:00Z")), key(), {
      horizonDays: 60,
    });
    expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ released: 0 }]);
  });

  test("is sold before anything of it was ever received", async () => {
    await comesOut(DAY);
    expect(await place(3)).toMatchObject({ promiseDate: "2027-01-14" });
  });

  test("comes behind earlier pre-orders on the shelf, then stands on supply, then on the lead time", async () => {
    await stock(10);
    const late = await supply(5, "2027-02-01");
    await comesOut(DAY);
    expect(await place(8)).toMatchObject({ promiseDate: "2027-01-14" });
    const second = await place(7);
    const [pegged] = await database.sql<{ pegged: number }[]>`
      select pegged from inbound_supply where id = ${late}`;
    expect(pegged?.pegged).toBe(5);
    expect(second.promiseDate && second.promiseDate > "2027-02-01").toBe(true);
    // The lead time ends before it comes out: what nobody brings is dated by that day all the same.
    expect(await place(1)).toMatchObject({ promiseDate: "2027-01-14" });
  });

  test("is pegged to a supply that comes before its day, and leaves no earlier", async () => {
    const early = await supply(5, "2026-12-01");
    await comesOut(DAY);
    const order = await place(5);
    expect(order.promiseDate).toBe("2027-01-14");
    await receiveSupply(floor.ctx, key(), { inboundSupplyId: early, quantity: 5 });
    expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ allocated: 0, backordered: 5 }]);
    expect(await levelOf(floor, sku.id, floor.reno.id)).toMatchObject({ onHand: 5, allocated: 0 });
    expect(await promiseOf(order.orderId)).toBe("2027-01-14");
    await tell(database);
    expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ allocated: 0, backordered: 5 }]);
  });

  test("moves with a supply that slips beyond its day, and back to the day with it", async () => {
    const id = await supply(5, "2026-12-01");
    await comesOut(DAY);
    const order = await place(5);
    const slip = (eta: string) =>
      changeInbound(floor.ctx, key(), { inboundSupplyId: id, eta, reason: "Vessel is late" });
    await slip("2027-02-01");
    expect((await promiseOf(order.orderId)) ?? "").toMatch(/^2027-02/);
    await slip("2026-12-20");
    expect(await promiseOf(order.orderId)).toBe("2027-01-14");
  });

  test("goes by itself where the rest of the order leaves now, and keeps back one that ships complete", async () => {
    const other = await givenSku(database);
    await stock(10, other);
    await stock(10);
    await comesOut(DAY);
    const lines = [
      { sku: other.code, quantity: 2 },
      { sku: sku.code, quantity: 2 },
    ];
    const apart = await givenOrder(floor, lines, { companyId: company.id });
    const whole = await givenOrder(floor, lines, {
      companyId: company.id,
      shipPolicy: "complete",
    });
    await releaseDue(floor.ctx, key(), {});
    expect(await bucketsOf(floor, apart.orderId)).toMatchObject([
      { released: 2 },
      { backordered: 2 },
    ]);
    expect(await bucketsOf(floor, whole.orderId)).toMatchObject([
      { allocated: 2 },
      { backordered: 2 },
    ]);
    const { sentence } = (
      await database.sql<{ sentence: string }[]>`
      select sentence from sourcing_decision where order_id = ${apart.orderId}`
    )[0] ?? {
      sentence: "",
    };
    expect(sentence).toContain("Reno ships all 2");
    expect(sentence).toContain("2 are pre-ordered for 14 Jan: they come out on 12 Jan.");
  });

  test("keeps its kit back as a whole", async () => {
    const other = await givenSku(database);
    await stock(10, other);
    await stock(10);
    const kit = await givenKit(database, [
      [other, 1],
      [sku, 2],
    ]);
    await comesOut(DAY);
    const order = await place(1, {}, kit);
    expect(order.promiseDate).toBe("2027-01-14");
    await releaseDue(floor.ctx, key(), {});
    expect(await bucketsOf(floor, order.orderId)).toMatchObject([
      { allocated: 1, released: 0 },
      { allocated: 0, backordered: 2 },
    ]);
    expect(await faultOf(comesOut(DAY, {}, kit))).toMatchObject({ code: "is_kit", field: "sku" });
  });

  test("is available to nobody today, for its day as it will be, and with every step", async () => {
    await stock(10);
    expect(await answer()).toMatchObject({ available: 10 });
    await comesOut(DAY, { preorderLimit: 6 });
    await place(4);
    expect(await answer()).toMatchObject({
      available: 0,
      preorder: { comesOutOn: DAY, left: 2 },
    });
    const { nodes } = (await answer({ breakdown: true })) ?? {};
    expect(nodes?.[0]).toMatchObject({ available: 0, notOut: 6 });
    expect(nodes?.[0]?.breakdown?.steps.at(-1)).toEqual({ step: "not_out", units: -6, left: 0 });
    expect(await answer({ date: DAY })).toMatchObject({ available: 6 });
    await expect(
      reserveStock(floor.ctx, key(), {
        owner: { kind: "quote", ref: key() },
        channelCode: "portal",
        minutes: 10,
        lines: [{ sku: sku.code, quantity: 1 }],
      }),
    ).rejects.toMatchObject({ code: "SHORT_SUPPLY" });
  });

  test("is on the list of pre-orders, ages nobody's backorders, and is no backorder", async () => {
    const agesBefore = await listBackorderAges(floor.ctx, {});
    await stock(10);
    await comesOut(DAY);
    const order = await place(4);
    const numbersIn = async (view: "backordered" | "preordered") =>
      (await listOrders(floor.ctx, { view, limit: 100 })).rows.map(({ number }) => number);
    expect(await numbersIn("preordered")).toContain(order.number);
    expect(await numbersIn("backordered")).not.toContain(order.number);
    expect(await listBackorderAges(floor.ctx, {})).toEqual(agesBefore);
  });
});

describe("the cap of pre-orders", () => {
  test("refuses what is beyond it by name, says what is left, and has room again after a cancellation", async () => {
    await comesOut(DAY, { preorderLimit: 5 });
    await place(3);
    const fault = await faultOf(place(4));
    expect(fault).toEqual({
      field: "lines.0.quantity",
      code: "preorder_limit",
      message: `${sku.code}: 4 ordered, no more than 5 of it may be pre-ordered before 2027-01-12; 2 are left: order 2 or less`,
    });
    expect((await quote(4))?.faults).toEqual([{ code: fault?.code, message: fault?.message }]);
    expect(await place(2)).toMatchObject({ promiseDate: "2027-01-14" });
  });

  test("of none leaves it to be looked at, also for an order of later on", async () => {
    await stock(10);
    await comesOut(DAY, { preorderLimit: 0 });
    const message = `${sku.code}: 1 ordered, it comes out on 2027-01-12 and is not pre-ordered; order it from that day on`;
    expect(await faultOf(place(1))).toMatchObject({ code: "preorder_limit", message });
    const later = place(1, { shipAfter: localDate("2027-03-03") });
    expect(await faultOf(later)).toMatchObject({ code: "preorder_limit", message });
    expect(await answer()).toMatchObject({ available: 0, preorder: { left: 0 } });
  });

  test("two orders for the last units: one has them, though nothing was ever received", async () => {
    await comesOut(DAY, { preorderLimit: 5 });
    const outcomes = await Promise.allSettled([
      placeOrder(floor.ctx, key(), orderOf(3)),
      placeOrder(ctxOf(database, actorWith(["orders.place_order"])), key(), orderOf(3)),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const [waits] = await database.sql<{ units: number }[]>`
      select sum(backordered)::int as units from order_line where sku_id = ${sku.id}`;
    expect(waits?.units).toBe(3);
  });

  const orderOf = (quantity: number) => ({
    channelCode: "portal",
    companyId: company.id,
    serviceCode: "ground",
    lines: [{ sku: sku.code, quantity }],
  });

  test("does not bind once it is out, and a customer's own terms bind as ever", async () => {
    await stock(10);
    await comesOut(DAY, { preorderLimit: 0 });
    await comesOut(null);
    expect(await place(4)).toMatchObject({ promiseState: "firm" });
    await comesOut(DAY);
    await setPolicy(floor.ctx, key(), {
      of: "company",
      code: company.code,
      wish: { policy: "refuse" },
    });
    expect(await faultOf(place(1))).toMatchObject({ code: "not_backorderable" });
  });
});

describe("the day moves", () => {
  test("every open order is promised anew and told once; back undoes it", async () => {
    await stock(10);
    await comesOut(DAY);
    const [first, second] = [await place(4), await place(8)];
    await tell(database);
    await comesOut("2027-02-16", { reason: "The maker ships later" });
    await tell(database);
    await tell(database);
    expect(await promiseOf(first.orderId)).toBe("2027-02-18");
    expect(await promiseOf(second.orderId)).toBe("2027-02-18");
    const [mail, ...more] = await letters(first.orderId);
    expect(more).toEqual([]);
    expect(mail?.text).toContain("18 Feb");
    await comesOut(DAY);
    await tell(database);
    expect(await promiseOf(first.orderId)).toBe("2027-01-14");
    const decisions = await database.sql<{ trigger: string; sentence: string }[]>`
      select trigger, sentence from sourcing_decision where order_id = ${first.orderId}
      order by decided_at, id`;
    expect(decisions.map(({ trigger }) => trigger)).toEqual([
      "placed",
      "day_moved",
      "day_moved",
      "day_moved",
    ]);
  });

  test("to and fro before anybody looked tells nobody", async () => {
    await comesOut(DAY);
    const order = await place(4);
    await tell(database);
    await comesOut("2027-02-16");
    await comesOut(DAY);
    await tell(database);
    expect(await letters(order.orderId)).toEqual([]);
    expect(await promiseOf(order.orderId)).toBe("2027-01-14");
  });

  test("what was promised from a supply keeps it, by the new day", async () => {
    await supply(5, "2026-12-01");
    await comesOut(DAY);
    const order = await place(5);
    await comesOut("2026-12-22");
    await tell(database);
    expect(await promiseOf(order.orderId)).toBe("2026-12-24");
    const held = await database.sql`
      select state, ship_date::text as ship from allocation where order_id = ${order.orderId}
        and state = 'promised'`;
    expect(held).toEqual([{ state: "promised", ship: "2026-12-22" }]);
  });

  test("beyond the days that a customer waits, the customer is asked", async () => {
    await setPolicy(floor.ctx, key(), {
      of: "company",
      code: company.code,
      wish: { policy: "cap", days: 80, slip: "ask" },
    });
    await comesOut(DAY);
    const order = await place(4);
    await tell(database);
    await comesOut("2027-03-16");
    await tell(database);
    const consents = await database.sql<{ state: string; proposed: string }[]>`
      select state, proposed::text from delay_consent where order_id = ${order.orderId}`;
    expect(consents).toEqual([{ state: "asked", proposed: "2027-03-18" }]);
    await comesOut(DAY);
    await tell(database);
    const [after] = await database.sql<{ state: string }[]>`
      select state from delay_consent where order_id = ${order.orderId}`;
    expect(after?.state).toBe("withdrawn");
  });

  test("a SKU that was sold from stock gives its units up until it is out", async () => {
    await stock(10);
    const order = await place(4);
    expect(order).toMatchObject({ promiseState: "firm" });
    await comesOut(DAY);
    await tell(database);
    expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ allocated: 0, backordered: 4 }]);
    expect(await promiseOf(order.orderId)).toBe("2027-01-14");
    await comesOut(null);
    await tell(database);
    expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ allocated: 4, backordered: 0 }]);
    expect(
      await replanPreorder(floor.ctx, key(), {
        orderId: order.orderId,
        skuId: sku.id,
        why: "Asked",
      }),
    ).toEqual({ units: 4 });
    expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ allocated: 4 }]);
  });

  test("is refused while a node has units to send, for a day that is over, and without the right", async () => {
    await stock(10);
    await givenWork(floor, [{ sku: sku.code, quantity: 2 }]);
    await expect(comesOut(DAY)).rejects.toMatchObject({
      code: "ILLEGAL_TRANSITION",
      message: expect.stringContaining("2 units of it are with nodes"),
    });
    expect(await answer()).toMatchObject({ available: 8 });
    expect(await faultOf(comesOut("2026-11-10"))).toMatchObject({
      field: "comesOutOn",
      code: "past",
    });
    const unknown = { code: "NO-SUCH-SKU", id: "" };
    expect(await faultOf(comesOut(DAY, {}, unknown))).toMatchObject({ field: "sku" });
    await expect(comesOut(null, { preorderLimit: 3 })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    const rep = ctxOf(database, actorWith([...capabilitiesOf(["rep"])]));
    const input = { sku: sku.code, comesOutOn: DAY, preorderLimit: null };
    await expect(setComingOut(rep, key(), input)).rejects.toMatchObject({ code: "FORBIDDEN" });
    const buyer = actorWith(["backorders.set_coming_out"], { companyId: company.id });
    await expect(setComingOut(ctxOf(database, buyer), key(), input)).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });

  test("the same key twice at once sets it once", async () => {
    const id = key();
    const input = { sku: sku.code, comesOutOn: DAY, preorderLimit: 3 };
    await Promise.all([setComingOut(floor.ctx, id, input), setComingOut(floor.ctx, id, input)]);
    const events = await database.sql`
      select id from event where type = 'sku.coming_out_set' and subject_id = ${sku.id}`;
    expect(events).toHaveLength(1);
  });

  test("an order that is placed meanwhile knows the day, or is dated again", async () => {
    await stock(10);
    const [order] = await Promise.all([place(4), comesOut(DAY)]);
    await tell(database);
    expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ allocated: 0, backordered: 4 }]);
    expect(await promiseOf(order.orderId)).toBe("2027-01-14");
  });

  test("nothing is given to a node while the day is set", async () => {
    await stock(10);
    const order = await place(4);
    const [set] = await Promise.allSettled([comesOut(DAY), releaseDue(floor.ctx, key(), {})]);
    await tell(database);
    const [line] = await bucketsOf(floor, order.orderId);
    expect(line?.released).toBe(set.status === "fulfilled" ? 0 : 4);
  });
});

describe("the day comes", () => {
  const onDay = (now = AFTER) => ctxOf(database, undefined, now);

  test("who pre-ordered is served, the oldest first, and the work leaves", async () => {
    await stock(5);
    await comesOut(DAY, { preorderLimit: 20 });
    const first = await place(4);
    const later = { ...floor, ctx: ctxOf(database, undefined, new Date("2026-11-10T16:00:00Z")) };
    const second = await givenOrder(later, [{ sku: sku.code, quantity: 4 }]);
    expect(await listComingOut(database, new Date("2027-01-12T06:00:00Z"))).not.toContain(sku.id);
    expect(
      await bringOut(onDay(new Date("2027-01-12T06:00:00Z")), key(), { skuId: sku.id }),
    ).toEqual({
      isDue: false,
    });
    expect(await listComingOut(database, AFTER)).toContain(sku.id);
    const outcomes = await Promise.all([
      bringOut(onDay(), key(), { skuId: sku.id }),
      bringOut(onDay(), key(), { skuId: sku.id }),
    ]);
    expect(outcomes.map(({ isDue }) => isDue).sort()).toEqual([false, true]);
    await tell(database, { clock: fixedClock(AFTER) });
    expect(await bucketsOf(floor, first.orderId)).toMatchObject([{ allocated: 4, backordered: 0 }]);
    expect(await bucketsOf(floor, second.orderId)).toMatchObject([
      { allocated: 1, backordered: 3 },
    ]);
    await releaseDue(onDay(), key(), {});
    expect(await bucketsOf(floor, first.orderId)).toMatchObject([{ released: 4 }]);
    expect(await eventsOf(floor, first.orderId)).not.toContain("sales_order.promise_changed");
    const [left] = await database.sql`
      select comes_out_on as "comesOutOn", preorder_limit as "preorderLimit" from sku
      where id = ${sku.id}`;
    expect(left).toEqual({ comesOutOn: null, preorderLimit: null });
  });
});
