import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { listExceptions } from "@/server/oms/exceptions/queries";
import { detectDrift } from "@/server/oms/inventory/commands/detect-drift";
import { repairDrift } from "@/server/oms/inventory/commands/repair-drift";
import { auditDatabase } from "@/server/oms/reporting/queries-audit";
import { openDatabase, type TestDatabase } from "../../support/database";
import { actorWith, ctxOf, type GivenSku, givenSku, givenStock } from "../../support/factories";
import { bucketsOf, type Floor, givenFloor, givenOrder, key, levelOf } from "../../support/floor";
import { tell } from "../notifications/telling";

/** Drift is made as it is made in the wild: by SQL that goes past the domain. */

let database: TestDatabase;
let floor: Floor;
let sku: GivenSku;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
});
afterAll(() => database.drop());
beforeEach(async () => {
  sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: 20 });
});

const tamper = (onHand: number, allocated: number) => database.sql`
  update stock_level set on_hand = on_hand + ${onHand}, allocated = allocated + ${allocated}
  where sku_id = ${sku.id} and status = 'sellable'`;

const detect = () => detectDrift(floor.ctx, key(), {});

const repair = (truth: "ledger" | "counter", idempotencyKey = key(), over = {}) =>
  repairDrift(floor.ctx, idempotencyKey, {
    skuId: sku.id,
    nodeId: floor.reno.id,
    truth,
    reason: "Checked on the shelf",
    ...over,
  });

const complaints = () => database.sql<{ sentence: string; state: string }[]>`
  select sentence, state from exception where sku_id = ${sku.id} and type = 'stock_drift'
  order by opened_at`;

const expectSound = async () => {
  const { invariants } = await auditDatabase(database.sql);
  expect(invariants.filter(({ violations }) => violations > 0)).toEqual([]);
};

const ledgerSum = async () => {
  const [row] = await database.sql<{ onHand: number; allocated: number }[]>`
    select sum(on_hand_delta)::int as "onHand", sum(allocated_delta)::int as allocated
    from stock_movement where sku_id = ${sku.id} and node_id = ${floor.reno.id}`;
  return row;
};

