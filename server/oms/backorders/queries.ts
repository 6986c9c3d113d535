import { z } from "zod";
import { defineQuery } from "@/server/shell/query";
import { REMAINDER_DAYS } from "../customers/types";
import { DomainError } from "../kernel/errors";
import type { LocalDate } from "../kernel/local-date";
import type { BackorderWish } from "../orders/decide-backorders";
import type { ConsentState } from "./machine";
import { hashConsentToken, readLateItems, readOpenConsent } from "./store-consent";
import type { ConsentRule, OpenConsent, Silence } from "./types";

/** The open question about an order; null when nothing is asked. */
export const findConsent = defineQuery({
  name: "backorders.find_consent",
  input: z.object({ orderId: z.uuid() }),
  wall: { of: ({ orderId }) => ({ orderId }) },
  run: ({ sql }, { orderId }): Promise<OpenConsent | null> => readOpenConsent(sql, orderId),
});

/** What anybody with the link may know: no price, no street, no person. */
export type AskedConsent = {
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

/**
 * The question behind a link.
 *
 * @throws NOT_FOUND
 */
export const findConsentByLink = defineQuery({
  name: "backorders.find_consent_by_link",
  input: z.object({ token: z.string().max(200) }),
  wall: "public",
  run: async ({ sql }, { token }): Promise<AskedConsent> => {
    const [asked] = await sql<(Omit<AskedConsent, "items"> & { id: string })[]>`
      select c.id, o.number, c.state, c.agreed::text, c.proposed::text, c.answer_by as "answerBy",
        c.silence
      from delay_consent c join sales_order o on o.id = c.order_id
      where c.token_hash = ${hashConsentToken(token)}`;
    if (asked === undefined) {
      throw new DomainError("NOT_FOUND", "This link is not valid");
    }
    const { id, ...question } = asked;
    return { ...question, items: await readLateItems(sql, id) };
  },
});

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
