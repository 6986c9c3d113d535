import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { anonymousActor } from "@/server/auth/capabilities";
import { changeInbound } from "@/server/oms/allocation/commands/change-inbound";
import { answerByLink } from "@/server/oms/backorders/commands/answer-consent";
import { reviewConsent } from "@/server/oms/backorders/commands/review-consent";
import { setPolicy } from "@/server/oms/backorders/commands/set-policy";
import { settleSilence } from "@/server/oms/backorders/commands/settle-silence";
import type { BackorderSlip } from "@/server/oms/catalog/types";
import { saveHoldType } from "@/server/oms/orders/commands/save-hold-type";
import { setHold } from "@/server/oms/orders/commands/set-hold";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  ctxOf,
  fixedClock,
  type GivenCompany,
  type GivenSku,
  givenCompany,
  givenInbound,
  givenKit,
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
import { builtIn, mailsOf, tell } from "../notifications/telling";
import { lateDateBehind } from "./late-date";

/** A backorder that was to wait some days at most, and whose supply slips beyond them afterwards. */

let database: TestDatabase;
let floor: Floor;
let company: GivenCompany;
let sku: GivenSku;
let supply: string;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
});
afterAll(() => database.drop());
beforeEach(async () => {
  company = await givenCompany(database);
  sku = await coming("2026-11-20");
  supply = lastSupply;
});

let lastSupply: string;
const coming = async (eta: string) => {
  const given = await givenSku(database);
  await givenStock(database, { skuId: given.id, nodeId: floor.reno.id, onHand: 0 });
  lastSupply = await givenInbound(database, {
    ...{ skuId: given.id, nodeId: floor.reno.id, quantity: 20, eta },
  });
  return given;
};

const agree = (slip: BackorderSlip | null, days = 21) =>
  setPolicy(floor.ctx, key(), {
    of: "company",
    code: company.code,
    wish: { policy: "cap", days, slip },
  });

const move = (eta: string, inboundSupplyId = supply) =>
  changeInbound(floor.ctx, key(), { inboundSupplyId, eta, reason: "Vessel is late" });

const place = (...lines: { sku: string; quantity: number }[]) =>
  givenOrder(floor, lines, { companyId: company.id });

const waiting = async () => {
  const order = await place({ sku: sku.code, quantity: 10 });
  await tell(database);
  return order;
};

const letters = async (orderId: string, template = "promise-changed") =>
  (await mailsOf(database, orderId)).filter((mail) => mail.template === template);

const asking = async (orderId: string) =>
  (await letters(orderId)).filter(({ subject }) => subject.includes("do you accept"));

const consentOf = async (orderId: string) => {
  const [row] = await database.sql<{ state: string; proposed: string }[]>`
    select state, proposed::text from delay_consent where order_id = ${orderId}
    order by state = 'asked' desc, asked_at desc, id desc`;
  return row ?? null;
};

const stranger = () => ctxOf(database, anonymousActor);

const tokenOf = async (orderId: string) =>
  /\/c\/([\w-]+)/.exec((await asking(orderId)).map(({ text }) => text).join(" "))?.[1] ?? "";

const waitsOf = async (orderId: string) =>
  (await bucketsOf(floor, orderId)).map(({ backordered }) => backordered);

