import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import { proposeChange } from "@/server/oms/changes/commands/propose-change";
import type { changeContent } from "@/server/oms/changes/schema";
import { placeOrder } from "@/server/oms/intake/commands/place-orders";
import { quoteLines } from "@/server/oms/intake/queries";
import type { PlaceOrderInput } from "@/server/oms/intake/schema";
import { DomainError } from "@/server/oms/kernel/errors";
import { importRestrictions } from "@/server/oms/orders/commands/import-restrictions";
import { saveRestriction } from "@/server/oms/orders/commands/save-restriction";
import { listRestrictions } from "@/server/oms/orders/queries-restrictions";
import { newId } from "@/server/shell/new-id";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  type GivenSku,
  givenSku,
  givenStock,
  unique,
} from "../../support/factories";
import { type Floor, givenFloor, key } from "../../support/floor";

let database: TestDatabase;
let floor: Floor;
let sku: GivenSku;
let free: GivenSku;
let inCalifornia: string;
let inNevada: string;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
  [sku, free] = await Promise.all([givenSku(database), givenSku(database)]);
  for (const { id } of [sku, free]) {
    await givenStock(database, { skuId: id, nodeId: floor.reno.id, onHand: 100 });
  }
  [inCalifornia, inNevada] = [newId(), newId()];
  await database.sql`
    insert into company_location (id, company_id, code, name, address1, city, region, postal_code,
      country, is_default)
    values (${inCalifornia}, ${floor.company.id}, 'SF', 'San Francisco', '1 Market Street',
      'San Francisco', 'CA', '94105', 'US', false),
      (${inNevada}, ${floor.company.id}, 'LV', 'Las Vegas', '1 Main Street', 'Las Vegas', 'NV', '89101',
        'US', false)`;
  await save();
});
afterAll(() => database.drop());

type Sent = Parameters<typeof saveRestriction>[2]["restriction"];
const restriction = (over: Partial<Sent> = {}): Sent => ({
  reference: "CA-BATTERY",
  kind: "forbidden",
  sku: sku.code.toLowerCase(),
  country: "us",
  region: "CA",
  reason: "battery rules",
  ...over,
});
const save = (over: Partial<Sent> = {}, version: number | null = null, ctx = floor.ctx) =>
  saveRestriction(ctx, key(), { version, restriction: restriction(over) });

const SENTENCE = () =>
  `${sku.code} may not be shipped to California, United States: battery rules; take it off the order or ship it elsewhere`;

const order = (over: Partial<PlaceOrderInput> = {}): PlaceOrderInput =>
  ({
    channelCode: "portal",
    companyId: floor.company.id,
    companyLocationId: inCalifornia,
    lines: [
      { sku: free.code, quantity: 1 },
      { sku: sku.code, quantity: 1 },
    ],
    ...over,
  }) as PlaceOrderInput;

async function faultsOf(work: Promise<unknown>) {
  const error = await work.catch((caught: unknown) => caught);
  return error instanceof DomainError ? error.details.faults : error;
}

describe("at every door", () => {
  test("placing it is refused with its line, its code and the way out; elsewhere it goes", async () => {
    expect(await faultsOf(placeOrder(floor.ctx, key(), order()))).toEqual([
      { field: "lines.1.sku", code: "restricted", message: SENTENCE() },
    ]);
    const placed = await placeOrder(floor.ctx, key(), order({ companyLocationId: inNevada }));
    expect(placed.lines).toHaveLength(2);
  });

  test("a quote says it at the line while it is typed, and prices the others", async () => {
    const quote = await quoteLines(floor.ctx, {
      companyId: floor.company.id,
      companyLocationId: inCalifornia,
      channelCode: "portal",
      lines: [
        { key: "a", sku: free.code, quantity: 1 },
        { key: "b", sku: sku.code, quantity: 1 },
      ],
    });
    expect(quote.lines.map(({ faults }) => faults)).toEqual([
      [],
      [{ code: "restricted", message: SENTENCE() }],
    ]);
  });

  test("where nobody can be asked it is parked with its exception", async () => {
    const parked = await placeOrder(floor.ctx, key(), order({ channelCode: "edi" }));
    expect(parked).toMatchObject({ status: "parked", faults: [{ code: "restricted" }] });
    const [said] = await database.sql`select type, sentence from exception
      where cause_key = ${parked.orderId}`;
    expect(said).toMatchObject({
      type: "unfillable",
      sentence: expect.stringContaining("battery"),
    });
  });

  test("changing an order's address or lines is asked too", async () => {
    const elsewhere = order({ companyLocationId: inNevada });
    const { orderId } = await placeOrder(floor.ctx, key(), elsewhere);
    const propose = (changed: string, content: z.input<typeof changeContent>) =>
      proposeChange(floor.ctx, key(), { orderId: changed, content, reason: "Asked for" });
    expect(await faultsOf(propose(orderId, { companyLocationId: inCalifornia }))).toEqual([
      { field: "companyLocationId", code: "restricted", message: SENTENCE() },
    ]);
    const there = await placeOrder(
      floor.ctx,
      key(),
      order({ lines: [{ sku: free.code, quantity: 1 }] as PlaceOrderInput["lines"] }),
    );
    const added = propose(there.orderId, { newLines: [{ sku: sku.code, quantity: 1 }] });
    expect(await faultsOf(added)).toEqual([
      { field: "newLines.0.sku", code: "restricted", message: SENTENCE() },
    ]);
  });
});

