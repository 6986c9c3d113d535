import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { activatePolicy } from "@/server/oms/allocation/commands/activate-policy";
import { applyWindow } from "@/server/oms/allocation/commands/apply-window";
import { dismissWindow } from "@/server/oms/allocation/commands/dismiss-window";
import { openDueWindow } from "@/server/oms/allocation/commands/open-due-window";
import { proposeWindow } from "@/server/oms/allocation/commands/propose-window";
import { releaseDue } from "@/server/oms/allocation/commands/release-due";
import { requestWindow } from "@/server/oms/allocation/commands/request-window";
import { savePolicy } from "@/server/oms/allocation/commands/save-policy";
import { setWindowSchedule } from "@/server/oms/allocation/commands/set-window-schedule";
import { planRun, searchWindow } from "@/server/oms/allocation/handlers";
import { findWindow, listWindows } from "@/server/oms/allocation/queries-windows";
import { cancelOrder } from "@/server/oms/fulfillment/commands/cancel-order";
import { adjustStock } from "@/server/oms/inventory/commands/adjust-stock";
import { releaseHold } from "@/server/oms/orders/commands/release-hold";
import { setHold } from "@/server/oms/orders/commands/set-hold";
import { auditDatabase } from "@/server/oms/reporting/queries-audit";
import { EVERYONE } from "@/server/oms/scarcity/decide-classes";
import { DEFAULT_POLICY } from "@/server/oms/scarcity/types";
import { isReplayed } from "@/server/oms/sourcing/decide-replay";
import type { StoredDecision } from "@/server/oms/sourcing/types";
import type { Strategy } from "@/server/oms/sourcing/types-profile";
import { stepKey } from "@/server/shell/handler";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  type GivenNode,
  type GivenSku,
  givenCompany,
  givenKit,
  givenNetwork,
  givenNode,
  givenSku,
  givenStock,
  TUESDAY,
} from "../../support/factories";
import {
  eventsOf,
  expectBooksToBalance,
  type Floor,
  givenFloor,
  givenOrder,
  key,
} from "../../support/floor";
import { givenStrategies } from "../../support/routing";

/** Orders that no node works on yet are planned together, looked at, and moved. */

let database: TestDatabase;
let floor: Floor;
let sacramento: GivenNode;

beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
  const { calendarId } = await givenNetwork(database);
  sacramento = await givenNode(database, calendarId, {
    name: "Sacramento",
    latitude: 38.58,
    longitude: -121.49,
    priority: 200,
  });
});
afterAll(() => database.drop());

const NAMES = () =>
  new Map([
    [floor.reno.id, "Reno"],
    [floor.columbus.id, "Columbus"],
    [sacramento.id, "Sacramento"],
  ]);

const standing = async (orderId: string) => {
  const rows = await database.sql<{ nodeId: string; sku: string; quantity: number }[]>`
    select a.node_id as "nodeId", s.code as sku, a.quantity from allocation a
    join sku s on s.id = a.sku_id
    where a.order_id = ${orderId} and a.state in ('allocated', 'released') order by a.id`;
  return rows
    .map(({ nodeId, sku, quantity }) => `${quantity} ${sku} ${NAMES().get(nodeId)}`)
    .sort();
};

/**
 * The first order has the only bracket in Reno, so the second, which wants a bracket and a lamp, ships
 * from two nodes. Sacramento is as near and as cheap for the first.
 */
async function givenCrossed() {
  const [bracket, lamp] = [await givenSku(database), await givenSku(database)] as const;
  const give = (sku: GivenSku, node: GivenNode) =>
    givenStock(database, { skuId: sku.id, nodeId: node.id, onHand: 1 });
  await give(bracket, floor.reno);
  const one = (sku: GivenSku) => ({ sku: sku.code, quantity: 1 });
  const first = await givenOrder(floor, [one(bracket)]);
  await give(bracket, sacramento);
  await give(lamp, floor.reno);
  const second = await givenOrder(floor, [one(bracket), one(lamp)]);
  expect(await standing(first.orderId)).toEqual([`1 ${bracket.code} Reno`]);
  expect(await standing(second.orderId)).toContain(`1 ${bracket.code} Sacramento`);
  return { bracket, lamp, first, second };
}