describe("a supply that slips beyond the cap", () => {
  test("asks the customer when the policy says so or says nothing, once, and back undoes it", async () => {
    await agree(null);
    const order = await waiting();
    await move("2026-11-25");
    await tell(database);
    expect(await consentOf(order.orderId)).toBeNull();
    await move("2026-12-10");
    await tell(database);
    await tell(database);
    const [mail, ...more] = await asking(order.orderId);
    expect(more).toEqual([]);
    // Nobody set a rule for silence: what nobody accepts is cancelled, for that is what was agreed.
    expect(mail?.text).toContain("what comes later is cancelled");
    const asked = await lateDateBehind(stranger(), await tokenOf(order.orderId));
    expect(asked).toMatchObject({ state: "asked", items: [{ units: 10 }] });
    await move("2026-11-20");
    await tell(database);
    expect(await consentOf(order.orderId)).toMatchObject({ state: "withdrawn" });
    expect(await asking(order.orderId)).toHaveLength(1);
    expect(await waitsOf(order.orderId)).toEqual([10]);
  });

  describe("of a kit", () => {
    let inStock: GivenSku;
    let kit: GivenSku;
    beforeEach(async () => {
      inStock = await givenSku(database);
      await givenStock(database, { skuId: inStock.id, nodeId: floor.reno.id, onHand: 20 });
      kit = await givenKit(database, [
        [inStock, 2],
        [sku, 1],
      ]);
    });

    /** Of its line that waits, of the other that is there, and of a line beside them. */
    const late = async (slip: BackorderSlip) => {
      await agree(slip);
      const order = await place({ sku: kit.code, quantity: 4 }, { sku: inStock.code, quantity: 3 });
      await tell(database);
      expect(await bucketsOf(floor, order.orderId)).toMatchObject([
        { allocated: 8 },
        { backordered: 4 },
        { allocated: 3 },
      ]);
      await move("2026-12-10");
      await tell(database);
      return order;
    };
    const expectEnded = async ({ orderId }: { readonly orderId: string }) => {
      expect(await bucketsOf(floor, orderId)).toMatchObject([
        { allocated: 0, backordered: 0 },
        { allocated: 0, backordered: 0 },
        { allocated: 3, backordered: 0 },
      ]);
      expect(await letters(orderId, "order-changed")).toHaveLength(1);
      await expectBooksToBalance(floor);
    };

    test("cancels it whole, with the components that are there, and tells it once", async () => {
      const order = await late("cancel");
      await expectEnded(order);
      expect(await consentOf(order.orderId)).toBeNull();
      await tell(database);
      expect(await letters(order.orderId, "order-changed")).toHaveLength(1);
    });

    test("cancels the order with it when nothing else was ordered", async () => {
      await agree("cancel");
      const order = await place({ sku: kit.code, quantity: 4 });
      await tell(database);
      await move("2026-12-10");
      await tell(database);
      const [row] = await database.sql<{ status: string }[]>`
        select status from sales_order where id = ${order.orderId}`;
      expect(row?.status).toBe("cancelled");
      expect(await letters(order.orderId, "order-cancelled")).toHaveLength(1);
      expect(await letters(order.orderId, "order-changed")).toEqual([]);
      await expectBooksToBalance(floor);
    });

    test("asks, and cancels it whole when the customer does not wait", async () => {
      const order = await late("ask");
      expect(await asking(order.orderId)).toHaveLength(1);
      const token = await tokenOf(order.orderId);
      const { proposed } = await lateDateBehind(stranger(), token);
      const { cancelled } = await answerByLink(stranger(), key(), {
        ...{ token, answer: "cancel", proposed },
      });
      expect(cancelled).toBe(12);
      await tell(database);
      await expectEnded(order);
    });

    test("asks, and lets all of it wait when the customer accepts", async () => {
      const order = await late("ask");
      const token = await tokenOf(order.orderId);
      const { proposed } = await lateDateBehind(stranger(), token);
      await answerByLink(stranger(), key(), { token, answer: "accept", proposed });
      await tell(database);
      expect(await waitsOf(order.orderId)).toEqual([0, 4, 0]);
      expect(await asking(order.orderId)).toHaveLength(1);
    });

    test("lets it wait where that was agreed, and while a hold keeps it from being changed", async () => {
      const order = await late("wait");
      expect(await waitsOf(order.orderId)).toEqual([0, 4, 0]);
      await saveHoldType(floor.ctx, key(), {
        ...{ code: "frozen", version: null, name: "Frozen", blocks: ["change"] },
      });
      const { orderId } = order;
      await setHold(floor.ctx, key(), { orderId, type: "frozen", reason: "In court" });
      await agree("cancel");
      await reviewConsent(floor.ctx, key(), { orderId });
      expect(await waitsOf(orderId)).toEqual([0, 4, 0]);
    });
  });

  test("to and fro before anybody looked tells and cancels nothing", async () => {
    await agree("cancel");
    const order = await waiting();
    await move("2026-12-10");
    await move("2026-11-20");
    await tell(database);
    expect(await letters(order.orderId)).toEqual([]);
    expect(await waitsOf(order.orderId)).toEqual([10]);
  });

  test("cancels what comes too late where the policy says so, with a mail and its supply free", async () => {
    await agree("cancel");
    const next = await givenInbound(database, {
      ...{ skuId: sku.id, nodeId: floor.reno.id, quantity: 5, eta: "2026-11-23" },
    });
    const order = await place({ sku: sku.code, quantity: 24 });
    await tell(database);
    await move("2026-12-20");
    await tell(database);
    // What the second supply brings comes in time and stays; the rest is cancelled.
    expect(await waitsOf(order.orderId)).toEqual([4]);
    const [changed, ...more] = await letters(order.orderId, "order-changed");
    expect(more).toEqual([]);
    expect(changed?.text).toContain(`${sku.code}: 20 of 24 cancelled, not there by 2026-12-01`);
    expect(await letters(order.orderId)).toEqual([]);
    const pegged = await database.sql`
      select id, pegged from inbound_supply where id in (${supply}, ${next}) order by eta`;
    expect(pegged).toEqual([
      { id: next, pegged: 4 },
      { id: supply, pegged: 0 },
    ]);
    await tell(database);
    expect(await letters(order.orderId, "order-changed")).toHaveLength(1);
    await expectBooksToBalance(floor);
  });

  test("ends an order of which nothing else is left", async () => {
    await agree("cancel");
    const order = await waiting();
    await move("2026-12-20");
    await tell(database);
    expect(await eventsOf(floor, order.orderId)).toContain("sales_order.cancelled");
    expect(await letters(order.orderId, "order-cancelled")).toHaveLength(1);
    expect(await letters(order.orderId)).toEqual([]);
    await expectBooksToBalance(floor);
  });

  test("lets it wait where the policy says so", async () => {
    await agree("wait");
    const order = await waiting();
    await move("2026-12-20");
    await tell(database);
    expect(await consentOf(order.orderId)).toBeNull();
    expect(await asking(order.orderId)).toEqual([]);
    expect(await letters(order.orderId)).toHaveLength(1);
    expect(await waitsOf(order.orderId)).toEqual([10]);
  });
});

