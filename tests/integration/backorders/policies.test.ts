import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { capabilitiesOf } from "@/server/auth/capabilities";
import { setPolicy } from "@/server/oms/backorders/commands/set-policy";
import { listPolicies } from "@/server/oms/backorders/queries";
import { proposeChange } from "@/server/oms/changes/commands/propose-change";
import { previewChange } from "@/server/oms/changes/queries";
import { rejectFulfillmentOrder } from "@/server/oms/fulfillment/commands/reject-fulfillment-order";
import { placeOrder, placeOrders } from "@/server/oms/intake/commands/place-orders";
import { quoteLines } from "@/server/oms/intake/queries";
import { auditDatabase } from "@/server/oms/reporting/queries-audit";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  type GivenCompany,
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
} from "../../support/floor";

/** What becomes of what is not there: by the order's choice, the customer's agreement, the SKU. */

let database: TestDatabase;
let floor: Floor;
let company: GivenCompany;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
});
afterAll(() => database.drop());
beforeEach(async () => {
  company = await givenCompany(database);
});

const stocked = async (onHand: number, over: Parameters<typeof givenSku>[1] = {}) => {
  const sku = await givenSku(database, over);
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand });
  return sku;
};

const agree = (wish: Parameters<typeof setPolicy>[2]["wish"]) =>
  setPolicy(floor.ctx, key(), { of: "company", code: company.code, wish });

const place = (
  lines: { sku: string; quantity: number }[],
  over: Parameters<typeof givenOrder>[2] = {},
) => givenOrder(floor, lines, { companyId: company.id, ...over });

const quote = (sku: string, quantity: number, over: Record<string, unknown> = {}) =>
  quoteLines(floor.ctx, {
    companyId: company.id,
    channelCode: "portal",
    lines: [{ key: "1", sku, quantity }],
    ...over,
  });

const nameOf = ({ code }: GivenCompany) => `Company ${code}`;

const lineOf = async (orderId: string) => {
  const [line] = await database.sql<{ id: string; ordered: number; cancelled: number }[]>`
    select id, ordered, cancelled from order_line where order_id = ${orderId}`;
  return line;
};

