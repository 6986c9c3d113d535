import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { anonymousActor, capabilitiesOf } from "@/server/auth/capabilities";
import { changeInbound } from "@/server/oms/allocation/commands/change-inbound";
import { answerByLink, answerConsent } from "@/server/oms/backorders/commands/answer-consent";
import { reviewConsent } from "@/server/oms/backorders/commands/review-consent";
import { setConsentRule } from "@/server/oms/backorders/commands/set-consent-rule";
import { settleSilence } from "@/server/oms/backorders/commands/settle-silence";
import { findConsent, listConsentRules } from "@/server/oms/backorders/queries";
import { auditDatabase } from "@/server/oms/reporting/queries-audit";
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
import { bucketsOf, type Floor, givenFloor, givenOrder, key } from "../../support/floor";
import { mailsOf, tell } from "../notifications/telling";
import { lateDateBehind } from "./late-date";

/** A supply that slips asks the customers whose date moves too far; moving it back takes that back. */

let database: TestDatabase;
let floor: Floor;
let sku: GivenSku;
let supply: string;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
  await setConsentRule(floor.ctx, key(), { afterDays: 2, answerDays: 5, silence: "cancel" });
});
afterAll(() => database.drop());
beforeEach(async () => {
  sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: 0 });
  supply = await givenInbound(database, {
    skuId: sku.id,
    nodeId: floor.reno.id,
    quantity: 20,
    eta: "2026-11-20",
  });
});

const move = (eta: string) =>
  changeInbound(floor.ctx, key(), { inboundSupplyId: supply, eta, reason: "Vessel is late" });

const slip = async () => {
  const order = await givenOrder(floor, [{ sku: sku.code, quantity: 10 }]);
  await tell(database);
  await move("2026-11-25");
  await tell(database);
  return order;
};

const letters = async (orderId: string) =>
  (await mailsOf(database, orderId)).filter(({ template }) => template === "promise-changed");

const tokenOf = async (orderId: string) => {
  const texts = (await letters(orderId)).map(({ text }) => text).join(" ");
  return /\/c\/([\w-]+)/.exec(texts)?.[1] ?? "";
};

/** Of the open question, else of the last; the clock of these tests stands still. */
const stateOf = async (orderId: string) => {
  const [row] = await database.sql<{ state: string }[]>`
    select state from delay_consent where order_id = ${orderId}
    order by state = 'asked' desc, asked_at desc, id desc`;
  return row?.state ?? null;
};

const stranger = () => ctxOf(database, anonymousActor);

