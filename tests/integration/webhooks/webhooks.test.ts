import { randomBytes, randomUUID } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { webhookSender } from "@/server/integrations/webhooks/sender";
import { placeOrder } from "@/server/oms/intake/commands/place-orders";
import { adjustStock } from "@/server/oms/inventory/commands/adjust-stock";
import { releaseReservation } from "@/server/oms/inventory/commands/release-reservation";
import { reserveStock } from "@/server/oms/inventory/commands/reserve-stock";
import { saveAvailabilityRule } from "@/server/oms/inventory/commands/save-availability-rule";
import { noticeChanges } from "@/server/oms/webhooks/commands/notice-changes";
import { noticePromise } from "@/server/oms/webhooks/commands/notice-promise";
import { recordDelivery } from "@/server/oms/webhooks/commands/record-delivery";
import { replayMessage } from "@/server/oms/webhooks/commands/replay-message";
import { rotateSecret } from "@/server/oms/webhooks/commands/rotate-secret";
import { saveSubscription } from "@/server/oms/webhooks/commands/save-subscription";
import { sendTest } from "@/server/oms/webhooks/commands/send-test";
import { deliverDue } from "@/server/oms/webhooks/handlers";
import { listDeliveries, listSubscriptions } from "@/server/oms/webhooks/queries";
import { takeDue } from "@/server/oms/webhooks/store";
import { mayHaveChanged } from "@/server/oms/webhooks/store-changes";
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
import { verifyWebhook } from "../../support/webhook-verifier";

const NOW = new Date("2026-11-10T15:00:00Z");
const MINUTE = 60_000;
const SECRET = `whsec_${randomBytes(32).toString("base64")}`;

type Heard = { readonly headers: IncomingHttpHeaders; readonly raw: string };

let database: TestDatabase;
let reno: GivenNode;
let company: GivenCompany;
let sku: GivenSku;
let receiver: Server;
let url: string;
let heard: Heard[];
/** What the receiver answers; null: it hangs up. */
let answer: number | null;

beforeAll(async () => {
  database = await openDatabase();
  const { calendarId } = await givenNetwork(database);
  reno = await givenNode(database, calendarId, { name: "Reno" });
  company = await givenCompany(database);
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      if (answer === null) {
        request.socket.destroy();
        return;
      }
      heard.push({ headers: request.headers, raw: Buffer.concat(chunks).toString() });
      response.writeHead(answer, { location: "http://127.0.0.1:1/elsewhere" }).end("thank you");
    });
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => receiver.once("listening", resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
});
afterAll(async () => {
  receiver.close();
  await database.drop();
});
beforeEach(async () => {
  heard = [];
  answer = 200;
  sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: reno.id, onHand: 10 });
});
afterEach(async () => {
  await database.sql`update webhook_subscription set is_on = false`;
  await database.sql`update availability_rule set retired_at = now() where retired_at is null`;
});

const ctx = (now = NOW) => ctxOf(database, undefined, now);
const send = webhookSender({ allowLoopback: true });

type Written = Partial<Parameters<typeof saveSubscription>[2]>;
const subscribe = async (over: Written = {}) => {
  const { subscriptionId } = await saveSubscription(ctx(), randomUUID(), {
    name: "Webshop",
    url,
    eventTypes: [
      "availability.changed",
      "availability.low",
      "availability.out",
      "availability.back",
    ],
    channelCode: "portal",
    skus: [sku.code],
    lowThreshold: 3,
    secret: SECRET,
    ...over,
  });
  await notice();
  return subscriptionId;
};
const notice = (now = NOW) => noticeChanges(ctx(now), randomUUID(), {});
const deliver = async (now = NOW) => {
  await Promise.all(await deliverDue(ctx(now), send));
};
const adjust = (delta: number) =>
  adjustStock(ctx(), randomUUID(), {
    skuId: sku.id,
    nodeId: reno.id,
    delta,
    reason: "counted",
  } as Parameters<typeof adjustStock>[2]);