describe("a customer that takes no backorders", () => {
  test("has the rest cancelled, and is told before ordering", async () => {
    const sku = await stocked(18);
    await agree({ policy: "cancel" });
    const { lines } = await quote(sku.code, 40);
    expect(lines[0]).toMatchObject({
      faults: [],
      parts: [{ quantity: 18, state: "firm" }],
      cancelled: { quantity: 22, because: `${nameOf(company)} takes no backorders` },
    });
    const buyer = actorWith([...capabilitiesOf(["buyer"])], { companyId: company.id });
    const seen = await quoteLines(ctxOf(database, buyer), {
      channelCode: "portal",
      lines: [{ key: "1", sku: sku.code, quantity: 40 }],
    });
    expect(seen.lines[0]?.cancelled?.because).toBe("your company takes no backorders");
    const order = await place([{ sku: sku.code, quantity: 40 }]);
    expect(order.lines).toMatchObject([{ allocated: 18, backordered: 0, cancelled: 22 }]);
    expect(await lineOf(order.orderId)).toMatchObject({ ordered: 40, cancelled: 22 });
    expect(await eventsOf(floor, order.orderId)).toContain("sales_order.remainder_cancelled");
  });

  test("may be refused instead, by line and with the way out; nothing is written", async () => {
    const sku = await stocked(18);
    await agree({ policy: "refuse" });
    const said = `${sku.code}: 40 ordered, 18 can ship and ${nameOf(company)} takes no backorders; order 18 or less`;
    expect((await quote(sku.code, 40)).lines[0]?.faults).toEqual([
      { code: "not_backorderable", message: said },
    ]);
    const before = await database.sql`select count(*) from sales_order`;
    await expect(place([{ sku: sku.code, quantity: 40 }])).rejects.toMatchObject({
      code: "ORDER_REFUSED",
      details: {
        faults: [{ field: "lines.0.quantity", code: "not_backorderable", message: said }],
      },
    });
    expect(await database.sql`select count(*) from sales_order`).toEqual(before);
    // What the refused order of a batch would have taken is there for the next.
    const [refused, taken] = await placeOrders(floor.ctx, [
      { key: key(), input: inputOf(sku.code, 40) },
      { key: key(), input: inputOf(sku.code, 18) },
    ]);
    expect([refused?.ok, taken?.ok]).toEqual([false, true]);
  });

  test("cannot choose otherwise for one order, but how: cancelled or refused", async () => {
    const sku = await stocked(2);
    await agree({ policy: "refuse" });
    await expect(
      place([{ sku: sku.code, quantity: 3 }], {
        backorders: { policy: "backorder", limit: null, days: null, slip: null },
      }),
    ).rejects.toMatchObject({
      details: { faults: [{ field: "backorders.policy", code: "backorders_not_allowed" }] },
    });
    const order = await place([{ sku: sku.code, quantity: 3 }], {
      backorders: { policy: "cancel", limit: null, days: null, slip: null },
    });
    expect(order.lines).toMatchObject([{ allocated: 2, cancelled: 1 }]);
  });

  test("loses what a node refuses and nobody else has", async () => {
    const sku = await stocked(5);
    await agree({ policy: "cancel" });
    const { order, work } = await givenWork(floor, [{ sku: sku.code, quantity: 5 }], {
      companyId: company.id,
    });
    await rejectFulfillmentOrder(floor.ctx, key(), {
      fulfillmentOrderId: work.id,
      reason: "not_in_stock",
    });
    expect(await lineOf(order.orderId)).toMatchObject({ cancelled: 5 });
    expect(await eventsOf(floor, order.orderId)).toContain("sales_order.cancelled");
    await expectBooksToBalance(floor);
  });

  test("is refused an increase that nobody has", async () => {
    const sku = await stocked(4);
    await agree({ policy: "cancel" });
    const order = await place([{ sku: sku.code, quantity: 3 }]);
    const line = await lineOf(order.orderId);
    const { changeId } = await proposeChange(floor.ctx, key(), {
      orderId: order.orderId,
      content: { lines: [{ lineId: line?.id ?? "", quantity: 6 }] },
      reason: "They rang",
    });
    await expect(previewChange(floor.ctx, { orderId: order.orderId, changeId })).rejects.toThrow(
      `6 wanted, 4 can ship, and ${nameOf(company)} takes no backorders; take 4 or another SKU`,
    );
    expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ allocated: 3, backordered: 0 }]);
  });
});

const inputOf = (sku: string, quantity: number) => ({
  channelCode: "portal",
  companyId: company.id,
  serviceCode: "ground",
  shipPolicy: "as_available" as const,
  note: "",
  confirmsDuplicatePo: false,
  lines: [{ sku, quantity }],
});

describe("a cap", () => {
  test("in units counts what waits for the customer, also when two order at once", async () => {
    const sku = await stocked(0);
    await agree({ policy: "cap", limit: 10 });
    const answers = await Promise.allSettled(
      [6, 6, 6].map((quantity) => place([{ sku: sku.code, quantity }])),
    );
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    // Others have the SKU's terms.
    await givenOrder(floor, [{ sku: sku.code, quantity: 30 }]);
    await expect(place([{ sku: sku.code, quantity: 5 }])).rejects.toThrow(/order 4 or less/);
    await place([{ sku: sku.code, quantity: 4 }]);
  });

  test("in days asks when the units would come", async () => {
    const sku = await stocked(2, { leadTimeDays: 60 });
    await givenInbound(database, {
      skuId: sku.id,
      nodeId: floor.reno.id,
      quantity: 5,
      eta: "2026-11-20",
    });
    await agree({ policy: "cap", days: 21 });
    await expect(place([{ sku: sku.code, quantity: 9 }])).rejects.toThrow(
      `9 ordered, 2 can ship and 5 may wait: ${nameOf(company)} waits 21 days at most; order 7 or less`,
    );
    const order = await place([{ sku: sku.code, quantity: 7 }]);
    expect(order.lines).toMatchObject([{ allocated: 2, backordered: 5 }]);
    const pegs = await database.sql`
      select quantity from allocation where order_id = ${order.orderId} and state = 'promised'`;
    expect(pegs).toEqual([{ quantity: 5 }]);
  });

  test("names units or days", async () => {
    await expect(agree({ policy: "cap" })).rejects.toMatchObject({
      code: "INVALID_INPUT",
      details: { faults: [{ field: "wish.limit" }] },
    });
    expect(await listPolicies(floor.ctx, {})).not.toContainEqual(
      expect.objectContaining({ company: company.code }),
    );
  });
});

