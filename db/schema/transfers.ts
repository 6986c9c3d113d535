import { sql } from "drizzle-orm";
import { index, integer, pgSequence, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { transferMachine } from "@/server/oms/inventory/machine";
import type {
  InboundSupplyId,
  NodeId,
  SkuId,
  StockTransferId,
  StockTransferLineId,
} from "@/server/oms/kernel/ids";
import { statesOf } from "@/server/oms/kernel/machine";
import { sku } from "./catalog";
import { atLeast, holds, id, instant, oneOf, ref, units } from "./columns";
import { inboundSupply } from "./inventory";
import { node } from "./network";

const transferStates = statesOf(transferMachine);

/** Numbers TR-…, drawn one at a time: transfers are rare. */
export const stockTransferNumber = pgSequence("stock_transfer_number", { startWith: 1001 });

/** Stock on its way from one node to another. It left the first when it was shipped. */
export const stockTransfer = pgTable(
  "stock_transfer",
  {
    id: id<StockTransferId>(),
    number: text().notNull(),
    fromNodeId: ref<NodeId>()
      .notNull()
      .references(() => node.id),
    toNodeId: ref<NodeId>()
      .notNull()
      .references(() => node.id),
    state: text({ enum: transferStates }).notNull(),
    note: text().notNull().default(""),
    shippedBy: text().notNull(),
    shippedAt: instant().notNull(),
    closedAt: instant(),
    /** Why it was cancelled, or closed with something missing. */
    closedReason: text(),
  },
  (t) => [
    uniqueIndex("stock_transfer_number_key").on(t.number),
    index("stock_transfer_shipped_idx").on(t.shippedAt, t.id),
    oneOf("stock_transfer_state_known", t.state, transferStates),
    holds("stock_transfer_moves", sql`${t.fromNodeId} <> ${t.toNodeId}`),
  ],
);

/**
 * One SKU of a transfer. What is still to come of it is an inbound supply of its destination, so that
 * promises stand on it like on any other.
 */
export const stockTransferLine = pgTable(
  "stock_transfer_line",
  {
    id: id<StockTransferLineId>(),
    transferId: ref<StockTransferId>()
      .notNull()
      .references(() => stockTransfer.id),
    lineNumber: integer().notNull(),
    skuId: ref<SkuId>()
      .notNull()
      .references(() => sku.id),
    /** Units shipped. */
    quantity: units().notNull(),
    /** Units that arrived, also beyond what was shipped. */
    received: units().notNull().default(0),
    inboundSupplyId: ref<InboundSupplyId>()
      .notNull()
      .references(() => inboundSupply.id),
    /** Units more (> 0) or less (< 0) than were shipped, once that is known. */
    discrepancy: integer().notNull().default(0),
    discrepancyReason: text(),
  },
  (t) => [
    uniqueIndex("stock_transfer_line_number_key").on(t.transferId, t.lineNumber),
    uniqueIndex("stock_transfer_line_supply_key").on(t.inboundSupplyId),
    index("stock_transfer_line_discrepancy_idx").on(t.transferId).where(sql`${t.discrepancy} <> 0`),
    atLeast("stock_transfer_line_quantity_positive", t.quantity, 1),
    atLeast("stock_transfer_line_received_not_negative", t.received, 0),
    holds(
      "stock_transfer_line_discrepancy_has_reason",
      sql`${t.discrepancy} = 0 or ${t.discrepancyReason} is not null`,
    ),
  ],
);