const said = () =>
  heard.map(({ raw }) => {
    const { type, data } = JSON.parse(raw);
    return [type, data.previous, data.available];
  });
const deliveries = (subscriptionId: string) => listDeliveries(ctx(), { subscriptionId });

describe("what is told", () => {
  test("a new subscriber hears of changes only, each once, signed, in their order", async () => {
    await subscribe();
    await deliver();
    expect(heard).toEqual([]);

    await adjust(-7);
    expect(await mayHaveChanged(database.sql, NOW)).toBe(true);
    await notice();
    expect(await mayHaveChanged(database.sql, NOW)).toBe(false);
    expect(await notice()).toMatchObject({ messages: 0 });
    await adjust(-3);
    await notice();
    await adjust(8);
    await notice();
    await deliver();
    expect(said()).toEqual([
      ["availability.changed", 10, 3],
      ["availability.low", 10, 3],
      ["availability.changed", 3, 0],
      ["availability.out", 3, 0],
      ["availability.changed", 0, 8],
      ["availability.back", 0, 8],
    ]);
    for (const { headers, raw } of heard) {
      expect(verifyWebhook(headers, raw, SECRET, NOW)).toMatchObject({
        timestamp: NOW.toISOString(),
        data: { channel: "portal", sku: sku.code },
      });
    }
    expect(new Set(heard.map(({ headers }) => headers["webhook-id"])).size).toBe(6);
  });

  test("orders, holds, their end by time, and rules move the number; other channels and SKUs do not", async () => {
    await subscribe({ eventTypes: ["availability.changed"] });
    const other = await givenSku(database);
    await givenStock(database, { skuId: other.id, nodeId: reno.id, onHand: 10 });
    await placeOrder(ctx(), randomUUID(), {
      channelCode: "portal",
      companyId: company.id,
      lines: [
        { sku: sku.code, quantity: 2 },
        { sku: other.code, quantity: 2 },
      ],
    });
    await notice();
    const owner = { kind: "cart" as const, ref: randomUUID() };
    await reserveStock(ctx(), randomUUID(), {
      owner,
      channelCode: "portal",
      minutes: 15,
      lines: [{ sku: sku.code, quantity: 3 }],
    });
    await notice();
    const later = new Date(NOW.getTime() + 16 * MINUTE);
    await notice(later);
    await releaseReservation(ctx(later), randomUUID(), { owner });
    await saveAvailabilityRule(ctx(later), randomUUID(), {
      effect: "hold_total",
      amount: 5,
      channelCode: "portal",
      sku: sku.code,
      note: "For the shops",
    });
    await notice(later);
    await saveAvailabilityRule(ctx(later), randomUUID(), {
      effect: "exclude",
      channelCode: "api",
      note: "Not there",
    });
    await notice(later);
    await deliver(later);
    expect(said().map(([, before, after]) => [before, after])).toEqual([
      [10, 8],
      [8, 5],
      [5, 8],
      [8, 3],
    ]);
  });

  test("two that look at once tell a change once", async () => {
    await subscribe({ eventTypes: ["availability.changed"] });
    await adjust(-1);
    await Promise.all([notice(), notice(), notice()]);
    await deliver();
    expect(said()).toEqual([["availability.changed", 10, 9]]);
  });

  test("a promise that moved is told to who asked for its channel and its SKUs", async () => {
    const order = await placeOrder(ctx(), randomUUID(), {
      channelCode: "portal",
      companyId: company.id,
      lines: [{ sku: sku.code, quantity: 1 }],
    });
    await subscribe({ eventTypes: ["promise.changed"] });
    await subscribe({ eventTypes: ["promise.changed"], channelCode: "api", skus: [] });
    const key = randomUUID();
    const moved = { orderId: order.orderId, before: "2026-11-12", after: "2026-11-16" };
    await Promise.all([noticePromise(ctx(), key, moved), noticePromise(ctx(), key, moved)]);
    await deliver();
    expect(heard.map(({ raw }) => JSON.parse(raw).data)).toEqual([
      {
        order: order.number,
        externalRef: null,
        channel: "portal",
        promise: "2026-11-16",
        previous: "2026-11-12",
      },
    ]);
  });
});

