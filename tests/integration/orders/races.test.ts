/**
 * Two people, or a person and the worker, at one order in the same moment, round after round: one of
 * them is told, nothing takes a step that its machine forbids, and no unit is lost.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { handOver, makeLabels } from "@/server/integrations/carriers/ship-by-carrier";
import { changeInbound } from "@/server/oms/allocation/commands/change-inbound";
import { releaseDue } from "@/server/oms/allocation/commands/release-due";
import { answerConsent } from "@/server/oms/backorders/commands/answer-consent";
import { setConsentRule } from "@/server/oms/backorders/commands/set-consent-rule";
import { settleSilence } from "@/server/oms/backorders/commands/settle-silence";
import { findConsent } from "@/server/oms/backorders/queries";
import { applyChange } from "@/server/oms/changes/commands/apply-change";
import { proposeChange } from "@/server/oms/changes/commands/propose-change";
import { previewChange } from "@/server/oms/changes/queries";
import { setCreditLimit } from "@/server/oms/customers/commands/set-credit-limit";
import { acceptFulfillmentOrder } from "@/server/oms/fulfillment/commands/accept-fulfillment-order";
import { cancelOrder } from "@/server/oms/fulfillment/commands/cancel-order";
import { finishPacking } from "@/server/oms/fulfillment/commands/finish-packing";
import { openPackage } from "@/server/oms/fulfillment/commands/open-package";
import { packItem } from "@/server/oms/fulfillment/commands/pack-item";
import { rejectFulfillmentOrder } from "@/server/oms/fulfillment/commands/reject-fulfillment-order";
import { reportShortPick } from "@/server/oms/fulfillment/commands/report-short-pick";
import { startPicking } from "@/server/oms/fulfillment/commands/start-picking";
import { releaseHold } from "@/server/oms/orders/commands/release-hold";
import { setHold } from "@/server/oms/orders/commands/set-hold";
import { auditDatabase } from "@/server/oms/reporting/queries-audit";
import { systemActor } from "@/server/shell/actor";
import type { Ctx } from "@/server/shell/command";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  ctxOf,
  givenCompany,
  givenInbound,
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
  givenPicked,
  givenPicking,
  givenWork,
  key,
  levelOf,
  workOf,
} from "../../support/floor";
import { expectLegalSteps, watchStates } from "../../support/watch-states";
import { tell } from "../notifications/telling";

const ROUNDS = 10;
const ORDERED = 6;

let database: TestDatabase;
let floor: Floor;
let clerk: Ctx;
let picker: Ctx;
let worker: Ctx;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
  [clerk, picker, worker] = ["clerk", "picker", "worker"].map((name) =>
    ctxOf(database, systemActor(name)),
  ) as [Ctx, Ctx, Ctx];
  await watchStates(database);
});
afterEach(async () => {
  await expectLegalSteps(database);
  const { invariants } = await auditDatabase(database.sql);
  expect(invariants.filter(({ violations }) => violations > 0)).toEqual([]);
});
afterAll(() => database.drop());

async function stocked(onHand: number, over: Parameters<typeof givenSku>[1] = {}) {
  const sku = await givenSku(database, over);
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand });
  return sku;
}

/** Which of them was done; who was refused was told so in our words, not by the database. */
async function race(...calls: readonly Promise<unknown>[]): Promise<boolean[]> {
  const outcomes = await Promise.allSettled(calls);
  for (const outcome of outcomes) {
    if (outcome.status === "rejected") {
      expect(outcome.reason).toMatchObject({
        code: expect.stringMatching(/^(ILLEGAL_TRANSITION|STALE|ON_HOLD|ORDER_REFUSED)$/),
      });
    }
  }
  return outcomes.map(({ status }) => status === "fulfilled");
}