test("a line is asked about also when the order arrives as late as it was promised", async () => {
  await agree("ask", 40);
  const slow = await coming("2026-12-10");
  const order = await place({ sku: sku.code, quantity: 10 }, { sku: slow.code, quantity: 1 });
  await agree("ask", 21);
  await tell(database);
  const slowly = await database.sql<{ promise: string }[]>`
    select current_promise::text as promise from sales_order where id = ${order.orderId}`;
  await move("2026-12-05");
  await tell(database);
  const after = await database.sql<{ promise: string }[]>`
    select current_promise::text as promise from sales_order where id = ${order.orderId}`;
  expect(after).toEqual(slowly);
  expect(await eventsOf(floor, order.orderId)).not.toContain("sales_order.promise_changed");
  expect(await asking(order.orderId)).toHaveLength(1);
  await tell(database);
  expect(await asking(order.orderId)).toHaveLength(1);
});

describe("two supplies that move at once", () => {
  test("are one question, about both, in one mail", async () => {
    await agree("ask");
    const other = await coming("2026-11-19");
    const otherSupply = lastSupply;
    const order = await place({ sku: sku.code, quantity: 3 }, { sku: other.code, quantity: 4 });
    await tell(database);
    await Promise.all([move("2026-12-08"), move("2026-12-10", otherSupply)]);
    await Promise.all([tell(database), tell(database)]);
    const [mail, ...more] = await asking(order.orderId);
    expect(mail).toBeDefined();
    expect(more).toEqual([]);
    expect(await letters(order.orderId)).toHaveLength(1);
    const token = await tokenOf(order.orderId);
    const asked = await lateDateBehind(stranger(), token);
    expect(asked.items.map(({ units }) => units)).toEqual([3, 4]);
    // One of them comes in time again: the question is about the other.
    await move("2026-11-20");
    await tell(database);
    const left = await lateDateBehind(stranger(), token);
    expect(left).toMatchObject({ state: "asked", proposed: asked.proposed });
    expect(left.items.map(({ units }) => units)).toEqual([4]);
    const { cancelled } = await answerByLink(stranger(), key(), {
      ...{ token, answer: "cancel", proposed: left.proposed },
    });
    expect(cancelled).toBe(4);
    expect(await waitsOf(order.orderId)).toEqual([3, 0]);
    await expectBooksToBalance(floor);
  });
});

