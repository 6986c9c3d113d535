import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgSequence,
  pgTable,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import {
  backorderPolicies,
  backorderSlips,
  substitutionPolicies,
} from "@/server/oms/catalog/types";
import type {
  ChannelId,
  CompanyId,
  CompanyLocationId,
  ContactId,
  ImportRunId,
  OrderDraftId,
  OrderId,
  OrderLineId,
  PriceListId,
  SkuId,
  UserId,
} from "@/server/oms/kernel/ids";
import { statesOf } from "@/server/oms/kernel/machine";
import { salesOrderMachine } from "@/server/oms/orders/machine";
import {
  fulfillmentStatuses,
  paymentStatuses,
  promiseStates,
  shipPolicies,
} from "@/server/oms/orders/types";
import { appUser } from "./auth";
import { sku } from "./catalog";
import {
  atLeast,
  currency,
  holds,
  id,
  instant,
  localDate,
  money,
  oneOf,
  recordedAt,
  ref,
  unitPriceE4,
  units,
} from "./columns";
import { company, companyLocation, contact } from "./customers";
import { channel } from "./network";

const orderStates = statesOf(salesOrderMachine);

/** Numbers that people say aloud: SO-100001. */
export const salesOrderNumber = pgSequence("sales_order_number", { startWith: 100001, cache: 50 });

