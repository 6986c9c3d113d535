import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { releaseDue } from "@/server/oms/allocation/commands/release-due";
import { quoteLines } from "@/server/oms/intake/queries";
import { correctShipTo } from "@/server/oms/orders/commands/correct-ship-to";
import { setHold } from "@/server/oms/orders/commands/set-hold";
import { readOpenHolds } from "@/server/oms/orders/store-holds";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  type GivenSku,
  givenCompany,
  givenSku,
  givenStock,
} from "../../support/factories";
import { type Floor, givenFloor, givenOrder, key, workOf } from "../../support/floor";

let database: TestDatabase;
let floor: Floor;
let sku: GivenSku;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
  sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: 100 });
  await database.sql`insert into postal_area (country, prefix, latitude, longitude)
    values ('US', '982', 48.1, -122.1)`;
});
afterAll(() => database.drop());

/** An order of a company whose location lies in another state than its postcode. */
async function givenMisplaced() {
  const company = await givenCompany(database);
  await database.sql`update company_location set region = 'MI', postal_code = '98272', city = 'Monroe'
    where id = ${company.locationId}`;
  const order = await givenOrder({ ...floor, company }, [{ sku: sku.code, quantity: 1 }]);
  return { company, ...order };
}

const shipTo = {
  address1: "1 Market St",
  city: "Monroe",
  region: "wa",
  postalCode: "98272",
  country: "us",
};

const correct = (orderId: string, over = {}, idempotencyKey = key()) =>
  correctShipTo(floor.ctx, idempotencyKey, { orderId, shipTo, reason: "Asked them", ...over });

describe("an order to an implausible address", () => {
  test("is taken and held, with an exception, and told of while it is typed", async () => {
    const { company, orderId, holds } = await givenMisplaced();
    const reason = "Postcode 98272 lies in WA, not in MI";
    expect(holds).toEqual([{ type: "address", reason }]);
    const [exception] = await database.sql`select type, state from exception
      where order_id = ${orderId}`;
    expect(exception).toEqual({ type: "address_invalid", state: "open" });
    const { findings } = await quoteLines(floor.ctx, {
      channelCode: "portal",
      companyId: company.id,
      lines: [{ key: "1", sku: sku.code, quantity: 1 }],
    });
    expect(findings).toEqual([{ type: "address", severity: "block", reason }]);
    await releaseDue(floor.ctx, key(), {});
    expect(await workOf(floor, orderId)).toEqual([]);
  });

  test("goes on when it is corrected, and the next order of that location as well", async () => {
    const { company, orderId } = await givenMisplaced();
    const sameKey = key();
    const [a, b] = await Promise.all([
      correct(orderId, {}, sameKey),
      correct(orderId, {}, sameKey),
    ]);
    expect(a).toEqual(b);
    expect(a.lifted).toBe(1);
    const [exception] = await database.sql`select state from exception where order_id = ${orderId}`;
    expect(exception).toEqual({ state: "auto_closed" });
    const [order] = await database.sql`select ship_to ->> 'region' as region,
      ship_to -> 'point' as point from sales_order where id = ${orderId}`;
    expect(order).toEqual({ region: "WA", point: { latitude: 48.1, longitude: -122.1 } });
    await releaseDue(floor.ctx, key(), {});
    expect(await workOf(floor, orderId)).toHaveLength(1);
    const next = await givenOrder({ ...floor, company }, [{ sku: sku.code, quantity: 1 }]);
    expect(next.holds).toEqual([]);
  });

  test("corrected by two at once is corrected twice over, and lifted once", async () => {
    const { orderId } = await givenMisplaced();
    const both = await Promise.all([correct(orderId), correct(orderId)]);
    expect(both.map(({ lifted }) => lifted).sort()).toEqual([0, 1]);
    expect(await readOpenHolds(database.sql, [orderId])).toEqual([]);
  });

  test("is not corrected to another fault, nor under a review, nor by who may not", async () => {
    const { company, orderId } = await givenMisplaced();
    await expect(correct(orderId, { shipTo: { ...shipTo, region: "OR" } })).rejects.toMatchObject({
      details: { faults: [{ field: "shipTo.region" }] },
    });
    await setHold(floor.ctx, key(), { orderId, type: "fraud", reason: "Never heard of them" });
    await expect(correct(orderId)).rejects.toMatchObject({ code: "ON_HOLD" });
    for (const actor of [
      actorWith([]),
      actorWith(["orders.correct_ship_to"], { companyId: company.id }),
    ]) {
      await expect(
        correctShipTo({ ...floor.ctx, actor }, key(), { orderId, shipTo, reason: "Mine" }),
      ).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
    const [location] = await database.sql`select region from company_location
      where id = ${company.locationId}`;
    expect(location).toEqual({ region: "MI" });
  });
});
