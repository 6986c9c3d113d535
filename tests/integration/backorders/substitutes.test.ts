import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { anonymousActor, capabilitiesOf } from "@/server/auth/capabilities";
import { changeInbound } from "@/server/oms/allocation/commands/change-inbound";
import {
  answerSubstitute,
  answerSubstituteByLink,
} from "@/server/oms/backorders/commands/answer-substitute";
import { reviewConsent } from "@/server/oms/backorders/commands/review-consent";
import { reviewSubstitute } from "@/server/oms/backorders/commands/review-substitute";
import { setConsentRule } from "@/server/oms/backorders/commands/set-consent-rule";
import { settleSilence } from "@/server/oms/backorders/commands/settle-silence";
import { withdrawSubstitute } from "@/server/oms/backorders/commands/withdraw-substitute";
import { findConsent, findConsentByLink, findSubstitute } from "@/server/oms/backorders/queries";
import { setRelations } from "@/server/oms/catalog/commands/set-relations";
import { applyChange } from "@/server/oms/changes/commands/apply-change";
import { proposeChange } from "@/server/oms/changes/commands/propose-change";
import { previewChange } from "@/server/oms/changes/queries";
import { setSubstitution } from "@/server/oms/customers/commands/set-substitution";
import { applyResolution } from "@/server/oms/desk/commands/apply-resolution";
import { applyToAlike } from "@/server/oms/desk/commands/apply-to-alike";
import { detectTrouble } from "@/server/oms/desk/commands/detect-trouble";
import { listResolutions } from "@/server/oms/desk/queries";
import { cancelOrder } from "@/server/oms/fulfillment/commands/cancel-order";
import { rejectFulfillmentOrder } from "@/server/oms/fulfillment/commands/reject-fulfillment-order";
import { countStock } from "@/server/oms/inventory/commands/count-stock";
import { saveHoldType } from "@/server/oms/orders/commands/save-hold-type";
import { setHold } from "@/server/oms/orders/commands/set-hold";
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
  givenWork,
  key,
} from "../../support/floor";
import { mailsOf, tell } from "../notifications/telling";

/** Units that a node did not find wait, and their customer is asked whether another SKU may ship. */

let database: TestDatabase;
let floor: Floor;
let sku: GivenSku;
let instead: GivenSku;
let order: Awaited<ReturnType<typeof givenOrder>>;
let exceptionId: string;

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const ctxAt = (ms: number) => ctxOf(database, undefined, new Date(TUESDAY.getTime() + ms));
const stranger = () => ctxOf(database, anonymousActor);
const buyerOf = (companyId: string) =>
  ctxOf(database, actorWith([...capabilitiesOf(["buyer"])], { companyId }));

beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
  await setSubstitution(floor.ctx, key(), { company: floor.company.code, substitution: "ask" });
});
afterAll(async () => {
  await expectBooksToBalance(floor);
  await database.drop();
});
beforeEach(() => renew());

/** Four units that a node did not find, and nine of what stands in for them. */
async function renew() {
  sku = await givenSku(database);
  instead = await givenSku(database, { listPriceE4: 150_000 });
  await givenStock(database, { skuId: instead.id, nodeId: floor.reno.id, onHand: 9 });
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: 4 });
  const stands = { sku: sku.code, instead: instead.code, kind: "substitution" as const };
  await setRelations(floor.ctx, key(), { relations: [{ ...stands, price: "substitute" }] });
  const given = await givenWork(floor, [{ sku: sku.code, quantity: 4 }]);
  order = given.order;
  await rejectFulfillmentOrder(ctxAt(MINUTE), key(), {
    fulfillmentOrderId: given.work.id,
    reason: "not_in_stock",
    note: "",
  });
  const [found] = await database.sql<{ id: string }[]>`
    select id from exception where type = 'node_rejected' and order_id = ${order.orderId}`;
  exceptionId = found?.id ?? "";
  await tell(database);
}

const askFor = (id: string) =>
  applyResolution(ctxAt(2 * MINUTE), key(), { exceptionId: id, kind: "ask_substitute" });

