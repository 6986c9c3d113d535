/** An order that goes to an address which is in nobody's address book, from the start or by a change. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { z } from "zod";
import { releaseDue } from "@/server/oms/allocation/commands/release-due";
import { applyChange } from "@/server/oms/changes/commands/apply-change";
import { proposeChange } from "@/server/oms/changes/commands/propose-change";
import { findChangeScope, previewChange } from "@/server/oms/changes/queries";
import type { changeContent } from "@/server/oms/changes/schema";
import { setOneTimeShipTo } from "@/server/oms/customers/commands/set-one-time-ship-to";
import { listOneTimeShipTo } from "@/server/oms/customers/queries-terms";
import { placeOrder } from "@/server/oms/intake/commands/place-orders";
import { quoteLines } from "@/server/oms/intake/queries";
import { correctShipTo } from "@/server/oms/orders/commands/correct-ship-to";
import { saveRestriction } from "@/server/oms/orders/commands/save-restriction";
import { findOrder } from "@/server/oms/orders/queries-order";
import { auditDatabase } from "@/server/oms/reporting/queries-audit";
import type { Ctx } from "@/server/shell/command";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  type GivenCompany,
  type GivenSku,
  givenCompany,
  givenSku,
  givenStock,
  unique,
} from "../../support/factories";
import {
  expectBooksToBalance,
  type Floor,
  givenFloor,
  givenOrder,
  key,
  levelOf,
} from "../../support/floor";

let database: TestDatabase;
let floor: Floor;
let sku: GivenSku;
let company: GivenCompany;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
  await database.sql`
    insert into postal_area (country, prefix, latitude, longitude)
    values ('US', '43215', 39.97, -83.01)`;
});
afterAll(async () => {
  const { invariants } = await auditDatabase(database.sql);
  expect(invariants.filter(({ violations }) => violations > 0)).toEqual([]);
  await database.drop();
});
beforeEach(async () => {
  company = await givenCompany(database);
  sku = await givenSku(database);
  for (const node of [floor.reno, floor.columbus]) {
    await givenStock(database, { skuId: sku.id, nodeId: node.id, onHand: 10 });
  }
});

const site = {
  name: "Riverside site",
  address1: "12 Front St",
  city: "Columbus",
  region: "ohio",
  postalCode: "432151234",
  country: "United States",
};
const written = { ...site, region: "OH", postalCode: "43215-1234", country: "US" };

const RIGHTS = [
  "orders.place_order",
  "changes.find_change_scope",
  "changes.propose_change",
  "changes.preview_change",
  "changes.apply_change",
];
const buyer = (): Ctx => ctxOf(database, actorWith(RIGHTS, { id: "buyer", companyId: company.id }));

const order = () => givenOrder({ ...floor, company }, [{ sku: sku.code, quantity: 4 }]);

const propose = (orderId: string, content: z.input<typeof changeContent>, ctx = floor.ctx) =>
  proposeChange(ctx, key(), { orderId, content, reason: "Straight to the site" });

async function change(orderId: string, content: z.input<typeof changeContent>, ctx = floor.ctx) {
  const { changeId } = await propose(orderId, content, ctx);
  const { outcome, orderVersion } = await previewChange(ctx, { orderId, changeId });
  await applyChange(ctx, key(), { orderId, changeId, orderVersion });
  await expectBooksToBalance(floor);
  return outcome;
}

const shipToOf = async (orderId: string) => {
  const [row] = await database.sql<{ shipTo: Record<string, unknown>; isOneTime: boolean }[]>`
    select ship_to as "shipTo", is_one_time_ship_to as "isOneTime" from sales_order
    where id = ${orderId}`;
  return row;
};

const allocated = async () => [
  (await levelOf(floor, sku.id, floor.reno.id))?.allocated,
  (await levelOf(floor, sku.id, floor.columbus.id))?.allocated,
];

describe("a change", () => {
  test("sends the order there: written right, planned anew, with freight before and after", async () => {
    const { orderId, number } = await order();
    expect(await allocated()).toEqual([4, 0]);
    const outcome = await change(orderId, { shipTo: site });
    expect(outcome.sentences).toEqual([
      "Ships to 12 Front St, Columbus instead of 1 Market St, San Francisco",
      "“United States” is written US",
      "“ohio” is written OH",
      "“432151234” is written 43215-1234",
    ]);
    expect(await allocated()).toEqual([0, 4]);
    expect(await shipToOf(orderId)).toMatchObject({
      isOneTime: true,
      shipTo: { ...written, point: { latitude: 39.97, longitude: -83.01 } },
    });
    // From Reno to San Francisco, and from Columbus to Columbus: the same zone of the tariff.
    expect([outcome.freightBefore, outcome.freightAfter]).toEqual([920, 920]);
    expect(await findOrder(floor.ctx, { orderNumber: number })).toMatchObject({
      isOneTimeShipTo: true,
      shipTo: written,
    });
    const book = await database.sql`select address1 from company_location
      where company_id = ${company.id}`;
    expect(book).toEqual([{ address1: "1 Market St" }]);
    // And back to the location that it came from.
    await change(orderId, { companyLocationId: company.locationId });
    expect(await shipToOf(orderId)).toMatchObject({
      isOneTime: false,
      shipTo: { address1: "1 Market St" },
    });
    expect(await allocated()).toEqual([4, 0]);
  });

  test("names every fault of the address at its field, and nothing is written", async () => {
    const { orderId } = await order();
    const bad = { ...site, address1: "PO Box 7", city: "", region: "CA", country: "US" };
    await expect(propose(orderId, { shipTo: bad })).rejects.toMatchObject({
      code: "ORDER_REFUSED",
      details: {
        faults: [
          { field: "shipTo.city", code: "city_missing" },
          { field: "shipTo.region", code: "region_mismatch" },
          { field: "shipTo.address1", code: "po_box" },
        ],
      },
    });
    await expect(
      propose(orderId, { shipTo: site, companyLocationId: company.locationId }),
    ).rejects.toMatchObject({ details: { faults: [{ field: "shipTo", code: "named_twice" }] } });
    const changes = await database.sql`select id from order_change where order_id = ${orderId}`;
    expect(changes).toHaveLength(0);
    expect((await shipToOf(orderId))?.isOneTime).toBe(false);
  });

  test("keeps to what may not be sold there, and to how far the order has gone", async () => {
    const { orderId } = await order();
    await saveRestriction(floor.ctx, key(), {
      version: null,
      restriction: {
        reference: unique("R"),
        kind: "forbidden",
        sku: sku.code,
        country: "US",
        region: "OH",
        reason: "Not approved in Ohio",
      },
    });
    await expect(propose(orderId, { shipTo: site })).rejects.toMatchObject({
      details: { faults: [{ field: "shipTo", code: "restricted" }] },
    });
    const near = { ...site, city: "Reno", region: "NV", postalCode: "89501" };
    await releaseDue(floor.ctx, key(), {});
    const outcome = await change(orderId, { shipTo: near });
    expect(outcome.calledBack).toMatchObject([{ node: "Reno" }]);
  });

  test("by a buyer needs their company's leave, and ends with the first release", async () => {
    const { orderId, number } = await order();
    const scope = await findChangeScope(buyer(), { orderNumber: number });
    expect(scope.mayShipElsewhere).toBe(false);
    await expect(propose(orderId, { shipTo: site }, buyer())).rejects.toMatchObject({
      details: { faults: [{ field: "shipTo", code: "one_time_not_allowed" }] },
    });
    await setOneTimeShipTo(floor.ctx, key(), { company: company.code, isAllowed: true });
    const outcome = await change(orderId, { shipTo: site }, buyer());
    // What carriers charge the house is the house's.
    expect([outcome.freightBefore, outcome.freightAfter]).toEqual([null, null]);
    await releaseDue(floor.ctx, key(), {});
    await expect(
      propose(orderId, { shipTo: { ...site, address1: "14 Front St" } }, buyer()),
    ).rejects.toMatchObject({ details: { faults: [{ field: "shipTo", code: "too_late" }] } });
  });
});

describe("an order", () => {
  const place = (over: Partial<Parameters<typeof placeOrder>[2]>, ctx = floor.ctx) =>
    placeOrder(ctx, key(), {
      channelCode: "phone",
      companyId: company.id,
      shipTo: site,
      lines: [{ sku: sku.code, quantity: 4 }],
      ...over,
    });

  test("goes there from the start: quoted, sourced and written so", async () => {
    const asked = { channelCode: "phone", companyId: company.id, shipTo: site };
    const quote = await quoteLines(floor.ctx, {
      ...asked,
      lines: [{ key: "1", sku: sku.code, quantity: 4 }],
    });
    expect(quote.lines[0]?.parts).toMatchObject([{ nodeName: "Columbus" }]);
    expect(quote.noticed.map(({ code }) => code)).toEqual([
      "country_written",
      "region_written",
      "postcode_written",
    ]);
    const { orderId } = await place({});
    expect(await allocated()).toEqual([0, 4]);
    expect(await shipToOf(orderId)).toMatchObject({ isOneTime: true, shipTo: written });
    const { shipTo } = (await shipToOf(orderId)) ?? {};
    const unnamed = await place({ shipTo: { ...site, name: "" } });
    expect((await shipToOf(unnamed.orderId))?.shipTo).toMatchObject({
      name: `Company ${company.code}`,
    });
    await correctShipTo(floor.ctx, key(), {
      orderId,
      shipTo: { ...written, address1: "12 Front Street" },
      alsoLocation: true,
      reason: "Written out",
    });
    expect((await shipToOf(orderId))?.shipTo).toEqual({ ...shipTo, address1: "12 Front Street" });
    const book = await database.sql`select address1 from company_location
      where company_id = ${company.id}`;
    expect(book).toEqual([{ address1: "1 Market St" }]);
  });

  test("with faults in what somebody typed is refused; from a machine it is held, a buyer asks first", async () => {
    const shipTo = { ...site, address1: "PO Box 7" };
    await expect(place({ shipTo })).rejects.toMatchObject({
      details: { faults: [{ field: "shipTo.address1", code: "po_box" }] },
    });
    const quote = await quoteLines(floor.ctx, {
      ...{ channelCode: "phone", companyId: company.id, shipTo },
      lines: [{ key: "1", sku: sku.code, quantity: 4 }],
    });
    expect(quote.findings).toEqual([]);
    expect(quote.noticed[0]).toMatchObject({ field: "shipTo.address1", code: "po_box" });
    const taken = await place({ shipTo, channelCode: "edi" });
    expect(taken.findings).toContainEqual(expect.objectContaining({ code: "po_box" }));
    await expect(place({ channelCode: "portal" }, buyer())).rejects.toMatchObject({
      details: { faults: [{ field: "shipTo", code: "one_time_not_allowed" }] },
    });
  });
});

describe("whether a company's buyers may", () => {
  test("is set by who may, once by one key, the later of two, for companies that exist", async () => {
    const input = { company: company.code.toLowerCase(), isAllowed: true };
    const sameKey = key();
    const twice = await Promise.all(
      [sameKey, sameKey].map((each) => setOneTimeShipTo(floor.ctx, each, input)),
    );
    expect(twice[0]).toEqual(twice[1]);
    const events = await database.sql`select id from event
      where type = 'company.one_time_ship_to_set' and subject_id = ${company.id}`;
    expect(events).toHaveLength(1);
    await Promise.all([
      setOneTimeShipTo(floor.ctx, key(), input),
      setOneTimeShipTo(floor.ctx, key(), input),
    ]);
    expect(await listOneTimeShipTo(floor.ctx, {})).toContainEqual({
      code: company.code,
      name: `Company ${company.code}`,
    });
    await expect(
      setOneTimeShipTo(floor.ctx, key(), { company: randomUUID(), isAllowed: true }),
    ).rejects.toMatchObject({ details: { faults: [{ field: "company" }] } });
    for (const actor of [
      actorWith([]),
      actorWith(["customers.set_one_time_ship_to"], { companyId: company.id }),
    ]) {
      await expect(
        setOneTimeShipTo(ctxOf(database, actor), key(), { ...input, isAllowed: false }),
      ).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
  });
});
