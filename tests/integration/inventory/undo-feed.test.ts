import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { placeOrder } from "@/server/oms/intake/commands/place-orders";
import { applyFeed } from "@/server/oms/inventory/commands/apply-feed";
import { reserveStock } from "@/server/oms/inventory/commands/reserve-stock";
import { setSource } from "@/server/oms/inventory/commands/set-source";
import { undoFeed } from "@/server/oms/inventory/commands/undo-feed";
import { feedRowsOf } from "@/server/oms/inventory/decide-feed";
import { findFeedRun, previewFeedUndo } from "@/server/oms/inventory/queries-feeds";
import { auditDatabase } from "@/server/oms/reporting/queries-audit";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  type GivenCompany,
  type GivenNode,
  type GivenSku,
  givenCompany,
  givenNetwork,
  givenNode,
  givenSku,
  givenStock,
} from "../../support/factories";
import { tell } from "../notifications/telling";

let database: TestDatabase;
let reno: GivenNode;
let company: GivenCompany;
let skus: readonly GivenSku[];
beforeAll(async () => {
  database = await openDatabase();
  const { calendarId } = await givenNetwork(database);
  reno = await givenNode(database, calendarId, { name: "Reno" });
  company = await givenCompany(database);
  await setSource(ctxOf(database), randomUUID(), {
    code: "WMS",
    name: "Counter",
    kind: "wms",
    nodes: [reno.code],
    guardPercent: 100,
  });
});
afterAll(async () => {
  const { invariants } = await auditDatabase(database.sql);
  expect(invariants.filter(({ violations }) => violations > 0)).toEqual([]);
  await database.drop();
});
beforeEach(async () => {
  skus = [await givenSku(database), await givenSku(database), await givenSku(database)];
  for (const [at, sku] of skus.entries()) {
    await givenStock(database, { skuId: sku.id, nodeId: reno.id, onHand: 10 * (at + 1) });
  }
});

const ctx = () => ctxOf(database);
const feed = async (...onHand: readonly number[]) => {
  const rows = onHand.map((units, at) => ({
    sku: skus[at]?.code ?? "",
    node: reno.code,
    onHand: units,
  }));
  const { runId } = await applyFeed(ctx(), randomUUID(), {
    source: "WMS",
    mode: "delta",
    rows: feedRowsOf(rows),
  });
  return runId;
};
const undo = (runId: string, leaveUsed = false, as = ctx(), key = randomUUID()) =>
  undoFeed(as, key, { runId, reason: "the wrong file", leaveUsed });
const stock = async () => {
  const rows = await database.sql<{ onHand: number }[]>`
    select on_hand as "onHand" from stock_level
    where sku_id = any(${skus.map(({ id }) => id)}::uuid[]) and status = 'sellable'
    order by array_position(${skus.map(({ id }) => id)}::uuid[], sku_id)`;
  return rows.map(({ onHand }) => onHand);
};
const place = (sku: GivenSku | undefined, quantity: number) =>
  placeOrder(ctx(), randomUUID(), {
    channelCode: "api",
    companyId: company.id,
    lines: [{ sku: sku?.code ?? "", quantity }],
  });

