import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { activatePolicy } from "@/server/oms/allocation/commands/activate-policy";
import { runScheduled } from "@/server/oms/allocation/commands/run-scheduled";
import { savePolicy } from "@/server/oms/allocation/commands/save-policy";
import { findPolicy, previewPolicy } from "@/server/oms/allocation/queries-policy";
import { findRun, listRuns } from "@/server/oms/allocation/queries-runs";
import { findShortSku, listShort } from "@/server/oms/allocation/queries-short";
import { adjustStock } from "@/server/oms/inventory/commands/adjust-stock";
import { localDate } from "@/server/oms/kernel/local-date";
import { EVERYONE } from "@/server/oms/scarcity/decide-classes";
import { type AllocationPolicy, DEFAULT_POLICY } from "@/server/oms/scarcity/types";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  type GivenSku,
  givenCompany,
  givenSku,
  givenStock,
  TUESDAY,
} from "../../support/factories";
import {
  bucketsOf,
  expectBooksToBalance,
  type Floor,
  givenFloor,
  givenOrder,
  key,
} from "../../support/floor";
import { tell } from "../notifications/telling";

/** The policy is versioned, and from its publication on it decides who gets what turns up. */

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
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: 0 });
});

let minute = 0;
const order = (of: Floor, quantity: number, shipAfter = localDate("2026-11-11")) => {
  minute += 1;
  const ctx = ctxOf(database, undefined, new Date(TUESDAY.getTime() + minute * 60_000));
  return givenOrder({ ...of, ctx }, [{ sku: sku.code, quantity }], { shipAfter });
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

async function publish(content: AllocationPolicy): Promise<number> {
  const { version } = await savePolicy(floor.ctx, key(), { content, note: "As agreed" });
  await activatePolicy(floor.ctx, key(), { version, reason: "As agreed" });
  return version;
}

const found = (delta: number) =>
  adjustStock(floor.ctx, key(), { skuId: sku.id, nodeId: floor.reno.id, delta, reason: "Found" });

const allocatedOf = async (orderId: string) => (await bucketsOf(floor, orderId))[0]?.allocated;

describe("the policy", () => {
  test("is written as a draft, published with a reason, and one version stands", async () => {
    const once = key();
    const asked = { content: goldFirst, note: "Gold first" };
    const [saved, twin] = await Promise.all([
      savePolicy(floor.ctx, once, asked),
      savePolicy(floor.ctx, once, asked),
    ]);
    expect(twin).toEqual(saved);
    expect((await findPolicy(floor.ctx, {})).versions[0]).toMatchObject({ status: "draft" });
    const { version } = saved;
    const both = await Promise.allSettled([
      activatePolicy(floor.ctx, key(), { version, reason: "Begin" }),
      activatePolicy(floor.ctx, key(), { version, reason: "Begin" }),
    ]);
    expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const next = await publish({ ...goldFirst, lockDays: 5 });
    const { versions, policy } = await findPolicy(floor.ctx, {});
    expect(policy.lockDays).toBe(5);
    expect(versions.slice(0, 2).map((each) => [each.version, each.status])).toEqual([
      [next, "active"],
      [version, "retired"],
    ]);
  });

  test("is refused to strangers, and when it names what does not exist", async () => {
    const stranger = ctxOf(database, actorWith([]));
    const asked = { content: goldFirst, note: "No" };
    await expect(savePolicy(stranger, key(), asked)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(
      activatePolicy(stranger, key(), { version: 1, reason: "No" }),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(runScheduled(stranger, key(), {})).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(
      activatePolicy(floor.ctx, key(), { version: 999, reason: "No" }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
    const before = (await findPolicy(floor.ctx, {})).versions.length;
    const quota = {
      level: "company" as const,
      key: "NOBODY",
      sku: null,
      measure: "units" as const,
      amount: 5,
      period: "month" as const,
      isCarriedOver: false,
    };
    await expect(
      savePolicy(floor.ctx, key(), { content: { ...goldFirst, quotas: [quota] }, note: "No" }),
    ).rejects.toMatchObject({
      code: "INVALID_INPUT",
      details: { faults: [{ field: "quotas.0.key", code: "unknown" }] },
    });
    expect((await findPolicy(floor.ctx, {})).versions).toHaveLength(before);
  });

  test("decides who gets what turns up: its first class before the oldest order", async () => {
    await publish(goldFirst);
    const first = await order(floor, 10);
    const second = await order(gold, 10);
    await found(12);
    await tell(database);
    expect([await allocatedOf(first.orderId), await allocatedOf(second.orderId)]).toEqual([2, 10]);
    await expectBooksToBalance(floor);
  });

  test("shares what turns up, and leaves what a quota does not give", async () => {
    await publish({
      ...goldFirst,
      classes: [{ name: "All", match: EVERYONE.match, share: "fair_share", pool: null }],
      quotas: [
        {
          level: "company",
          key: gold.company.code,
          sku: sku.code,
          measure: "units",
          amount: 3,
          period: "month",
          isCarriedOver: false,
        },
      ],
    });
    const first = await order(floor, 20);
    const second = await order(gold, 20);
    await found(12);
    await tell(database);
    expect([await allocatedOf(first.orderId), await allocatedOf(second.orderId)]).toEqual([9, 3]);
    await found(20);
    await tell(database);
    expect([await allocatedOf(first.orderId), await allocatedOf(second.orderId)]).toEqual([20, 3]);
    await expectBooksToBalance(floor);
  });

  test("is tried on a board and in a preview without writing anything", async () => {
    await publish(DEFAULT_POLICY);
    const first = await order(floor, 30, localDate("2026-11-23"));
    await found(20);
    await tell(database);
    await order(gold, 20);
    const board = await listShort(floor.ctx, {});
    expect(board.find((row) => row.sku === sku.code)).toMatchObject({ waiting: 30, orders: 2 });
    const tried = await findShortSku(floor.ctx, { sku: sku.code, policy: goldFirst });
    expect(tried.lines.map((line) => [line.stockBefore, line.stockAfter])).toEqual([
      [0, 20],
      [20, 0],
    ]);
    expect(tried.totals).toMatchObject([{ className: "Gold", gain: 1 }, { lose: 1 }]);
    const preview = await previewPolicy(floor.ctx, { content: goldFirst });
    expect(preview.losers.map(({ orderNumber }) => orderNumber)).toContain(first.number);
    expect(await allocatedOf(first.orderId)).toBe(20);
  });

  test("runs by schedule, once in its hours, and applies itself where it says so", async () => {
    await publish(DEFAULT_POLICY);
    const first = await order(floor, 20, localDate("2026-11-23"));
    await found(20);
    await tell(database);
    const second = await order(gold, 20);
    expect(await runScheduled(floor.ctx, key(), {})).toEqual({ number: null });
    await publish({ ...goldFirst, everyHours: 4 });
    const { number } = await runScheduled(floor.ctx, key(), {});
    expect(await runScheduled(floor.ctx, key(), {})).toEqual({ number: null });
    expect((await findRun(floor.ctx, { number: number ?? "" })).state).toBe("simulated");
    expect(await allocatedOf(first.orderId)).toBe(20);
    await publish({ ...goldFirst, everyHours: 4, isAppliedBySchedule: true });
    const later = ctxOf(database, undefined, new Date(TUESDAY.getTime() + 5 * 3_600_000));
    const applied = await runScheduled(later, key(), {});
    const [run] = await listRuns(floor.ctx, {});
    expect(run).toMatchObject({ number: applied.number, state: "applied", trigger: "schedule" });
    expect(await allocatedOf(second.orderId)).toBe(20);
    await expectBooksToBalance(floor);
  });
});
