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
import {
  aliasKinds,
  backorderPolicies,
  backorderSlips,
  relationKinds,
  relationPrices,
  relationTimings,
  skuStatuses,
} from "@/server/oms/catalog/types";
import type { CompanyId, SkuId } from "@/server/oms/kernel/ids";
import {
  atLeast,
  holds,
  id,
  instant,
  localDate,
  oneOf,
  recordedAt,
  ref,
  unitPriceE4,
  units,
} from "./columns";

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
    /** What becomes of units that slip beyond these days; null: the customer is asked. */
    backorderSlip: text({ enum: backorderSlips }),
    /** Day on which it comes out: until then orders are pre-orders, and no node is given a unit. Null: it is out. */
    comesOutOn: localDate(),
    /** Units that may be pre-ordered at once; null: any number. */
    preorderLimit: units(),
    /** Days until a unit can be supplied when no inbound supply is known. */
    leadTimeDays: integer().notNull().default(14),
    standardCostE4: unitPriceE4("standard_cost_e4").notNull().default(0),
    listPriceE4: unitPriceE4("list_price_e4").notNull().default(0),
    status: text({ enum: skuStatuses }).notNull().default("active"),
    /** Read no more: it stands in `sku_relation` since 0037, and goes with the release after. */
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
    oneOf("sku_backorder_slip_known", t.backorderSlip, backorderSlips),
    atLeast("sku_pack_multiple_positive", t.packMultiple, 1),
    atLeast("sku_min_quantity_positive", t.minQuantity, 1),
    atLeast("sku_grams_not_negative", t.grams, 0),
    index("sku_coming_out_idx").on(t.comesOutOn).where(sql`${t.comesOutOn} is not null`),
    holds(
      "sku_preorder_limit_is_before_it_comes_out",
      sql`${t.preorderLimit} is null or (${t.comesOutOn} is not null and ${t.preorderLimit} >= 0)`,
    ),
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

/** Another SKU that may be shipped instead: what follows a SKU, or what stands in for it. */
export const skuRelation = pgTable(
  "sku_relation",
  {
    id: uuid().primaryKey(),
    kind: text({ enum: relationKinds }).notNull(),
    /** What is asked for. */
    skuId: ref<SkuId>()
      .notNull()
      .references(() => sku.id),
    /** What ships instead. */
    insteadSkuId: ref<SkuId>()
      .notNull()
      .references(() => sku.id),
    /** So many base units of the one are as good as one base unit of the other. */
    ratioNumerator: integer().notNull().default(1),
    ratioDenominator: integer().notNull().default(1),
    /** Holds the other way round too, by the ratio turned over. */
    isMutual: boolean().notNull().default(false),
    /** The lower is offered first. */
    rank: integer().notNull().default(1),
    price: text({ enum: relationPrices }).notNull(),
    /** When what follows a SKU takes its place; null for what stands in for it. */
    timing: text({ enum: relationTimings }),
    validFrom: localDate(),
    validTo: localDate(),
    savedBy: text().notNull(),
    savedAt: instant().notNull(),
  },
  (t) => [
    uniqueIndex("sku_relation_pair_key").on(t.kind, t.skuId, t.insteadSkuId),
    uniqueIndex("sku_relation_one_successor").on(t.skuId).where(sql`${t.kind} = 'supersession'`),
    index("sku_relation_sku_idx").on(t.skuId),
    index("sku_relation_instead_idx").on(t.insteadSkuId),
    oneOf("sku_relation_kind_known", t.kind, relationKinds),
    oneOf("sku_relation_price_known", t.price, relationPrices),
    oneOf("sku_relation_timing_known", t.timing, relationTimings),
    atLeast("sku_relation_numerator_positive", t.ratioNumerator, 1),
    atLeast("sku_relation_denominator_positive", t.ratioDenominator, 1),
    atLeast("sku_relation_rank_positive", t.rank, 1),
    holds("sku_relation_is_another_sku", sql`${t.skuId} <> ${t.insteadSkuId}`),
    holds(
      "sku_relation_only_supersession_is_timed",
      sql`(${t.kind} = 'supersession') = (${t.timing} is not null) and (${t.timing} is null or not ${t.isMutual})`,
    ),
    holds("sku_relation_days_in_order", sql`${t.validFrom} <= ${t.validTo}`),
  ],
);