/** Where the units of an order's one line are; together they are what was ordered. */
async function unitsOf(orderId: string) {
  const [line] = await database.sql<
    {
      ordered: number;
      cancelled: number;
      allocated: number;
      backordered: number;
      released: number;
      shipped: number;
    }[]
  >`select ordered, cancelled, allocated, backordered, released, shipped from order_line
    where order_id = ${orderId} order by line_number`;
  if (line === undefined) {
    throw new Error("the order has no line");
  }
  const { ordered, ...places } = line;
  expect(Object.values(places).reduce((sum, units) => sum + units, 0)).toBe(ordered);
  return places;
}

const statusOf = async (orderId: string) => {
  const [row] = await database.sql<{ status: string }[]>`
    select status from sales_order where id = ${orderId}`;
  return row?.status;
};

const cancel = (orderId: string) => cancelOrder(clerk, key(), { orderId, reason: "They rang" });

/** Odd rounds begin with the other one. */
const inTurn = <T>(round: number, calls: readonly (() => Promise<T>)[]) =>
  (round % 2 === 0 ? calls : calls.toReversed()).map((call) => call());

describe("cancelled while a node works on it", () => {
  test("by picking: the order is cancelled or it is picked, never both", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const sku = await stocked(8);
      const { order, work } = await givenWork(floor, [{ sku: sku.code, quantity: ORDERED }]);
      const input = { fulfillmentOrderId: work.id };
      await acceptFulfillmentOrder(picker, key(), input);
      const done = await race(
        ...inTurn<unknown>(round, [
          () => cancel(order.orderId),
          () => startPicking(picker, key(), input),
        ]),
      );
      expect(done.filter(Boolean)).toHaveLength(1);
      const isCancelled = (await statusOf(order.orderId)) === "cancelled";
      expect(await unitsOf(order.orderId)).toMatchObject(
        isCancelled ? { cancelled: ORDERED } : { released: ORDERED },
      );
      expect((await workOf(floor, order.orderId)).map(({ state }) => state)).toEqual([
        isCancelled ? "cancelled" : "picking",
      ]);
      expect(await levelOf(floor, sku.id, floor.reno.id)).toMatchObject({
        onHand: 8,
        allocated: isCancelled ? 0 : ORDERED,
      });
      await expectBooksToBalance(floor);
    }
  });

  test("by packing: the parcel is closed, the clerk is told who has it, and it can leave", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const sku = await stocked(8);
      const { order, work } = await givenPicked(floor, [{ sku: sku.code, quantity: ORDERED }]);
      const input = { fulfillmentOrderId: work.id };
      const pack = async () => {
        const { packageId } = await openPackage(picker, key(), input);
        await packItem(picker, key(), { packageId, code: sku.code, quantity: ORDERED });
        await finishPacking(picker, key(), input);
      };
      const refusals = [0, 1, 2].map(() =>
        expect(cancel(order.orderId)).rejects.toThrow("Reno has the order in hand"),
      );
      await Promise.all([pack(), ...refusals]);
      await expect(cancel(order.orderId)).rejects.toThrow("is packed");
      const [shipment] = await database.sql<{ id: string }[]>`
        select id from shipment where fulfillment_order_id = ${work.id}`;
      const shipmentId = shipment?.id ?? "";
      await makeLabels(picker, key(), { shipmentId });
      expect(await race(handOver(picker, key(), { shipmentId }), cancel(order.orderId))).toEqual([
        true,
        false,
      ]);
      // Neither then nor later: what has left is not cancelled, and nobody is told that it was.
      await expect(cancel(order.orderId)).rejects.toThrow("has left");
      expect(await unitsOf(order.orderId)).toMatchObject({ shipped: ORDERED, cancelled: 0 });
      await expectBooksToBalance(floor);
    }
  });

  test("by packing, and the node puts it back: cancelled, elsewhere or packed, all of it", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const sku = await stocked(8);
      await givenStock(database, { skuId: sku.id, nodeId: floor.columbus.id, onHand: 8 });
      const { order, work } = await givenPicked(floor, [{ sku: sku.code, quantity: ORDERED }]);
      const input = { fulfillmentOrderId: work.id };
      const { packageId } = await openPackage(picker, key(), input);
      await packItem(picker, key(), { packageId, code: sku.code, quantity: ORDERED });
      const [packed, , cancelled] = await race(
        finishPacking(picker, key(), input),
        rejectFulfillmentOrder(floor.ctx, key(), { ...input, reason: "no_capacity", note: "" }),
        cancel(order.orderId),
      );
      const units = await unitsOf(order.orderId);
      if (packed === true) {
        expect(cancelled).toBe(false);
        expect(units).toMatchObject({ released: ORDERED });
      } else {
        expect(units).toMatchObject(cancelled ? { cancelled: ORDERED } : { allocated: ORDERED });
      }
      await expectBooksToBalance(floor);
    }
  });

  test("in part, by a change: what was found short and what is not wanted are counted once", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const sku = await stocked(20);
      const { order, work, lines } = await givenPicking(floor, [
        { sku: sku.code, quantity: ORDERED },
      ]);
      const { orderId } = order;
      const lineId = lines[0]?.orderLineId ?? "";
      const { changeId } = await proposeChange(clerk, key(), {
        orderId,
        reason: "They rang",
        content: { lines: [{ lineId, quantity: 9 }] },
      });
      const { orderVersion } = await previewChange(clerk, { orderId, changeId });
      const [changed, short] = await race(
        applyChange(clerk, key(), { orderId, changeId, orderVersion }),
        reportShortPick(picker, key(), {
          fulfillmentOrderId: work.id,
          fulfillmentOrderLineId: lines[0]?.id ?? "",
          quantity: 2,
          reason: "damaged",
          note: "",
        }),
      );
      expect(short).toBe(true);
      const { released, allocated, backordered } = await unitsOf(orderId);
      expect(released).toBe(ORDERED - 2);
      expect(allocated + backordered).toBe((changed ? 9 : ORDERED) - released);
      await expectBooksToBalance(floor);
    }
  });
});

