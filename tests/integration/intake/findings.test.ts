/** What the door finds in an order, each as severe as the house says for where it came from. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { placeOrder } from "@/server/oms/intake/commands/place-orders";
import { saveFindingPolicy } from "@/server/oms/intake/commands/save-finding-policy";
import { quoteLines } from "@/server/oms/intake/queries";
import { listFindingPolicies } from "@/server/oms/intake/queries-severities";
import { findOrder } from "@/server/oms/orders/queries-order";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  type GivenCompany,
  type GivenSku,
  givenCompany,
  givenSku,
  givenStock,
} from "../../support/factories";
import { type Floor, givenFloor, key } from "../../support/floor";

let database: TestDatabase;
let floor: Floor;
let sku: GivenSku;
let company: GivenCompany;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
  sku = await givenSku(database, { packMultiple: 12, minQuantity: 24 });
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: 1_000 });
});
afterAll(() => database.drop());
beforeEach(async () => {
  company = await givenCompany(database);
});

type Policy = Parameters<typeof saveFindingPolicy>[2];

const setPolicy = (policy: Omit<Policy, "version">, version: number | null = null) =>
  saveFindingPolicy(floor.ctx, key(), { version, ...policy });

const place = (over: Partial<Parameters<typeof placeOrder>[2]> = {}, ctx = floor.ctx) =>
  placeOrder(ctx, key(), {
    channelCode: "edi",
    companyId: company.id,
    lines: [{ sku: sku.code, quantity: 24 }],
    ...over,
  });

const written = (values: Record<string, string>) =>
  database.sql`update company_location set ${database.sql(values)} where id = ${company.locationId}`;

describe("the ship-to", () => {
  test("is put right where that is certain: the order has it so, and says it at every face", async () => {
    await written({ region: "California", postal_code: "941051234", city: " San  Francisco" });
    const quoted = await quoteLines(floor.ctx, {
      channelCode: "phone",
      companyId: company.id,
      lines: [{ key: "1", sku: sku.code, quantity: 24 }],
    });
    const corrected = [
      ["shipTo.city", "address_blanks"],
      ["shipTo.region", "region_written"],
      ["shipTo.postalCode", "postcode_written"],
    ];
    const named = (found: readonly { field: string; code: string }[]) =>
      found.map(({ field, code }) => [field, code]);
    expect(named(quoted.noticed)).toEqual(corrected);
    for (const channelCode of ["portal", "phone", "api", "csv", "edi"]) {
      const placed = await place({ channelCode });
      expect(placed.status).toBe("confirmed");
      expect(named(placed.findings)).toEqual(corrected);
      expect(placed.findings.every(({ severity }) => severity === "corrected")).toBe(true);
      expect(placed.warnings).toEqual([]);
      const order = await findOrder(floor.ctx, { orderNumber: placed.number });
      expect(order.findings).toEqual(placed.findings);
      expect(order.shipTo).toMatchObject({
        city: "San Francisco",
        region: "CA",
        postalCode: "94105-1234",
      });
    }
    // The customer's own address book is theirs to write.
    const [location] = await database.sql`
      select region from company_location where id = ${company.locationId}`;
    expect(location).toEqual({ region: "California" });
  });

  test("that a carrier stumbles over is warned of, or refused, or parked, as it is set", async () => {
    await written({ address1: "PO Box 7" });
    const kept = await place();
    expect(kept.findings).toMatchObject([
      { field: "shipTo.address1", code: "po_box", severity: "warning" },
    ]);
    expect(kept.holds.map(({ type }) => type)).toEqual(["address"]);
    const { version } = await setPolicy({ code: "po_box", channelCode: null, severity: "error" });
    await expect(place({ channelCode: "portal" })).rejects.toMatchObject({
      code: "ORDER_REFUSED",
      details: { faults: [{ field: "shipTo.address1", code: "po_box" }] },
    });
    expect(await place()).toMatchObject({ status: "parked", faults: [{ code: "po_box" }] });
    const [exception] = await database.sql<{ type: string }[]>`
      select type from exception order by opened_at desc, id desc limit 1`;
    expect(exception?.type).toBe("address_invalid");
    await setPolicy({ code: "po_box", channelCode: null, severity: null }, version);
    expect((await place({ channelCode: "portal" })).status).toBe("confirmed");
  });
});

describe("a line", () => {
  test("goes up to what is sold where the channel says so, and is refused elsewhere", async () => {
    await setPolicy({ code: "not_whole_packs", channelCode: "edi", severity: "corrected" });
    await setPolicy({ code: "below_minimum", channelCode: "edi", severity: "corrected" });
    const lines = [
      { sku: sku.code, quantity: 30 },
      { sku: sku.code, quantity: 5 },
    ];
    const placed = await place({ lines });
    expect(placed.findings).toEqual([
      {
        field: "lines.0.quantity",
        code: "not_whole_packs",
        severity: "corrected",
        message: `30 × ${sku.code} became 36: ${sku.code} comes in packs of 12: order 24 or 36`,
      },
      {
        field: "lines.1.quantity",
        code: "below_minimum",
        severity: "corrected",
        message: `5 × ${sku.code} became 24: ${sku.code} is sold from 24 each on`,
      },
    ]);
    const ordered = await database.sql`select ordered from order_line
      where order_id = ${placed.orderId} order by line_number`;
    expect(ordered).toEqual([{ ordered: 36 }, { ordered: 24 }]);
    await expect(place({ channelCode: "portal", lines })).rejects.toMatchObject({
      details: { faults: [{ code: "not_whole_packs" }, { code: "below_minimum" }] },
    });
    const { lines: quoted } = await quoteLines(floor.ctx, {
      channelCode: "edi",
      companyId: company.id,
      lines: [{ key: "1", sku: sku.code, quantity: 30 }],
    });
    expect(quoted[0]).toMatchObject({
      faults: [],
      findings: [{ code: "not_whole_packs", severity: "corrected" }],
    });
  });
});

describe("an order", () => {
  test("is told all at once: what refuses it, what was noticed and what was put right", async () => {
    await written({ region: "california", address1: "PO Box 7" });
    await expect(
      place({
        channelCode: "portal",
        requestedDate: "2026-01-02" as never,
        lines: [
          { sku: "NOTHING-LIKE-IT", quantity: 1 },
          { sku: sku.code, quantity: 24 },
        ],
      }),
    ).rejects.toMatchObject({
      details: {
        faults: [
          { field: "requestedDate", code: "date_passed" },
          { field: "lines.0.sku", code: "sku_unknown" },
        ],
        findings: [
          { code: "region_written", severity: "corrected" },
          { code: "po_box", severity: "warning" },
        ],
      },
    });
  });

  test("whose wishes cannot be met goes without them where the channel says so", async () => {
    const strict = await givenCompany(database, { requiresPo: true });
    for (const [code, severity] of [
      ["date_passed", "corrected"],
      ["po_required", "warning"],
      ["contact_unknown", "warning"],
    ] as const) {
      await setPolicy({ code, channelCode: "csv", severity });
    }
    const input = {
      companyId: strict.id,
      contactId: randomUUID(),
      requestedDate: "2026-01-02" as never,
    };
    const placed = await place({ ...input, channelCode: "csv" });
    expect(placed.findings.map(({ code, severity }) => `${code} ${severity}`)).toEqual([
      "po_required warning",
      "contact_unknown warning",
      "date_passed corrected",
    ]);
    const [order] = await database.sql`
      select requested_date as date from sales_order where id = ${placed.orderId}`;
    expect(order).toEqual({ date: null });
    expect(await place({ ...input, channelCode: "edi" })).toMatchObject({
      status: "parked",
      faults: [{ code: "po_required" }, { code: "contact_unknown" }, { code: "date_passed" }],
    });
  });

  test("tells a customer's own key nothing of what rules warn the house of", async () => {
    const dear = await givenSku(database, { listPriceE4: 100_000 });
    await database.sql`update sku set standard_cost_e4 = 120_000 where id = ${dear.id}`;
    await givenStock(database, { skuId: dear.id, nodeId: floor.reno.id, onHand: 5 });
    const lines = [{ sku: dear.code, quantity: 1 }];
    expect((await place({ lines })).findings).toMatchObject([{ code: "margin", field: "" }]);
    const actor = actorWith(["orders.place_order", "orders.find_order"], { companyId: company.id });
    const theirs = await place({ lines, channelCode: "api" }, ctxOf(database, actor));
    expect([theirs.findings, theirs.warnings]).toEqual([[], []]);
    const page = await findOrder(ctxOf(database, actor), { orderNumber: theirs.number });
    expect(page.findings).toEqual([]);
  });
});

describe("a severity", () => {
  const policy = { code: "city_missing", channelCode: "portal", severity: "error" } as const;

  test("is set once by one key, by one of two at once, by who may, and where it can be", async () => {
    const sameKey = key();
    const twice = await Promise.all(
      [sameKey, sameKey].map((each) =>
        saveFindingPolicy(floor.ctx, each, { ...policy, version: null }),
      ),
    );
    expect(twice[0]).toEqual(twice[1]);
    const race = await Promise.allSettled([
      setPolicy({ ...policy, severity: "warning" }, 1),
      setPolicy({ ...policy, severity: null }, 1),
    ]);
    expect(race.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    await expect(setPolicy(policy)).rejects.toMatchObject({ code: "STALE" });
    const before = await listFindingPolicies(floor.ctx, {});
    await expect(setPolicy({ ...policy, severity: "corrected" }, 2)).rejects.toMatchObject({
      code: "INVALID_INPUT",
      details: { faults: [{ field: "severity" }] },
    });
    await expect(setPolicy({ ...policy, channelCode: "smoke signals" })).rejects.toMatchObject({
      details: { faults: [{ field: "channelCode" }] },
    });
    for (const actor of [
      actorWith([]),
      actorWith(["orders.save_finding_policy"], { companyId: company.id }),
    ]) {
      await expect(
        saveFindingPolicy(ctxOf(database, actor), key(), { ...policy, version: 2 }),
      ).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
    expect(await listFindingPolicies(floor.ctx, {})).toEqual(before);
    expect(before.find(({ code }) => code === "city_missing")?.set).toMatchObject([
      { channelCode: "portal", version: 2, savedBy: floor.ctx.actor.name },
    ]);
  });
});
