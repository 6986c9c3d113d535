import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { allocateDue } from "@/server/oms/allocation/commands/allocate-due";
import { releaseDue } from "@/server/oms/allocation/commands/release-due";
import { resourceLine } from "@/server/oms/allocation/commands/resource-lines";
import { serveWaiting } from "@/server/oms/allocation/commands/serve-waiting";
import { listDueOrders } from "@/server/oms/allocation/queries";
import { findContested } from "@/server/oms/allocation/store-contest";
import { acceptFulfillmentOrder } from "@/server/oms/fulfillment/commands/accept-fulfillment-order";
import { cancelOrder } from "@/server/oms/fulfillment/commands/cancel-order";
import { openPackage } from "@/server/oms/fulfillment/commands/open-package";
import { pickLine } from "@/server/oms/fulfillment/commands/pick-line";
import { startPicking } from "@/server/oms/fulfillment/commands/start-picking";
import { releaseHold } from "@/server/oms/orders/commands/release-hold";
import { releaseHolds } from "@/server/oms/orders/commands/release-holds";
import { saveHoldType } from "@/server/oms/orders/commands/save-hold-type";
import { setHold } from "@/server/oms/orders/commands/set-hold";
import { decideBlocked, linesLeavingWith } from "@/server/oms/orders/decide-hold";
import { listHoldGroups, listHoldTypes } from "@/server/oms/orders/queries-holds";
import { isUnblocked, readOpenHolds } from "@/server/oms/orders/store-holds";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  givenCompany,
  givenKit,
  givenSku,
  givenStock,
  unique,
} from "../../support/factories";
import {
  eventsOf,
  type Floor,
  givenFloor,
  givenOrder,
  givenWork,
  key,
  linesOf,
  workOf,
} from "../../support/floor";

let database: TestDatabase;
let floor: Floor;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
});
afterAll(() => database.drop());

async function givenStocked(onHand = 5) {
  const sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand });
  return sku;
}

const givenType = async (
  blocks: readonly ("allocate" | "release" | "pick" | "pack" | "ship" | "change" | "cancel")[],
  over: Partial<Parameters<typeof saveHoldType>[2]> = {},
) => {
  const code = unique("t").toLowerCase().replace("-", "_");
  await saveHoldType(floor.ctx, key(), {
    code,
    version: null,
    name: code,
    blocks: [...blocks],
    ...over,
  });
  return code;
};

const hold = (
  orderId: string,
  type: string,
  over: { orderLineId?: string; fulfillmentOrderId?: string } = {},
) => setHold(floor.ctx, key(), { orderId, type, reason: "Look at it first", ...over });

const lineIdsOf = async (orderId: string) =>
  (
    await database.sql<{ id: string }[]>`
    select id from order_line where order_id = ${orderId} order by line_number`
  ).map(({ id }) => id);

