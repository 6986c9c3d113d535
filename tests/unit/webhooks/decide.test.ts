import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { signedHeaders } from "@/server/integrations/webhooks/sign";
import {
  DELIVERY_ATTEMPTS_MAX,
  decideAvailabilityEvents,
  decideDelivery,
  RETRY_AFTER_MS,
} from "@/server/oms/webhooks/decide";
import { webhookSecret } from "@/server/oms/webhooks/schema";
import { verifyWebhook } from "../../support/webhook-verifier";

test.each([
  [5, 5, null, []],
  [null, 0, null, []],
  [null, 4, 10, ["availability.changed"]],
  [5, 3, null, ["availability.changed"]],
  [5, 0, 3, ["availability.changed", "availability.out"]],
  [0, 9, 3, ["availability.changed", "availability.back"]],
  [5, 3, 3, ["availability.changed", "availability.low"]],
  [3, 2, 3, ["availability.changed"]],
  [3, 5, 3, ["availability.changed"]],
])("from %s to %s, low at %s", (before, now, lowAt, events) => {
  expect(decideAvailabilityEvents(before, now, lowAt)).toEqual(events);
});

test("the schedule lasts three days and a half at most, and each wait is spread", () => {
  const hours = RETRY_AFTER_MS.reduce((sum, ms) => sum + ms, 0) / 3_600_000;
  expect(hours).toBeGreaterThan(72);
  expect(hours).toBeLessThan(84);
  for (let attempt = 1; attempt < DELIVERY_ATTEMPTS_MAX; attempt += 1) {
    const [least, most] = [0, 1].map((chance) => decideDelivery({ status: 500 }, attempt, chance));
    const wait = RETRY_AFTER_MS[attempt - 1] ?? 0;
    expect(least).toEqual({ kind: "again", afterMs: Math.round(wait * 0.9) });
    expect(most).toEqual({ kind: "again", afterMs: Math.round(wait * 1.1) });
  }
  expect(decideDelivery({ status: null }, DELIVERY_ATTEMPTS_MAX, 0)).toEqual({ kind: "dead" });
});

test.each([
  [200, "delivered"],
  [204, "delivered"],
  [299, "delivered"],
  [301, "again"],
  [404, "again"],
  [410, "gone"],
  [500, "again"],
  [null, "again"],
])("an answer of %s is %s", (status, kind) => {
  expect(decideDelivery({ status }, 1, 0.5).kind).toBe(kind);
});

const secretOf = (bytes: number) => `whsec_${randomBytes(bytes).toString("base64")}`;

test("secrets have 24 to 64 bytes", () => {
  for (const bytes of [24, 25, 26, 32, 64]) {
    expect(webhookSecret.safeParse(secretOf(bytes)).success).toBe(true);
  }
  for (const secret of [secretOf(23), secretOf(65), randomBytes(32).toString("base64"), "whsec_"]) {
    expect(webhookSecret.safeParse(secret).success).toBe(false);
  }
});

test("a receiver that follows the text of the standard takes what is signed, and nothing else", () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(1_000), fc.nat(10_000), (body, at, flip) => {
      const [now, secret, old] = [new Date("2026-11-10T15:00:00Z"), secretOf(32), secretOf(24)];
      const message = { id: `msg_${at}`, at: now, body };
      const headers = signedHeaders(message, [secret, old]);
      for (const known of [secret, old]) {
        expect(verifyWebhook(headers, body, known, now)).toEqual(JSON.parse(body));
      }
      expect(() => verifyWebhook(headers, body, secretOf(32), now)).toThrow();
      expect(() => verifyWebhook(headers, `${body} `, secret, now)).toThrow();
      expect(() =>
        verifyWebhook({ ...headers, "webhook-id": "msg_x" }, body, secret, now),
      ).toThrow();
      expect(() =>
        verifyWebhook(headers, body, secret, new Date(now.getTime() + 301_000)),
      ).toThrow();
      const bytes = Buffer.from(body);
      const position = flip % bytes.length;
      bytes[position] = (bytes[position] ?? 0) ^ 1;
      expect(() => verifyWebhook(headers, bytes.toString(), secret, now)).toThrow();
    }),
  );
});
