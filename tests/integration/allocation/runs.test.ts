import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { activatePolicy } from "@/server/oms/allocation/commands/activate-policy";
import { applyRun } from "@/server/oms/allocation/commands/apply-run";
import { approveRun } from "@/server/oms/allocation/commands/approve-run";
import { dismissRun } from "@/server/oms/allocation/commands/dismiss-run";
import { editRunLine } from "@/server/oms/allocation/commands/edit-run-line";
import { openRun } from "@/server/oms/allocation/commands/open-run";
import { refreshRun } from "@/server/oms/allocation/commands/refresh-run";
import { savePolicy } from "@/server/oms/allocation/commands/save-policy";
import { findLineRuns, findRun } from "@/server/oms/allocation/queries-runs";
import { adjustStock } from "@/server/oms/inventory/commands/adjust-stock";
import { localDate } from "@/server/oms/kernel/local-date";
import { auditDatabase } from "@/server/oms/reporting/queries-audit";
import { EVERYONE } from "@/server/oms/scarcity/decide-classes";
import { type AllocationPolicy, DEFAULT_POLICY } from "@/server/oms/scarcity/types";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  type GivenSku,
  givenCompany,
  givenInbound,
  givenSku,
  givenStock,
  TUESDAY,
} from "../../support/factories";
import {
  bucketsOf,
  eventsOf,
  expectBooksToBalance,
  type Floor,
  givenFloor,
  givenOrder,
  key,
} from "../../support/floor";
import { mailsOf, tell } from "../notifications/telling";

/** Runs: scarce units are decided anew, looked at, and moved only when somebody approves. */

let database: TestDatabase;
let floor: Floor;
let gold: Floor;
let sku: GivenSku;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
  gold = { ...floor, company: await givenCompany(database) };
  await database.sql`update company set tier = 'gold' where id = ${gold.company.id}`;
});
afterAll(() => database.drop());
beforeEach(async () => {
  sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: 60 });
});

const LATER = localDate("2026-11-23");
let minute = 0;
/** Each a minute later: numbers do not follow the clock when two connections draw them. */
const order = (of: Floor, quantity: number) => {
  minute += 1;
  const ctx = ctxOf(database, undefined, new Date(TUESDAY.getTime() + minute * 60_000));
  return givenOrder({ ...of, ctx }, [{ sku: sku.code, quantity }], { shipAfter: LATER });
};

const goldFirst: AllocationPolicy = {
  ...DEFAULT_POLICY,
  lockDays: 0,
  borrow: "freely",
  classes: [
    {
      name: "Gold",
      match: { ...EVERYONE.match, tiers: ["gold"] },
      share: "first_come",
      pool: null,
    },
  ],
};
const fairly: AllocationPolicy = {
  ...goldFirst,
  classes: [{ name: "All", match: EVERYONE.match, share: "fair_share", pool: null }],
};

const open = (policy: AllocationPolicy, ctx = floor.ctx) =>
  openRun(ctx, key(), { skus: [sku.code], policy });

const pageOf = (number: string) => findRun(floor.ctx, { number });

const linesOf = (runId: string) => database.sql<
  {
    orderId: string;
    lineId: string;
    before: number;
    after: number;
    why: string;
    isLater: boolean;
  }[]
>`
  select order_id as "orderId", order_line_id as "lineId", stock_before as before,
    stock_after as after, why, date_after > date_before as "isLater"
  from allocation_run_line where run_id = ${runId} order by rank`;

const allocatedOf = async (orderId: string) => (await bucketsOf(floor, orderId))[0]?.allocated;

const expectSound = async () => {
  const { invariants } = await auditDatabase(database.sql);
  expect(invariants.filter(({ violations }) => violations > 0)).toEqual([]);
  await expectBooksToBalance(floor);
};