describe("an answer", () => {
  test("while the supply moves again never agrees to the old date", async () => {
    await agree("ask");
    const order = await waiting();
    await move("2026-12-10");
    await tell(database);
    const token = await tokenOf(order.orderId);
    const { proposed } = await lateDateBehind(stranger(), token);
    const [answer] = await Promise.allSettled([
      answerByLink(stranger(), key(), { token, answer: "accept", proposed }),
      move("2026-12-18"),
    ]);
    await tell(database);
    const open = await consentOf(order.orderId);
    expect(open?.state).toBe("asked");
    expect((open?.proposed ?? "") > proposed).toBe(true);
    // Accepted before it moved, or refused: in both cases one new mail asks about the new date.
    expect(["fulfilled", "rejected"]).toContain(answer.status);
    expect(await asking(order.orderId)).toHaveLength(2);
  });

  test("that accepts lifts the cap up to that date", async () => {
    await agree("ask");
    const order = await waiting();
    await move("2026-12-10");
    await tell(database);
    const token = await tokenOf(order.orderId);
    const { proposed } = await lateDateBehind(stranger(), token);
    await answerByLink(stranger(), key(), { token, answer: "accept", proposed });
    await move("2026-12-09");
    await tell(database);
    expect(await consentOf(order.orderId)).toMatchObject({ state: "accepted" });
    expect(await reviewConsent(floor.ctx, key(), { orderId: order.orderId })).toEqual({
      step: "leave",
      cancelled: 0,
    });
    expect(await asking(order.orderId)).toHaveLength(1);
  });

  test("that does not come in time is a no, and the customer is told what was cancelled", async () => {
    await agree("ask");
    const order = await waiting();
    await move("2026-12-10");
    await tell(database);
    const later = new Date(TUESDAY.getTime() + 6 * 86_400_000);
    await settleSilence(ctxOf(database, undefined, later), key(), {});
    await tell(database);
    expect(await consentOf(order.orderId)).toMatchObject({ state: "declined" });
    expect(await letters(order.orderId, "order-cancelled")).toHaveLength(1);
  });
});

test("a mail that could not be handed over is tried again, and is the same mail", async () => {
  await agree("ask");
  const order = await waiting();
  await move("2026-12-10");
  let tries = 0;
  const deliver: typeof builtIn.deliver = (mail) => {
    tries += 1;
    return tries === 1 ? Promise.reject(new Error("The line is busy")) : builtIn.deliver(mail);
  };
  const mail = { ...builtIn, deliver };
  await tell(database, { mail });
  const later = fixedClock(new Date(TUESDAY.getTime() + 3_600_000));
  await tell(database, { mail, clock: later });
  const [letter, ...more] = await asking(order.orderId);
  expect(more).toEqual([]);
  expect(letter?.sentAt).not.toBeNull();
});