describe("released while a hold is set or lifted", () => {
  const release = () => releaseDue(worker, key(), {});
  const hold = (orderId: string, type = "manual") =>
    setHold(clerk, key(), { orderId, type, reason: "Ring first" });

  /** What happened to an order, first to last, as the transactions that did it followed each other. */
  const storyOf = async (orderId: string) => {
    const rows = await database.sql<{ type: string }[]>`
      select type from event where order_id = ${orderId}
        and type in ('hold.set', 'hold.released', 'fulfillment_order.released') order by id`;
    return rows.map(({ type }) => type);
  };

  test("set: nothing is handed to a node after the hold, and what was before stays there", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const sku = await stocked(8);
      const { orderId } = await givenOrder(floor, [{ sku: sku.code, quantity: ORDERED }]);
      const done = await race(...inTurn<unknown>(round, [release, () => hold(orderId)]));
      expect(done).toEqual([true, true]);
      await release();
      const story = await storyOf(orderId);
      expect([["hold.set"], ["fulfillment_order.released", "hold.set"]]).toContainEqual(story);
      const isAtNode = story.length === 2;
      expect(await unitsOf(orderId)).toMatchObject(
        isAtNode ? { released: ORDERED } : { allocated: ORDERED },
      );
      expect(await workOf(floor, orderId)).toHaveLength(isAtNode ? 1 : 0);
      await expectBooksToBalance(floor);
    }
  });

  test("lifted: it is handed out once, and never before the last of its holds is lifted", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const sku = await stocked(8);
      const { orderId } = await givenOrder(floor, [{ sku: sku.code, quantity: ORDERED }]);
      const { holdId } = await hold(orderId);
      const lift = () => releaseHold(clerk, key(), { orderId, holdId, reason: "Rang" });
      const isSetAgain = round % 3 === 0;
      await race(
        release(),
        lift(),
        ...(isSetAgain ? [hold(orderId)] : []),
        releaseDue(ctxOf(database, systemActor("second worker")), key(), {}),
      );
      await release();
      const story = await storyOf(orderId);
      const open = { value: 0 };
      for (const type of story) {
        if (type === "fulfillment_order.released") {
          expect(open.value).toBe(0);
        } else {
          open.value += type === "hold.set" ? 1 : -1;
        }
      }
      const works = await workOf(floor, orderId);
      expect(works.length).toBeLessThanOrEqual(1);
      expect(isSetAgain || works.length === 1).toBe(true);
      await unitsOf(orderId);
      await expectBooksToBalance(floor);
    }
  });

  test("set when the picker starts: it is being picked already, or it is not begun", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const sku = await stocked(8);
      const { order, work } = await givenWork(floor, [{ sku: sku.code, quantity: ORDERED }]);
      const input = { fulfillmentOrderId: work.id };
      await acceptFulfillmentOrder(picker, key(), input);
      await race(
        ...inTurn<unknown>(round, [
          () => hold(order.orderId, "fraud"),
          () => startPicking(picker, key(), input),
        ]),
      );
      const [{ state } = { state: "none" }] = await workOf(floor, order.orderId);
      expect(["accepted", "picking"]).toContain(state);
      const [held] = await database.sql<{ at: bigint | null }[]>`
        select min(id) filter (where type = 'hold.set') as at from event
        where order_id = ${order.orderId}`;
      expect(held?.at).not.toBeNull();
      // Whatever came first: from here on nobody goes on with it.
      await expect(
        state === "accepted"
          ? startPicking(picker, key(), input)
          : openPackage(picker, key(), input).then(({ packageId }) =>
              packItem(picker, key(), { packageId, code: sku.code, quantity: 1 }),
            ),
      ).rejects.toMatchObject({ code: "ON_HOLD" });
      expect(await unitsOf(order.orderId)).toMatchObject({ released: ORDERED });
      await expectBooksToBalance(floor);
    }
  });
});