describe("a run", () => {
  test("shows who gains and who loses, moves nothing, and does all of it when approved", async () => {
    await givenInbound(database, {
      skuId: sku.id,
      nodeId: floor.reno.id,
      quantity: 100,
      eta: "2026-12-04",
    });
    const first = await order(floor, 60);
    const second = await order(gold, 40);
    await tell(database);
    const run = await open(goldFirst);
    const [top, loser] = await linesOf(run.runId);
    expect(top).toMatchObject({ orderId: second.orderId, before: 0, after: 40 });
    expect(loser).toMatchObject({ orderId: first.orderId, before: 60, after: 20, isLater: true });
    expect(loser?.why).toBe(
      "20 of 60 from stock, 40 from supply: Gold first, then Everyone else by first come",
    );
    expect(await allocatedOf(first.orderId)).toBe(60);

    const asked = {
      runId: run.runId,
      version: 1,
      reason: "Gold is promised first",
      isApplied: true,
    };
    const once = key();
    const [done, twin] = await Promise.all([
      approveRun(floor.ctx, once, asked),
      approveRun(floor.ctx, once, asked),
    ]);
    expect(done).toEqual({ number: run.number, applied: { orders: 2, moved: 2 } });
    expect(twin).toEqual(done);
    expect([await allocatedOf(first.orderId), await allocatedOf(second.orderId)]).toEqual([20, 40]);
    await tell(database);
    const moved = (await mailsOf(database, first.orderId)).map(({ template }) => template);
    expect(moved.filter((template) => template === "promise-changed")).toHaveLength(1);
    expect(await eventsOf(floor, first.orderId)).toContain("sales_order.reallocated");
    await expectSound();
    await expect(approveRun(floor.ctx, key(), asked)).rejects.toMatchObject({
      code: "ILLEGAL_TRANSITION",
    });
  });

  test("shares fairly in packs, and a hand goes before it with a reason", async () => {
    const first = await order(floor, 60);
    const second = await order(gold, 60);
    const run = await open(fairly);
    expect((await linesOf(run.runId)).map(({ after }) => after)).toEqual([30, 30]);
    const [line] = await linesOf(run.runId);
    const edit = { runId: run.runId, version: 1, orderLineId: line?.lineId ?? "" };
    await expect(
      editRunLine(floor.ctx, key(), { ...edit, units: 61, reason: "All" }),
    ).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(
      editRunLine(floor.ctx, key(), { ...edit, units: 50, reason: " " }),
    ).rejects.toMatchObject({ code: "INVALID_INPUT" });
    const edited = await editRunLine(floor.ctx, key(), {
      ...edit,
      units: 50,
      reason: "Their store opens that day",
    });
    expect(edited).toEqual({ version: 2, units: 50 });
    expect((await linesOf(run.runId)).map(({ after, why }) => [after, why])).toEqual([
      [50, "50 of 60 from stock: given by hand"],
      [10, "10 of 60 from stock: All by fair share 16 %"],
    ]);
    await expect(
      approveRun(floor.ctx, key(), { runId: run.runId, version: 1, reason: "As agreed" }),
    ).rejects.toMatchObject({ code: "STALE" });
    await approveRun(floor.ctx, key(), {
      runId: run.runId,
      version: 2,
      reason: "As agreed",
      isApplied: true,
    });
    expect([await allocatedOf(first.orderId), await allocatedOf(second.orderId)]).toEqual([50, 10]);
    await expectSound();
  });

  test("is refused when stock moved under it, and decides again when asked", async () => {
    const first = await order(floor, 60);
    await order(gold, 40);
    const run = await open(goldFirst);
    await adjustStock(floor.ctx, key(), {
      skuId: sku.id,
      nodeId: floor.reno.id,
      delta: 15,
      reason: "Found",
    });
    const approval = { runId: run.runId, reason: "Gold is promised first", isApplied: true };
    await expect(approveRun(floor.ctx, key(), { ...approval, version: 1 })).rejects.toMatchObject({
      code: "STALE",
      message: `Stock or orders moved: ${first.number} would get 35 instead of 20 from stock. Decide the run again`,
      details: { orders: [first.number] },
    });
    expect(await allocatedOf(first.orderId)).toBe(60);
    expect((await pageOf(run.number)).state).toBe("simulated");
    const fresh = await refreshRun(floor.ctx, key(), { runId: run.runId, version: 1 });
    await approveRun(floor.ctx, key(), { ...approval, version: fresh.version });
    expect(await allocatedOf(first.orderId)).toBe(35);
    await expectSound();
  });

  test("leaves who would miss their date alone, where the policy protects dates", async () => {
    const first = await order(floor, 60);
    await order(gold, 40);
    const run = await open({ ...goldFirst, borrow: "when_date_is_kept" });
    expect((await linesOf(run.runId)).map(({ before, after }) => [before, after])).toEqual([
      [0, 0],
      [60, 60],
    ]);
    const done = await approveRun(floor.ctx, key(), {
      runId: run.runId,
      version: 1,
      reason: "Nothing to move",
      isApplied: true,
    });
    expect([done.applied?.orders, await allocatedOf(first.orderId)]).toEqual([0, 60]);
  });

  test("of two planners only one is heard, and what is put aside moves nothing", async () => {
    const first = await order(floor, 60);
    await order(gold, 40);
    const run = await open(goldFirst);
    const asked = { runId: run.runId, version: 1, reason: "Mine", isApplied: true };
    const heard = await Promise.allSettled([
      approveRun(floor.ctx, key(), asked),
      dismissRun(floor.ctx, key(), asked),
    ]);
    expect(heard.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const [after] = await database.sql<{ state: string }[]>`
      select state from allocation_run where id = ${run.runId}`;
    expect(await allocatedOf(first.orderId)).toBe(after?.state === "applied" ? 20 : 60);
    await expectSound();
  });

  test("is approved by one and applied by another, and keeps who did what and why", async () => {
    const first = await order(floor, 60);
    const second = await order(gold, 40);
    const run = await open(goldFirst);
    expect(await findLineRuns(floor.ctx, { orderNumber: first.number })).toEqual([]);
    const applying = { runId: run.runId, version: 1 };
    await expect(applyRun(floor.ctx, key(), applying)).rejects.toMatchObject({
      code: "ILLEGAL_TRANSITION",
      message: `${run.number} is not approved yet`,
    });
    await approveRun(floor.ctx, key(), { ...applying, reason: "Gold is promised first" });
    expect(await allocatedOf(first.orderId)).toBe(60);
    const [line] = await linesOf(run.runId);
    const edit = { ...applying, orderLineId: line?.lineId ?? "", units: 1, reason: "Less" };
    await expect(editRunLine(floor.ctx, key(), edit)).rejects.toMatchObject({
      code: "ILLEGAL_TRANSITION",
    });
    const once = key();
    const [done, twin] = await Promise.all([
      applyRun(floor.ctx, once, applying),
      applyRun(floor.ctx, once, applying),
    ]);
    expect(done).toEqual({ orders: 2, moved: 0 });
    expect(twin).toEqual(done);
    expect([await allocatedOf(first.orderId), await allocatedOf(second.orderId)]).toEqual([20, 40]);
    const number = first.number.toLowerCase();
    expect(await findLineRuns(floor.ctx, { orderNumber: number })).toMatchObject([
      {
        lineNumber: 1,
        run: run.number,
        why: "20 of 60 from stock: Gold first, then Everyone else by first come",
      },
    ]);
    const page = await pageOf(run.number);
    expect(page).toMatchObject({ state: "applied", approvalReason: "Gold is promised first" });
    expect(page.trail.map(({ type, reason }) => [type, reason])).toEqual([
      ["allocation_run.applied", "Gold is promised first"],
      ["allocation_run.approved", "Gold is promised first"],
      ["allocation_run.simulated", null],
    ]);
    await expectSound();
  });

  test("that is approved is refused when stock moved, and asks for a new approval when decided again", async () => {
    const first = await order(floor, 60);
    await order(gold, 40);
    const run = await open(goldFirst);
    const applying = { runId: run.runId, version: 1 };
    await approveRun(floor.ctx, key(), { ...applying, reason: "Gold is promised first" });
    await adjustStock(floor.ctx, key(), {
      skuId: sku.id,
      nodeId: floor.reno.id,
      delta: 15,
      reason: "Found",
    });
    await expect(applyRun(floor.ctx, key(), applying)).rejects.toMatchObject({
      code: "STALE",
      message: `Stock or orders moved: ${first.number} would get 35 instead of 20 from stock. Decide the run again`,
    });
    expect([await allocatedOf(first.orderId), (await pageOf(run.number)).state]).toEqual([
      60,
      "approved",
    ]);
    const { version } = await refreshRun(floor.ctx, key(), applying);
    expect(await pageOf(run.number)).toMatchObject({ state: "simulated", approvedBy: null });
    const again = { runId: run.runId, version };
    await approveRun(floor.ctx, key(), { ...again, reason: "Gold is still first" });
    const heard = await Promise.allSettled([
      applyRun(floor.ctx, key(), again),
      dismissRun(floor.ctx, key(), { ...again, reason: "Not today" }),
    ]);
    expect(heard.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const { state } = await pageOf(run.number);
    expect(await allocatedOf(first.orderId)).toBe(state === "applied" ? 35 : 60);
    await expectSound();
  });

  test("is for those who have the right, about SKUs that somebody asks for", async () => {
    const stranger = ctxOf(database, actorWith([]));
    const id = { runId: key(), version: 1, reason: "No" };
    await expect(open(goldFirst, stranger)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(approveRun(stranger, key(), id)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(applyRun(stranger, key(), { runId: id.runId, version: 1 })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(applyRun(floor.ctx, key(), { runId: id.runId, version: 1 })).rejects.toMatchObject(
      { code: "NOT_FOUND" },
    );
    await expect(dismissRun(stranger, key(), id)).rejects.toMatchObject({ code: "FORBIDDEN" });
    const edit = { ...id, orderLineId: key(), units: 1 };
    await expect(editRunLine(stranger, key(), edit)).rejects.toMatchObject({ code: "FORBIDDEN" });
    const refresh = { runId: id.runId, version: 1 };
    await expect(refreshRun(stranger, key(), refresh)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(approveRun(floor.ctx, key(), id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(open(goldFirst)).rejects.toMatchObject({ code: "STALE" });
    await expect(
      openRun(floor.ctx, key(), { skus: ["NO-SUCH"], policy: null }),
    ).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });

  test("needs both rights to be applied with its approval, and another person where the policy says so", async () => {
    const first = await order(floor, 60);
    await order(gold, 40);
    const run = await open(goldFirst);
    const asked = { runId: run.runId, version: 1, reason: "Mine" };
    const approver = ctxOf(database, actorWith(["allocation.approve_run"]));
    await expect(approveRun(approver, key(), { ...asked, isApplied: true })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    expect((await pageOf(run.number)).state).toBe("simulated");

    const content = { ...goldFirst, isAppliedByAnother: true };
    const { version } = await savePolicy(floor.ctx, key(), { content, note: "Four eyes" });
    await activatePolicy(floor.ctx, key(), { version, reason: "Four eyes" });
    await expect(approveRun(floor.ctx, key(), { ...asked, isApplied: true })).rejects.toMatchObject(
      { code: "FORBIDDEN" },
    );
    await approveRun(floor.ctx, key(), asked);
    const applying = { runId: run.runId, version: 1 };
    await expect(applyRun(floor.ctx, key(), applying)).rejects.toMatchObject({
      code: "FORBIDDEN",
      message: expect.stringContaining("the policy asks for somebody else to apply it"),
    });
    expect(await allocatedOf(first.orderId)).toBe(60);
    const other = ctxOf(database, actorWith(["allocation.apply_run"], { id: "other" }));
    expect(await applyRun(other, key(), applying)).toEqual({ orders: 2, moved: 0 });
    await expectSound();
  });
});