describe("finding drift", () => {
  test("of sound books nothing is said", async () => {
    await givenOrder(floor, [{ sku: sku.code, quantity: 3 }]);
    expect(await detect()).toMatchObject({ drifts: [], closed: 0, next: null });
  });

  test("a counter beside its ledger is an exception with both numbers, one however often it is met", async () => {
    await givenOrder(floor, [{ sku: sku.code, quantity: 3 }]);
    await tamper(-5, 0);
    expect((await detect()).drifts).toMatchObject([
      {
        sku: sku.code,
        node: "Reno",
        counter: { onHand: 15, allocated: 3 },
        ledger: { onHand: 20, allocated: 3 },
        held: 3,
      },
    ]);
    await detect();
    expect(await complaints()).toEqual([
      {
        sentence: `Reno: the counter of ${sku.code} says 15 on hand and 3 allocated, its ledger 20 on hand and 3 allocated; orders hold 3`,
        state: "open",
      },
    ]);
    const { rows } = await listExceptions(floor.ctx, { q: sku.code });
    expect(rows).toMatchObject([
      { type: "stock_drift", drift: { skuId: sku.id, counter: { onHand: 15 }, held: 3 } },
    ]);
    await tamper(5, 0);
    expect(await detect()).toMatchObject({ drifts: [], closed: 1 });
    expect(await complaints()).toMatchObject([{ state: "auto_closed" }]);
  });

  test("a ledger without a counter, and holds that both do not know, are drift too", async () => {
    await database.sql`
      insert into stock_movement (sku_id, node_id, kind, on_hand_delta, allocated_delta, cause_kind,
        cause_id, actor_id, occurred_at)
      values (${sku.id}, ${floor.columbus.id}, 'received', 4, 0, 'test', ${randomUUID()}, 'test', now())`;
    const { orderId } = await givenOrder(floor, [{ sku: sku.code, quantity: 3 }]);
    await database.sql`update allocation set quantity = 2 where order_id = ${orderId}`;
    const { drifts } = await detect();
    expect(drifts.toSorted((a, b) => a.held - b.held)).toMatchObject([
      { node: "Columbus", counter: { onHand: 0 }, ledger: { onHand: 4 } },
      { node: "Reno", counter: { allocated: 3 }, ledger: { allocated: 3 }, held: 2 },
    ]);
    await database.sql`update allocation set quantity = 3 where order_id = ${orderId}`;
    await repair("ledger", key(), { nodeId: floor.columbus.id });
    expect(await detect()).toMatchObject({ drifts: [] });
  });

  test("stretch by stretch every position is looked at once, and what was complained of each time", async () => {
    for (let at = 0; at < 5; at += 1) {
      const another = await givenSku(database);
      await givenStock(database, { skuId: another.id, nodeId: floor.reno.id, onHand: 2 });
      await givenStock(database, { skuId: another.id, nodeId: floor.columbus.id, onHand: 2 });
    }
    await tamper(1, 0);
    const [all] = await database.sql<{ n: number }[]>`select count(*)::int as n from stock_level`;
    const found: string[] = [];
    let checked = 0;
    let after: { skuId: string; nodeId: string } | null = null;
    do {
      const done: Awaited<ReturnType<typeof detectDrift>> = await detectDrift(floor.ctx, key(), {
        after,
        limit: 3,
      });
      checked += done.checked;
      found.push(...done.drifts.map((drift) => drift.sku));
      after = done.next;
    } while (after !== null);
    expect(checked).toBe(all?.n);
    expect(new Set(found)).toEqual(new Set([sku.code]));
    await tamper(-1, 0);
    expect(await detectDrift(floor.ctx, key(), { limit: 1 })).toMatchObject({ closed: 1 });
  });

  test("two detectors at once complain once; it is nobody's right", async () => {
    await tamper(2, 0);
    await Promise.all([detect(), detect(), detect()]);
    expect(await complaints()).toHaveLength(1);
    await repair("ledger");
    const call = (actor: Parameters<typeof ctxOf>[1]) =>
      detectDrift(ctxOf(database, actor), key(), {});
    await expect(call(actorWith(["inventory.repair_drift"]))).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    const right = ["inventory.detect_drift"];
    await expect(call(actorWith(right, { companyId: floor.company.id }))).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });
});

