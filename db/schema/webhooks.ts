import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uuid,
} from "drizzle-orm/pg-core";
import type { ChannelId, SkuId } from "@/server/oms/kernel/ids";
import { type WebhookEventType, webhookStates } from "@/server/oms/webhooks/types";
import { sku } from "./catalog";
import { atLeast, holds, id, instant, oneOf, ref, units } from "./columns";
import { channel } from "./network";

/** Who is told of what, and where. */
export const webhookSubscription = pgTable(
  "webhook_subscription",
  {
    id: id<string>(),
    name: text().notNull(),
    url: text().notNull(),
    eventTypes: text().$type<WebhookEventType>().array().notNull(),
    channelId: ref<ChannelId>().references(() => channel.id),
    /** Empty: every SKU. */
    skuIds: uuid().array().notNull(),
    lowThreshold: units(),
    isOn: boolean().notNull(),
    offReason: text(),
    /**
     * Signs every message; encrypted (`sealSecret`), since it is needed in plain for a moment each
     * time. One that was made before secrets were encrypted stands here in plain until the worker has
     * sealed it.
     */
    secret: text().notNull(),
    previousSecret: text(),
    previousUntil: instant(),
    /** When it was decided what it knows already; null: it is to be decided. */
    baselineAt: instant(),
    ownerId: text().notNull(),
    createdAt: instant().notNull(),
    version: integer().notNull(),
  },
  (t) => [
    atLeast("webhook_subscription_low_positive", t.lowThreshold, 1),
    holds("webhook_subscription_tells_something", sql`cardinality(${t.eventTypes}) > 0`),
    holds(
      "webhook_subscription_previous_ends",
      sql`(${t.previousSecret} is null) = (${t.previousUntil} is null)`,
    ),
  ],
);

/** What a subscriber was last told of a channel and a SKU. */
export const webhookTold = pgTable(
  "webhook_told",
  {
    subscriptionId: ref<string>()
      .notNull()
      .references(() => webhookSubscription.id),
    channelId: ref<ChannelId>()
      .notNull()
      .references(() => channel.id),
    skuId: ref<SkuId>()
      .notNull()
      .references(() => sku.id),
    quantity: units().notNull(),
    toldAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ name: "webhook_told_pkey", columns: [t.subscriptionId, t.channelId, t.skuId] }),
    atLeast("webhook_told_not_negative", t.quantity, 0),
  ],
);

/** A message to one subscriber; `place` is its place in the subscriber's queue. */
export const webhookMessage = pgTable(
  "webhook_message",
  {
    id: id<string>(),
    place: bigint({ mode: "number" }).notNull().generatedAlwaysAsIdentity(),
    subscriptionId: ref<string>()
      .notNull()
      .references(() => webhookSubscription.id),
    type: text().notNull(),
    subject: text().notNull(),
    /** Sent byte by byte as it stands, since its bytes are signed. */
    body: text().notNull(),
    state: text({ enum: webhookStates }).notNull(),
    attempts: integer().notNull(),
    nextAt: instant().notNull(),
    createdAt: instant().notNull(),
    settledAt: instant(),
  },
  (t) => [
    index("webhook_message_queue_idx").on(t.subscriptionId, t.place),
    index("webhook_message_subject_idx")
      .on(t.subscriptionId, t.subject, t.place)
      .where(sql`${t.state} = 'pending'`),
    index("webhook_message_due_idx").on(t.nextAt).where(sql`${t.state} = 'pending'`),
    oneOf("webhook_message_state_known", t.state, webhookStates),
    holds("webhook_message_settled", sql`(${t.state} = 'pending') = (${t.settledAt} is null)`),
  ],
);

/** One attempt to hand a message over. */
export const webhookAttempt = pgTable(
  "webhook_attempt",
  {
    id: bigint({ mode: "number" }).generatedAlwaysAsIdentity().primaryKey(),
    messageId: ref<string>()
      .notNull()
      .references(() => webhookMessage.id),
    attempt: integer().notNull(),
    at: instant().notNull(),
    /** Null: nobody answered. */
    status: integer(),
    error: text(),
    response: text().notNull(),
    tookMs: integer().notNull(),
  },
  (t) => [index("webhook_attempt_message_idx").on(t.messageId, t.id)],
);

/** Where it was last looked for changes; one row, whose lock says who looks. */
export const webhookWatch = pgTable(
  "webhook_watch",
  {
    name: text().primaryKey(),
    snapshot: text().notNull(),
    networkVersion: bigint({ mode: "number" }).notNull(),
    lookedAt: instant().notNull(),
  },
  (t) => [holds("webhook_watch_one_row", sql`${t.name} = 'availability'`)],
);

/** Units held, and units that orders wait for, by SKU when it was last looked. */
export const webhookHeld = pgTable("webhook_held", {
  skuId: ref<SkuId>()
    .primaryKey()
    .references(() => sku.id),
  units: units().notNull(),
  waiting: units().notNull().default(0),
});
