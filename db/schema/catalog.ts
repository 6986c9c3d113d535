import { sql } from "drizzle-orm";
import {
  boolean,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { aliasKinds, backorderPolicies, skuStatuses } from "@/server/oms/catalog/types";
import type { CompanyId, SkuId } from "@/server/oms/kernel/ids";
import { atLeast, holds, id, oneOf, recordedAt, ref, unitPriceE4, units } from "./columns";

/** The sellable, stockable thing. Quantities of it count base units. */
export const sku = pgTable(
  "sku",
  {
    id: id<SkuId>(),
    code: text().notNull(),
    name: text().notNull(),
    description: text().notNull().default(""),
    category: text().notNull().default(""),
    subcategory: text().notNull().default(""),
    baseUnit: text().notNull().default("each"),
    /** Orders and splits come in multiples of this many base units. */
    packMultiple: units().notNull().default(1),
    minQuantity: units().notNull().default(1),
    grams: integer().notNull(),
    lengthMm: integer(),
    widthMm: integer(),
    heightMm: integer(),
    /** Weight or dimensions were estimated, not measured. */
    measuresImputed: boolean().notNull().default(false),
    freightClass: text(),
    isHazmat: boolean().notNull().default(false),
    backorderPolicy: text({ enum: backorderPolicies }).notNull().default("backorder"),
    /** Units that may be on backorder at once under policy `cap`. */
    backorderLimit: units(),
    /** Days from the order until the promised date that units may wait under policy `cap`. */
    backorderDays: integer(),
    /** Days until a unit can be supplied when no inbound supply is known. */
    leadTimeDays: integer().notNull().default(14),
    standardCostE4: unitPriceE4("standard_cost_e4").notNull().default(0),
    listPriceE4: unitPriceE4("list_price_e4").notNull().default(0),
    status: text({ enum: skuStatuses }).notNull().default("active"),
    supersededById: ref<SkuId>(),
    /** Made by an import that met an unknown code, until a person completes it. */
    isImported: boolean().notNull().default(false),
    createdAt: recordedAt(),
  },
  (t) => [
    uniqueIndex("sku_code_key").on(sql`upper(${t.code})`),
    index("sku_name_trgm_idx").using("gin", sql`${t.name} gin_trgm_ops`),
    index("sku_code_trgm_idx").using("gin", sql`${t.code} gin_trgm_ops`),
    oneOf("sku_status_known", t.status, skuStatuses),
    oneOf("sku_backorder_policy_known", t.backorderPolicy, backorderPolicies),
    atLeast("sku_pack_multiple_positive", t.packMultiple, 1),
    atLeast("sku_min_quantity_positive", t.minQuantity, 1),
    atLeast("sku_grams_not_negative", t.grams, 0),
    holds(
      "sku_cap_has_limit",
      sql`${t.backorderPolicy} <> 'cap' or num_nonnulls(${t.backorderLimit}, ${t.backorderDays}) > 0`,
    ),
  ],
);

/** Another name for a SKU: a GTIN, a customer's own part number, a superseded code. */
export const skuAlias = pgTable(
  "sku_alias",
  {
    id: uuid().primaryKey(),
    kind: text({ enum: aliasKinds }).notNull(),
    code: text().notNull(),
    skuId: ref<SkuId>()
      .notNull()
      .references(() => sku.id),
    /** Set for customer part numbers: the company whose word it is. */
    companyId: ref<CompanyId>(),
  },
  (t) => [
    uniqueIndex("sku_alias_code_key").on(
      sql`upper(${t.code})`,
      sql`coalesce(${t.companyId}, '00000000-0000-0000-0000-000000000000')`,
    ),
    index("sku_alias_sku_idx").on(t.skuId),
    oneOf("sku_alias_kind_known", t.kind, aliasKinds),
    holds(
      "sku_alias_customer_part_has_company",
      sql`(${t.kind} = 'customer_part') = (${t.companyId} is not null)`,
    ),
  ],
);

/** How many base units one of `unit` is, as an exact fraction. */
export const skuUnit = pgTable(
  "sku_unit",
  {
    skuId: ref<SkuId>()
      .notNull()
      .references(() => sku.id),
    unit: text().notNull(),
    numerator: integer().notNull(),
    denominator: integer().notNull().default(1),
  },
  (t) => [
    primaryKey({ name: "sku_unit_pkey", columns: [t.skuId, t.unit] }),
    atLeast("sku_unit_numerator_positive", t.numerator, 1),
    atLeast("sku_unit_denominator_positive", t.denominator, 1),
  ],
);

/** What one unit of a kit is made of. A SKU with rows is a kit: it keeps no stock of its own. */
export const kitComponent = pgTable(
  "kit_component",
  {
    kitSkuId: ref<SkuId>()
      .notNull()
      .references(() => sku.id),
    componentSkuId: ref<SkuId>()
      .notNull()
      .references(() => sku.id),
    /** Base units of the component in one kit. */
    quantity: units().notNull(),
    /** Place in the list, from 1. */
    position: integer().notNull(),
  },
  (t) => [
    primaryKey({ name: "kit_component_pkey", columns: [t.kitSkuId, t.componentSkuId] }),
    index("kit_component_component_idx").on(t.componentSkuId),
    atLeast("kit_component_quantity_positive", t.quantity, 1),
    atLeast("kit_component_position_positive", t.position, 1),
    holds("kit_component_is_another_sku", sql`${t.kitSkuId} <> ${t.componentSkuId}`),
  ],
);
