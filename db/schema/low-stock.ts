import { sql } from "drizzle-orm";
import { pgTable, text, unique } from "drizzle-orm/pg-core";
import type { ChannelId, NodeId, SkuId } from "@/server/oms/kernel/ids";
import { sku } from "./catalog";
import { atLeast, holds, id, instant, ref, units } from "./columns";
import { channel, node } from "./network";

/**
 * Units at or below which a SKU is low: in all, for one channel, or at one node; or what stands for
 * every SKU of a category that has none of its own.
 */
export const lowStockPoint = pgTable(
  "low_stock_point",
  {
    id: id<string>(),
    skuId: ref<SkuId>().references(() => sku.id),
    category: text(),
    channelId: ref<ChannelId>().references(() => channel.id),
    nodeId: ref<NodeId>().references(() => node.id),
    units: units().notNull(),
    savedBy: text().notNull(),
    savedAt: instant().notNull(),
  },
  (t) => [
    unique("low_stock_point_of_one_place")
      .on(t.skuId, t.category, t.channelId, t.nodeId)
      .nullsNotDistinct(),
    atLeast("low_stock_point_positive", t.units, 1),
    holds("low_stock_point_of_sku_or_category", sql`num_nonnulls(${t.skuId}, ${t.category}) = 1`),
    holds(
      "low_stock_point_at_one_place",
      sql`num_nonnulls(${t.channelId}, ${t.nodeId}) <= (case when ${t.category} is null then 1 else 0 end)`,
    ),
  ],
);
