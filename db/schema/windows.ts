import { sql } from "drizzle-orm";
import {
  index,
  integer,
  jsonb,
  pgSequence,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { windowRunMachine } from "@/server/oms/allocation/machine";
import { windowModes, windowTriggers } from "@/server/oms/allocation/types";
import type { OrderId, WindowRunId, WindowScheduleId } from "@/server/oms/kernel/ids";
import { statesOf } from "@/server/oms/kernel/machine";
import { atLeast, holds, id, instant, money, oneOf, ref } from "./columns";
import { salesOrder } from "./orders";

const windowRunStates = statesOf(windowRunMachine);

/** Numbers WR-…, drawn one at a time. */
export const windowRunNumber = pgSequence("window_run_number", { startWith: 1001 });

/** When windows are planned by themselves: one row. */
export const windowSchedule = pgTable(
  "window_schedule",
  {
    id: id<WindowScheduleId>(),
    name: text().notNull().unique("window_schedule_name_key"),
    everyMinutes: integer(),
    beforeCutOffMinutes: integer(),
    mode: text({ enum: windowModes }).notNull(),
    solverSeconds: integer().notNull(),
    ordersMax: integer().notNull(),
    version: integer().notNull().default(1),
  },
  (t) => [
    oneOf("window_schedule_name_known", t.name, ["default"]),
    oneOf("window_schedule_mode_known", t.mode, windowModes),
    atLeast("window_schedule_interval_positive", t.everyMinutes, 1),
    atLeast("window_schedule_lead_positive", t.beforeCutOffMinutes, 1),
    atLeast("window_schedule_seconds_positive", t.solverSeconds, 1),
    atLeast("window_schedule_orders_positive", t.ordersMax, 1),
  ],
);

/** A document: orders planned together at one moment, what would change, and what became of it. */
export const windowRun = pgTable(
  "window_run",
  {
    id: id<WindowRunId>(),
    number: text().notNull(),
    state: text({ enum: windowRunStates }).notNull(),
    trigger: text({ enum: windowTriggers }).notNull(),
    mode: text({ enum: windowModes }).notNull(),
    requestedBy: text().notNull(),
    requestedAt: instant().notNull(),
    plannedAt: instant(),
    decidedBy: text(),
    decidedAt: instant(),
    decisionReason: text(),
    /** Orders that were planned together, and those that would change. */
    ordersSeen: integer().notNull().default(0),
    ordersChanged: integer().notNull().default(0),
    /** Of those that would change, so many did. */
    ordersApplied: integer().notNull().default(0),
    /** Of all orders seen, in minor units of the tariffs' currency. */
    costBefore: money().notNull().default(0),
    costAfter: money().notNull().default(0),
    freightBefore: money().notNull().default(0),
    freightAfter: money().notNull().default(0),
    shipmentsBefore: integer().notNull().default(0),
    shipmentsAfter: integer().notNull().default(0),
    /** Whether the solver had the best plan, or the search; and why the solver had none. */
    plannedBy: text({ enum: ["solver", "search"] }),
    note: text().notNull().default(""),
  },
  (t) => [
    uniqueIndex("window_run_number_key").on(t.number),
    uniqueIndex("window_run_one_planning").on(t.state).where(sql`${t.state} = 'planning'`),
    index("window_run_requested_idx").on(t.requestedAt, t.id),
    oneOf("window_run_state_known", t.state, windowRunStates),
    oneOf("window_run_trigger_known", t.trigger, windowTriggers),
    oneOf("window_run_mode_known", t.mode, windowModes),
    holds("window_run_applies_what_changes", sql`${t.ordersApplied} <= ${t.ordersChanged}`),
  ],
);

/** An order that a window would change, and whether it did. */
export const windowRunOrder = pgTable(
  "window_run_order",
  {
    runId: ref<WindowRunId>()
      .notNull()
      .references(() => windowRun.id),
    orderId: ref<OrderId>()
      .notNull()
      .references(() => salesOrder.id),
    position: integer().notNull(),
    /** Shape: `WindowRunPart[]` of server/oms/allocation/types.ts. */
    before: jsonb().notNull(),
    after: jsonb().notNull(),
    /** Of units that wait: where free stock gives them. Shape as above. */
    filled: jsonb().notNull().default([]),
    /** What the change is good for, in a sentence. */
    why: text().notNull().default(""),
    costBefore: money().notNull(),
    costAfter: money().notNull(),
    freightBefore: money().notNull(),
    freightAfter: money().notNull(),
    outcome: text({ enum: ["applied", "left"] }),
    /** Why it was left as it was, or not all of it was done. */
    outcomeReason: text(),
  },
  (t) => [
    primaryKey({ columns: [t.runId, t.orderId] }),
    index("window_run_order_order_idx").on(t.orderId),
    holds(
      "window_run_order_outcome_known",
      sql`${t.outcome} is null or ${t.outcome} in ('applied', 'left')`,
    ),
    holds(
      "window_run_order_left_has_a_reason",
      sql`${t.outcome} <> 'left' or ${t.outcomeReason} is not null`,
    ),
  ],
);

/** An order that a window could not plan, or not fill, and why. */
export const windowRunPassed = pgTable(
  "window_run_passed",
  {
    runId: ref<WindowRunId>()
      .notNull()
      .references(() => windowRun.id),
    orderId: ref<OrderId>()
      .notNull()
      .references(() => salesOrder.id),
    reason: text().notNull(),
  },
  (t) => [
    primaryKey({ name: "window_run_passed_pkey", columns: [t.runId, t.orderId] }),
    index("window_run_passed_order_idx").on(t.orderId),
  ],
);