describe("a receiver that does not take it", () => {
  test("is asked again by the schedule under the same id, and order is kept per subject", async () => {
    const id = await subscribe({ eventTypes: ["availability.changed"] });
    answer = 503;
    await adjust(-1);
    await notice();
    await deliver();
    await adjust(-1);
    await notice();
    await deliver();
    // The second waits behind the first.
    expect(heard).toHaveLength(1);
    expect(await deliveries(id)).toMatchObject([
      { state: "pending", attempts: 0 },
      { state: "pending", attempts: 1, last: { status: 503, response: "thank you" } },
    ]);
    answer = null;
    await deliver(new Date(NOW.getTime() + 10_000));
    answer = 200;
    await deliver(new Date(NOW.getTime() + 10 * MINUTE));
    expect(said()).toEqual([
      ["availability.changed", 10, 9],
      ["availability.changed", 10, 9],
      ["availability.changed", 9, 8],
    ]);
    const [first, again] = heard.map(({ headers }) => headers["webhook-id"]);
    expect(again).toBe(first);
  });

  test("gets no redirect followed and keeps nobody else waiting", async () => {
    answer = 307;
    const stuck = await subscribe({
      url: "http://127.0.0.1:9/",
      eventTypes: ["availability.changed"],
    });
    const redirecting = await subscribe({ eventTypes: ["availability.changed"] });
    await adjust(-1);
    await notice();
    await deliver();
    expect(heard).toHaveLength(1);
    expect(await deliveries(redirecting)).toMatchObject([
      { state: "pending", last: { status: 307 } },
    ]);
    expect(await deliveries(stuck)).toMatchObject([
      { state: "pending", last: { status: null, error: expect.stringContaining("No answer") } },
    ]);
  });

  test("is given up after the last attempt, which is an exception until a message is taken", async () => {
    const id = await subscribe();
    await sendTest(ctx(), randomUUID(), { subscriptionId: id });
    answer = 500;
    for (let attempt = 1; attempt <= 10; attempt += 1) {
      await deliver(new Date(NOW.getTime() + attempt * 48 * 60 * MINUTE));
    }
    const [message] = await deliveries(id);
    expect(message).toMatchObject({ state: "dead", attempts: 10 });
    const open = () => database.sql`
      select sentence from exception where type = 'integration_failed' and closed_at is null
        and cause_key = ${`webhook:${id}`}`;
    expect(await open()).toMatchObject([{ sentence: expect.stringContaining("10 attempts") }]);

    answer = 200;
    await replayMessage(ctx(), randomUUID(), { messageId: message?.id ?? "" });
    await expect(
      replayMessage(ctx(), randomUUID(), { messageId: message?.id ?? "" }),
    ).rejects.toMatchObject({ code: "ILLEGAL_TRANSITION" });
    await deliver();
    expect(await deliveries(id)).toMatchObject([{ state: "delivered" }]);
    expect(await open()).toEqual([]);
  });

  test("ends its subscription with a 410", async () => {
    const id = await subscribe();
    await sendTest(ctx(), randomUUID(), { subscriptionId: id });
    answer = 410;
    await deliver();
    expect(await listSubscriptions(ctx(), { subscriptionId: id })).toMatchObject([
      { isOn: false, offReason: expect.stringContaining("410") },
    ]);
    await deliver(new Date(NOW.getTime() + 60 * MINUTE));
    expect(heard).toHaveLength(1);
    await expect(sendTest(ctx(), randomUUID(), { subscriptionId: id })).rejects.toMatchObject({
      code: "ILLEGAL_TRANSITION",
    });
  });

  test("hears the same message again when the worker dies between sending and writing it down", async () => {
    const id = await subscribe();
    await sendTest(ctx(), randomUUID(), { subscriptionId: id });
    const taken = await takeDue(database.sql, id, NOW);
    await send({
      url,
      id: `msg_${taken?.id}`,
      at: NOW,
      body: taken?.body ?? "",
      secrets: [SECRET],
    });
    await deliver();
    expect(heard).toHaveLength(1);
    await deliver(new Date(NOW.getTime() + 2 * MINUTE));
    expect(heard.map(({ headers }) => headers["webhook-id"])).toEqual([
      `msg_${taken?.id}`,
      `msg_${taken?.id}`,
    ]);
    // The dead worker's word comes too late to count.
    const outcome = { status: 500, error: null, response: "", tookMs: 1 };
    const late = { messageId: taken?.id ?? "", attempt: 1, chance: 0.5, outcome };
    expect(await recordDelivery(ctx(), randomUUID(), late)).toEqual({ state: null });
    expect(await deliveries(id)).toMatchObject([{ state: "delivered", attempts: 2 }]);
  });

  test("within our own network is not called unless this machine may be", async () => {
    const outcome = await webhookSender({ allowLoopback: false })({
      url,
      id: "msg_1",
      at: NOW,
      body: "{}",
      secrets: [SECRET],
    });
    expect(outcome).toMatchObject({ status: null, error: expect.stringContaining("Not sent") });
    expect(heard).toEqual([]);
  });
});

