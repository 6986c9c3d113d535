import { sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  bigint,
  index,
  integer,
  pgSequence,
  pgTable,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { fulfillmentOrderMachine, shipmentMachine } from "@/server/oms/fulfillment/machine";
import { rejectReasonWords, trackingStatuses } from "@/server/oms/fulfillment/types";
import type {
  AllocationId,
  FulfillmentOrderId,
  FulfillmentOrderLineId,
  NodeId,
  OrderId,
  OrderLineId,
  PackageId,
  ShipmentId,
  SkuId,
} from "@/server/oms/kernel/ids";
import { statesOf } from "@/server/oms/kernel/machine";
import { allocation } from "./allocation";
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
  ref,
  units,
} from "./columns";
import { node } from "./network";
import { orderLine, salesOrder } from "./orders";

const fulfillmentOrderStates = statesOf(fulfillmentOrderMachine);
const shipmentStates = statesOf(shipmentMachine);

export const fulfillmentOrderNumber = pgSequence("fulfillment_order_number", {
  startWith: 500001,
  cache: 50,
});
export const shipmentNumber = pgSequence("shipment_number", { startWith: 700001, cache: 50 });
/** Serial part of the SSCC-18 on each package. */
export const packageSerial = pgSequence("package_serial", { startWith: 1, cache: 50 });

/** The work order that one node has for one sales order and one ship date. */
export const fulfillmentOrder = pgTable(
  "fulfillment_order",
  {
    id: id<FulfillmentOrderId>(),
    number: text().notNull().unique("fulfillment_order_number_key"),
    orderId: ref<OrderId>()
      .notNull()
      .references(() => salesOrder.id),
    nodeId: ref<NodeId>()
      .notNull()
      .references(() => node.id),
    state: text({ enum: fulfillmentOrderStates }).notNull(),
    serviceCode: text().notNull(),
    /** Day on which it must leave, in the node's calendar. */
    shipBy: localDate().notNull(),
    /** The work order of another order to the same address with which it leaves; null: by itself. */
    shipsWithId: ref<FulfillmentOrderId>().references((): AnyPgColumn => fulfillmentOrder.id),
    releasedAt: instant().notNull(),
    acceptedAt: instant(),
    pickingAt: instant(),
    packedAt: instant(),
    shippedAt: instant(),
    closedReason: text({ enum: rejectReasonWords }),
    closedNote: text(),
    lineCount: integer().notNull(),
    unitCount: integer().notNull(),
  },
  (t) => [
    index("fulfillment_order_order_idx").on(t.orderId),
    index("fulfillment_order_work_idx")
      .on(t.nodeId, t.shipBy, t.id)
      .where(sql`${t.state} in ('open', 'accepted', 'picking', 'packed', 'on_hold')`),
    oneOf("fulfillment_order_state_known", t.state, fulfillmentOrderStates),
    holds(
      "fulfillment_order_rejected_has_reason",
      sql`${t.state} <> 'rejected' or ${t.closedReason} is not null`,
    ),
  ],
);

export const fulfillmentOrderLine = pgTable(
  "fulfillment_order_line",
  {
    id: id<FulfillmentOrderLineId>(),
    fulfillmentOrderId: ref<FulfillmentOrderId>()
      .notNull()
      .references(() => fulfillmentOrder.id),
    orderLineId: ref<OrderLineId>()
      .notNull()
      .references(() => orderLine.id),
    allocationId: ref<AllocationId>()
      .notNull()
      .references(() => allocation.id),
    skuId: ref<SkuId>()
      .notNull()
      .references(() => sku.id),
    /** Units given to the node; what it refused or shorted is taken off into `rejected`. */
    quantity: units().notNull(),
    rejected: units().notNull().default(0),
    picked: units().notNull().default(0),
    packed: units().notNull().default(0),
    shipped: units().notNull().default(0),
  },
  (t) => [
    index("fulfillment_order_line_fo_idx").on(t.fulfillmentOrderId),
    index("fulfillment_order_line_order_line_idx").on(t.orderLineId),
    uniqueIndex("fulfillment_order_line_allocation_key").on(t.allocationId),
    atLeast("fulfillment_order_line_quantity_positive", t.quantity, 1),
    holds(
      "fulfillment_order_line_steps_in_order",
      sql`${t.rejected} >= 0 and ${t.shipped} >= 0 and ${t.shipped} <= ${t.packed} and ${t.packed} <= ${t.picked} and ${t.picked} <= ${t.quantity} - ${t.rejected}`,
    ),
  ],
);