/** Asked, told, and the link of the mail. */
async function asked(): Promise<{ token: string; consentId: string }> {
  await askFor(exceptionId);
  await tell(database);
  const [mail] = await offerMails();
  const open = await findSubstitute(floor.ctx, { orderId: order.orderId });
  return { token: /\/c\/([\w-]+)/.exec(mail?.text ?? "")?.[1] ?? "", consentId: open?.id ?? "" };
}

const offerMails = async () =>
  (await mailsOf(database, order.orderId)).filter(
    ({ template }) => template === "substitute-offered",
  );

const stateOf = async (orderId = order.orderId) => {
  const [row] = await database.sql<{ state: string }[]>`
    select state from substitute_consent where order_id = ${orderId} order by asked_at desc, id desc`;
  return row?.state ?? null;
};

const exceptionState = async () => {
  const [row] = await database.sql<{ state: string; resolution: string | null }[]>`
    select state, resolution from exception where id = ${exceptionId}`;
  return row;
};

/** Nothing of the order is other than before anybody answered. */
const expectUnchanged = async () =>
  expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ backordered: 4 }]);

const expectReplaced = async () =>
  expect(await bucketsOf(floor, order.orderId)).toMatchObject([
    { allocated: 0, backordered: 0 },
    { allocated: 4, backordered: 0 },
  ]);

const take = (nodeId: string, counted: number) =>
  countStock(floor.ctx, key(), { skuId: instead.id, nodeId, counted, reason: "Counted" });

describe("asked from the desk", () => {
  test("says what it would come to, asks once by mail, and the exception waits", async () => {
    const listed = await listResolutions(ctxAt(2 * MINUTE), { exceptionId });
    const offer = listed.offers.find(({ kind }) => kind === "ask_substitute");
    expect(offer?.text).toContain(
      `if accepted 4 × ${instead.code} instead of 4 × ${sku.code}, there on 2026-11-`,
    );
    expect(offer?.text).toContain("$10.00 more");
    expect(offer?.consequence).toMatchObject({ waiting: 0, cancelledUnits: 0 });
    expect(listed.offers.map(({ kind }) => kind)).not.toContain("substitute");
    await expectUnchanged();
    const sent = key();
    const input = { exceptionId, kind: "ask_substitute" as const };
    const [first, twin] = await Promise.all([
      applyResolution(ctxAt(2 * MINUTE), sent, input),
      applyResolution(ctxAt(2 * MINUTE), sent, input),
    ]);
    expect(twin).toEqual(first);
    expect(first.isPending).toBe(true);
    await tell(database);
    await tell(database);
    const [mail, ...more] = await offerMails();
    expect(more).toEqual([]);
    expect(mail?.subject).toContain("will you take another item instead?");
    expect(mail?.text).toContain("$15.00 each");
    expect(mail?.text).toContain("$10.00 more than what you ordered");
    await expectUnchanged();
    expect((await exceptionState())?.state).toBe("open");
    const again = await listResolutions(ctxAt(3 * MINUTE), { exceptionId });
    expect(again.offers.map(({ kind }) => kind)).not.toContain("ask_substitute");
    expect(again.asked).toMatchObject([{ order: order.number, state: "asked" }]);
    await expect(askFor(exceptionId)).rejects.toMatchObject({ code: "STALE" });
  });

  test("is not offered where the customer takes all or nothing, or what stands in is not all there", async () => {
    const kinds = async () =>
      (await listResolutions(ctxAt(2 * MINUTE), { exceptionId })).offers.map(({ kind }) => kind);
    for (const substitution of ["allow", "never"] as const) {
      await setSubstitution(floor.ctx, key(), { company: floor.company.code, substitution });
      expect(await kinds()).not.toContain("ask_substitute");
    }
    await setSubstitution(floor.ctx, key(), { company: floor.company.code, substitution: "ask" });
    await take(floor.reno.id, 0);
    expect(await kinds()).not.toContain("ask_substitute");
    await expect(askFor(exceptionId)).rejects.toMatchObject({ code: "STALE" });
    expect(await stateOf()).toBeNull();
  });
});