describe("a type of hold", () => {
  test("stops what it names, and a change of it holds for what stands", async () => {
    const type = await givenType(["cancel"]);
    const sku = await givenStocked();
    const { orderId } = await givenOrder(floor, [{ sku: sku.code, quantity: 1 }]);
    await hold(orderId, type);
    await expect(
      cancelOrder(floor.ctx, key(), { orderId, reason: "Not wanted" }),
    ).rejects.toMatchObject({ code: "ON_HOLD", details: { type, transaction: "cancel" } });
    await releaseDue(floor.ctx, key(), {});
    expect(await workOf(floor, orderId)).toHaveLength(1);
    const change = { code: type, name: "Other", blocks: ["ship" as const] };
    await saveHoldType(floor.ctx, key(), { ...change, version: 1 });
    await expect(saveHoldType(floor.ctx, key(), { ...change, version: 1 })).rejects.toMatchObject({
      code: "STALE",
    });
    await cancelOrder(floor.ctx, key(), { orderId, reason: "Not wanted" });
  });

  test("is made once, by who may, and stops something that exists", async () => {
    const type = await givenType(["ship"]);
    const input = { code: type, version: null, name: "Twice", blocks: ["ship" as const] };
    await expect(saveHoldType(floor.ctx, key(), input)).rejects.toMatchObject({
      code: "DUPLICATE",
    });
    await expect(
      saveHoldType(floor.ctx, key(), { ...input, code: "x_none", blocks: [] }),
    ).rejects.toMatchObject({ code: "INVALID_INPUT", details: { faults: [{ field: "blocks" }] } });
    const once = { ...input, code: unique("k").toLowerCase().replace("-", "_") };
    const sameKey = key();
    const [a, b] = await Promise.all([
      saveHoldType(floor.ctx, sameKey, once),
      saveHoldType(floor.ctx, sameKey, once),
    ]);
    expect(a).toEqual(b);
    const ctx = { ...floor.ctx, actor: actorWith(["orders.list_hold_types"]) };
    await expect(saveHoldType(ctx, key(), once)).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await listHoldTypes(ctx, {})).toEqual(
      expect.arrayContaining([expect.objectContaining({ code: once.code, open: 0, version: 1 })]),
    );
  });

  test("that is set no more, or on a line, is refused without a trace", async () => {
    const [gone, onLine] = [
      await givenType(["ship"], { isActive: false }),
      await givenType(["ship"], { level: "line" }),
    ];
    const sku = await givenStocked();
    const { orderId } = await givenOrder(floor, [{ sku: sku.code, quantity: 1 }]);
    await expect(hold(orderId, gone)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(hold(orderId, onLine)).rejects.toMatchObject({
      details: { faults: [{ field: "orderLineId" }] },
    });
    const other = await givenOrder(floor, [{ sku: sku.code, quantity: 1 }]);
    const [foreign = ""] = await lineIdsOf(other.orderId);
    await expect(hold(orderId, onLine, { orderLineId: foreign })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect(await readOpenHolds(database.sql, [orderId])).toEqual([]);
  });

  test("asks for its own right of whoever lifts it", async () => {
    const sku = await givenStocked();
    const { orderId } = await givenOrder(floor, [{ sku: sku.code, quantity: 1 }]);
    const { holdId } = await hold(orderId, "credit");
    const input = { orderId, holdId, reason: "They paid" };
    const ops = { ...floor.ctx, actor: actorWith(["orders.release_hold", "orders.release_holds"]) };
    await expect(releaseHold(ops, key(), input)).rejects.toMatchObject({ code: "FORBIDDEN" });
    const { outcomes } = await releaseHolds(ops, key(), { holdIds: [holdId], reason: "All" });
    expect(outcomes).toMatchObject([{ outcome: "not_allowed" }]);
    const finance = {
      ...floor.ctx,
      actor: actorWith(["orders.release_hold", "orders.release_credit_hold"]),
    };
    await releaseHold(finance, key(), input);
    const [row] = await database.sql`select release_kind as kind from hold where id = ${holdId}`;
    expect(row).toEqual({ kind: "by_hand" });
  });
});

describe("a hold at its level", () => {
  test("on a line keeps that line back, the rest goes; one that stops the order keeps all", async () => {
    const [a, b] = [await givenStocked(), await givenStocked()];
    const lines = [
      { sku: a.code, quantity: 1 },
      { sku: b.code, quantity: 2 },
    ];
    const { orderId } = await givenOrder(floor, lines);
    const [first = ""] = await lineIdsOf(orderId);
    await hold(orderId, "manual", { orderLineId: first });
    const all = await givenOrder(floor, lines);
    const stopper = await givenType(["release"], { stopsOrder: true });
    const [alsoFirst = ""] = await lineIdsOf(all.orderId);
    await hold(all.orderId, stopper, { orderLineId: alsoFirst });
    const complete = await givenOrder(floor, lines, { shipPolicy: "complete" });
    const [ofComplete = ""] = await lineIdsOf(complete.orderId);
    await hold(complete.orderId, "manual", { orderLineId: ofComplete });

    await releaseDue(floor.ctx, key(), {});
    const [work] = await workOf(floor, orderId);
    expect((await linesOf(floor, work?.id ?? "")).map(({ sku }) => sku)).toEqual([b.code]);
    expect(await workOf(floor, all.orderId)).toEqual([]);
    expect(await workOf(floor, complete.orderId)).toEqual([]);
  });

  test("on one component keeps the kit back", async () => {
    const [a, b] = [await givenStocked(), await givenStocked()];
    const kit = await givenKit(database, [
      [a, 1],
      [b, 1],
    ]);
    const { orderId } = await givenOrder(floor, [{ sku: kit.code, quantity: 1 }]);
    const [first = ""] = await lineIdsOf(orderId);
    const { holdId } = await hold(orderId, "manual", { orderLineId: first });
    await releaseDue(floor.ctx, key(), {});
    expect(await workOf(floor, orderId)).toEqual([]);
    await releaseHold(floor.ctx, key(), { orderId, holdId, reason: "Fine" });
    await releaseDue(floor.ctx, key(), {});
    expect(await workOf(floor, orderId)).toHaveLength(1);
  });

  test("on work stops picking and packing there, and lets what is in hand go on when lifted", async () => {
    const sku = await givenStocked();
    const { order, work } = await givenWork(floor, [{ sku: sku.code, quantity: 1 }]);
    const { orderId } = order;
    const fulfillmentOrderId = work.id;
    const picks = await givenType(["pick"]);
    await acceptFulfillmentOrder(floor.ctx, key(), { fulfillmentOrderId });
    const { holdId } = await hold(orderId, picks, { fulfillmentOrderId });
    const start = () => startPicking(floor.ctx, key(), { fulfillmentOrderId });
    await expect(start()).rejects.toMatchObject({ code: "ON_HOLD" });
    await releaseHold(floor.ctx, key(), { orderId, holdId, reason: "Go on" });
    await start();
    const packs = await givenType(["pick", "pack"]);
    const again = await hold(orderId, packs);
    const [line] = await linesOf(floor, fulfillmentOrderId);
    const pick = () =>
      pickLine(floor.ctx, key(), {
        fulfillmentOrderId,
        fulfillmentOrderLineId: line?.id ?? "",
        quantity: 1,
      });
    await expect(pick()).rejects.toMatchObject({ code: "ON_HOLD" });
    await expect(openPackage(floor.ctx, key(), { fulfillmentOrderId })).rejects.toMatchObject({
      code: "ON_HOLD",
    });
    await releaseHold(floor.ctx, key(), { orderId, holdId: again.holdId, reason: "Go on" });
    await pick();
  });

  test("keeps an order from stock until it is lifted, and gives it what came meanwhile", async () => {
    const sku = await givenSku(database);
    const { orderId } = await givenOrder(floor, [{ sku: sku.code, quantity: 2 }]);
    const { holdId } = await hold(orderId, "unconfirmed");
    await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: 5 });
    const [orderLineId = ""] = await lineIdsOf(orderId);
    const serve = () => serveWaiting(floor.ctx, key(), { orderId, skuId: sku.id });
    expect(await serve()).toEqual({ units: 0, promised: 0 });
    await expect(resourceLine(floor.ctx, key(), { orderId, orderLineId })).rejects.toMatchObject({
      code: "ON_HOLD",
    });
    expect(await findContested(database.sql, [sku.id])).not.toContain(orderId);
    await database.sql`update sales_order set allocate_from = '2026-11-01' where id = ${orderId}`;
    expect(await listDueOrders(database, floor.ctx.clock.now())).not.toContain(orderId);
    expect(await allocateDue(floor.ctx, key(), { orderId })).toEqual({ isDue: false });
    await releaseHold(floor.ctx, key(), { orderId, holdId, reason: "They confirmed" });
    expect(await listDueOrders(database, floor.ctx.clock.now())).toContain(orderId);
    expect(await allocateDue(floor.ctx, key(), { orderId })).toEqual({ isDue: true });
    const [line] = await database.sql`select allocated from order_line where id = ${orderLineId}`;
    expect(line).toEqual({ allocated: 2 });
  });
});

