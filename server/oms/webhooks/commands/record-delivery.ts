import { z } from "zod";
import { type CommandEnv, defineCommand } from "@/server/shell/command";
import { closeException, openException } from "../../exceptions/store";
import { decideDelivery } from "../decide";
import { deliveryCause } from "../store";

const RESPONSE_MAX = 1_000;

/**
 * Write down what came of an attempt to deliver a message: taken, to be tried again, given up, or a
 * receiver that wants nothing more. What was given up waits as an exception for a person and closes
 * itself with the next message that is taken.
 */
export const recordDelivery = defineCommand({
  name: "webhooks.record_delivery",
  input: z.object({
    messageId: z.uuid(),
    attempt: z.int().min(1),
    /** Spreads the next attempts of many; from 0 to 1. */
    chance: z.number().min(0).max(1),
    outcome: z.object({
      status: z.int().nullable(),
      error: z.string().nullable(),
      response: z.string(),
      tookMs: z.int().min(0),
    }),
  }),
  wall: "staff",
  run: async (env, { messageId, attempt, chance, outcome }) => {
    const { sql, now } = env;
    const verdict = decideDelivery(outcome, attempt, chance);
    const state =
      verdict.kind === "delivered" || verdict.kind === "dead" ? verdict.kind : "pending";
    const nextAt = new Date(now.getTime() + (verdict.kind === "again" ? verdict.afterMs : 0));
    const [message] = await sql<Delivered[]>`
      update webhook_message m set state = ${state}, next_at = ${nextAt},
        settled_at = case when ${state} = 'pending' then null else ${now}::timestamptz end
      from webhook_subscription s
      where m.id = ${messageId} and m.state = 'pending' and m.attempts = ${attempt}
        and s.id = m.subscription_id
      returning m.type, s.id as "subscriptionId", s.name`;
    if (message === undefined) {
      return { state: null };
    }
    await sql`
      insert into webhook_attempt (message_id, attempt, at, status, error, response, took_ms)
      values (${messageId}, ${attempt}, ${now}, ${outcome.status}, ${outcome.error},
        ${outcome.response.slice(0, RESPONSE_MAX)}, ${outcome.tookMs})`;
    if (message.type === "webhook.test" || verdict.kind !== "delivered") {
      env.emit({
        type: "webhook.attempted",
        subject: { kind: "webhook_subscription", id: message.subscriptionId },
        payload: { name: message.name, message: message.type, outcome: verdict.kind },
      });
    }
    if (verdict.kind === "delivered") {
      const why = "The receiver took a message";
      await closeException(env, deliveryCause(message.subscriptionId), why);
    } else if (verdict.kind === "dead") {
      await complain(env, message, `gave up after ${attempt} attempts: ${reasonOf(outcome)}`);
    } else if (verdict.kind === "gone") {
      await turnOff(env, message);
    }
    return { state };
  },
});

type Delivered = { readonly type: string; readonly subscriptionId: string; readonly name: string };

const reasonOf = ({ status, error }: { status: number | null; error: string | null }) =>
  error ?? `the receiver answered ${status}`;

async function complain(env: CommandEnv, message: Delivered, what: string): Promise<void> {
  await openException(env, {
    ...deliveryCause(message.subscriptionId),
    severity: "high",
    sentence: `Webhook “${message.name}”: ${message.type} ${what}`,
    detail: { subscriptionId: message.subscriptionId, type: message.type },
  });
}

async function turnOff(env: CommandEnv, message: Delivered): Promise<void> {
  const reason = "The receiver answered 410: it wants nothing more";
  await env.sql`
    update webhook_subscription set is_on = false, off_reason = ${reason}, version = version + 1
    where id = ${message.subscriptionId} and is_on`;
  env.emit({
    type: "webhook.disabled",
    subject: { kind: "webhook_subscription", id: message.subscriptionId },
    reason,
    payload: { name: message.name },
  });
  await complain(env, message, "was answered with 410, and the subscription was turned off");
}
