import { sql } from "drizzle-orm";
import { index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { consentMachine } from "@/server/oms/backorders/machine";
import { silences } from "@/server/oms/backorders/types";
import type { CompanyId, ExceptionId, OrderId, OrderLineId, SkuId } from "@/server/oms/kernel/ids";
import { statesOf } from "@/server/oms/kernel/machine";
import { sku } from "./catalog";
import {
  atLeast,
  holds,
  instant,
  localDate,
  money,
  oneOf,
  ref,
  unitPriceE4,
  units,
} from "./columns";
import { company } from "./customers";
import { exception } from "./exceptions";
import { orderLine, salesOrder } from "./orders";

const consentStates = statesOf(consentMachine);

/** When customers are asked whether a later date is accepted: one rule for all, and per company. */
export const consentRule = pgTable(
  "consent_rule",
  {
    id: uuid().primaryKey(),
    companyId: ref<CompanyId>().references(() => company.id),
    afterDays: integer().notNull(),
    answerDays: integer().notNull(),
    silence: text({ enum: silences }).notNull(),
    savedBy: text().notNull(),
    savedAt: instant().notNull(),
  },
  (t) => [
    uniqueIndex("consent_rule_company_key").on(
      sql`coalesce(${t.companyId}, '00000000-0000-0000-0000-000000000000'::uuid)`,
    ),
    atLeast("consent_rule_after_not_negative", t.afterDays, 0),
    atLeast("consent_rule_answer_not_negative", t.answerDays, 0),
    oneOf("consent_rule_silence_known", t.silence, silences),
  ],
);

/** A question to a customer about a later date. The token is derived from the id; its hash is kept. */
export const delayConsent = pgTable(
  "delay_consent",
  {
    id: uuid().primaryKey(),
    orderId: ref<OrderId>()
      .notNull()
      .references(() => salesOrder.id),
    state: text({ enum: consentStates }).notNull(),
    /** The date that the customer agreed to before. */
    agreed: localDate().notNull(),
    proposed: localDate().notNull(),
    /** The proposed date that a mail asked about last; null: none did yet. */
    told: localDate(),
    tokenHash: text().notNull(),
    askedAt: instant().notNull(),
    answerBy: instant().notNull(),
    silence: text({ enum: silences }).notNull(),
    answeredAt: instant(),
    answeredBy: text(),
  },
  (t) => [
    uniqueIndex("delay_consent_token_hash_key").on(t.tokenHash),
    uniqueIndex("delay_consent_one_open").on(t.orderId).where(sql`${t.state} = 'asked'`),
    index("delay_consent_order_idx").on(t.orderId, t.answeredAt),
    index("delay_consent_due_idx").on(t.answerBy).where(sql`${t.state} = 'asked'`),
    oneOf("delay_consent_state_known", t.state, consentStates),
    oneOf("delay_consent_silence_known", t.silence, silences),
    holds("delay_consent_is_later", sql`${t.proposed} > ${t.agreed}`),
    holds(
      "delay_consent_answer_is_whole",
      sql`(${t.state} = 'asked') = (${t.answeredAt} is null) and num_nonnulls(${t.answeredAt}, ${t.answeredBy}) in (0, 2)`,
    ),
  ],
);

/** A line that a question is about: of it units wait that come after a day that was agreed to. */
export const delayConsentLine = pgTable(
  "delay_consent_line",
  {
    consentId: uuid()
      .notNull()
      .references(() => delayConsent.id),
    orderLineId: ref<OrderLineId>()
      .notNull()
      .references(() => orderLine.id),
    until: localDate().notNull(),
  },
  (t) => [primaryKey({ name: "delay_consent_line_pkey", columns: [t.consentId, t.orderLineId] })],
);

/**
 * A question to a customer whether another SKU may ship for units that wait; nobody's answer leaves them
 * waiting. Its link is made like that of a later date.
 */
export const substituteConsent = pgTable(
  "substitute_consent",
  {
    id: uuid().primaryKey(),
    orderId: ref<OrderId>()
      .notNull()
      .references(() => salesOrder.id),
    state: text({ enum: consentStates }).notNull(),
    /** The exception that it was asked from; null once that is forgotten. */
    exceptionId: ref<ExceptionId>().references(() => exception.id),
    tokenHash: text().notNull(),
    askedAt: instant().notNull(),
    askedBy: text().notNull(),
    answerBy: instant().notNull(),
    answeredAt: instant(),
    answeredBy: text(),
  },
  (t) => [
    uniqueIndex("substitute_consent_token_hash_key").on(t.tokenHash),
    uniqueIndex("substitute_consent_one_open").on(t.orderId).where(sql`${t.state} = 'asked'`),
    index("substitute_consent_order_idx").on(t.orderId),
    index("substitute_consent_exception_idx").on(t.exceptionId),
    index("substitute_consent_due_idx").on(t.answerBy).where(sql`${t.state} = 'asked'`),
    oneOf("substitute_consent_state_known", t.state, consentStates),
    holds(
      "substitute_consent_answer_is_whole",
      sql`(${t.state} = 'asked') = (${t.answeredAt} is null) and num_nonnulls(${t.answeredAt}, ${t.answeredBy}) in (0, 2)`,
    ),
  ],
);

/** What would ship for units of a line, at a price that is never passed, and when it would arrive. */
export const substituteConsentLine = pgTable(
  "substitute_consent_line",
  {
    consentId: uuid()
      .notNull()
      .references(() => substituteConsent.id),
    orderLineId: ref<OrderLineId>()
      .notNull()
      .references(() => orderLine.id),
    /** Units of what was ordered that it stands in for. */
    askedUnits: units().notNull(),
    skuId: ref<SkuId>()
      .notNull()
      .references(() => sku.id),
    units: units().notNull(),
    unitPriceE4: unitPriceE4("unit_price_e4").notNull(),
    /** What it costs more than what was ordered; less than nothing where it costs less. */
    moreMinor: money().notNull(),
    arrivesOn: localDate().notNull(),
  },
  (t) => [
    primaryKey({ name: "substitute_consent_line_pkey", columns: [t.consentId, t.orderLineId] }),
    atLeast("substitute_consent_line_asked_positive", t.askedUnits, 1),
    atLeast("substitute_consent_line_units_positive", t.units, 1),
    atLeast("substitute_consent_line_price_not_negative", t.unitPriceE4, 0),
  ],
);