/** As the worker does it when it hears that a window was asked for. */
async function givenProposal(mode: "show_first" | "automatic" = "show_first") {
  const run = await requestWindow(floor.ctx, key(), { mode });
  await planRun(floor.ctx, (step) => stepKey(run.runId, step), run.runId);
  return run;
}

const seen = (number: string) => findWindow(floor.ctx, { number });

const found = (sku: GivenSku, delta: number) =>
  adjustStock(floor.ctx, key(), { skuId: sku.id, nodeId: floor.reno.id, delta, reason: "Found" });

const expectSound = async () => {
  const { invariants } = await auditDatabase(database.sql);
  expect(invariants.filter(({ violations }) => violations > 0)).toEqual([]);
  await expectBooksToBalance(floor);
};

/** What is still free to move would be seen by the next test's window. */
const clear = () => releaseDue(floor.ctx, key(), { horizonDays: 60, ordersMax: 1_000 });

describe("a window", () => {
  test("is proposed with what it saves, and moves units only when it is applied", async () => {
    const { bracket, lamp, first, second } = await givenCrossed();
    const { runId, number } = await givenProposal();
    const { run, orders } = await seen(number);
    expect(run).toMatchObject({ state: "proposed", ordersChanged: 2, shipmentsBefore: 3 });
    expect(run.shipmentsAfter).toBe(2);
    expect(run.costAfter).toBeLessThan(run.costBefore);
    expect(orders.map((order) => order.number).sort()).toEqual(
      [first.number, second.number].sort(),
    );
    expect(await standing(first.orderId)).toEqual([`1 ${bracket.code} Reno`]);

    const done = await applyWindow(floor.ctx, key(), { runId });
    expect(done).toMatchObject({ number, orders: 2, left: 0 });
    expect(done.savedMinor).toBe(run.costBefore - run.costAfter);
    expect(await standing(first.orderId)).toEqual([`1 ${bracket.code} Sacramento`]);
    expect(await standing(second.orderId)).toEqual(
      [`1 ${bracket.code} Reno`, `1 ${lamp.code} Reno`].sort(),
    );
    expect((await seen(number)).orders.map(({ outcome }) => outcome)).toEqual([
      "applied",
      "applied",
    ]);
    expect(await eventsOf(floor, second.orderId)).toContain("sales_order.replanned");
    expect(await eventsOf(floor, first.orderId)).not.toContain("sales_order.promise_changed");
    const decisions = await database.sql<{ sentence: string; detail: StoredDecision }[]>`
      select sentence, detail from sourcing_decision where trigger = 'window'
        and order_id in (${first.orderId}, ${second.orderId}) order by sentence`;
    expect(decisions.map(({ detail }) => isReplayed(detail))).toEqual([true, true]);
    expect(decisions.map(({ sentence }) => sentence)).toContainEqual(
      expect.stringMatching(/all from Reno instead of 1 from Reno and 1 from Sacramento, \$\d/),
    );
    await expectSound();
    await clear();
  });

  test("that nothing is to be gained from leaves all as it was", async () => {
    const sku = await givenSku(database);
    await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: 5 });
    const order = await givenOrder(floor, [{ sku: sku.code, quantity: 2 }]);
    const { runId, number } = await givenProposal();
    expect((await seen(number)).run).toMatchObject({ state: "left_as_it_was", ordersChanged: 0 });
    await expect(applyWindow(floor.ctx, key(), { runId })).rejects.toMatchObject({
      code: "ILLEGAL_TRANSITION",
    });
    expect(await standing(order.orderId)).toEqual([`2 ${sku.code} Reno`]);
    await clear();
  });

  test("delivers no order later, whatever that would save", async () => {
    const [bracket, lamp] = [await givenSku(database), await givenSku(database)] as const;
    await givenStock(database, { skuId: bracket.id, nodeId: floor.reno.id, onHand: 1 });
    const first = await givenOrder(floor, [{ sku: bracket.code, quantity: 1 }]);
    // The only other bracket is two days farther away.
    await givenStock(database, { skuId: bracket.id, nodeId: floor.columbus.id, onHand: 1 });
    await givenStock(database, { skuId: lamp.id, nodeId: floor.reno.id, onHand: 1 });
    await givenOrder(floor, [
      { sku: bracket.code, quantity: 1 },
      { sku: lamp.code, quantity: 1 },
    ]);
    const found = await searchWindow(floor.ctx);
    expect(found.orders.map(({ number }) => number)).not.toContain(first.number);
    await clear();
  });

  test("is applied at once where its mode says so", async () => {
    const { first } = await givenCrossed();
    const { number } = await givenProposal("automatic");
    expect((await seen(number)).run).toMatchObject({ state: "applied", ordersApplied: 2 });
    expect((await standing(first.orderId)).join()).toContain("Sacramento");
    await clear();
  });

  test("leaves what was released or cancelled meanwhile, and what that makes impossible", async () => {
    const held = await givenCrossed();
    const { runId, number } = await givenProposal();
    await setHold(floor.ctx, key(), {
      orderId: held.second.orderId,
      type: "manual",
      reason: "Waits for a call",
    });
    await clear();
    expect(await applyWindow(floor.ctx, key(), { runId })).toMatchObject({ orders: 0, left: 2 });
    const { orders } = await seen(number);
    expect(new Map(orders.map((order) => [order.number, order.outcomeReason]))).toEqual(
      new Map([
        [held.first.number, "its units were moved, released or cancelled meanwhile"],
        [
          held.second.number,
          "its new place no longer has the units, or can no longer ship them on the day planned",
        ],
      ]),
    );
    expect((await standing(held.second.orderId)).join()).toContain("Sacramento");

    const cancelled = await givenCrossed();
    const again = await givenProposal();
    await cancelOrder(floor.ctx, key(), {
      orderId: cancelled.first.orderId,
      reason: "Not wanted any more",
    });
    expect(await applyWindow(floor.ctx, key(), { runId: again.runId })).toMatchObject({
      orders: 1,
      left: 1,
    });
    expect((await standing(cancelled.second.orderId)).join()).not.toContain("Sacramento");
    await expectSound();
    await clear();
  });

  test("and a release at the same moment: each order is moved whole or released where it was", async () => {
    const { first, second } = await givenCrossed();
    const { runId } = await givenProposal();
    const [done] = await Promise.all([applyWindow(floor.ctx, key(), { runId }), clear()]);
    await clear();
    const both = [...(await standing(first.orderId)), ...(await standing(second.orderId))];
    expect(both).toHaveLength(3);
    expect(done.orders + done.left).toBe(2);
    expect([0, 2]).toContain(done.orders);
    await expectSound();
  });

  test("is decided once: the same key twice at once, and two people", async () => {
    const { second } = await givenCrossed();
    const { runId } = await givenProposal();
    const same = key();
    const twice = await Promise.all([
      applyWindow(floor.ctx, same, { runId }),
      applyWindow(floor.ctx, same, { runId }),
    ]);
    expect(twice[0]).toEqual(twice[1]);
    await expect(dismissWindow(floor.ctx, key(), { runId, reason: "No" })).rejects.toMatchObject({
      code: "ILLEGAL_TRANSITION",
    });
    const decisions = await database.sql`select 1 from sourcing_decision
      where trigger = 'window' and order_id = ${second.orderId}`;
    expect(decisions).toHaveLength(1);
    await clear();

    const other = await givenCrossed();
    const run = await givenProposal();
    const outcomes = await Promise.allSettled([
      applyWindow(floor.ctx, key(), { runId: run.runId }),
      dismissWindow(floor.ctx, key(), { runId: run.runId, reason: "Stays as it is" }),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await standing(other.first.orderId)).toHaveLength(1);
    await expectSound();
    await clear();
  });

  test("that was dismissed changes nothing; a later proposal replaces one that nobody decided", async () => {
    const { first } = await givenCrossed();
    const { runId, number } = await givenProposal();
    const later = await givenProposal();
    expect((await seen(number)).run.state).toBe("replaced");
    await expect(applyWindow(floor.ctx, key(), { runId })).rejects.toMatchObject({
      code: "ILLEGAL_TRANSITION",
    });
    await dismissWindow(floor.ctx, key(), { runId: later.runId, reason: "Not today" });
    expect((await seen(later.number)).run).toMatchObject({
      state: "dismissed",
      decisionReason: "Not today",
    });
    expect((await standing(first.orderId)).join()).toContain("Reno");
    await clear();
  });
});