describe("a supply that slips by five days", () => {
  test("tells exactly the customers whose date moved, once, and asks in the same mail", async () => {
    const other = await givenSku(database);
    await givenStock(database, { skuId: other.id, nodeId: floor.reno.id, onHand: 5 });
    const untouched = await givenOrder(floor, [{ sku: other.code, quantity: 5 }]);
    const order = await slip();
    const [mail, ...more] = await letters(order.orderId);
    expect(more).toEqual([]);
    expect(mail?.subject).toContain("do you accept the new date?");
    expect(mail?.text).toContain("what comes later is cancelled");
    expect(await letters(untouched.orderId)).toEqual([]);
    expect(await stateOf(untouched.orderId)).toBeNull();
    await tell(database);
    expect(await letters(order.orderId)).toHaveLength(1);
    const asked = await lateDateBehind(stranger(), await tokenOf(order.orderId));
    expect(asked).toMatchObject({ number: order.number, state: "asked", silence: "cancel" });
    expect(asked.items).toMatchObject([{ units: 10 }]);
  });

  test("and back again withdraws the question; when nobody was told yet, nobody is", async () => {
    const order = await slip();
    await move("2026-11-20");
    await tell(database);
    expect(await stateOf(order.orderId)).toBe("withdrawn");
    expect(await letters(order.orderId)).toHaveLength(2);
    const token = await tokenOf(order.orderId);
    await expect(
      answerByLink(stranger(), key(), { token, answer: "accept", proposed: "2026-11-30" }),
    ).rejects.toMatchObject({ code: "STALE" });
    // To and fro before the worker comes: the customer's date stands as they know it.
    await move("2026-11-27");
    await move("2026-11-20");
    await tell(database);
    expect(await letters(order.orderId)).toHaveLength(2);
    expect(await stateOf(order.orderId)).toBe("withdrawn");
  });

  test("is accepted by the link without an account, and not asked about again", async () => {
    const order = await slip();
    const token = await tokenOf(order.orderId);
    const { proposed } = await lateDateBehind(stranger(), token);
    const once = key();
    const input = { token, answer: "accept" as const, proposed };
    const [first, twin] = await Promise.all([
      answerByLink(stranger(), once, input),
      answerByLink(stranger(), once, input),
    ]);
    expect(twin).toEqual(first);
    expect(await stateOf(order.orderId)).toBe("accepted");
    await expect(answerByLink(stranger(), key(), input)).rejects.toMatchObject({ code: "STALE" });
    await move("2026-11-26");
    await tell(database);
    expect(await stateOf(order.orderId)).toBe("accepted");
    await expect(
      answerByLink(stranger(), key(), { ...input, token: "A".repeat(43) }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("is declined in the portal: what comes late is cancelled and free for others", async () => {
    const order = await slip();
    const buyer = (companyId: string) =>
      ctxOf(database, actorWith([...capabilitiesOf(["buyer"])], { companyId }));
    const mine = buyer(floor.company.id);
    const open = await findConsent(mine, { orderId: order.orderId });
    const input = {
      orderId: order.orderId,
      answer: "cancel" as const,
      proposed: open?.proposed ?? "",
    };
    const foreign = buyer((await givenCompany(database)).id);
    await expect(answerConsent(foreign, key(), input)).rejects.toMatchObject({ code: "NOT_FOUND" });
    const unable = ctxOf(database, actorWith([]));
    await expect(answerConsent(unable, key(), input)).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await answerConsent(mine, key(), input)).toEqual({
      number: order.number,
      cancelled: 10,
    });
    expect((await bucketsOf(floor, order.orderId))[0]?.backordered).toBe(0);
    const [left] = await database.sql<{ pegged: number }[]>`
      select pegged from inbound_supply where id = ${supply}`;
    expect(left?.pegged).toBe(0);
    const { invariants } = await auditDatabase(database.sql);
    expect(invariants.filter(({ violations }) => violations > 0)).toEqual([]);
  });

  test("answered while the supply moves again: the old date is never agreed to", async () => {
    const order = await slip();
    const token = await tokenOf(order.orderId);
    const { proposed } = await lateDateBehind(stranger(), token);
    const [answer] = await Promise.allSettled([
      answerByLink(stranger(), key(), { token, answer: "accept", proposed }),
      move("2026-12-03"),
    ]);
    await tell(database);
    const after = await lateDateBehind(stranger(), token);
    // Whoever came second found what the first had done: refused, or asked anew about the new date.
    expect(answer.status === "rejected" ? after.state : await stateOf(order.orderId)).toBe("asked");
    const open = await findConsent(floor.ctx, { orderId: order.orderId });
    expect(open !== null && open.proposed > proposed).toBe(true);
  });

  test("not answered in time becomes what the rule says", async () => {
    const order = await slip();
    expect(await settleSilence(floor.ctx, key(), {})).toEqual({ settled: 0 });
    const later = ctxOf(database, undefined, new Date(TUESDAY.getTime() + 6 * 86_400_000));
    await settleSilence(later, key(), {});
    expect(await stateOf(order.orderId)).toBe("declined");
    expect((await bucketsOf(floor, order.orderId))[0]?.backordered).toBe(0);
  });
});

test("rules are set for all and for one company, by who may, and for companies that exist", async () => {
  const company = floor.company.code;
  await setConsentRule(floor.ctx, key(), { company, afterDays: 30, silence: "keep" });
  const order = await slip();
  expect(await stateOf(order.orderId)).toBeNull();
  expect((await letters(order.orderId))[0]?.subject).not.toContain("accept");
  await setConsentRule(floor.ctx, key(), { company, afterDays: null });
  expect((await listConsentRules(floor.ctx, {})).map((rule) => rule.company)).toEqual([null]);
  const unable = ctxOf(database, actorWith([]));
  const rule = { company: "NOBODY", afterDays: 1 };
  await expect(setConsentRule(floor.ctx, key(), rule)).rejects.toMatchObject({
    code: "INVALID_INPUT",
  });
  await expect(setConsentRule(unable, key(), rule)).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(settleSilence(unable, key(), {})).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(reviewConsent(unable, key(), { orderId: order.orderId })).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
});