describe("a feed that nothing followed from", () => {
  test("is undone whole: stock as before, by a ledger that says why, once", async () => {
    const runId = await feed(15, 5, 30);
    expect(await previewFeedUndo(ctx(), { runId })).toEqual({
      positions: 2,
      units: 10,
      used: 0,
      rows: [],
    });
    const key = randomUUID();
    const answer = { runId, positions: 2, units: 10, left: 0 };
    expect(await undo(runId, false, ctx(), key)).toEqual(answer);
    expect(await undo(runId, false, ctx(), key)).toEqual(answer);
    expect(await stock()).toEqual([10, 20, 30]);
    const ledger = await database.sql`
      select on_hand_delta as delta, kind, reason from stock_movement
      where cause_id = ${runId} and cause_kind = 'import_undone' order by on_hand_delta`;
    expect(ledger).toEqual([
      { delta: -5, kind: "adjusted", reason: "Feed of Counter undone: the wrong file" },
      { delta: 15, kind: "adjusted", reason: "Feed of Counter undone: the wrong file" },
    ]);
    expect(await findFeedRun(ctx(), { runId })).toMatchObject({
      undone: { positions: 2, left: 0 },
    });
    await expect(undo(runId)).rejects.toMatchObject({ code: "STALE" });
  });

  test("is undone by one of two who try at once", async () => {
    const runId = await feed(15, 5, 30);
    const tries = await Promise.allSettled([undo(runId), undo(runId), undo(runId)]);
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await stock()).toEqual([10, 20, 30]);
  });

  test("is undone after a later one of the same positions was, and not before", async () => {
    const first = await feed(15);
    const second = await feed(18);
    await expect(undo(first)).rejects.toMatchObject({ code: "STALE" });
    await undo(second);
    expect(await stock()).toEqual([15, 20, 30]);
    await undo(first);
    expect(await stock()).toEqual([10, 20, 30]);
  });

  test("gives units back to who waits for them", async () => {
    const runId = await feed(0);
    const order = await place(skus[0], 4);
    expect(order.lines[0]).toMatchObject({ allocated: 0, backordered: 4 });
    await undo(runId);
    await tell(database);
    const [line] = await database.sql`
      select allocated, backordered from order_line where order_id = ${order.orderId}`;
    expect(line).toEqual({ allocated: 4, backordered: 0 });
  });
});

describe("a feed whose stock was used since", () => {
  test("is refused whole with the positions named, or the rest is put back", async () => {
    const runId = await feed(15, 25, 35);
    await place(skus[0], 12);
    await feed(15, 26);
    const preview = await previewFeedUndo(ctx(), { runId });
    expect(preview).toMatchObject({ positions: 1, units: -5, used: 2 });
    const named = [
      { sku: skus[0]?.code, node: "Reno", before: 10, after: 15, onHand: 15, taken: 12 },
      { sku: skus[1]?.code, node: "Reno", before: 20, after: 25, onHand: 26, taken: 0 },
    ];
    const why = ["taken", "changed_since"];
    const expected = named
      .map((row, at) => ({ ...row, hindrance: why[at] }))
      .toSorted((a, b) => ((a.sku ?? "") < (b.sku ?? "") ? -1 : 1));
    expect(preview.rows).toEqual(expected);
    await expect(undo(runId)).rejects.toMatchObject({
      code: "STALE",
      details: { positions: expected },
    });
    expect(await stock()).toEqual([15, 26, 35]);
    expect(await undo(runId, true)).toMatchObject({ positions: 1, left: 2 });
    expect(await stock()).toEqual([15, 26, 30]);
  });

  test("an order that takes its units at the same moment has them, or the feed is undone", async () => {
    const runId = await feed(15);
    const [undone, order] = await Promise.allSettled([undo(runId), place(skus[0], 12)]);
    const [after] = await stock();
    expect(order.status).toBe("fulfilled");
    expect(after).toBe(undone.status === "fulfilled" ? 10 : 15);
  });

  test("a hold counts like an order", async () => {
    const runId = await feed(15);
    await reserveStock(ctx(), randomUUID(), {
      owner: { kind: "cart", ref: randomUUID() },
      channelCode: "api",
      lines: [{ sku: skus[0]?.code ?? "", quantity: 11 }],
    });
    await expect(undo(runId)).rejects.toMatchObject({ code: "STALE" });
    await expect(undo(runId, true)).rejects.toMatchObject({ code: "STALE" });
    expect(await stock()).toEqual([15, 20, 30]);
  });
});

test("only what moved stock can be undone, and only by who may", async () => {
  await expect(undo(randomUUID())).rejects.toMatchObject({ code: "NOT_FOUND" });
  const same = await feed(10, 20);
  await expect(undo(same)).rejects.toMatchObject({ code: "STALE" });
  const runId = await feed(15);
  const stranger = ctxOf(database, actorWith(["inventory.find_feed_run"]));
  await expect(undo(runId, false, stranger)).rejects.toMatchObject({ code: "FORBIDDEN" });
  const buyer = ctxOf(database, actorWith(["inventory.undo_feed"], { companyId: company.id }));
  await expect(undo(runId, false, buyer)).rejects.toMatchObject({ code: "FORBIDDEN" });
  expect(await stock()).toEqual([15, 20, 30]);
});