describe("many holds", () => {
  test("are lifted at once, each with its own outcome, one that was lifted before among them", async () => {
    const sku = await givenStocked(50);
    const company = await givenCompany(database);
    const orders = await Promise.all(
      [1, 2, 3].map(() => givenOrder({ ...floor, company }, [{ sku: sku.code, quantity: 1 }])),
    );
    const holds = await Promise.all(orders.map(({ orderId }) => hold(orderId, "credit")));
    const [group] = await listHoldGroups(floor.ctx, { companyId: company.id });
    expect(group).toMatchObject({ type: "credit", count: 3, companies: 1 });
    expect([...(group?.holdIds ?? [])].sort()).toEqual(holds.map(({ holdId }) => holdId).sort());
    const one = orders[0]?.orderId ?? "";
    await releaseHold(floor.ctx, key(), {
      orderId: one,
      holdId: holds[0]?.holdId ?? "",
      reason: "Paid",
    });
    const bulk = { holdIds: [...(group?.holdIds ?? [])], reason: "Limit was raised" };
    const sameKey = key();
    const [done, replay] = await Promise.all([
      releaseHolds(floor.ctx, sameKey, bulk),
      releaseHolds(floor.ctx, sameKey, bulk),
    ]);
    expect(replay).toEqual(done);
    expect(done.released).toBe(2);
    expect(done.outcomes.map(({ outcome }) => outcome).sort()).toEqual([
      "released",
      "released",
      "released_before",
    ]);
    const counts = await database.sql`select hold_count as n from sales_order
      where company_id = ${company.id}`;
    expect(counts.map(({ n }) => n)).toEqual([0, 0, 0]);
    const stranger = {
      ...floor.ctx,
      actor: actorWith(["orders.release_holds"], { companyId: company.id }),
    };
    await expect(releaseHolds(stranger, key(), bulk)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(
      releaseHolds({ ...floor.ctx, actor: actorWith([]) }, key(), bulk),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  test("set while orders are released: nothing is released after its hold was set", async () => {
    const sku = await givenStocked(100);
    const orders: string[] = [];
    for (let n = 0; n < 12; n += 1) {
      orders.push((await givenOrder(floor, [{ sku: sku.code, quantity: 1 }])).orderId);
    }
    await Promise.all([
      ...orders.map((orderId) => hold(orderId, "manual")),
      ...Array.from({ length: 4 }, () => releaseDue(floor.ctx, key(), { ordersMax: 5 })),
    ]);
    await releaseDue(floor.ctx, key(), {});
    for (const orderId of orders) {
      const events = await eventsOf(floor, orderId);
      const [held, released] = [
        events.indexOf("hold.set"),
        events.indexOf("fulfillment_order.released"),
      ];
      expect(held).toBeGreaterThan(-1);
      expect(released === -1 || released < held).toBe(true);
      expect(await workOf(floor, orderId)).toHaveLength(released === -1 ? 0 : 1);
    }
  });
});

test("the condition of statements says the same as the decision", async () => {
  const skus = [await givenStocked(50), await givenStocked(50), await givenStocked(50)];
  const [a, b, c] = skus as [(typeof skus)[0], (typeof skus)[0], (typeof skus)[0]];
  const kit = await givenKit(database, [
    [a, 1],
    [b, 1],
  ]);
  const types = [
    await givenType(["release"]),
    await givenType(["release"], { stopsOrder: true }),
    await givenType(["ship"]),
  ];
  const { sql } = database;
  for (const shipPolicy of ["as_available", "complete"] as const) {
    for (const type of types) {
      for (const place of [null, 0, 1, 2]) {
        const { orderId } = await givenOrder(
          floor,
          [
            { sku: kit.code, quantity: 1 },
            { sku: c.code, quantity: 1 },
          ],
          { shipPolicy },
        );
        const lines = await sql<{ id: string; kitGroup: number | null }[]>`
          select id, kit_group as "kitGroup" from order_line where order_id = ${orderId}
          order by line_number`;
        const at = place === null ? undefined : lines[place]?.id;
        await hold(orderId, type, at === undefined ? {} : { orderLineId: at });
        const holds = await readOpenHolds(sql, [orderId]);
        const rows = await sql<{ id: string; isFree: boolean }[]>`
          select l.id, ${isUnblocked(sql, "release", {
            orderId: sql`l.order_id`,
            lineId: sql`l.id`,
            kitGroup: sql`l.kit_group`,
            shipPolicy: sql`o.ship_policy`,
          })} as "isFree"
          from order_line l join sales_order o on o.id = l.order_id where l.order_id = ${orderId}`;
        for (const { id, isFree } of rows) {
          const lineIds = linesLeavingWith(id, lines, shipPolicy);
          const subject = { transaction: "release" as const, lineIds, fulfillmentOrderId: null };
          expect(isFree).toBe(decideBlocked(holds, subject) === null);
        }
      }
    }
  }
});
