import { sql } from "drizzle-orm";
import { boolean, index, integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import type { ChannelId, CompanyId, SkuId } from "@/server/oms/kernel/ids";
import { restrictionKinds } from "@/server/oms/orders/decide-restriction";
import { sku } from "./catalog";
import { atLeast, holds, instant, localDate, oneOf, ref } from "./columns";
import { company } from "./customers";
import { channel } from "./network";

/** Where, through whom and to whom goods may not be sold, or alone may. */
export const salesRestriction = pgTable(
  "sales_restriction",
  {
    id: uuid().primaryKey(),
    /** What people, files and the API call it. */
    reference: text().notNull().unique("sales_restriction_reference_key"),
    kind: text({ enum: restrictionKinds }).notNull(),
    skuId: ref<SkuId>().references(() => sku.id),
    category: text(),
    country: text(),
    region: text(),
    /** Letters and digits only. */
    postalPrefix: text(),
    channelId: ref<ChannelId>().references(() => channel.id),
    companyId: ref<CompanyId>().references(() => company.id),
    validFrom: localDate(),
    validTo: localDate(),
    reason: text().notNull(),
    isActive: boolean().notNull().default(true),
    version: integer().notNull().default(1),
    savedBy: text().notNull(),
    savedAt: instant().notNull(),
  },
  (t) => [
    index("sales_restriction_sku_idx").on(t.skuId),
    oneOf("sales_restriction_kind_known", t.kind, restrictionKinds),
    holds("sales_restriction_is_about_goods", sql`(${t.skuId} is null) <> (${t.category} is null)`),
    holds(
      "sales_restriction_says_where_or_who",
      sql`num_nonnulls(${t.country}, ${t.region}, ${t.postalPrefix}, ${t.channelId}, ${t.companyId}) > 0`,
    ),
    holds(
      "sales_restriction_region_has_a_country",
      sql`${t.country} is not null or (${t.region} is null and ${t.postalPrefix} is null)`,
    ),
    holds("sales_restriction_days_in_order", sql`${t.validFrom} <= ${t.validTo}`),
    atLeast("sales_restriction_version_positive", t.version, 1),
  ],
);