describe("a credit limit", () => {
  /** 10.00 a piece, and 100.00 in all. */
  const given = async () => ({
    company: await givenCompany(database, { creditLimit: 10_000 }),
    sku: await stocked(200, { listPriceE4: 100_000 }),
  });

  /** What the orders come to that may go on. */
  const passed = async (companyId: string) => {
    const [row] = await database.sql<{ value: number }[]>`
      select coalesce(sum(subtotal - cancelled_total), 0)::int as value from sales_order
      where company_id = ${companyId} and hold_count = 0 and status <> 'cancelled'`;
    return row?.value ?? 0;
  };

  test("is not used twice by a change and an order, or by two changes", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { company, sku } = await given();
      const at = { ...floor, company };
      const grow = async (ctx: Ctx) => {
        const { orderId } = await givenOrder(at, [{ sku: sku.code, quantity: 2 }]);
        const [line] = await database.sql<{ id: string }[]>`
          select id from order_line where order_id = ${orderId}`;
        const { changeId } = await proposeChange(ctx, key(), {
          orderId,
          reason: "More",
          content: { lines: [{ lineId: line?.id ?? "", quantity: 6 }] },
        });
        const { orderVersion } = await previewChange(ctx, { orderId, changeId });
        return () => applyChange(ctx, key(), { orderId, changeId, orderVersion });
      };
      const grown = [await grow(clerk), await grow(picker)];
      const calls: (() => Promise<unknown>)[] = [
        ...grown,
        () => givenOrder({ ...at, ctx: worker }, [{ sku: sku.code, quantity: 4 }]),
      ];
      expect(await race(...inTurn(round, calls))).toEqual([true, true, true]);
      expect(await passed(company.id)).toBeLessThanOrEqual(10_000);
      expect(await passed(company.id)).toBeGreaterThan(0);
    }
  });

  test("that is lowered while work is handed out is looked at by one of the two", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { company, sku } = await given();
      const { orderId } = await givenOrder({ ...floor, company }, [
        { sku: sku.code, quantity: ORDERED },
      ]);
      const lower = () =>
        setCreditLimit(clerk, key(), {
          companyId: company.id,
          creditLimit: 1_000,
          reason: "Reviewed",
        });
      await race(...inTurn<unknown>(round, [lower, () => releaseDue(worker, key(), {})]));
      await releaseDue(worker, key(), {});
      const works = await workOf(floor, orderId);
      const [order] = await database.sql<{ holds: number }[]>`
        select hold_count as holds from sales_order where id = ${orderId}`;
      // Handed out under the old limit, or held under the new one.
      expect(works.length + (order?.holds ?? 0)).toBe(1);
    }
  });
});