describe("repairing drift", () => {
  test("the ledger is right: the counter follows, the exception closes, and both are told", async () => {
    await tamper(-5, 0);
    await detect();
    expect(await repair("ledger")).toMatchObject({ onHand: 20, counter: { onHand: 15 } });
    expect(await levelOf(floor, sku.id, floor.reno.id)).toMatchObject({ onHand: 20 });
    expect(await complaints()).toMatchObject([{ state: "auto_closed" }]);
    const [told] = await database.sql`
      select reason, payload -> 'counter' as counter, payload -> 'after' as after from event
      where type = 'stock.drift_repaired' and subject_id = ${sku.id}`;
    expect(told).toEqual({
      reason: "Checked on the shelf",
      counter: { onHand: 15, allocated: 0 },
      after: { onHand: 20, allocated: 0 },
    });
    await expectSound();
  });

  test("the counter is right: the ledger gets the row that is missing, with its reason", async () => {
    await tamper(-5, 0);
    await repair("counter");
    expect(await levelOf(floor, sku.id, floor.reno.id)).toMatchObject({ onHand: 15 });
    const [row] = await database.sql`
      select kind, on_hand_delta as delta, reason from stock_movement
      where sku_id = ${sku.id} and cause_kind = 'drift_repair'`;
    expect(row).toEqual({ kind: "adjusted", delta: -5, reason: "Checked on the shelf" });
    await expectSound();
  });

  // The reserved counter of a position went wrong, and nothing in the product could set it right.
  test("medusajs/medusa#12401: an allocated counter that is wrong has a way back, either way", async () => {
    const { orderId } = await givenOrder(floor, [{ sku: sku.code, quantity: 6 }]);
    for (const [wrong, truth] of [
      [-4, "ledger"],
      [7, "ledger"],
      [-6, "counter"],
      [3, "counter"],
    ] as const) {
      await tamper(0, wrong);
      expect((await detect()).drifts).toHaveLength(1);
      await repair(truth);
      expect(await levelOf(floor, sku.id, floor.reno.id)).toEqual({
        onHand: 20,
        allocated: 6,
        oversold: 0,
      });
      expect(await detect()).toMatchObject({ drifts: [] });
      await expectSound();
    }
    expect(await bucketsOf(floor, orderId)).toMatchObject([{ allocated: 6, backordered: 0 }]);
  });

  test("medusajs/medusa#12401: a ledger whose allocated sum fell below nothing is brought back", async () => {
    await database.sql`
      insert into stock_movement (sku_id, node_id, kind, on_hand_delta, allocated_delta, cause_kind,
        cause_id, actor_id, occurred_at)
      values (${sku.id}, ${floor.reno.id}, 'deallocated', 0, -9, 'test', ${randomUUID()}, 'test', now())`;
    await repair("ledger");
    expect(await ledgerSum()).toEqual({ onHand: 20, allocated: 0 });
    await expectSound();
  });

  test("a ledger below nothing cannot be the truth, and nothing is written", async () => {
    await database.sql`
      insert into stock_movement (sku_id, node_id, kind, on_hand_delta, allocated_delta, cause_kind,
        cause_id, actor_id, occurred_at)
      values (${sku.id}, ${floor.reno.id}, 'shipped', -23, 0, 'test', ${randomUUID()}, 'test', now())`;
    await expect(repair("ledger")).rejects.toMatchObject({
      code: "SHORT_SUPPLY",
      message: "The ledger adds up to -3: it cannot be the truth",
      details: { faults: [{ field: "truth", code: "negative" }] },
    });
    expect(await ledgerSum()).toEqual({ onHand: -3, allocated: 0 });
    await repair("counter");
    expect(await ledgerSum()).toEqual({ onHand: 20, allocated: 0 });
    await expectSound();
  });

  test("to less than orders hold stands as oversold, and the orders are sourced again", async () => {
    const { orderId } = await givenOrder(floor, [{ sku: sku.code, quantity: 12 }]);
    await database.sql`
      update stock_level set on_hand = 8, oversold = 4 where sku_id = ${sku.id}`;
    await repair("counter");
    await tell(database);
    expect(await bucketsOf(floor, orderId)).toMatchObject([{ allocated: 8, backordered: 4 }]);
    await expectSound();
  });

  test("the same key twice at once, and two with their own, repair once", async () => {
    await tamper(3, 0);
    const same = key();
    const answers = await Promise.all([repair("counter", same), repair("counter", same)]);
    expect(answers[0]).toEqual(answers[1]);
    await tamper(-4, 0);
    const rivals = await Promise.allSettled([repair("ledger"), repair("counter")]);
    expect(rivals.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(rivals.find((each) => each.status === "rejected")).toMatchObject({
      reason: { code: "STALE" },
    });
    await expectSound();
  });

  test("needs its right, a reason, and a node of one's own", async () => {
    await tamper(1, 0);
    await expect(repair("ledger", key(), { reason: " " })).rejects.toMatchObject({
      details: { faults: [{ field: "reason" }] },
    });
    const input = {
      skuId: sku.id,
      nodeId: floor.reno.id,
      truth: "ledger",
      reason: "Checked",
    } as const;
    const call = (actor: Parameters<typeof ctxOf>[1]) =>
      repairDrift(ctxOf(database, actor), key(), input);
    await expect(call(actorWith(["inventory.adjust_stock"]))).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    const right = ["inventory.repair_drift"];
    await expect(call(actorWith(right, { companyId: floor.company.id }))).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(call(actorWith(right, { nodeIds: [floor.columbus.id] }))).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect(await levelOf(floor, sku.id, floor.reno.id)).toMatchObject({ onHand: 21 });
    expect(await call(actorWith(right, { nodeIds: [floor.reno.id] }))).toMatchObject({
      onHand: 20,
    });
  });
});