export const salesOrder = pgTable(
  "sales_order",
  {
    id: id<OrderId>(),
    number: text().notNull().unique("sales_order_number_key"),
    channelId: ref<ChannelId>()
      .notNull()
      .references(() => channel.id),
    companyId: ref<CompanyId>()
      .notNull()
      .references(() => company.id),
    companyLocationId: ref<CompanyLocationId>()
      .notNull()
      .references(() => companyLocation.id),
    contactId: ref<ContactId>().references(() => contact.id),
    /** The order's name in the system it came from: one order per channel and reference. */
    externalRef: text(),
    customerPo: text(),
    status: text({ enum: orderStates }).notNull(),
    fulfillmentStatus: text({ enum: fulfillmentStatuses }).notNull(),
    paymentStatus: text({ enum: paymentStatuses }).notNull(),
    /** How it ships: as it was ordered, or complete because the strategy that routed it says so. */
    shipPolicy: text({ enum: shipPolicies }).notNull(),
    /** How the customer wants it to ship. */
    orderedShipPolicy: text({ enum: shipPolicies }).notNull().default("as_available"),
    serviceCode: text().notNull(),
    /** Day on which the customer wants the goods. */
    requestedDate: localDate(),
    shipAfter: localDate(),
    /** Day from which stock is taken for it, while it lies beyond the horizon; null: it was taken. */
    allocateFrom: localDate(),
    cancelAfter: localDate(),
    /** What was chosen for this order of what is not there; null: what customer and SKU say. */
    backorderPolicy: text({ enum: backorderPolicies }),
    /** Units of one SKU that may wait under policy `cap`. */
    backorderLimit: units(),
    /** Days from the order until the promised date that units may wait under policy `cap`. */
    backorderDays: integer(),
    /** What becomes of units that slip beyond these days; null: the customer is asked. */
    backorderSlip: text({ enum: backorderSlips }),
    currency: currency().notNull(),
    /** Of all that was ordered; what is still owed is this less `cancelledTotal` and `creditedTotal`. */
    subtotal: money().notNull(),
    cancelledTotal: money().notNull().default(0),
    /** Sum of its credit memos. */
    creditedTotal: money().notNull().default(0),
    placedAt: instant().notNull(),
    completedAt: instant(),
    cancelledAt: instant(),
    /** Who entered it, and for whom when it was done on behalf. */
    placedBy: text().notNull(),
    onBehalfOf: text(),
    /** The ship-to as it was at placement: name, address1, address2, city, region, postalCode, country, latitude, longitude. */
    shipTo: jsonb().notNull(),
    /** It goes to an address that is none of the customer's locations. */
    isOneTimeShipTo: boolean().notNull().default(false),
    note: text().notNull().default(""),
    /** Whether other SKUs may ship than were ordered; null: as its company says. */
    substitution: text({ enum: substitutionPolicies }),
    /** 0 to 100, as the channel judged it; null: nobody did. */
    fraudScore: integer(),
    /** What was noticed and put right when it came in. Shape: `Finding[]` of server/oms/intake/decide-severity.ts. */
    findings: jsonb().notNull().default([]),
    lineCount: integer().notNull(),
    unitCount: integer().notNull(),
    originalPromise: localDate(),
    currentPromise: localDate(),
    promiseState: text({ enum: promiseStates }).notNull().default("unknown"),
    holdCount: integer().notNull().default(0),
    openExceptionCount: integer().notNull().default(0),
    /** Hash of what an import said, so that a second run knows the order as unchanged. */
    sourceHash: text(),
    importRunId: ref<ImportRunId>(),
    version: integer().notNull().default(1),
  },
  (t) => [
    uniqueIndex("sales_order_external_ref_key")
      .on(t.channelId, t.externalRef)
      .where(sql`${t.externalRef} is not null`),
    // Ascending, also for lists that begin with the newest: Postgres reads an index backwards, while
    // one made with desc() puts nulls last, an order that no list asks for, and would never be used.
    index("sales_order_placed_idx").on(t.placedAt, t.id),
    index("sales_order_company_idx").on(t.companyId, t.placedAt, t.id),
    index("sales_order_beyond_horizon_idx")
      .on(t.allocateFrom, t.shipAfter, t.placedAt)
      .where(sql`${t.allocateFrom} is not null`),
    index("sales_order_open_idx")
      .on(t.currentPromise, t.id)
      .where(sql`${t.status} in ('submitted', 'pending_approval', 'confirmed', 'in_fulfillment')`),
    index("sales_order_exposure_idx")
      .on(t.companyId)
      .where(sql`${t.status} in ('submitted', 'pending_approval', 'confirmed', 'in_fulfillment')`),
    index("sales_order_fulfillment_idx").on(t.fulfillmentStatus, t.placedAt, t.id),
    index("sales_order_number_prefix_idx").on(sql`upper(${t.number}) text_pattern_ops`),
    index("sales_order_po_prefix_idx").on(sql`upper(${t.customerPo}) text_pattern_ops`),
    index("sales_order_external_prefix_idx").on(sql`upper(${t.externalRef}) text_pattern_ops`),
    // What the list is sorted by when it is not by time; the same words as in its query.
    index("sales_order_promise_idx").on(
      sql`coalesce(${t.currentPromise}, '9999-12-31'::date)`,
      t.id,
    ),
    index("sales_order_value_idx").on(
      sql`(${t.subtotal} - ${t.cancelledTotal} - ${t.creditedTotal})`,
      t.id,
    ),
    index("sales_order_held_idx").on(t.placedAt).where(sql`${t.holdCount} > 0`),
    index("sales_order_cancel_after_idx")
      .on(t.cancelAfter, t.id)
      .where(
        sql`${t.cancelAfter} is not null and ${t.status} in ('submitted', 'pending_approval', 'confirmed', 'in_fulfillment')`,
      ),
    index("sales_order_excepted_idx").on(t.placedAt).where(sql`${t.openExceptionCount} > 0`),
    oneOf("sales_order_status_known", t.status, orderStates),
    oneOf("sales_order_fulfillment_status_known", t.fulfillmentStatus, fulfillmentStatuses),
    oneOf("sales_order_payment_status_known", t.paymentStatus, paymentStatuses),
    oneOf("sales_order_ship_policy_known", t.shipPolicy, shipPolicies),
    oneOf("sales_order_ordered_ship_policy_known", t.orderedShipPolicy, shipPolicies),
    oneOf("sales_order_promise_state_known", t.promiseState, promiseStates),
    oneOf("sales_order_substitution_known", t.substitution, substitutionPolicies),
    atLeast("sales_order_hold_count_not_negative", t.holdCount, 0),
    atLeast("sales_order_exception_count_not_negative", t.openExceptionCount, 0),
    oneOf("sales_order_backorder_policy_known", t.backorderPolicy, backorderPolicies),
    oneOf("sales_order_backorder_slip_known", t.backorderSlip, backorderSlips),
    holds(
      "sales_order_cap_has_limit",
      sql`${t.backorderPolicy} is distinct from 'cap' or num_nonnulls(${t.backorderLimit}, ${t.backorderDays}) > 0`,
    ),
    atLeast("sales_order_credited_not_negative", t.creditedTotal, 0),
    holds("sales_order_fraud_score_is_a_percentage", sql`${t.fraudScore} between 0 and 100`),
  ],
);