describe("saving one", () => {
  test("names what does not exist, refuses what says nothing, and writes nothing then", async () => {
    const reference = unique("R");
    expect(await faultsOf(save({ reference, sku: "NOPE", channelCode: "smoke" }))).toEqual([
      { field: "restriction.sku", code: "unknown", message: "There is no SKU “NOPE”" },
      { field: "restriction.channelCode", code: "unknown", message: "There is no channel “smoke”" },
    ]);
    expect(await faultsOf(save({ reference, category: "Frames", country: "" }))).toMatchObject([
      { field: "restriction.sku" },
      { field: "restriction.country" },
      { field: "restriction.country" },
    ]);
    const rows = await listRestrictions(floor.ctx, {});
    expect(rows.map((row) => row.reference)).not.toContain(reference);
  });

  test("the same key twice writes once; of two at once one is told; rights and walls hold", async () => {
    const reference = unique("R");
    const sameKey = key();
    const input = { version: null, restriction: restriction({ reference }) };
    const both = await Promise.all([
      saveRestriction(floor.ctx, sameKey, input),
      saveRestriction(floor.ctx, sameKey, input),
    ]);
    expect(both).toEqual([
      { reference, version: 1 },
      { reference, version: 1 },
    ]);
    const race = await Promise.allSettled([
      save({ reference, reason: "one" }, 1),
      save({ reference, reason: "other" }, 1),
    ]);
    expect(race.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const makers = await Promise.allSettled([
      save({ reference: `${reference}-2` }),
      save({ reference: `${reference}-2` }),
    ]);
    expect(makers.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    await expect(save({}, null, ctxOf(database, actorWith([])))).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    const buyer = actorWith(["orders.save_restriction"], { companyId: floor.company.id });
    await expect(save({}, null, ctxOf(database, buyer))).rejects.toMatchObject({
      code: expect.stringMatching(/FORBIDDEN|NOT_FOUND/),
    });
  });

  test("one that is not in force any more, or whose days are over, lets the order go", async () => {
    const other = await givenSku(database);
    await givenStock(database, { skuId: other.id, nodeId: floor.reno.id, onHand: 10 });
    const lines = [{ sku: other.code, quantity: 1 }] as PlaceOrderInput["lines"];
    const reference = unique("R");
    await save({ reference, sku: other.code });
    expect(await faultsOf(placeOrder(floor.ctx, key(), order({ lines })))).toMatchObject([
      { code: "restricted" },
    ]);
    await save({ reference, sku: other.code, validTo: "2026-11-09" }, 1);
    await placeOrder(floor.ctx, key(), order({ lines }));
    await save({ reference, sku: other.code, isActive: false }, 2);
    await placeOrder(floor.ctx, key(), order({ lines }));
  });
});

describe("importing a list", () => {
  const list = (...restrictions: Sent[]) => ({ restrictions });

  test("makes, changes and leaves alone by reference; the same list again touches nothing", async () => {
    const [a, b] = [unique("R"), unique("R")];
    const first = list(restriction({ reference: a }), restriction({ reference: b }));
    expect(await importRestrictions(floor.ctx, key(), first)).toEqual({
      ...{ made: 2, changed: 0, unchanged: 0 },
    });
    const second = list(
      restriction({ reference: a }),
      restriction({ reference: b, reason: "New" }),
    );
    expect(await importRestrictions(floor.ctx, key(), second)).toEqual({
      ...{ made: 0, changed: 1, unchanged: 1 },
    });
    const sameKey = key();
    const again = await Promise.all([
      importRestrictions(floor.ctx, sameKey, second),
      importRestrictions(floor.ctx, sameKey, second),
    ]);
    expect(again[0]).toEqual({ made: 0, changed: 0, unchanged: 2 });
    expect(again[1]).toEqual(again[0]);
  });

  test("one bad row refuses all of it and says which; so does a reference that stands twice", async () => {
    const reference = unique("R");
    const bad = list(
      restriction({ reference }),
      restriction({ reference: unique("R"), sku: "NOPE" }),
    );
    expect(await faultsOf(importRestrictions(floor.ctx, key(), bad))).toEqual([
      { field: "restrictions.1.sku", code: "unknown", message: "There is no SKU “NOPE”" },
    ]);
    const twice = list(restriction({ reference }), restriction({ reference }));
    expect(await faultsOf(importRestrictions(floor.ctx, key(), twice))).toMatchObject([
      { field: "restrictions.1.reference", code: "twice" },
    ]);
    const rows = await listRestrictions(floor.ctx, {});
    expect(rows.map((row) => row.reference)).not.toContain(reference);
    await expect(
      importRestrictions(ctxOf(database, actorWith([])), key(), bad),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});
