import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { playbookModes, resolutionKinds } from "@/server/oms/desk/types";
import { exceptionMachine } from "@/server/oms/exceptions/machine";
import { exceptionTypes, severities, timers } from "@/server/oms/exceptions/types";
import type {
  ExceptionId,
  NodeId,
  OrderId,
  OrderLineId,
  SkuId,
  UserId,
} from "@/server/oms/kernel/ids";
import { statesOf } from "@/server/oms/kernel/machine";
import { appUser } from "./auth";
import { atLeast, currency, holds, id, instant, money, oneOf, ref } from "./columns";

const exceptionStates = statesOf(exceptionMachine);

/** Something that a person must decide before a promise is missed. */
export const exception = pgTable(
  "exception",
  {
    id: id<ExceptionId>(),
    type: text({ enum: exceptionTypes }).notNull(),
    state: text({ enum: exceptionStates }).notNull(),
    severity: text({ enum: severities }).notNull(),
    /** One open exception per type and cause. */
    causeKey: text().notNull(),
    orderId: ref<OrderId>(),
    orderLineId: ref<OrderLineId>(),
    nodeId: ref<NodeId>(),
    skuId: ref<SkuId>(),
    /** What is wrong, in numbers. */
    sentence: text().notNull(),
    detail: jsonb().notNull(),
    ownerId: text(),
    /** Whose work it is, as the policy of its type said when it opened. */
    team: text().notNull().default(""),
    openedAt: instant().notNull(),
    /** To be decided until then. */
    dueAt: instant().notNull(),
    /** Put off until then; it comes back by itself, because views compare with the clock. */
    snoozedUntil: instant(),
    /** When a person first took it in hand: from there on its minutes count. */
    acknowledgedAt: instant(),
    closedAt: instant(),
    closedBy: text(),
    resolution: text(),
  },
  (t) => [
    uniqueIndex("exception_one_open_per_cause")
      .on(t.type, t.causeKey)
      .where(sql`${t.closedAt} is null`),
    index("exception_open_idx").on(t.openedAt).where(sql`${t.closedAt} is null`),
    index("exception_order_idx").on(t.orderId),
    // What was decided of a cause, for whoever meets it again.
    index("exception_cause_idx").on(t.type, t.causeKey, t.closedAt),
    index("exception_opened_idx").on(t.openedAt, t.type),
    oneOf("exception_type_known", t.type, exceptionTypes),
    oneOf("exception_state_known", t.state, exceptionStates),
    oneOf("exception_severity_known", t.severity, severities),
  ],
);

/** How exceptions of a type are handled, where a person has said so. */
export const exceptionPolicy = pgTable(
  "exception_policy",
  {
    type: text({ enum: exceptionTypes }).primaryKey(),
    lowMinutes: integer().notNull(),
    mediumMinutes: integer().notNull(),
    highMinutes: integer().notNull(),
    criticalMinutes: integer().notNull(),
    costMinor: money().notNull(),
    currency: currency().notNull(),
    team: text().notNull(),
    ownerId: ref<UserId>().references(() => appUser.id),
    savedBy: text().notNull(),
    savedAt: instant().notNull(),
  },
  (t) => [
    oneOf("exception_policy_type_known", t.type, exceptionTypes),
    atLeast("exception_policy_cost_not_negative", t.costMinor, 0),
    holds(
      "exception_policy_minutes_positive",
      sql`least(${t.lowMinutes}, ${t.mediumMinutes}, ${t.highMinutes}, ${t.criticalMinutes}) > 0`,
    ),
  ],
);

/** How long something may stand still before it is an exception, where a person has said so. */
export const exceptionTimer = pgTable(
  "exception_timer",
  {
    name: text({ enum: timers }).primaryKey(),
    minutes: integer().notNull(),
    savedBy: text().notNull(),
    savedAt: instant().notNull(),
  },
  (t) => [
    oneOf("exception_timer_name_known", t.name, timers),
    atLeast("exception_timer_minutes_positive", t.minutes, 1),
  ],
);

/**
 * A rule that resolves exceptions of a type by itself, or proposes how. Each saved version is a row of
 * its own; the one that is not retired stands.
 */
export const exceptionPlaybook = pgTable(
  "exception_playbook",
  {
    playbookId: uuid().notNull(),
    version: integer().notNull(),
    name: text().notNull(),
    type: text({ enum: exceptionTypes }).notNull(),
    /** Shape: `PlaybookConditions` of server/oms/desk/types.ts. */
    conditions: jsonb().notNull(),
    kind: text({ enum: resolutionKinds }).notNull(),
    mode: text({ enum: playbookModes }).notNull(),
    isOn: boolean().notNull(),
    savedBy: text().notNull(),
    savedAt: instant().notNull(),
    retiredAt: instant(),
  },
  (t) => [
    primaryKey({ name: "exception_playbook_pkey", columns: [t.playbookId, t.version] }),
    uniqueIndex("exception_playbook_one_stands")
      .on(t.playbookId)
      .where(sql`${t.retiredAt} is null`),
    oneOf("exception_playbook_type_known", t.type, exceptionTypes),
    oneOf("exception_playbook_kind_known", t.kind, resolutionKinds),
    oneOf("exception_playbook_mode_known", t.mode, playbookModes),
  ],
);

/** What a playbook did about an exception: once per version, and what came of it or why it was refused. */
export const exceptionPlaybookRun = pgTable(
  "exception_playbook_run",
  {
    id: bigint({ mode: "number" }).generatedAlwaysAsIdentity().primaryKey(),
    playbookId: uuid().notNull(),
    version: integer().notNull(),
    exceptionId: ref<ExceptionId>()
      .notNull()
      .references(() => exception.id),
    isDone: boolean().notNull(),
    text: text().notNull(),
    /** What a person would have cost, in minor units; 0 when it was refused. */
    savedMinor: money().notNull(),
    ranAt: instant().notNull(),
  },
  (t) => [
    uniqueIndex("exception_playbook_run_key").on(t.playbookId, t.version, t.exceptionId),
    index("exception_playbook_run_latest_idx").on(t.ranAt, t.id),
  ],
);