describe("a window takes", () => {
  test("kits, which stay together: all of one leaves from one node", async () => {
    const [bracket, lamp] = [await givenSku(database), await givenSku(database)] as const;
    const give = (sku: GivenSku, node: GivenNode) =>
      givenStock(database, { skuId: sku.id, nodeId: node.id, onHand: 1 });
    const kit = await givenKit(database, [
      [bracket, 1],
      [lamp, 1],
    ]);
    await give(bracket, floor.reno);
    const first = await givenOrder(floor, [{ sku: bracket.code, quantity: 1 }]);
    await give(bracket, sacramento);
    await give(lamp, floor.reno);
    const second = await givenOrder(floor, [{ sku: kit.code, quantity: 1 }]);
    expect(await standing(second.orderId)).toContain(`1 ${bracket.code} Sacramento`);
    const { runId, number } = await givenProposal();
    expect((await seen(number)).passedOver).toEqual([]);
    expect(await applyWindow(floor.ctx, key(), { runId })).toMatchObject({ orders: 2 });
    expect(await standing(second.orderId)).toEqual(
      [`1 ${bracket.code} Reno`, `1 ${lamp.code} Reno`].sort(),
    );
    expect(await standing(first.orderId)).toEqual([`1 ${bracket.code} Sacramento`]);
    await expectSound();
    await clear();
  });

  test("orders on hold, which stay held, and says whom an order makes room for", async () => {
    const { first, second } = await givenCrossed();
    const { holdId } = await setHold(floor.ctx, key(), {
      orderId: first.orderId,
      type: "manual",
      reason: "Waits for a call",
    });
    await database.sql`update hold_type set blocks = array['allocate', 'release'] where code = 'manual'`;
    const { runId, number } = await givenProposal();
    const { orders } = await seen(number);
    expect(orders.find((order) => order.number === first.number)?.why).toBe(
      `Costs the same and makes room for ${second.number}.`,
    );
    expect(orders.find((order) => order.number === second.number)?.why).toMatch(
      /^Costs \$\d+\.\d\d less, from one node\.$/,
    );
    expect(await applyWindow(floor.ctx, key(), { runId })).toMatchObject({ orders: 2, left: 0 });
    await clear();
    const states = await database.sql`
      select state from allocation where order_id = ${first.orderId} and state <> 'deallocated'`;
    expect(states).toEqual([{ state: "allocated" }]);
    expect((await standing(first.orderId)).join()).toContain("Sacramento");
    await expectSound();
    await releaseHold(floor.ctx, key(), { orderId: first.orderId, holdId, reason: "Called" });
    await database.sql`update hold_type set blocks = array['release'] where code = 'manual'`;
    await clear();
  });

  test("orders that a strategy routed, by its rules and criteria", async () => {
    const nodes = (codes: string[]): Strategy => ({
      name: `From ${codes.length} nodes`,
      when: { fact: "service", is: "in", values: ["ground"] },
      criteria: [
        { by: "shipments", band: 0 },
        { by: "landed_cost", band: 0 },
      ],
      constraints: [
        { rule: "nodes", is: "in", values: codes, hard: true },
        { rule: "max_shipments", shipments: 2, hard: true },
      ],
      afterAction: { do: "backorder" },
    });
    const all = [floor.reno.code, floor.columbus.code, sacramento.code];
    await givenStrategies(database, [nodes(all)]);
    const { first, second, bracket, lamp } = await givenCrossed();
    const { runId, number } = await givenProposal();
    expect((await seen(number)).run.ordersChanged).toBe(2);
    await applyWindow(floor.ctx, key(), { runId });
    expect(await standing(second.orderId)).toEqual(
      [`1 ${bracket.code} Reno`, `1 ${lamp.code} Reno`].sort(),
    );
    const decisions = await database.sql<{ detail: StoredDecision }[]>`
      select detail from sourcing_decision where trigger = 'window'
        and order_id in (${first.orderId}, ${second.orderId})`;
    expect(decisions.map(({ detail }) => [detail.route?.strategy, isReplayed(detail)])).toEqual([
      ["From 3 nodes", true],
      ["From 3 nodes", true],
    ]);
    await expectSound();
    await clear();

    // By its strategy the first may leave from Reno alone, so nothing is gained.
    const [shelf, shade] = [await givenSku(database), await givenSku(database)] as const;
    const give = (sku: GivenSku, node: GivenNode) =>
      givenStock(database, { skuId: sku.id, nodeId: node.id, onHand: 1 });
    await give(shelf, floor.reno);
    await givenStrategies(database, [nodes([floor.reno.code])]);
    await givenOrder(floor, [{ sku: shelf.code, quantity: 1 }]);
    await givenStrategies(database, [nodes(all)]);
    await give(shelf, sacramento);
    await give(shade, floor.reno);
    await givenOrder(floor, [
      { sku: shelf.code, quantity: 1 },
      { sku: shade.code, quantity: 1 },
    ]);
    const fenced = await givenProposal();
    expect((await seen(fenced.number)).run.state).toBe("left_as_it_was");
    await clear();
  });

  test("units that wait, from stock that nobody holds, and as the policy leaves it to them", async () => {
    const sku = await givenSku(database);
    await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: 0 });
    const waiting = await givenOrder(floor, [{ sku: sku.code, quantity: 3 }]);
    const afterIt = ctxOf(database, undefined, new Date(TUESDAY.getTime() + 60_000));
    const later = await givenOrder({ ...floor, ctx: afterIt }, [{ sku: sku.code, quantity: 2 }]);
    await found(sku, 4);
    const { runId, number } = await givenProposal();
    const { orders, passedOver } = await seen(number);
    expect(new Map(orders.map((order) => [order.number, order.filled[0]?.units]))).toEqual(
      new Map([
        [waiting.number, 3],
        [later.number, 1],
      ]),
    );
    expect(orders.find((order) => order.number === waiting.number)?.why).toBe(
      "3 that wait have free stock.",
    );
    expect(passedOver).toEqual([]);
    const same = key();
    await Promise.all([
      applyWindow(floor.ctx, same, { runId }),
      applyWindow(floor.ctx, same, { runId }),
    ]);
    expect(await standing(waiting.orderId)).toEqual([`3 ${sku.code} Reno`]);
    expect(await standing(later.orderId)).toEqual([`1 ${sku.code} Reno`]);
    expect((await seen(number)).orders.map(({ outcome }) => outcome)).toEqual([
      "applied",
      "applied",
    ]);
    await expectSound();
    await clear();
  });

  test("nothing that the policy gives to others: that is left to an allocation run, and said", async () => {
    const goldCompany = await givenCompany(database);
    await database.sql`update company set tier = 'gold' where id = ${goldCompany.id}`;
    const content = {
      ...DEFAULT_POLICY,
      classes: [
        {
          name: "Gold",
          match: { ...EVERYONE.match, tiers: ["gold" as const] },
          share: "first_come" as const,
          pool: null,
        },
      ],
    };
    const { version } = await savePolicy(floor.ctx, key(), { content, note: "As agreed" });
    await activatePolicy(floor.ctx, key(), { version, reason: "As agreed" });
    const sku = await givenSku(database);
    await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: 0 });
    const older = await givenOrder(floor, [{ sku: sku.code, quantity: 3 }]);
    const gold = await givenOrder({ ...floor, company: goldCompany }, [
      { sku: sku.code, quantity: 2 },
    ]);
    await found(sku, 2);
    const { runId, number } = await givenProposal();
    const { orders, passedOver } = await seen(number);
    expect(orders.map((order) => order.number)).toEqual([gold.number]);
    expect(passedOver).toMatchObject([
      {
        number: older.number,
        reason: `of ${sku.code}, the allocation policy leaves it 0 of 3 free units, an allocation run decides about the others`,
      },
    ]);
    // A count takes one of them first.
    await found(sku, -1);
    await applyWindow(floor.ctx, key(), { runId });
    expect(await standing(gold.orderId)).toEqual([`1 ${sku.code} Reno`]);
    expect((await seen(number)).orders[0]).toMatchObject({
      outcome: "applied",
      outcomeReason: "the free units it was to get are gone, or it waits for them no longer",
    });
    expect(await standing(older.orderId)).toEqual([]);
    await expectSound();
    await clear();
  });
});

