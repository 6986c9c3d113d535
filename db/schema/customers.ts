import { sql } from "drizzle-orm";
import {
  boolean,
  doublePrecision,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import {
  backorderPolicies,
  backorderSlips,
  substitutionPolicies,
} from "@/server/oms/catalog/types";
import {
  companyStatuses,
  companyTiers,
  contactRoles,
  REMAINDER_DAYS,
} from "@/server/oms/customers/types";
import type {
  CompanyId,
  CompanyLocationId,
  ContactId,
  NodeId,
  PriceListId,
  SkuId,
  UserId,
} from "@/server/oms/kernel/ids";
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
import { node } from "./network";

export const paymentTerms = pgTable("payment_terms", {
  code: text().primaryKey(),
  name: text().notNull(),
  netDays: integer().notNull(),
});

/** A set of prices that holds between two days (the ends included). */
export const priceList = pgTable("price_list", {
  id: id<PriceListId>(),
  code: text().notNull().unique("price_list_code_key"),
  name: text().notNull(),
  currency: currency().notNull(),
  validFrom: localDate(),
  validTo: localDate(),
});

export const priceListItem = pgTable(
  "price_list_item",
  {
    priceListId: ref<PriceListId>()
      .notNull()
      .references(() => priceList.id),
    skuId: ref<SkuId>()
      .notNull()
      .references(() => sku.id),
    /** The price holds from this quantity on; the highest tier reached decides. */
    minQuantity: units().notNull().default(1),
    unitPriceE4: unitPriceE4("unit_price_e4").notNull(),
  },
  (t) => [
    primaryKey({
      name: "price_list_item_pkey",
      columns: [t.priceListId, t.skuId, t.minQuantity],
    }),
    atLeast("price_list_item_price_not_negative", t.unitPriceE4, 0),
    atLeast("price_list_item_min_quantity_positive", t.minQuantity, 1),
  ],
);

/** A customer account: the wall that no buyer's request may cross. */
export const company = pgTable(
  "company",
  {
    id: id<CompanyId>(),
    code: text().notNull(),
    name: text().notNull(),
    status: text({ enum: companyStatuses }).notNull().default("active"),
    tier: text({ enum: companyTiers }).notNull().default("bronze"),
    phone: text().notNull().default(""),
    currency: currency().notNull(),
    paymentTermsCode: text()
      .notNull()
      .references(() => paymentTerms.code),
    /** Null: no limit is set, credit is not checked. */
    creditLimit: money(),
    /** Open receivables as the ERP last told them. */
    openReceivables: money().notNull().default(0),
    /** Of them, what should have been paid. */
    overdueReceivables: money().notNull().default(0),
    /** When the oldest of those was due. */
    oldestDueDate: localDate(),
    /** The moment for which the ERP told them; what is told of an earlier one is old. */
    receivablesAsOf: instant(),
    priceListId: ref<PriceListId>().references(() => priceList.id),
    salesRepId: ref<UserId>().references(() => appUser.id),
    /** What becomes of what is not there when it orders; null: what the SKU says. */
    backorderPolicy: text({ enum: backorderPolicies }),
    /** Units of one SKU that may wait for it at once under policy `cap`. */
    backorderLimit: units(),
    /** Days from the order until the promised date that units may wait under policy `cap`. */
    backorderDays: integer(),
    /** What becomes of units that slip beyond these days; null: the customer is asked. */
    backorderSlip: text({ enum: backorderSlips }),
    /** Days that what had to wait may wait on for the next shipment, where an order asks for that. */
    remainderDays: integer().notNull().default(REMAINDER_DAYS),
    requiresPo: boolean().notNull().default(false),
    /** Whether its buyers may ship to an address that is not in its address book. */
    allowsOneTimeShipTo: boolean().notNull().default(false),
    /** Whether it takes other SKUs than it ordered; an order may say otherwise. */
    substitution: text({ enum: substitutionPolicies }).notNull().default("ask"),
    /** Hundredths of a percent that a named price may be off ours; null: as the rules of holds say. */
    priceToleranceBp: integer(),
    /** Hundredths of a percent of the price that must be left after cost; null: as the rules say. */
    marginMinBp: integer(),
    /** Where its goods come from when routing asks for that; a ship-to may name another. */
    preferredNodeId: ref<NodeId>().references(() => node.id),
    isImported: boolean().notNull().default(false),
    createdAt: recordedAt(),
  },
  (t) => [
    uniqueIndex("company_code_key").on(sql`upper(${t.code})`),
    index("company_name_trgm_idx").using("gin", sql`${t.name} gin_trgm_ops`),
    oneOf("company_status_known", t.status, companyStatuses),
    oneOf("company_substitution_known", t.substitution, substitutionPolicies),
    atLeast("company_overdue_not_negative", t.overdueReceivables, 0),
    holds(
      "company_overdue_has_a_date",
      sql`${t.overdueReceivables} = 0 or ${t.oldestDueDate} is not null`,
    ),
    oneOf("company_tier_known", t.tier, companyTiers),
    holds(
      "company_price_tolerance_is_a_percentage",
      sql`${t.priceToleranceBp} between 0 and 10000`,
    ),
    holds("company_margin_min_is_a_percentage", sql`${t.marginMinBp} between -10000 and 10000`),
    holds("company_remainder_days_bounded", sql`${t.remainderDays} between 1 and 90`),
    oneOf("company_backorder_policy_known", t.backorderPolicy, backorderPolicies),
    oneOf("company_backorder_slip_known", t.backorderSlip, backorderSlips),
    holds(
      "company_cap_has_limit",
      sql`${t.backorderPolicy} is distinct from 'cap' or num_nonnulls(${t.backorderLimit}, ${t.backorderDays}) > 0`,
    ),
  ],
);

/** A place of the customer: where goods go. */
export const companyLocation = pgTable(
  "company_location",
  {
    id: id<CompanyLocationId>(),
    companyId: ref<CompanyId>()
      .notNull()
      .references(() => company.id),
    code: text().notNull(),
    name: text().notNull(),
    address1: text().notNull(),
    address2: text().notNull().default(""),
    city: text().notNull(),
    region: text().notNull().default(""),
    postalCode: text().notNull(),
    country: text().notNull(),
    latitude: doublePrecision(),
    longitude: doublePrecision(),
    /** Somebody lives there; a company's place of business otherwise. */
    isResidential: boolean().notNull().default(false),
    isDefault: boolean().notNull().default(false),
    /** Where goods for here come from when routing asks for that; null: as its company says. */
    preferredNodeId: ref<NodeId>().references(() => node.id),
  },
  (t) => [
    uniqueIndex("company_location_code_key").on(t.companyId, t.code),
    uniqueIndex("company_location_one_default").on(t.companyId).where(sql`${t.isDefault}`),
  ],
);

/** A person at a company; with a user, one who signs in to the portal. */
export const contact = pgTable(
  "contact",
  {
    id: id<ContactId>(),
    companyId: ref<CompanyId>()
      .notNull()
      .references(() => company.id),
    userId: ref<UserId>().references(() => appUser.id),
    name: text().notNull(),
    email: text(),
    phone: text().notNull().default(""),
    role: text({ enum: contactRoles }).notNull().default("buyer"),
    /** Orders above it wait for an approver; null: no limit. */
    spendingLimit: money(),
  },
  (t) => [
    index("contact_company_idx").on(t.companyId),
    uniqueIndex("contact_user_key").on(t.userId).where(sql`${t.userId} is not null`),
    oneOf("contact_role_known", t.role, contactRoles),
  ],
);
