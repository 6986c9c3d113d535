import { sql } from "drizzle-orm";
import { index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { consentMachine } from "@/server/oms/backorders/machine";
import { silences } from "@/server/oms/backorders/types";
import type { CompanyId, OrderId, OrderLineId } from "@/server/oms/kernel/ids";
import { statesOf } from "@/server/oms/kernel/machine";
import { atLeast, holds, instant, localDate, oneOf, ref } from "./columns";
import { company } from "./customers";
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