describe("subscriptions", () => {
  test("sign with both secrets for a day after an exchange", async () => {
    const id = await subscribe();
    const next = `whsec_${randomBytes(24).toString("base64")}`;
    await rotateSecret(ctx(), randomUUID(), { subscriptionId: id, secret: next });
    await sendTest(ctx(), randomUUID(), { subscriptionId: id });
    await deliver();
    const [both] = heard;
    for (const secret of [SECRET, next]) {
      expect(() => verifyWebhook(both?.headers ?? {}, both?.raw ?? "", secret, NOW)).not.toThrow();
    }
    const nextWeek = new Date(NOW.getTime() + 7 * 24 * 60 * MINUTE);
    await sendTest(ctx(nextWeek), randomUUID(), { subscriptionId: id });
    await deliver(nextWeek);
    const [, one] = heard;
    verifyWebhook(one?.headers ?? {}, one?.raw ?? "", next, nextWeek);
    expect(() => verifyWebhook(one?.headers ?? {}, one?.raw ?? "", SECRET, nextWeek)).toThrow();
  });

  test("tell no secret, and begin anew from how things stand when their scope changes", async () => {
    const id = await subscribe({ eventTypes: ["availability.changed"] });
    const [row] = await listSubscriptions(ctx(), { subscriptionId: id });
    expect(JSON.stringify(row)).not.toContain("whsec_");
    const changed = {
      subscriptionId: id,
      version: row?.version ?? 0,
      name: "Webshop",
      url,
      eventTypes: ["availability.changed" as const],
      channelCode: "api",
    };
    await adjust(-1);
    await saveSubscription(ctx(), randomUUID(), changed);
    await expect(saveSubscription(ctx(), randomUUID(), changed)).rejects.toMatchObject({
      code: "STALE",
    });
    await notice();
    await adjust(-1);
    await notice();
    await deliver();
    expect(said()).toEqual([["availability.changed", 9, 8]]);
  });

  test("name what exists, have a secret, and are made once by two requests of one key", async () => {
    const input = { name: "A", url, eventTypes: ["availability.out" as const], secret: SECRET };
    for (const wrong of [
      { ...input, channelCode: "nowhere" },
      { ...input, skus: ["NOPE"] },
      { ...input, secret: undefined },
      { ...input, url: "ftp://shop.example" },
    ]) {
      await expect(
        saveSubscription(ctx(), randomUUID(), wrong as typeof input),
      ).rejects.toMatchObject({ code: "INVALID_INPUT" });
    }
    const key = randomUUID();
    const [one, two] = await Promise.all([
      saveSubscription(ctx(), key, input),
      saveSubscription(ctx(), key, input),
    ]);
    expect(two).toEqual(one);
    const planner = ctxOf(database, actorWith(["inventory.availability"]), NOW);
    await expect(saveSubscription(planner, randomUUID(), input)).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });
});
