import { z } from "zod";
import type { RawSql } from "@/db/client";
import { defineQuery } from "@/server/shell/query";
import { REMAINDER_DAYS } from "../customers/types";
import { DomainError } from "../kernel/errors";
import type { LocalDate } from "../kernel/local-date";
import type { BackorderWish } from "../orders/decide-backorders";
import type { ConsentState } from "./machine";
import { hashConsentToken, readLateItems, readOpenConsent } from "./store-consent";
import { isStillThere, itemsOfConsent, readOpenSubstitute } from "./store-substitute";
import type { ConsentRule, OfferedSku, OpenConsent, OpenSubstitute, Silence } from "./types";

/** The open question about an order; null when nothing is asked. */
export const findConsent = defineQuery({
  name: "backorders.find_consent",
  input: z.object({ orderId: z.uuid() }),
  wall: { of: ({ orderId }) => ({ orderId }) },
  run: ({ sql }, { orderId }): Promise<OpenConsent | null> => readOpenConsent(sql, orderId),
});

/**
 * The open question about an order whether other SKUs may ship, and whether they still could; null when
 * nothing is asked.
 */
export const findSubstitute = defineQuery({
  name: "backorders.find_substitute",
  input: z.object({ orderId: z.uuid() }),
  wall: { of: ({ orderId }) => ({ orderId }) },
  run: async (
    { sql, now },
    { orderId },
  ): Promise<(OpenSubstitute & { readonly isThere: boolean }) | null> => {
    const open = await readOpenSubstitute(sql, orderId);
    return (
      open && {
        ...open,
        isThere: await isStillThere({ owner: sql, sql, now }, orderId, open.items),
      }
    );
  },
});

/** What anybody with the link of a later date may know: no price, no street, no person. */
export type AskedConsent = {
  readonly kind: "later_date";
  readonly number: string;
  readonly state: ConsentState;
  readonly agreed: LocalDate;
  readonly proposed: LocalDate;
  readonly answerBy: Date;
  /** What becomes of the order when nobody answers. */
  readonly silence: Silence;
  /** Goods that come later than agreed. */
  readonly items: readonly {
    readonly description: string;
    readonly units: number;
    readonly date: LocalDate;
  }[];
};

/** What anybody with the link of an offer may know: what it is about, and its price; no person. */
export type AskedSubstitute = Pick<OpenSubstitute, "number" | "currency" | "answerBy"> & {
  readonly kind: "another_sku";
  readonly state: ConsentState;
  readonly items: readonly OfferedSku[];
  /** What is offered could still ship; of what is answered it is not asked. */
  readonly isThere: boolean;
};

/**
 * The question behind a link: whether a later date is accepted, or another SKU.
 *
 * @throws NOT_FOUND
 */
export const findConsentByLink = defineQuery({
  name: "backorders.find_consent_by_link",
  input: z.object({ token: z.string().max(200) }),
  wall: "public",
  run: async ({ sql, now }, { token }): Promise<AskedConsent | AskedSubstitute> => {
    const [asked] = await sql<(Omit<AskedConsent, "items"> & { id: string })[]>`
      select c.id, 'later_date' as kind, o.number, c.state, c.agreed::text, c.proposed::text,
        c.answer_by as "answerBy", c.silence
      from delay_consent c join sales_order o on o.id = c.order_id
      where c.token_hash = ${hashConsentToken(token)}`;
    if (asked === undefined) {
      return findOffer({ owner: sql, sql, now }, token);
    }
    const { id, ...question } = asked;
    return { ...question, items: await readLateItems(sql, id) };
  },
});

async function findOffer(
  env: { readonly owner: object; readonly sql: RawSql; readonly now: Date },
  token: string,
): Promise<AskedSubstitute> {
  const { sql } = env;
  const [asked] = await sql<(Omit<AskedSubstitute, "isThere"> & { orderId: string })[]>`
    select 'another_sku' as kind, c.order_id as "orderId", o.number, o.currency, c.state,
      c.answer_by as "answerBy", ${itemsOfConsent(sql)} as items
    from substitute_consent c join sales_order o on o.id = c.order_id
    where c.token_hash = ${hashConsentToken(token)}`;
  if (asked === undefined) {
    throw new DomainError("NOT_FOUND", "This link is not valid");
  }
  const { orderId, ...question } = asked;
  const isThere = asked.state === "asked" && (await isStillThere(env, orderId, asked.items));
  return { ...question, isThere };
}

export type ListedConsentRule = ConsentRule & { readonly company: string | null };

/** When customers are asked, the rule for all first. */
export const listConsentRules = defineQuery({
  name: "backorders.list_consent_rules",
  input: z.object({}),
  wall: "staff",
  run: ({ sql }): Promise<ListedConsentRule[]> => sql<ListedConsentRule[]>`
    select c.code as company, r.after_days as "afterDays", r.answer_days as "answerDays", r.silence
    from consent_rule r left join company c on c.id = r.company_id
    order by c.code nulls first`,
});

export type ListedBackorderPolicy = BackorderWish & {
  readonly company: string;
  readonly name: string;
};

/** What companies agreed on what is not there, where they have an agreement of their own. */
export const listPolicies = defineQuery({
  name: "backorders.list_policies",
  input: z.object({}),
  wall: "staff",
  run: ({ sql }): Promise<ListedBackorderPolicy[]> => sql<ListedBackorderPolicy[]>`
    select code as company, name, backorder_policy as policy, backorder_limit as "limit",
      backorder_days as days, backorder_slip as slip
    from company where backorder_policy is not null order by name, code`,
});

export type ListedRemainderDays = {
  readonly code: string;
  readonly name: string;
  readonly days: number;
};

/** Companies whose remainders wait more or fewer days for the next shipment than others'. */
export const listRemainderDays = defineQuery({
  name: "backorders.list_remainder_days",
  input: z.object({}),
  wall: "staff",
  run: ({ sql }): Promise<ListedRemainderDays[]> => sql<ListedRemainderDays[]>`
    select code, name, remainder_days as days from company
    where remainder_days <> ${REMAINDER_DAYS} order by name, code`,
});
