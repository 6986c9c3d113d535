import { sql } from "drizzle-orm";
import {
  boolean,
  doublePrecision,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  time,
} from "drizzle-orm/pg-core";
import type { CalendarId, ChannelId, DisruptionId, NodeId } from "@/server/oms/kernel/ids";
import {
  areaReaches,
  disruptionScopes,
  nodeKinds,
  processingModes,
} from "@/server/oms/network/types";
import { channelKinds } from "@/server/oms/orders/types";
import { atLeast, holds, id, instant, localDate, money, oneOf, ref, units } from "./columns";

/** Days on which a place or a carrier does not work, beside its weekly rest. */
export const calendar = pgTable("calendar", {
  id: id<CalendarId>(),
  code: text().notNull().unique("calendar_code_key"),
  name: text().notNull(),
  /** Bit 0 = Monday … bit 6 = Sunday. */
  workingDays: integer().notNull(),
});

export const calendarClosure = pgTable(
  "calendar_closure",
  {
    calendarId: ref<CalendarId>()
      .notNull()
      .references(() => calendar.id),
    closedOn: localDate().notNull(),
    name: text().notNull(),
  },
  (t) => [primaryKey({ name: "calendar_closure_pkey", columns: [t.calendarId, t.closedOn] })],
);

/** Anything that ships: warehouse, store, third party, drop-ship supplier. */
export const node = pgTable(
  "node",
  {
    id: id<NodeId>(),
    code: text().notNull().unique("node_code_key"),
    name: text().notNull(),
    kind: text({ enum: nodeKinds }).notNull(),
    address1: text().notNull(),
    city: text().notNull(),
    region: text().notNull(),
    postalCode: text().notNull(),
    country: text().notNull(),
    latitude: doublePrecision().notNull(),
    longitude: doublePrecision().notNull(),
    timeZone: text().notNull(),
    calendarId: ref<CalendarId>()
      .notNull()
      .references(() => calendar.id),
    /** Working days between release and ship confirmation. */
    processingDays: integer().notNull().default(0),
    /** Whether promises count with the configured days or with what was measured. */
    processingMode: text({ enum: processingModes }).notNull().default("configured"),
    /** Days back from today whose shipments are measured. */
    measuredOverDays: integer().notNull().default(28),
    /** What leaves in a day at most, by each of three measures; null: no limit. */
    dailyCapacityOrders: integer(),
    dailyCapacityLines: integer(),
    dailyCapacityUnits: integer(),
    handlingPerOrder: money().notNull().default(0),
    handlingPerLine: money().notNull().default(0),
    handlingPerUnit: money().notNull().default(0),
    /** Lower goes first where all else is equal. */
    priority: integer().notNull().default(100),
    isOn: boolean().notNull().default(true),
    offReason: text(),
    /** The override ends by itself at this moment. */
    offUntil: instant(),
    /** It ships no more: nothing is planned there and no stock comes in. A trigger sees to that. */
    retiredAt: instant(),
  },
  (t) => [
    oneOf("node_kind_known", t.kind, nodeKinds),
    oneOf("node_processing_mode_known", t.processingMode, processingModes),
    holds("node_measured_over_days_sane", sql`${t.measuredOverDays} between 1 and 365`),
    atLeast("node_capacity_orders_not_negative", t.dailyCapacityOrders, 0),
    atLeast("node_capacity_lines_not_negative", t.dailyCapacityLines, 0),
    atLeast("node_capacity_units_not_negative", t.dailyCapacityUnits, 0),
    holds("node_off_has_reason", sql`${t.isOn} or ${t.offReason} is not null`),
  ],
);

/** Latest local time at which work for a service still leaves the same day. */
export const nodeCutOff = pgTable(
  "node_cut_off",
  {
    nodeId: ref<NodeId>()
      .notNull()
      .references(() => node.id),
    serviceCode: text()
      .notNull()
      .references(() => carrierService.code),
    localTime: time().notNull(),
  },
  (t) => [primaryKey({ name: "node_cut_off_pkey", columns: [t.nodeId, t.serviceCode] })],
);

/**
 * A service that a node is on or off for, whatever the node itself is: turned off alone, or kept on
 * while the node is off.
 */
export const nodeService = pgTable(
  "node_service",
  {
    nodeId: ref<NodeId>()
      .notNull()
      .references(() => node.id),
    serviceCode: text()
      .notNull()
      .references(() => carrierService.code),
    isOn: boolean().notNull(),
    reason: text().notNull(),
    /** From this moment on the node itself decides again; null: until somebody ends it. */
    endsAt: instant(),
  },
  (t) => [primaryKey({ name: "node_service_pkey", columns: [t.nodeId, t.serviceCode] })],
);

/** What a node's shipments say of how it works; measured again and again by the worker. */
export const nodeMeasure = pgTable(
  "node_measure",
  {
    nodeId: ref<NodeId>()
      .notNull()
      .references(() => node.id),
    measuredAt: instant().notNull(),
    /** Median of the working days from release to shipping; null: too few shipments to say. */
    processingDays: integer(),
    /** Shipments that were measured. */
    shipments: integer().notNull(),
    /** Units shipped per working day. */
    unitsPerDay: doublePrecision().notNull(),
    /** Units that the node was given and has not shipped. */
    openUnits: units().notNull(),
  },
  (t) => [primaryKey({ name: "node_measure_pkey", columns: [t.nodeId] })],
);

