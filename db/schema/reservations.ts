import { sql } from "drizzle-orm";
import { index, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { reservationMachine } from "@/server/oms/inventory/machine";
import { reservationOwners } from "@/server/oms/inventory/types";
import type {
  ChannelId,
  CompanyId,
  NodeId,
  OrderId,
  ReservationId,
  SkuId,
} from "@/server/oms/kernel/ids";
import { statesOf } from "@/server/oms/kernel/machine";
import { sku } from "./catalog";
import { atLeast, holds, id, instant, oneOf, ref, units } from "./columns";
import { company } from "./customers";
import { channel, node } from "./network";

const reservationStates = statesOf(reservationMachine);

/**
 * A soft hold: units of a SKU at a node that a cart, a quote or an order keeps from others until it
 * expires. A row that is past its time counts for nothing, whether or not anybody has swept it.
 */
export const reservation = pgTable(
  "reservation",
  {
    id: id<ReservationId>(),
    ownerKind: text({ enum: reservationOwners }).notNull(),
    /** The owner's own name for the cart, quote or order: a draft's id, a webshop's basket. */
    ownerRef: text().notNull(),
    companyId: ref<CompanyId>().references(() => company.id),
    channelId: ref<ChannelId>()
      .notNull()
      .references(() => channel.id),
    skuId: ref<SkuId>()
      .notNull()
      .references(() => sku.id),
    nodeId: ref<NodeId>()
      .notNull()
      .references(() => node.id),
    quantity: units().notNull(),
    state: text({ enum: reservationStates }).notNull(),
    expiresAt: instant().notNull(),
    createdAt: instant().notNull(),
    createdBy: text().notNull(),
    endedAt: instant(),
    /** The order that its units went to. */
    orderId: uuid().$type<OrderId>(),
  },
  (t) => [
    index("reservation_position_idx").on(t.skuId, t.nodeId).where(sql`${t.state} = 'active'`),
    index("reservation_owner_idx").on(t.ownerRef, t.ownerKind),
    index("reservation_expiry_idx").on(t.expiresAt).where(sql`${t.state} = 'active'`),
    oneOf("reservation_owner_known", t.ownerKind, reservationOwners),
    oneOf("reservation_state_known", t.state, reservationStates),
    atLeast("reservation_quantity_positive", t.quantity, 1),
    holds("reservation_ended_at_its_end", sql`(${t.state} = 'active') = (${t.endedAt} is null)`),
    holds(
      "reservation_converted_has_order",
      sql`(${t.state} = 'converted') = (${t.orderId} is not null)`,
    ),
  ],
);
