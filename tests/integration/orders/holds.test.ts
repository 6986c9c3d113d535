import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { releaseDue } from "@/server/oms/allocation/commands/release-due";
import { cancelOrder } from "@/server/oms/fulfillment/commands/cancel-order";
import { releaseHold } from "@/server/oms/orders/commands/release-hold";
import { setHold } from "@/server/oms/orders/commands/set-hold";
import { openDatabase, type TestDatabase } from "../../support/database";
import { actorWith, givenSku, givenStock } from "../../support/factories";
import { eventsOf, type Floor, givenFloor, givenOrder, key, workOf } from "../../support/floor";

let database: TestDatabase;
let floor: Floor;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
});
afterAll(() => database.drop());

/** An order of two units that are on hand at Reno. */
async function givenHoldable() {
  const sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: 5 });
  return givenOrder(floor, [{ sku: sku.code, quantity: 2 }]);
}

const hold = (orderId: string, idempotencyKey = key(), over = {}) =>
  setHold(floor.ctx, idempotencyKey, { orderId, reason: "Customer asked to wait", ...over });

const lift = (orderId: string, holdId: string, idempotencyKey = key()) =>
  releaseHold(floor.ctx, idempotencyKey, { orderId, holdId, reason: "They called back" });

const holdsOn = async (orderId: string) => {
  const [row] = await database.sql<{ counted: number; open: number }[]>`
    select hold_count as counted, (select count(*)::int from hold h
      where h.order_id = o.id and h.released_at is null) as open
    from sales_order o where id = ${orderId}`;
  return row;
};

describe("a hold", () => {
  test("keeps everything back until the last one is lifted, with reasons on record", async () => {
    const { orderId } = await givenHoldable();
    const first = await hold(orderId);
    const second = await hold(orderId);
    expect(await holdsOn(orderId)).toEqual({ counted: 2, open: 2 });
    await releaseDue(floor.ctx, key(), {});
    expect(await workOf(floor, orderId)).toEqual([]);

    await lift(orderId, first.holdId);
    await releaseDue(floor.ctx, key(), {});
    expect(await workOf(floor, orderId)).toEqual([]);

    await lift(orderId, second.holdId);
    await releaseDue(floor.ctx, key(), {});
    expect(await workOf(floor, orderId)).toHaveLength(1);
    expect(await eventsOf(floor, orderId)).toEqual([
      "sales_order.placed",
      "hold.set",
      "hold.set",
      "hold.released",
      "hold.released",
      "fulfillment_order.released",
    ]);
    const reasons = await database.sql`
      select reason, release_reason as "releaseReason" from hold where order_id = ${orderId}`;
    expect(reasons[0]).toEqual({
      reason: "Customer asked to wait",
      releaseReason: "They called back",
    });
  });

  test("with the same key twice is one hold, lifted once by the same key twice", async () => {
    const { orderId } = await givenHoldable();
    const [setKey, liftKey] = [key(), key()];
    const [one, two] = await Promise.all([hold(orderId, setKey), hold(orderId, setKey)]);
    expect(one).toEqual(two);
    expect(await holdsOn(orderId)).toEqual({ counted: 1, open: 1 });
    await Promise.all([lift(orderId, one.holdId, liftKey), lift(orderId, one.holdId, liftKey)]);
    expect(await holdsOn(orderId)).toEqual({ counted: 0, open: 0 });
  });

  test("lifted by two at once, the second hears that it was lifted before", async () => {
    const { orderId } = await givenHoldable();
    const { holdId } = await hold(orderId);
    const results = await Promise.allSettled([lift(orderId, holdId), lift(orderId, holdId)]);
    expect(results.filter(({ status }) => status === "rejected")).toMatchObject([
      { reason: { code: "STALE" } },
    ]);
    expect(await holdsOn(orderId)).toEqual({ counted: 0, open: 0 });
  });

  test("needs a reason, an open order, and a hold of that order", async () => {
    const { orderId } = await givenHoldable();
    await expect(hold(orderId, key(), { reason: " " })).rejects.toMatchObject({
      code: "INVALID_INPUT",
      details: { faults: [{ field: "reason" }] },
    });
    const other = await givenHoldable();
    const { holdId } = await hold(other.orderId);
    await expect(lift(orderId, holdId)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await holdsOn(other.orderId)).toEqual({ counted: 1, open: 1 });
    await cancelOrder(floor.ctx, key(), { orderId, reason: "Not wanted" });
    await expect(hold(orderId)).rejects.toMatchObject({ code: "ILLEGAL_TRANSITION" });
    await expect(hold(randomUUID())).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("is not for buyers, nor without the right", async () => {
    const { orderId } = await givenHoldable();
    const input = { orderId, reason: "Mine" };
    for (const actor of [
      actorWith([]),
      actorWith(["orders.set_hold"], { companyId: floor.company.id }),
    ]) {
      await expect(setHold({ ...floor.ctx, actor }, key(), input)).rejects.toMatchObject({
        code: "FORBIDDEN",
      });
    }
    expect(await holdsOn(orderId)).toEqual({ counted: 0, open: 0 });
  });
});