describe("the customer", () => {
  test("accepts by the link without an account: the order is changed, the exception closes", async () => {
    const { token } = await asked();
    const shown = await findConsentByLink(stranger(), { token });
    expect(shown).toMatchObject({
      kind: "another_sku",
      number: order.number,
      state: "asked",
      isThere: true,
      items: [
        {
          sku: instead.code,
          quantity: 4,
          unitPriceE4: 150_000,
          moreMinor: 1_000,
          asked: { sku: sku.code, units: 4 },
        },
      ],
    });
    const once = key();
    const input = { token, answer: "accept" as const };
    const [first, twin] = await Promise.all([
      answerSubstituteByLink(stranger(), once, input),
      answerSubstituteByLink(stranger(), once, input),
    ]);
    expect(twin).toEqual(first);
    expect(first.number).toBe(order.number);
    await expectReplaced();
    expect(await stateOf()).toBe("accepted");
    expect(await exceptionState()).toMatchObject({
      state: "auto_closed",
      resolution: `The customer accepted: 4 × ${instead.code} instead of 4 × ${sku.code}`,
    });
    await tell(database);
    const told = (await mailsOf(database, order.orderId)).map(({ template }) => template);
    expect(told.filter((template) => template === "order-changed")).toHaveLength(1);
    expect(await offerMails()).toHaveLength(1);
    expect(await eventsOf(floor, order.orderId)).toEqual(
      expect.arrayContaining(["substitute_consent.asked", "substitute_consent.accepted"]),
    );
    await expect(answerSubstituteByLink(stranger(), key(), input)).rejects.toMatchObject({
      code: "STALE",
    });
    const unknown = { token: "A".repeat(43), answer: "accept" as const };
    await expect(answerSubstituteByLink(stranger(), key(), unknown)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expectBooksToBalance(floor);
  });

  test("declines in the portal: it goes on waiting, and the same is not offered again", async () => {
    const { consentId } = await asked();
    const input = { orderId: order.orderId, consentId, answer: "decline" as const };
    const mine = buyerOf(floor.company.id);
    expect(await findSubstitute(mine, { orderId: order.orderId })).toMatchObject({
      id: consentId,
      isThere: true,
    });
    const foreign = buyerOf((await givenCompany(database)).id);
    await expect(answerSubstitute(foreign, key(), input)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(findSubstitute(foreign, { orderId: order.orderId })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    const unable = ctxOf(database, actorWith([]));
    await expect(answerSubstitute(unable, key(), input)).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await answerSubstitute(mine, key(), input);
    await expectUnchanged();
    expect(await stateOf()).toBe("declined");
    expect((await exceptionState())?.state).toBe("open");
    const { offers, asked: before } = await listResolutions(ctxAt(3 * MINUTE), { exceptionId });
    expect(before).toMatchObject([{ state: "declined" }]);
    expect(offers.map(({ kind }) => kind)).not.toContain("ask_substitute");
  });

  test("accepts what is gone by now: refused, nothing changed, and it may come back", async () => {
    const { token } = await asked();
    await take(floor.reno.id, 3);
    expect(await findConsentByLink(stranger(), { token })).toMatchObject({ isThere: false });
    const input = { token, answer: "accept" as const };
    await expect(answerSubstituteByLink(stranger(), key(), input)).rejects.toMatchObject({
      code: "SHORT_SUPPLY",
    });
    await expectUnchanged();
    expect(await stateOf()).toBe("asked");
    await take(floor.reno.id, 9);
    await answerSubstituteByLink(stranger(), key(), input);
    await expectReplaced();
  });

  test("never pays more than was named, and pays less where it costs less by now", async () => {
    const { token } = await asked();
    const cost = (priceE4: number) =>
      database.sql`update sku set list_price_e4 = ${priceE4} where id = ${instead.id}`;
    const input = { token, answer: "accept" as const };
    await cost(160_000);
    await expect(answerSubstituteByLink(stranger(), key(), input)).rejects.toMatchObject({
      code: "SHORT_SUPPLY",
    });
    await expectUnchanged();
    await cost(140_000);
    await answerSubstituteByLink(stranger(), key(), input);
    const [line] = await database.sql<{ price: number }[]>`
      select unit_price_e4 as price from order_line
      where order_id = ${order.orderId} and sku_id = ${instead.id}`;
    expect(line?.price).toBe(140_000);
  });

  test("accepts while the order is on hold: refused in words, and the question stays", async () => {
    const { token } = await asked();
    await saveHoldType(floor.ctx, key(), {
      ...{ code: "frozen", version: null, name: "Frozen", blocks: ["change"] },
    });
    const { orderId } = order;
    await setHold(floor.ctx, key(), { orderId, type: "frozen", reason: "In court" });
    await expect(
      answerSubstituteByLink(stranger(), key(), { token, answer: "accept" }),
    ).rejects.toMatchObject({ code: "ON_HOLD" });
    await expectUnchanged();
    expect(await stateOf()).toBe("asked");
  });

  test("does not answer in time: it goes on waiting, and may be asked again", async () => {
    const { token } = await asked();
    expect(await settleSilence(ctxAt(4 * DAY), key(), {})).toEqual({ settled: 0 });
    await settleSilence(ctxAt(6 * DAY), key(), {});
    expect(await stateOf()).toBe("lapsed");
    await expectUnchanged();
    expect((await exceptionState())?.state).toBe("open");
    await expect(
      answerSubstituteByLink(stranger(), key(), { token, answer: "accept" }),
    ).rejects.toMatchObject({ code: "STALE" });
    await askFor(exceptionId);
    expect(await stateOf()).toBe("asked");
  });
});

describe("the question ends", () => {
  test("when staff withdraw it, with a reason", async () => {
    const { token, consentId } = await asked();
    const input = { orderId: order.orderId, consentId, reason: "They rang" };
    const buyer = buyerOf(floor.company.id);
    await expect(withdrawSubstitute(buyer, key(), input)).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    const once = key();
    const [first, twin] = await Promise.all([
      withdrawSubstitute(floor.ctx, once, input),
      withdrawSubstitute(floor.ctx, once, input),
    ]);
    expect(twin).toEqual(first);
    expect(await stateOf()).toBe("withdrawn");
    await expect(withdrawSubstitute(floor.ctx, key(), input)).rejects.toMatchObject({
      code: "STALE",
    });
    expect(await findConsentByLink(stranger(), { token })).toMatchObject({ state: "withdrawn" });
    expect(await findSubstitute(floor.ctx, { orderId: order.orderId })).toBeNull();
  });

  test("when what was ordered comes after all, or the order is cancelled", async () => {
    const { token } = await asked();
    await givenStock(database, { skuId: sku.id, nodeId: floor.columbus.id, onHand: 0 });
    await countStock(floor.ctx, key(), {
      ...{ skuId: sku.id, nodeId: floor.columbus.id, counted: 4, reason: "Found" },
    });
    await tell(database);
    expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ allocated: 4 }]);
    expect(await stateOf()).toBe("withdrawn");
    await expect(
      answerSubstituteByLink(stranger(), key(), { token, answer: "accept" }),
    ).rejects.toMatchObject({ code: "STALE" });
  });

  test("with the order, and before its handlers came nothing can be accepted any more", async () => {
    const { token } = await asked();
    await cancelOrder(floor.ctx, key(), { orderId: order.orderId, reason: "They rang" });
    await expect(
      answerSubstituteByLink(stranger(), key(), { token, answer: "accept" }),
    ).rejects.toMatchObject({ code: "STALE" });
    const unable = ctxOf(database, actorWith([]));
    const { orderId } = order;
    await expect(reviewSubstitute(unable, key(), { orderId })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    expect(await reviewSubstitute(floor.ctx, key(), { orderId })).toEqual({ isWithdrawn: true });
    expect(await reviewSubstitute(floor.ctx, key(), { orderId })).toEqual({ isWithdrawn: false });
    expect(await stateOf()).toBe("withdrawn");
  });
});

describe("supply that is late", () => {
  let late: string;
  let slow: GivenSku;
  let orders: Awaited<ReturnType<typeof givenOrder>>[];
  beforeEach(async () => {
    slow = await givenSku(database);
    await givenStock(database, { skuId: slow.id, nodeId: floor.reno.id, onHand: 0 });
    const inboundSupplyId = await givenInbound(database, {
      ...{ skuId: slow.id, nodeId: floor.reno.id, quantity: 20, eta: "2026-11-20" },
    });
    const stands = { sku: slow.code, instead: instead.code, kind: "substitution" as const };
    await setRelations(floor.ctx, key(), { relations: [{ ...stands, price: "ordered" }] });
    orders = [
      await givenOrder(floor, [{ sku: slow.code, quantity: 3 }]),
      await givenOrder(floor, [{ sku: slow.code, quantity: 4 }]),
    ];
    await tell(database);
    const later = { inboundSupplyId, eta: "2026-12-03", reason: "Vessel is late" };
    await changeInbound(floor.ctx, key(), later);
    await tell(database);
    await detectTrouble(floor.ctx, key(), { family: "supply" });
    const [found] = await database.sql<{ id: string }[]>`
      select id from exception where type = 'supply_late' and sku_id = ${slow.id}`;
    late = found?.id ?? "";
  });

  const answer = async (orderId: string, given: "accept" | "decline") => {
    const open = await findSubstitute(floor.ctx, { orderId });
    const input = { orderId, consentId: open?.id ?? "", answer: given };
    return answerSubstitute(floor.ctx, key(), input);
  };

  test("ships as another SKU for each order by what its customer says, in one action for all alike", async () => {
    const { offers } = await listResolutions(floor.ctx, { exceptionId: late });
    expect(offers.map(({ kind }) => kind)).toEqual(["resource", "ask_substitute", "wait"]);
    expect(offers[1]?.text).toContain(`3 × ${instead.code} instead of 3 × ${slow.code}`);
    expect(offers[1]?.text).toContain("at the same price");
    expect(offers[1]?.text).toContain("instead of 2026-12-0");
    const alike = { exceptionIds: [late], kind: "ask_substitute" as const };
    const { outcomes } = await applyToAlike(floor.ctx, key(), alike);
    expect(outcomes).toMatchObject([{ isDone: true }]);
    await tell(database);
    const [first, second] = orders.map(({ orderId }) => orderId);
    expect([await stateOf(first), await stateOf(second)]).toEqual(["asked", "asked"]);
    await answer(first ?? "", "accept");
    await answer(second ?? "", "decline");
    expect(await bucketsOf(floor, first ?? "")).toMatchObject([
      { backordered: 0 },
      { allocated: 3 },
    ]);
    expect(await bucketsOf(floor, second ?? "")).toMatchObject([{ backordered: 4 }]);
    const { asked: told } = await listResolutions(floor.ctx, { exceptionId: late });
    expect(told.map(({ state }) => state).toSorted()).toEqual(["accepted", "declined"]);
    await setSubstitution(floor.ctx, key(), {
      ...{ company: floor.company.code, substitution: "allow" },
    });
    await applyToAlike(floor.ctx, key(), { exceptionIds: [late], kind: "substitute" });
    expect(await bucketsOf(floor, second ?? "")).toMatchObject([
      { backordered: 0 },
      { allocated: 4 },
    ]);
    await setSubstitution(floor.ctx, key(), {
      ...{ company: floor.company.code, substitution: "ask" },
    });
    await expectBooksToBalance(floor);
  });

  test("asks about no later date any more when the customer takes another SKU", async () => {
    const rule = { afterDays: 2, answerDays: 5, silence: "keep" as const };
    await setConsentRule(floor.ctx, key(), rule);
    const [{ orderId }] = orders as [(typeof orders)[0]];
    await reviewConsent(floor.ctx, key(), { orderId });
    expect(await findConsent(floor.ctx, { orderId })).not.toBeNull();
    await askFor(late);
    await answer(orderId, "accept");
    await tell(database);
    expect(await findConsent(floor.ctx, { orderId })).toBeNull();
    await setConsentRule(floor.ctx, key(), { afterDays: null });
  });
});

describe("at once", () => {
  const accept = (token: string) =>
    answerSubstituteByLink(stranger(), key(), { token, answer: "accept" });

  test("two answers: one counts", async () => {
    for (const other of ["accept", "decline"] as const) {
      const { token, consentId } = await asked();
      const { orderId } = order;
      const outcomes = await Promise.allSettled([
        accept(token),
        answerSubstitute(floor.ctx, key(), { orderId, consentId, answer: other }),
      ]);
      expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      await ((await stateOf()) === "accepted" ? expectReplaced() : expectUnchanged());
      await expectBooksToBalance(floor);
      if (other === "accept") {
        await cancelOrder(floor.ctx, key(), { orderId, reason: "Again" });
        await renew();
      }
    }
  });

  test("accepted while staff cancel the line: every unit once", async () => {
    const { token } = await asked();
    const { orderId } = order;
    const [line] = await database.sql<{ id: string }[]>`
      select id from order_line where order_id = ${orderId}`;
    const { changeId } = await proposeChange(floor.ctx, key(), {
      orderId,
      content: { lines: [{ lineId: line?.id ?? "", quantity: 0 }] },
      reason: "They rang",
    });
    // While somebody changes the order, nobody else does.
    await expect(accept(token)).rejects.toMatchObject({ code: "STALE" });
    const { orderVersion } = await previewChange(floor.ctx, { orderId, changeId });
    const [accepted, cancelled] = await Promise.allSettled([
      accept(token),
      applyChange(floor.ctx, key(), { orderId, changeId, orderVersion }),
    ]);
    expect([accepted.status, cancelled.status]).toEqual(["rejected", "fulfilled"]);
    expect(await bucketsOf(floor, orderId)).toMatchObject([{ backordered: 0, allocated: 0 }]);
    await tell(database);
    expect(await stateOf()).toBe("withdrawn");
    await expectBooksToBalance(floor);
  });

  test("accepted while the order is cancelled: all of it ends", async () => {
    const { token } = await asked();
    const { orderId } = order;
    await Promise.allSettled([
      accept(token),
      cancelOrder(floor.ctx, key(), { orderId, reason: "They rang" }),
    ]);
    for (const line of await bucketsOf(floor, orderId)) {
      expect(line).toMatchObject({ allocated: 0, backordered: 0 });
    }
    await tell(database);
    expect(["accepted", "withdrawn"]).toContain(await stateOf());
    await expectBooksToBalance(floor);
  });

  test("accepted while what was ordered is found: the one or the other", async () => {
    const { token } = await asked();
    await givenStock(database, { skuId: sku.id, nodeId: floor.columbus.id, onHand: 0 });
    const position = { skuId: sku.id, nodeId: floor.columbus.id };
    await countStock(floor.ctx, key(), { ...position, counted: 4, reason: "Found" });
    await Promise.allSettled([accept(token), tell(database)]);
    await tell(database);
    const lines = await bucketsOf(floor, order.orderId);
    expect(lines.reduce((units, line) => units + (line.allocated ?? 0), 0)).toBe(4);
    expect(await stateOf()).toBe(lines.length === 2 ? "accepted" : "withdrawn");
    await expectBooksToBalance(floor);
  });

  test("accepted when the time is up: accepted or lapsed, never both", async () => {
    const { token } = await asked();
    await Promise.allSettled([accept(token), settleSilence(ctxAt(6 * DAY), key(), {})]);
    await settleSilence(ctxAt(6 * DAY), key(), {});
    await ((await stateOf()) === "accepted" ? expectReplaced() : expectUnchanged());
    await expectBooksToBalance(floor);
  });
});