test("of a kit only whole ones are taken when the rest is cancelled", async () => {
  const [frame, wheel] = [await stocked(9), await stocked(7)];
  const kit = await givenKit(database, [
    [frame, 1],
    [wheel, 2],
  ]);
  await agree({ policy: "cancel" });
  const { lines } = await quote(kit.code, 5);
  expect(lines[0]).toMatchObject({
    faults: [],
    cancelled: { quantity: 2 },
    parts: [{ quantity: 3, state: "firm" }],
  });
  const order = await place([{ sku: kit.code, quantity: 5 }]);
  expect(order.lines).toMatchObject([
    { sku: frame.code, allocated: 3, cancelled: 2 },
    { sku: wheel.code, allocated: 6, cancelled: 4 },
  ]);
  await expectBooksToBalance(floor);
});

describe("saying what holds", () => {
  test("is kept once, and for a SKU too", async () => {
    const id = key();
    const twice = {
      of: "company" as const,
      code: company.code,
      wish: { policy: "refuse" as const },
    };
    await Promise.all([setPolicy(floor.ctx, id, twice), setPolicy(floor.ctx, id, twice)]);
    const events = await database.sql`
      select 1 from event where type = 'backorder_policy.set' and subject_id = ${company.id}`;
    expect(events).toHaveLength(1);
    expect(await listPolicies(floor.ctx, {})).toContainEqual({
      ...{
        company: company.code,
        name: nameOf(company),
        policy: "refuse",
        limit: null,
        days: null,
        slip: null,
      },
    });
    const sku = await stocked(0);
    await setPolicy(floor.ctx, key(), {
      of: "sku",
      code: sku.code.toLowerCase(),
      wish: { policy: "cap", limit: 3, days: 9 },
    });
    const [row] = await database.sql`
      select backorder_policy, backorder_limit, backorder_days from sku where id = ${sku.id}`;
    expect(row).toEqual({ backorder_policy: "cap", backorder_limit: 3, backorder_days: 9 });
    await agree(null);
    expect(await listPolicies(floor.ctx, {})).not.toContainEqual(
      expect.objectContaining({ company: company.code }),
    );
  });

  test("of two at once the last one stands, whole", async () => {
    await Promise.all([
      agree({ policy: "cap", limit: 3 }),
      agree({ policy: "refuse" }),
      agree({ policy: "cap", days: 4 }),
    ]);
    const [row] = await database.sql<{ policy: string; caps: number }[]>`
      select backorder_policy as policy, num_nonnulls(backorder_limit, backorder_days) as caps
      from company where id = ${company.id}`;
    expect(row?.caps).toBe(row?.policy === "cap" ? 1 : 0);
  });

  test("wants a company that exists, and the right", async () => {
    await expect(
      setPolicy(floor.ctx, key(), { of: "company", code: "NOBODY", wish: null }),
    ).rejects.toMatchObject({ code: "INVALID_INPUT", details: { faults: [{ field: "code" }] } });
    const ops = ctxOf(database, actorWith([...capabilitiesOf(["rep"])]));
    await expect(
      setPolicy(ops, key(), { of: "company", code: company.code, wish: null }),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
    const buyer = actorWith(["backorders.set_policy"], { companyId: company.id });
    await expect(
      setPolicy(ctxOf(database, buyer), key(), { of: "company", code: company.code, wish: null }),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

test("the order keeps what was chosen for it, and the books balance", async () => {
  const sku = await stocked(1);
  const order = await placeOrder(floor.ctx, key(), {
    ...inputOf(sku.code, 1),
    backorders: { policy: "cap", limit: null, days: 30, slip: "cancel" },
  });
  const [row] = await database.sql`
    select backorder_policy, backorder_limit, backorder_days, backorder_slip from sales_order
    where id = ${order.orderId}`;
  expect(row).toEqual({
    backorder_policy: "cap",
    backorder_limit: null,
    backorder_days: 30,
    backorder_slip: "cancel",
  });
  const audit = await auditDatabase(database.sql);
  expect(audit.violations).toBe(0);
});
