import { createHmac } from "node:crypto";
import { authSecret } from "@/server/env";
import { DomainError } from "@/server/oms/kernel/errors";
import { replayMessage } from "@/server/oms/webhooks/commands/replay-message";
import { rotateSecret } from "@/server/oms/webhooks/commands/rotate-secret";
import { saveSubscription } from "@/server/oms/webhooks/commands/save-subscription";
import { sendTest } from "@/server/oms/webhooks/commands/send-test";
import { listDeliveries, listSubscriptions } from "@/server/oms/webhooks/queries";
import { rotateInput, subscriptionInput } from "@/server/oms/webhooks/schema";
import { parseInput } from "@/server/shell/command";
import { restRoute } from "./rest";

const fields = (body: unknown): Readonly<Record<string, unknown>> =>
  typeof body === "object" && body !== null ? { ...body } : {};

/** The secret of a request that brings none: the same for the same request, so that it is told once more when it is asked again. */
const secretFor = (idempotencyKey: string) =>
  `whsec_${createHmac("sha256", authSecret()).update(`webhook ${idempotencyKey}`).digest("base64")}`;

/** `/api/v1/webhooks/{id}/{action}` */
function idOf(url: URL): string {
  const id = url.pathname.split("/")[4] ?? "";
  if (!/^[0-9a-f-]{36}$/i.test(id)) {
    throw new DomainError("NOT_FOUND", "There is no such subscription");
  }
  return id;
}

/** All subscriptions, without their secrets. */
export const tellSubscriptions = restRoute(async ({ ctx }) => ({
  status: 200,
  body: { subscriptions: await listSubscriptions(ctx, {}) },
}));

/** Make a subscription; its secret is in this answer and in no other. */
export const subscribe = restRoute(async ({ ctx, body, idempotencyKey }) => {
  const secret = secretFor(idempotencyKey);
  const input = parseInput(subscriptionInput, {
    secret,
    ...fields(body),
    subscriptionId: null,
    version: null,
  });
  const made = await saveSubscription(ctx, idempotencyKey, input);
  return { status: 201, body: { ...made, secret: input.secret ?? secret } };
});

/** Change it: `{ "version": 3, …all its fields }`. */
export const changeSubscription = restRoute(async ({ ctx, url, body, idempotencyKey }) => {
  const input = parseInput(subscriptionInput.omit({ secret: true }), {
    ...fields(body),
    subscriptionId: idOf(url),
  });
  return { status: 200, body: await saveSubscription(ctx, idempotencyKey, input) };
});

/** A new secret; for a day both sign. */
export const rotate = restRoute(async ({ ctx, url, body, idempotencyKey }) => {
  const secret = secretFor(idempotencyKey);
  const input = parseInput(rotateInput, { secret, ...fields(body), subscriptionId: idOf(url) });
  const rotated = await rotateSecret(ctx, idempotencyKey, input);
  return { status: 200, body: { ...rotated, secret: input.secret } };
});

/** Send a message that says nothing. */
export const test = restRoute(async ({ ctx, url, idempotencyKey }) => ({
  status: 202,
  body: await sendTest(ctx, idempotencyKey, { subscriptionId: idOf(url) }),
}));

/** What it was sent, the newest first, and what the last attempt of each met. */
export const tellDeliveries = restRoute(async ({ ctx, url }) => ({
  status: 200,
  body: { deliveries: await listDeliveries(ctx, { subscriptionId: idOf(url) }) },
}));

/** Send a message again: `/api/v1/webhooks/{id of the message}/replay`. */
export const replay = restRoute(async ({ ctx, url, idempotencyKey }) => ({
  status: 202,
  body: await replayMessage(ctx, idempotencyKey, { messageId: idOf(url) }),
}));
