import type { RawSql, RawTx } from "@/db/client";
import type { CommandEnv } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { DomainError } from "../kernel/errors";
import type { WebhookEventType } from "./types";

/** What a message is about, and what it says. */
export type NewMessage = {
  readonly subscriptionId: string;
  readonly type: WebhookEventType | "webhook.test";
  /** Messages of one subject reach a receiver in their order. */
  readonly subject: string;
  readonly data: Readonly<Record<string, string | number | null>>;
};

/** Put messages into the queues of their subscriptions, in the transaction of what they tell. */
export async function insertMessages(
  { sql, now }: Pick<CommandEnv, "sql" | "now">,
  messages: readonly NewMessage[],
): Promise<string[]> {
  const rows = messages.map(({ subscriptionId, type, subject, data }, nth) => ({
    nth,
    id: newId(now.getTime()),
    subscription_id: subscriptionId,
    type,
    subject,
    body: JSON.stringify({ type, timestamp: now.toISOString(), data }),
  }));
  if (rows.length > 0) {
    await sql`
      insert into webhook_message (id, subscription_id, type, subject, body, state, attempts,
        next_at, created_at)
      select id, subscription_id, type, subject, body, 'pending', 0, ${now}, ${now}
      from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb) as r(nth int, id uuid,
        subscription_id uuid, type text, subject text, body text)
      order by nth`;
  }
  return rows.map(({ id }) => id);
}

export type Subscription = {
  readonly id: string;
  readonly name: string;
  readonly eventTypes: readonly WebhookEventType[];
  /** Null: every channel. */
  readonly channelCode: string | null;
  /** Empty: every SKU. */
  readonly skuIds: readonly string[];
  readonly lowThreshold: number | null;
  /** When it was last decided what it knows already; null: it is to be decided. */
  readonly baselineAt: Date | null;
};

/** The subscriptions that are on. */
export const readSubscriptions = (sql: RawSql | RawTx) => sql<Subscription[]>`
  select s.id, s.name, s.event_types as "eventTypes", c.code as "channelCode",
    s.sku_ids as "skuIds", s.low_threshold as "lowThreshold", s.baseline_at as "baselineAt"
  from webhook_subscription s left join channel c on c.id = s.channel_id
  where s.is_on order by s.id`;

/** @throws NOT_FOUND */
export async function lockSubscription(sql: RawTx, id: string) {
  const [found] = await sql<{ id: string; name: string; version: number; isOn: boolean }[]>`
    select id, name, version, is_on as "isOn" from webhook_subscription
    where id = ${id} for no key update`;
  if (found === undefined) {
    throw new DomainError("NOT_FOUND", "There is no such subscription", { subscriptionId: id });
  }
  return found;
}

/** The exception of a subscription whose receiver does not take what it is told. */
export const deliveryCause = (subscriptionId: string) => ({
  type: "integration_failed" as const,
  causeKey: `webhook:${subscriptionId}`,
});

export type DueMessage = {
  readonly id: string;
  readonly subscriptionId: string;
  /** This one included. */
  readonly attempt: number;
  readonly body: string;
  readonly url: string;
  /** As they are kept: the newest first. */
  readonly sealed: readonly string[];
};

/** For so long a message is left to whoever took it. */
const LEASE_MS = 60_000;

/**
 * Take the next message of a subscription that is due. Of each subject only the oldest that waits
 * may go, so that a receiver never hears of the later before the earlier.
 *
 * Taking is an attempt counted and a time put off, in one statement: when the worker dies after
 * sending and before writing it down, the same message goes again under the same id.
 */
export async function takeDue(
  sql: RawSql,
  subscriptionId: string,
  now: Date,
): Promise<DueMessage | null> {
  const leasedUntil = new Date(now.getTime() + LEASE_MS);
  const [message] = await sql<DueMessage[]>`
    with oldest as materialized (
      select distinct on (subject) id, place, next_at from webhook_message
      where subscription_id = ${subscriptionId} and state = 'pending'
      order by subject, place),
    due as materialized (
      select m.id from webhook_message m
      where m.id = (select id from oldest where next_at <= ${now} order by place limit 1)
        and m.state = 'pending' and m.next_at <= ${now}
      for update skip locked)
    update webhook_message m set attempts = m.attempts + 1, next_at = ${leasedUntil}
    from due, webhook_subscription s
    where m.id = due.id and s.id = m.subscription_id and s.is_on
    returning m.id, m.subscription_id as "subscriptionId", m.attempts as attempt, m.body, s.url,
      array_remove(array[s.secret,
        case when s.previous_until > ${now} then s.previous_secret end], null) as sealed`;
  return message ?? null;
}

/** Subscriptions with something to send. */
export const readDue = (sql: RawSql, now: Date) => sql<{ id: string }[]>`
  select distinct m.subscription_id as id
  from webhook_message m join webhook_subscription s on s.id = m.subscription_id
  where m.state = 'pending' and m.next_at <= ${now} and s.is_on`;
