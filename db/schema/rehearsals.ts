import { sql } from "drizzle-orm";
import {
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { OrderId, RehearsalId } from "@/server/oms/kernel/ids";
import { statesOf } from "@/server/oms/kernel/machine";
import { rehearsalMachine } from "@/server/oms/rehearsal/machine";
import { rehearsalBases } from "@/server/oms/rehearsal/types";
import { atLeast, holds, id, instant, localDate, money, oneOf, ref } from "./columns";
import { salesOrder } from "./orders";

const rehearsalStates = statesOf(rehearsalMachine);

/** Two versions of routing compared on stored orders: what was asked, how far it is, what came out. */
export const rehearsal = pgTable(
  "rehearsal",
  {
    id: id<RehearsalId>(),
    profileRef: text().notNull(),
    profileVersion: integer().notNull(),
    /** A draft that was saved again meanwhile is something else. */
    profileRevision: integer().notNull(),
    againstRef: text().notNull(),
    againstVersion: integer().notNull(),
    againstRevision: integer().notNull(),
    basis: text({ enum: rehearsalBases }).notNull(),
    /** Orders placed from the one day to the other, both included, in UTC. */
    fromDay: localDate().notNull(),
    toDay: localDate().notNull(),
    /** Codes; none = all. */
    channels: text().array().notNull(),
    state: text({ enum: rehearsalStates }).notNull(),
    ordersTotal: integer().notNull(),
    ordersDone: integer().notNull().default(0),
    /** What was asked in one text: nobody has to wait for the same thing twice at once. */
    fingerprint: text().notNull(),
    actorId: text().notNull(),
    actorName: text().notNull(),
    queuedAt: instant().notNull(),
    startedAt: instant(),
    finishedAt: instant(),
    /** Which run has it, of which process. */
    runner: text(),
    /** The runner has died when it was not heard of until then. */
    leaseUntil: instant(),
    attempts: integer().notNull().default(0),
    /** Why it came to nothing. */
    reason: text(),
    /** Shape: `RehearsalSummary` of server/oms/rehearsal/types.ts. */
    summary: jsonb(),
    /** Who saw the result first, and when. */
    lookedAt: instant(),
    lookedBy: text(),
  },
  (t) => [
    index("rehearsal_queued_idx").on(t.queuedAt, t.id),
    index("rehearsal_profile_idx").on(t.profileRef, t.profileVersion),
    index("rehearsal_open_idx").on(t.queuedAt).where(sql`${t.state} in ('queued', 'running')`),
    uniqueIndex("rehearsal_one_open")
      .on(t.fingerprint)
      .where(sql`${t.state} in ('queued', 'running')`),
    oneOf("rehearsal_basis_known", t.basis, rehearsalBases),
    oneOf("rehearsal_state_known", t.state, rehearsalStates),
    atLeast("rehearsal_done_not_negative", t.ordersDone, 0),
    holds("rehearsal_period_in_order", sql`${t.fromDay} <= ${t.toDay}`),
    holds("rehearsal_done_has_summary", sql`(${t.state} = 'done') = (${t.summary} is not null)`),
    holds("rehearsal_running_has_runner", sql`${t.state} <> 'running' or ${t.runner} is not null`),
    holds("rehearsal_looked_at_result", sql`${t.lookedAt} is null or ${t.state} = 'done'`),
  ],
);

/** An order that the two versions route differently. */
export const rehearsalOrder = pgTable(
  "rehearsal_order",
  {
    rehearsalId: ref<RehearsalId>()
      .notNull()
      .references(() => rehearsal.id),
    orderId: ref<OrderId>()
      .notNull()
      .references(() => salesOrder.id),
    costDelta: money().notNull(),
    /** Null: one of the two has no date. */
    daysDelta: integer(),
    openDelta: integer().notNull(),
    /** No node may ship it under the rehearsed version. */
    hasNoNode: boolean().notNull(),
    /** Shape: `RehearsedChange` of server/oms/rehearsal/types.ts. */
    detail: jsonb().notNull(),
  },
  (t) => [
    primaryKey({ name: "rehearsal_order_pkey", columns: [t.rehearsalId, t.orderId] }),
    index("rehearsal_order_cost_idx").on(t.rehearsalId, t.costDelta, t.orderId),
    index("rehearsal_order_days_idx").on(t.rehearsalId, t.daysDelta, t.orderId),
  ],
);
