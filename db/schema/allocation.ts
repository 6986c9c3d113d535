import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { allocationMachine } from "@/server/oms/allocation/machine";
import { decisionTriggers } from "@/server/oms/allocation/types";
import type {
  AllocationId,
  AllocationRunId,
  FulfillmentOrderId,
  InboundSupplyId,
  NodeId,
  OrderId,
  OrderLineId,
  SkuId,
  SourcingDecisionId,
} from "@/server/oms/kernel/ids";
import { statesOf } from "@/server/oms/kernel/machine";
import { DEFAULT_STRATEGIES } from "@/server/oms/sourcing/decide-default";
import { profileMachine } from "@/server/oms/sourcing/machine";
import { sku } from "./catalog";
import { atLeast, holds, id, instant, localDate, oneOf, recordedAt, ref, units } from "./columns";
import { inboundSupply } from "./inventory";
import { node } from "./network";
import { orderLine, salesOrder } from "./orders";
import { allocationRun } from "./scarcity";

const allocationStates = statesOf(allocationMachine);
const profileStates = statesOf(profileMachine);

/**
 * How orders are routed, versioned; one version is active. A trigger keeps what was published from
 * being changed or deleted.
 */
export const sourcingProfile = pgTable(
  "sourcing_profile",
  {
    ref: text().notNull(),
    version: integer().notNull(),
    status: text({ enum: profileStates }).notNull(),
    /** Shape: `Strategy[]` of server/oms/sourcing/types-profile.ts. */
    strategies: jsonb().notNull().default(DEFAULT_STRATEGIES),
    /** Shape: `SourcingParameters` of server/oms/sourcing/types.ts. */
    parameters: jsonb().notNull(),
    note: text().notNull().default(""),
    /** Counts the savings of a draft: what was rehearsed is known by it. */
    revision: integer().notNull().default(1),
    /** The version that it was made from; null: from none. */
    baseVersion: integer(),
    /** Actor who answers for it: who saved it last. */
    ownerId: text().notNull().default(""),
    savedAt: recordedAt(),
    /** This revision was rehearsed, and by which rehearsal. */
    rehearsedAt: instant(),
    rehearsalId: uuid(),
    /** Somebody has read what the rehearsal found: without it nothing is published. */
    lookedAt: instant(),
    lookedBy: text(),
    /** It is to become active at this moment by itself. */
    activateAt: instant(),
    activatedAt: instant(),
    retiredAt: instant(),
  },
  (t) => [
    uniqueIndex("sourcing_profile_version_key").on(t.ref, t.version),
    uniqueIndex("sourcing_profile_one_active").on(t.ref).where(sql`${t.status} = 'active'`),
    uniqueIndex("sourcing_profile_one_scheduled").on(t.ref).where(sql`${t.activateAt} is not null`),
    oneOf("sourcing_profile_status_known", t.status, profileStates),
    holds(
      "sourcing_profile_published_has_moments",
      sql`(${t.status} in ('active', 'retired')) = (${t.activatedAt} is not null) and (${t.status} = 'retired') = (${t.retiredAt} is not null)`,
    ),
    holds(
      "sourcing_profile_simulated_was_rehearsed",
      sql`${t.status} <> 'simulated' or ${t.rehearsedAt} is not null`,
    ),
    holds(
      "sourcing_profile_scheduled_was_looked_at",
      sql`${t.activateAt} is null or (${t.status} = 'simulated' and ${t.lookedAt} is not null)`,
    ),
  ],
);

/** Why the units of an order went where they went: candidates, scores, exclusions, the sentence. */
export const sourcingDecision = pgTable(
  "sourcing_decision",
  {
    id: id<SourcingDecisionId>(),
    orderId: ref<OrderId>()
      .notNull()
      .references(() => salesOrder.id),
    trigger: text({ enum: decisionTriggers }).notNull(),
    decidedAt: instant().notNull(),
    profileRef: text().notNull(),
    profileVersion: integer().notNull(),
    sentence: text().notNull(),
    isExact: boolean().notNull(),
    /** Shape: `StoredDecision` of server/oms/sourcing/types.ts; replays to the same answer. */
    detail: jsonb().notNull(),
  },
  (t) => [
    index("sourcing_decision_order_idx").on(t.orderId, t.decidedAt),
    oneOf("sourcing_decision_trigger_known", t.trigger, decisionTriggers),
  ],
);

/** A hard hold: units of one line at one node, on stock or on a named inbound supply. */
export const allocation = pgTable(
  "allocation",
  {
    id: id<AllocationId>(),
    orderId: ref<OrderId>().notNull(),
    orderLineId: ref<OrderLineId>()
      .notNull()
      .references(() => orderLine.id),
    skuId: ref<SkuId>()
      .notNull()
      .references(() => sku.id),
    nodeId: ref<NodeId>()
      .notNull()
      .references(() => node.id),
    quantity: units().notNull(),
    state: text({ enum: allocationStates }).notNull(),
    inboundSupplyId: ref<InboundSupplyId>().references(() => inboundSupply.id),
    /** The promise of these units, in the node's and the customer's calendar. */
    shipDate: localDate().notNull(),
    deliveryDate: localDate().notNull(),
    /** The dates without the disruptions that moved them; null: none did. */
    undisruptedShipDate: localDate(),
    undisruptedDeliveryDate: localDate(),
    serviceCode: text().notNull(),
    fulfillmentOrderId: ref<FulfillmentOrderId>(),
    decisionId: ref<SourcingDecisionId>(),
    /** The run that gave them, where it was no decision about the order by itself. */
    runId: ref<AllocationRunId>().references(() => allocationRun.id),
    /** A person chose the node: nothing moves the units by itself as long as they can stay. */
    isByHand: boolean().notNull().default(false),
    /** Units that had to wait: they leave on their day, or with the next shipment before it. */
    isRemainder: boolean().notNull().default(false),
    reason: text(),
    /**
     * The last movement of the position when its node refused the units for what its shelf lacked; null: it
     * did not refuse them, or for another reason.
     */
    shelfRefusedAfter: bigint({ mode: "number" }),
    createdAt: instant().notNull(),
  },
  (t) => [
    index("allocation_order_idx").on(t.orderId),
    index("allocation_day_idx")
      .on(t.nodeId, t.shipDate)
      .where(sql`${t.state} in ('promised', 'allocated', 'released', 'consumed')`),
    index("allocation_line_idx").on(t.orderLineId),
    index("allocation_due_idx").on(t.shipDate, t.orderId).where(sql`${t.state} = 'allocated'`),
    index("allocation_position_idx")
      .on(t.skuId, t.nodeId)
      .where(sql`${t.state} in ('allocated', 'released')`),
    index("allocation_inbound_idx")
      .on(t.inboundSupplyId, t.deliveryDate)
      .where(sql`${t.state} = 'promised'`),
    index("allocation_fulfillment_order_idx").on(t.fulfillmentOrderId),
    oneOf("allocation_state_known", t.state, allocationStates),
    atLeast("allocation_quantity_positive", t.quantity, 1),
    holds(
      "allocation_promised_is_pegged",
      sql`${t.state} <> 'promised' or ${t.inboundSupplyId} is not null`,
    ),
    holds(
      "allocation_released_has_work",
      sql`${t.state} not in ('released', 'consumed') or ${t.fulfillmentOrderId} is not null`,
    ),
  ],
);