describe("asking for windows", () => {
  test("is refused while one is being planned, and a proposal is written once", async () => {
    const { runId, number } = await requestWindow(floor.ctx, key(), {});
    await expect(requestWindow(floor.ctx, key(), {})).rejects.toMatchObject({ code: "STALE" });
    const found = { ...(await searchWindow(floor.ctx)), orders: [] };
    const same = key();
    const [one, two] = await Promise.all([
      proposeWindow(floor.ctx, same, { runId, ...found }),
      proposeWindow(floor.ctx, same, { runId, ...found }),
    ]);
    expect(one).toEqual(two);
    await expect(proposeWindow(floor.ctx, key(), { runId, ...found })).rejects.toMatchObject({
      code: "ILLEGAL_TRANSITION",
    });
    expect((await seen(number)).run.state).toBe("left_as_it_was");
  });

  test("by the schedule: when it is time, once, and only when there is something to plan", async () => {
    const at = (minutes: number) =>
      ctxOf(database, undefined, new Date(TUESDAY.getTime() + minutes * 60_000));
    expect(await openDueWindow(at(500), key(), {})).toEqual({ number: null });
    await givenCrossed();
    const opened = await Promise.all([
      openDueWindow(at(500), key(), {}),
      openDueWindow(at(500), key(), {}),
    ]);
    expect(opened.filter(({ number }) => number !== null)).toHaveLength(1);
    const { runs } = await listWindows(floor.ctx, {});
    expect(runs[0]).toMatchObject({ state: "planning", trigger: "interval", mode: "show_first" });
    // Nobody planned it: the next one takes its place.
    const { number } = await openDueWindow(at(600), key(), {});
    expect((await seen(runs[0]?.number ?? "")).run.state).toBe("failed");
    expect((await seen(number ?? "")).run.state).toBe("planning");
  });

  test("the schedule is data, and is not overwritten unseen", async () => {
    const schedule = {
      everyMinutes: null,
      beforeCutOffMinutes: 20,
      mode: "automatic" as const,
      solverSeconds: 5,
      ordersMax: 500,
    };
    await setWindowSchedule(floor.ctx, key(), { version: 1, ...schedule });
    await expect(
      setWindowSchedule(floor.ctx, key(), { version: 1, ...schedule }),
    ).rejects.toMatchObject({ code: "STALE" });
    expect((await listWindows(floor.ctx, {})).schedule).toEqual({ ...schedule, version: 2 });
  });

  test("takes a right each", async () => {
    const ctx = ctxOf(database, actorWith(["orders.find_order"]));
    const runId = key();
    const refused = { code: "FORBIDDEN" };
    await expect(requestWindow(ctx, key(), {})).rejects.toMatchObject(refused);
    await expect(applyWindow(ctx, key(), { runId })).rejects.toMatchObject(refused);
    await expect(dismissWindow(ctx, key(), { runId, reason: "No" })).rejects.toMatchObject(refused);
    await expect(openDueWindow(ctx, key(), {})).rejects.toMatchObject(refused);
    await expect(listWindows(ctx, {})).rejects.toMatchObject(refused);
    await expect(applyWindow(floor.ctx, key(), { runId })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});
