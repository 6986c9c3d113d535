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
import { allocationPolicyMachine, allocationRunMachine } from "@/server/oms/allocation/machine";
import { runTriggers } from "@/server/oms/allocation/types";
import type { AllocationRunId, OrderId, OrderLineId, SkuId } from "@/server/oms/kernel/ids";
import { statesOf } from "@/server/oms/kernel/machine";
import { sku } from "./catalog";
import { atLeast, holds, id, instant, localDate, oneOf, ref, units } from "./columns";
import { orderLine, salesOrder } from "./orders";

const policyStates = statesOf(allocationPolicyMachine);
const runStates = statesOf(allocationRunMachine);

/** Who gets scarce stock, versioned; one version is active. Without one the oldest order is first. */
export const allocationPolicy = pgTable(
  "allocation_policy",
  {
    version: integer().primaryKey(),
    status: text({ enum: policyStates }).notNull(),
    /** Shape: `AllocationPolicy` of server/oms/allocation/types.ts. */
    content: jsonb().notNull(),
    note: text().notNull(),
    savedBy: text().notNull(),
    savedAt: instant().notNull(),
    activatedBy: text(),
    activatedAt: instant(),
    retiredAt: instant(),
  },
  (t) => [
    uniqueIndex("allocation_policy_one_active").on(t.status).where(sql`${t.status} = 'active'`),
    oneOf("allocation_policy_status_known", t.status, policyStates),
    holds(
      "allocation_policy_activation_is_whole",
      sql`num_nonnulls(${t.activatedBy}, ${t.activatedAt}) in (0, 2) and (${t.status} <> 'active' or ${t.activatedAt} is not null)`,
    ),
  ],
);

/** Numbers AR-…, drawn one at a time: runs are rare. */
export const allocationRunNumber = pgSequence("allocation_run_number", { startWith: 1001 });

/** Scarce SKUs decided anew: looked at before it applies, and kept as it was decided. */
export const allocationRun = pgTable(
  "allocation_run",
  {
    id: id<AllocationRunId>(),
    number: text().notNull(),
    state: text({ enum: runStates }).notNull(),
    trigger: text({ enum: runTriggers }).notNull(),
    /** Version of the policy; null: one that was only tried. */
    policyVersion: integer().references(() => allocationPolicy.version),
    /** The policy as it was; shape: `AllocationPolicy`. */
    policy: jsonb().notNull(),
    note: text().notNull().default(""),
    /** Counted with each edit, so that nobody approves what they have not seen. */
    version: integer().notNull().default(1),
    madeBy: text().notNull(),
    madeAt: instant().notNull(),
    approvedBy: text(),
    approvedAt: instant(),
    approvalReason: text(),
    /** Of its end: applied, or put aside. */
    decidedBy: text(),
    decidedAt: instant(),
    decisionReason: text(),
  },
  (t) => [
    uniqueIndex("allocation_run_number_key").on(t.number),
    index("allocation_run_made_idx").on(t.madeAt, t.id),
    oneOf("allocation_run_state_known", t.state, runStates),
    oneOf("allocation_run_trigger_known", t.trigger, runTriggers),
    holds(
      "allocation_run_decision_is_whole",
      sql`(${t.state} in ('simulated', 'approved')) = (${t.decidedAt} is null) and num_nonnulls(${t.decidedAt}, ${t.decidedBy}, ${t.decisionReason}) in (0, 3)`,
    ),
    holds(
      "allocation_run_approval_is_whole",
      sql`num_nonnulls(${t.approvedAt}, ${t.approvedBy}, ${t.approvalReason}) in (0, 3) and (${t.state} not in ('approved', 'applied') or ${t.approvedAt} is not null) and (${t.state} <> 'simulated' or ${t.approvedAt} is null)`,
    ),
  ],
);

/** SKUs that a run decides. */
export const allocationRunSku = pgTable(
  "allocation_run_sku",
  {
    runId: ref<AllocationRunId>()
      .notNull()
      .references(() => allocationRun.id),
    skuId: ref<SkuId>()
      .notNull()
      .references(() => sku.id),
  },
  (t) => [primaryKey({ name: "allocation_run_sku_pkey", columns: [t.runId, t.skuId] })],
);

/** One order line in a run: what it holds, and what it gets. Lines that the run leaves alone included. */
export const allocationRunLine = pgTable(
  "allocation_run_line",
  {
    runId: ref<AllocationRunId>()
      .notNull()
      .references(() => allocationRun.id),
    orderLineId: ref<OrderLineId>()
      .notNull()
      .references(() => orderLine.id),
    orderId: ref<OrderId>()
      .notNull()
      .references(() => salesOrder.id),
    skuId: ref<SkuId>().notNull(),
    /** Place in the order of the policy within its SKU, from 1. */
    rank: integer().notNull(),
    className: text().notNull(),
    asked: units().notNull(),
    stockBefore: units().notNull(),
    stockAfter: units().notNull(),
    supplyBefore: units().notNull(),
    supplyAfter: units().notNull(),
    dateBefore: localDate(),
    dateAfter: localDate(),
    /** Units from stock that a person gave it, and why. */
    edited: units(),
    editReason: text(),
    why: text().notNull(),
    /** Shape: `GivenPart[]`; compared with what is decided again when the run applies. */
    parts: jsonb().notNull(),
  },
  (t) => [
    primaryKey({ name: "allocation_run_line_pkey", columns: [t.runId, t.orderLineId] }),
    index("allocation_run_line_line_idx").on(t.orderLineId),
    atLeast("allocation_run_line_asked_positive", t.asked, 1),
    holds(
      "allocation_run_line_not_negative",
      sql`least(${t.stockBefore}, ${t.stockAfter}, ${t.supplyBefore}, ${t.supplyAfter}, coalesce(${t.edited}, 0)) >= 0`,
    ),
    holds(
      "allocation_run_line_within_asked",
      sql`${t.stockAfter} + ${t.supplyAfter} <= ${t.asked}`,
    ),
    holds(
      "allocation_run_line_edit_has_reason",
      sql`(${t.edited} is null) = (${t.editReason} is null)`,
    ),
  ],
);