/** One SKU of an order. Its units are in buckets, because a line splits by quantity. */
export const orderLine = pgTable(
  "order_line",
  {
    id: id<OrderLineId>(),
    orderId: ref<OrderId>()
      .notNull()
      .references(() => salesOrder.id),
    lineNumber: integer().notNull(),
    skuId: ref<SkuId>()
      .notNull()
      .references(() => sku.id),
    /** The word the customer used, kept for their documents. */
    customerPart: text(),
    description: text().notNull(),
    ordered: units().notNull(),
    cancelled: units().notNull().default(0),
    /** Of the cancelled units, those that another line ships instead. */
    replaced: units().notNull().default(0),
    allocated: units().notNull().default(0),
    backordered: units().notNull().default(0),
    released: units().notNull().default(0),
    picked: units().notNull().default(0),
    packed: units().notNull().default(0),
    shipped: units().notNull().default(0),
    delivered: units().notNull().default(0),
    returned: units().notNull().default(0),
    invoiced: units().notNull().default(0),
    unitPriceE4: unitPriceE4("unit_price_e4").notNull(),
    /** What the customer thinks a unit costs, when they said. */
    expectedUnitPriceE4: unitPriceE4("expected_unit_price_e4"),
    priceListId: ref<PriceListId>(),
    /** Of all units that were ordered. */
    lineTotal: money().notNull(),
    /** What of it was for units that are cancelled by now. */
    cancelledTotal: money().notNull().default(0),
    requestedDate: localDate(),
    originalPromise: localDate(),
    currentPromise: localDate(),
    promiseState: text({ enum: promiseStates }).notNull().default("unknown"),
    /** Set when the customer ordered a kit and this line is one of its components. */
    kitSkuId: ref<SkuId>().references(() => sku.id),
    /** Number of the asked line within the order: the components of one kit line share it. */
    kitGroup: integer(),
    /** Kits that were ordered; `ordered` is a multiple of it. */
    kitQuantity: units(),
    /** What one kit was sold for; the line totals of a group share out that price. */
    kitUnitPriceE4: unitPriceE4("kit_unit_price_e4"),
    /** The word the customer used for the kit. */
    kitCustomerPart: text(),
    /** Set when this line ships instead of another SKU: what was asked for, how much, at what price. */
    askedSkuId: ref<SkuId>().references(() => sku.id),
    askedQuantity: units(),
    askedUnitPriceE4: unitPriceE4("asked_unit_price_e4"),
    /** The line whose units it ships, when that was decided after the order was placed. */
    replacesLineId: ref<OrderLineId>(),
  },
  (t) => [
    uniqueIndex("order_line_number_key").on(t.orderId, t.lineNumber),
    // With the order, so that a search by SKU never reads the lines themselves.
    index("order_line_sku_idx").on(t.skuId, t.orderId),
    index("order_line_backordered_idx").on(t.skuId, t.orderId).where(sql`${t.backordered} > 0`),
    atLeast("order_line_ordered_positive", t.ordered, 1),
    atLeast("order_line_price_not_negative", t.unitPriceE4, 0),
    oneOf("order_line_promise_state_known", t.promiseState, promiseStates),
    holds(
      "order_line_buckets_not_negative",
      sql`least(${t.cancelled}, ${t.allocated}, ${t.backordered}, ${t.released}, ${t.picked}, ${t.packed}, ${t.shipped}, ${t.delivered}, ${t.returned}, ${t.invoiced}) >= 0`,
    ),
    holds(
      "order_line_buckets_add_up",
      sql`${t.ordered} - ${t.cancelled} = ${t.allocated} + ${t.backordered} + ${t.released} + ${t.shipped}`,
    ),
    holds(
      "order_line_kit_is_whole",
      sql`num_nonnulls(${t.kitSkuId}, ${t.kitGroup}, ${t.kitQuantity}, ${t.kitUnitPriceE4}) in (0, 4) and (${t.kitCustomerPart} is null or ${t.kitSkuId} is not null)`,
    ),
    holds(
      "order_line_kit_counts_whole_kits",
      sql`${t.kitQuantity} is null or (${t.kitQuantity} >= 1 and ${t.ordered} % ${t.kitQuantity} = 0)`,
    ),
    holds("order_line_replaced_is_cancelled", sql`${t.replaced} between 0 and ${t.cancelled}`),
    holds(
      "order_line_asked_is_whole",
      sql`num_nonnulls(${t.askedSkuId}, ${t.askedQuantity}, ${t.askedUnitPriceE4}) in (0, 3) and (${t.askedSkuId} is null or (${t.kitSkuId} is null and ${t.askedQuantity} >= 1)) and (${t.replacesLineId} is null or ${t.askedSkuId} is not null)`,
    ),
    holds(
      "order_line_steps_in_order",
      sql`${t.packed} <= ${t.picked} and ${t.picked} <= ${t.released} and ${t.delivered} <= ${t.shipped} and ${t.returned} <= ${t.shipped}`,
    ),
  ],
);