describe("a question about a later date", () => {
  const late = async () => {
    const sku = await stocked(2);
    const inboundSupplyId = await givenInbound(database, {
      skuId: sku.id,
      nodeId: floor.reno.id,
      quantity: 20,
      eta: "2026-11-20",
    });
    await setConsentRule(floor.ctx, key(), { afterDays: 2, answerDays: 5, silence: "cancel" });
    const { orderId } = await givenOrder(floor, [{ sku: sku.code, quantity: ORDERED }], {
      shipPolicy: "as_available",
    });
    await tell(database);
    await changeInbound(floor.ctx, key(), {
      inboundSupplyId,
      eta: "2026-11-25",
      reason: "Vessel is late",
    });
    await tell(database);
    const proposed = (await findConsent(floor.ctx, { orderId }))?.proposed ?? "";
    const answer = (ctx: Ctx, word: "accept" | "cancel") =>
      answerConsent(ctx, key(), { orderId, answer: word, proposed });
    return { orderId, inboundSupplyId, answer };
  };

  const stateOf = async (orderId: string) => {
    const [row] = await database.sql<{ state: string }[]>`
      select state from delay_consent where order_id = ${orderId}`;
    return row?.state;
  };

  const pegged = async (inboundSupplyId: string) => {
    const [row] = await database.sql<{ pegged: number }[]>`
      select pegged from inbound_supply where id = ${inboundSupplyId}`;
    return row?.pegged;
  };

  test("is answered once: yes and no at once, or an answer when the time is up", async () => {
    const later = ctxOf(database, undefined, new Date(TUESDAY.getTime() + 6 * 86_400_000));
    for (let round = 0; round < ROUNDS; round += 1) {
      const { orderId, inboundSupplyId, answer } = await late();
      const other = round % 2 === 0 ? answer(picker, "cancel") : settleSilence(later, key(), {});
      const [accepted] = await race(answer(clerk, "accept"), other);
      expect(await stateOf(orderId)).toBe(accepted ? "accepted" : "declined");
      expect(await unitsOf(orderId)).toMatchObject(
        accepted ? { backordered: ORDERED - 2 } : { cancelled: ORDERED - 2 },
      );
      expect(await pegged(inboundSupplyId)).toBe(accepted ? ORDERED - 2 : 0);
      await expectBooksToBalance(floor);
    }
  });

  test("answered with no while the order is cancelled or goes out: every unit once", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { orderId, inboundSupplyId, answer } = await late();
      const isCancelled = round % 2 === 0;
      await race(
        answer(picker, "cancel"),
        isCancelled ? cancel(orderId) : releaseDue(worker, key(), {}),
      );
      expect(await pegged(inboundSupplyId)).toBe(0);
      await releaseDue(worker, key(), {});
      expect(await unitsOf(orderId)).toMatchObject(
        isCancelled ? { cancelled: ORDERED } : { cancelled: ORDERED - 2, released: 2 },
      );
      expect(await bucketsOf(floor, orderId)).toMatchObject([{ backordered: 0 }]);
      await expectBooksToBalance(floor);
    }
  });
});
