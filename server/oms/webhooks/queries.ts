import { z } from "zod";
import { defineQuery } from "@/server/shell/query";
import { DomainError } from "../kernel/errors";
import { isReadable } from "./store-secret";
import type { WebhookEventType, WebhookState } from "./types";

export type SubscriptionRow = {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly eventTypes: readonly WebhookEventType[];
  readonly channelCode: string | null;
  readonly channel: string | null;
  readonly skus: readonly string[];
  readonly lowThreshold: number | null;
  readonly isOn: boolean;
  /** Why it was turned off, when nobody did. */
  readonly offReason: string | null;
  /** Its secret can be read; else nothing is sent until the secret is exchanged or its key is back. */
  readonly canSign: boolean;
  readonly owner: string;
  readonly createdAt: Date;
  readonly version: number;
  readonly waiting: number;
  readonly dead: number;
  readonly lastDeliveredAt: Date | null;
};

/** All subscriptions, never their secrets. */
export const listSubscriptions = defineQuery({
  name: "webhooks.list_subscriptions",
  input: z.object({ subscriptionId: z.uuid().optional() }),
  wall: "staff",
  run: ({ sql }, { subscriptionId }) => sql<SubscriptionRow[]>`
    select s.id, s.name, s.url, s.event_types as "eventTypes", c.code as "channelCode",
      c.name as channel, array(select k.code from sku k where k.id = any(s.sku_ids) order by 1) as skus,
      s.low_threshold as "lowThreshold", s.is_on as "isOn", s.off_reason as "offReason",
      ${isReadable(sql)} as "canSign", coalesce(u.name, k.name, s.owner_id) as owner, s.created_at as "createdAt", s.version,
      m.waiting, m.dead, m."lastDeliveredAt"
    from webhook_subscription s left join channel c on c.id = s.channel_id
    left join app_user u on u.id::text = s.owner_id
    left join api_key k on k.id::text = s.owner_id
    cross join lateral (
      select count(*) filter (where state = 'pending')::int as waiting,
        count(*) filter (where state = 'dead')::int as dead,
        max(settled_at) filter (where state = 'delivered') as "lastDeliveredAt"
      from webhook_message where subscription_id = s.id) m
    where ${subscriptionId ?? null}::uuid is null or s.id = ${subscriptionId ?? null}
    order by s.name, s.id`,
});

export type DeliveryRow = {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly body: string;
  readonly state: WebhookState;
  readonly attempts: number;
  readonly createdAt: Date;
  readonly nextAt: Date;
  readonly settledAt: Date | null;
  /** The newest attempt; null: there was none yet. */
  readonly last: {
    readonly at: string;
    readonly status: number | null;
    readonly error: string | null;
    readonly response: string;
    readonly tookMs: number;
  } | null;
};

/**
 * The newest messages of a subscription, each with what its last attempt met.
 *
 * @throws NOT_FOUND
 */
export const listDeliveries = defineQuery({
  name: "webhooks.list_deliveries",
  input: z.object({ subscriptionId: z.uuid(), limit: z.int().min(1).max(200).default(50) }),
  wall: "staff",
  run: async ({ sql }, { subscriptionId, limit }) => {
    const found = await sql`select 1 from webhook_subscription where id = ${subscriptionId}`;
    if (found.length === 0) {
      throw new DomainError("NOT_FOUND", "There is no such subscription", { subscriptionId });
    }
    return sql<DeliveryRow[]>`
      select m.id, m.type, m.subject, m.body, m.state, m.attempts, m.created_at as "createdAt",
        m.next_at as "nextAt", m.settled_at as "settledAt",
        (select jsonb_build_object('at', a.at, 'status', a.status, 'error', a.error,
            'response', a.response, 'tookMs', a.took_ms)
          from webhook_attempt a where a.message_id = m.id order by a.id desc limit 1) as last
      from webhook_message m where m.subscription_id = ${subscriptionId}
      order by m.place desc limit ${limit}`;
  },
});