/** What is already planned to leave a node on a day; changed in the transaction that plans it. */
export const nodeCapacityDay = pgTable(
  "node_capacity_day",
  {
    nodeId: ref<NodeId>()
      .notNull()
      .references(() => node.id),
    day: localDate().notNull(),
    /** Orders with a line that day; counted where the node has a limit of orders. */
    ordersUsed: integer().notNull().default(0),
    linesUsed: integer().notNull(),
    unitsUsed: integer().notNull().default(0),
  },
  (t) => [
    primaryKey({ name: "node_capacity_day_pkey", columns: [t.nodeId, t.day] }),
    atLeast("node_capacity_day_not_negative", t.linesUsed, 0),
    atLeast("node_capacity_day_orders_not_negative", t.ordersUsed, 0),
    atLeast("node_capacity_day_units_not_negative", t.unitsUsed, 0),
  ],
);

/** A carrier's service with its tariff and transit days, as data that people edit. */
export const carrierService = pgTable(
  "carrier_service",
  {
    code: text().primaryKey(),
    carrier: text().notNull(),
    name: text().notNull(),
    /** Shape: `FreightTariff` of server/oms/network/types.ts. */
    tariff: jsonb().notNull(),
    calendarId: ref<CalendarId>()
      .notNull()
      .references(() => calendar.id),
    /** How its tracking numbers are made; the check digit is added. */
    trackingPrefix: text().notNull(),
    refusesResidential: boolean().notNull().default(false),
    /** Post-office boxes without a street. */
    refusesPostBox: boolean().notNull().default(false),
    /** Weight of an order as a whole; null: any. */
    fromGrams: integer(),
    upToGrams: integer(),
    /** Orders may ask for it no more; those that are placed keep it. */
    retiredAt: instant(),
  },
  (t) => [
    atLeast("carrier_service_from_grams_positive", t.fromGrams, 1),
    holds("carrier_service_weights_in_order", sql`${t.upToGrams} >= coalesce(${t.fromGrams}, 1)`),
  ],
);

/** Something that keeps shipments for some days; withdrawn ones are kept for the record. */
export const disruption = pgTable(
  "disruption",
  {
    id: id<DisruptionId>(),
    scope: text({ enum: disruptionScopes }).notNull(),
    /** Of an area; a region or a beginning of postal codes makes it narrower. */
    country: text(),
    region: text(),
    postalPrefix: text(),
    /** Of an area: whether it keeps what goes there, what leaves there, or both. */
    reach: text({ enum: areaReaches }).notNull().default("destinations"),
    nodeId: ref<NodeId>().references(() => node.id),
    /** One service, or all of a carrier. */
    serviceCode: text().references(() => carrierService.code),
    carrier: text(),
    fromDay: localDate().notNull(),
    untilDay: localDate().notNull(),
    /** Working days more; null: nothing leaves, moves or is delivered on these days. */
    delayDays: integer(),
    reason: text().notNull(),
    openedBy: text().notNull(),
    openedAt: instant().notNull(),
    withdrawnAt: instant(),
  },
  (t) => [
    oneOf("disruption_scope_known", t.scope, disruptionScopes),
    oneOf("disruption_reach_known", t.reach, areaReaches),
    atLeast("disruption_delays_at_least_a_day", t.delayDays, 1),
    holds("disruption_ends_after_it_begins", sql`${t.untilDay} >= ${t.fromDay}`),
    holds(
      "disruption_is_somewhere",
      sql`case ${t.scope} when 'area' then ${t.country} is not null
        when 'node' then ${t.nodeId} is not null
        else num_nonnulls(${t.serviceCode}, ${t.carrier}) = 1 end`,
    ),
  ],
);

/** Centre of a postal area, by the longest known prefix of the code. */
export const postalArea = pgTable(
  "postal_area",
  {
    country: text().notNull(),
    prefix: text().notNull(),
    latitude: doublePrecision().notNull(),
    longitude: doublePrecision().notNull(),
  },
  (t) => [primaryKey({ name: "postal_area_pkey", columns: [t.country, t.prefix] })],
);

/** Where demand comes from. */
export const channel = pgTable(
  "channel",
  {
    id: id<ChannelId>(),
    code: text().notNull().unique("channel_code_key"),
    name: text().notNull(),
    kind: text({ enum: channelKinds }).notNull(),
  },
  (t) => [oneOf("channel_kind_known", t.kind, channelKinds)],
);

/** The availability pool of a channel: nodes it may sell from, and units it leaves there. */
export const channelNode = pgTable(
  "channel_node",
  {
    channelId: ref<ChannelId>()
      .notNull()
      .references(() => channel.id),
    nodeId: ref<NodeId>()
      .notNull()
      .references(() => node.id),
    bufferUnits: units().notNull().default(0),
  },
  (t) => [
    primaryKey({ name: "channel_node_pkey", columns: [t.channelId, t.nodeId] }),
    atLeast("channel_node_buffer_not_negative", t.bufferUnits, 0),
  ],
);