/** An order being written: a portal cart or a phone draft. Becomes an order when it is placed. */
export const orderDraft = pgTable(
  "order_draft",
  {
    id: id<OrderDraftId>(),
    companyId: ref<CompanyId>()
      .notNull()
      .references(() => company.id),
    ownerId: ref<UserId>()
      .notNull()
      .references(() => appUser.id),
    channelId: ref<ChannelId>()
      .notNull()
      .references(() => channel.id),
    /** Shape: `OrderDraftContent` of server/oms/orders/schema.ts. */
    content: jsonb().notNull(),
    version: integer().notNull().default(1),
    createdAt: recordedAt(),
    updatedAt: instant().notNull(),
    placedOrderId: ref<OrderId>(),
  },
  (t) => [
    index("order_draft_owner_idx")
      .on(t.ownerId, t.updatedAt)
      .where(sql`${t.placedOrderId} is null`),
    index("order_draft_company_idx").on(t.companyId).where(sql`${t.placedOrderId} is null`),
  ],
);

/** A cancellation document from outside that reduced earlier sales; its reference runs once. */
export const orderCancellation = pgTable(
  "order_cancellation",
  {
    id: bigint({ mode: "number" }).generatedAlwaysAsIdentity().primaryKey(),
    channelId: ref<ChannelId>().notNull(),
    externalRef: text().notNull(),
    /** Position of the line within the document. */
    lineNumber: integer().notNull(),
    orderLineId: ref<OrderLineId>()
      .notNull()
      .references(() => orderLine.id),
    quantity: units().notNull(),
    cancelledAt: instant().notNull(),
    importRunId: ref<ImportRunId>(),
  },
  (t) => [
    uniqueIndex("order_cancellation_key").on(
      t.channelId,
      t.externalRef,
      t.lineNumber,
      t.orderLineId,
    ),
    index("order_cancellation_line_idx").on(t.orderLineId),
    atLeast("order_cancellation_quantity_positive", t.quantity, 1),
  ],
);

/**
 * The public page of one order. The token is derived from the id; only its hash is kept. When a
 * link ends follows from its order's deliveries (server/oms/notifications/decide-tracking.ts).
 */
export const trackingLink = pgTable(
  "tracking_link",
  {
    id: uuid().primaryKey(),
    orderId: ref<OrderId>()
      .notNull()
      .references(() => salesOrder.id),
    tokenHash: text().notNull().unique("tracking_link_token_hash_key"),
    createdAt: recordedAt(),
    revokedAt: instant(),
  },
  (t) => [index("tracking_link_order_idx").on(t.orderId)],
);
