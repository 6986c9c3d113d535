import { bigint, index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { ChannelId, SkuId } from "@/server/oms/kernel/ids";
import { sku } from "./catalog";
import { atLeast, instant, ref, units } from "./columns";
import { channel } from "./network";

/** One export of what a channel may sell. Its number is the place from which the next can be asked. */
export const sellableRun = pgTable(
  "sellable_run",
  {
    run: bigint({ mode: "number" }).generatedAlwaysAsIdentity().primaryKey(),
    channelId: ref<ChannelId>()
      .notNull()
      .references(() => channel.id),
    /** SKUs looked at, and those whose number was not what had been sent. */
    skus: integer().notNull(),
    changed: integer().notNull(),
    actorId: text().notNull(),
    sentAt: instant().notNull(),
  },
  (t) => [index("sellable_run_channel_idx").on(t.channelId, t.run)],
);

/** What a channel was last told of a SKU. */
export const sellableSent = pgTable(
  "sellable_sent",
  {
    channelId: ref<ChannelId>()
      .notNull()
      .references(() => channel.id),
    skuId: ref<SkuId>()
      .notNull()
      .references(() => sku.id),
    quantity: units().notNull(),
    /** The export that brought this number. */
    run: bigint({ mode: "number" })
      .notNull()
      .references(() => sellableRun.run),
    sentAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ name: "sellable_sent_pkey", columns: [t.channelId, t.skuId] }),
    index("sellable_sent_run_idx").on(t.channelId, t.run),
    atLeast("sellable_sent_not_negative", t.quantity, 0),
  ],
);