/** What leaves a node in one go: one or more packages with one carrier service. */
export const shipment = pgTable(
  "shipment",
  {
    id: id<ShipmentId>(),
    number: text().notNull().unique("shipment_number_key"),
    fulfillmentOrderId: ref<FulfillmentOrderId>()
      .notNull()
      .references(() => fulfillmentOrder.id),
    orderId: ref<OrderId>()
      .notNull()
      .references(() => salesOrder.id),
    nodeId: ref<NodeId>()
      .notNull()
      .references(() => node.id),
    state: text({ enum: shipmentStates }).notNull(),
    carrier: text().notNull(),
    serviceCode: text().notNull(),
    freightCost: money(),
    currency: currency().notNull(),
    estimatedDelivery: localDate(),
    createdAt: instant().notNull(),
    shippedAt: instant(),
    deliveredAt: instant(),
  },
  (t) => [
    index("shipment_order_idx").on(t.orderId),
    index("shipment_fulfillment_order_idx").on(t.fulfillmentOrderId),
    index("shipment_created_idx").on(t.createdAt, t.id),
    index("shipment_underway_idx").on(t.shippedAt).where(sql`${t.state} = 'shipped'`),
    oneOf("shipment_state_known", t.state, shipmentStates),
  ],
);

/** A parcel, with its own tracking number and its own way to the customer. */
export const shipmentPackage = pgTable(
  "package",
  {
    id: id<PackageId>(),
    shipmentId: ref<ShipmentId>()
      .notNull()
      .references(() => shipment.id),
    /** 1, 2, … within the shipment. */
    packageNumber: integer().notNull(),
    sscc: text().notNull().unique("package_sscc_key"),
    trackingNumber: text(),
    trackingStatus: text({ enum: trackingStatuses }).notNull().default("pre_transit"),
    grams: integer().notNull().default(0),
    lengthMm: integer(),
    widthMm: integer(),
    heightMm: integer(),
    deliveredAt: instant(),
  },
  (t) => [
    uniqueIndex("package_number_key").on(t.shipmentId, t.packageNumber),
    uniqueIndex("package_tracking_number_key")
      .on(sql`upper(${t.trackingNumber})`)
      .where(sql`${t.trackingNumber} is not null`),
    index("package_underway_idx")
      .on(t.trackingStatus, t.shipmentId)
      .where(sql`${t.deliveredAt} is null`),
    oneOf("package_tracking_status_known", t.trackingStatus, trackingStatuses),
  ],
);

export const packageItem = pgTable(
  "package_item",
  {
    packageId: ref<PackageId>()
      .notNull()
      .references(() => shipmentPackage.id, { onDelete: "cascade" }),
    fulfillmentOrderLineId: ref<FulfillmentOrderLineId>()
      .notNull()
      .references(() => fulfillmentOrderLine.id),
    orderLineId: ref<OrderLineId>().notNull(),
    skuId: ref<SkuId>().notNull(),
    quantity: units().notNull(),
  },
  (t) => [
    uniqueIndex("package_item_key").on(t.packageId, t.fulfillmentOrderLineId),
    index("package_item_fo_line_idx").on(t.fulfillmentOrderLineId),
    atLeast("package_item_quantity_positive", t.quantity, 1),
  ],
);

/** What a carrier, an integrator or a person said of a parcel. Append-only. */
export const trackingEvent = pgTable(
  "tracking_event",
  {
    id: bigint({ mode: "number" }).generatedAlwaysAsIdentity().primaryKey(),
    packageId: ref<PackageId>()
      .notNull()
      .references(() => shipmentPackage.id),
    status: text({ enum: trackingStatuses }).notNull(),
    occurredAt: instant().notNull(),
    place: text().notNull().default(""),
    description: text().notNull().default(""),
    source: text().notNull(),
    /** The sender's own id of the event: the same one twice is one event. */
    externalId: text(),
    recordedAt: instant().notNull(),
  },
  (t) => [
    index("tracking_event_package_idx").on(t.packageId, t.occurredAt),
    uniqueIndex("tracking_event_external_key")
      .on(t.source, t.externalId)
      .where(sql`${t.externalId} is not null`),
    oneOf("tracking_event_status_known", t.status, trackingStatuses),
  ],
);
