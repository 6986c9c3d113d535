import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { MailId, OrderId } from "@/server/oms/kernel/ids";
import { id, instant, recordedAt, ref } from "./columns";

/** One row per command that ran: idempotency key, audit line and stored answer in one. */
export const commandLog = pgTable(
  "command_log",
  {
    command: text().notNull(),
    idempotencyKey: uuid().notNull(),
    actorId: text().notNull(),
    inputHash: text().notNull(),
    output: jsonb(),
    executedAt: recordedAt(),
  },
  (t) => [primaryKey({ name: "command_log_pkey", columns: [t.command, t.idempotencyKey] })],
);

/** What happened, with actor and principal. Append-only: a trigger refuses update and delete. */
export const event = pgTable(
  "event",
  {
    id: bigint({ mode: "number" }).generatedAlwaysAsIdentity().primaryKey(),
    type: text().notNull(),
    subjectKind: text().notNull(),
    subjectId: uuid().notNull(),
    /** The order whose timeline shows it. */
    orderId: ref<OrderId>(),
    actorId: text().notNull(),
    actorName: text().notNull(),
    onBehalfOf: text(),
    reason: text(),
    payload: jsonb().notNull(),
    occurredAt: instant().notNull(),
  },
  (t) => [
    check("event_type_form", sql`${t.type} ~ '^[a-z_]+\\.[a-z_]+$'`),
    index("event_order_idx").on(t.orderId, t.id).where(sql`order_id is not null`),
    index("event_subject_idx").on(t.subjectId, t.id),
    index("event_type_idx").on(t.type, t.occurredAt),
  ],
);

/** Events still to be handed on. Claimed by row, never by "id above the last seen". */
export const outbox = pgTable("outbox", {
  eventId: bigint({ mode: "number" }).primaryKey(),
});

/** Work for one handler about one event; leased while it runs, deleted when done. */
export const job = pgTable(
  "job",
  {
    id: bigint({ mode: "number" }).generatedAlwaysAsIdentity().primaryKey(),
    handler: text().notNull(),
    eventId: bigint({ mode: "number" }).notNull(),
    attempts: integer().notNull().default(0),
    runAt: instant().notNull(),
    lastError: text(),
    /** Out of attempts; waits for a person. */
    isDead: boolean().notNull().default(false),
  },
  (t) => [
    uniqueIndex("job_event_handler_key").on(t.eventId, t.handler),
    index("job_due_idx").on(t.runAt).where(sql`not is_dead`),
  ],
);

export const workerHeartbeat = pgTable("worker_heartbeat", {
  workerId: text().primaryKey(),
  startedAt: instant().notNull(),
  beatAt: instant().notNull(),
});

/** Counts changes of reference data (network, carriers, channels, profiles), so that caches know. */
export const referenceVersion = pgTable("reference_version", {
  name: text().primaryKey(),
  version: bigint({ mode: "number" }).notNull(),
});

/** Every mail that was to be sent, with what became of it: the built-in mailbox. */
export const mailMessage = pgTable(
  "mail_message",
  {
    id: id<MailId>(),
    template: text().notNull(),
    toAddress: text().notNull(),
    subject: text().notNull(),
    html: text().notNull(),
    plainText: text().notNull(),
    orderId: ref<OrderId>(),
    /** The same cause sends one mail. */
    causeKey: text().notNull().unique("mail_message_cause_key"),
    provider: text().notNull(),
    providerId: text(),
    createdAt: instant().notNull(),
    sentAt: instant(),
    error: text(),
  },
  (t) => [
    index("mail_message_created_idx").on(t.createdAt),
    index("mail_message_order_idx").on(t.orderId),
  ],
);
