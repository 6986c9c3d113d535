import { createHash, createHmac } from "node:crypto";
import type { RawSql, RawTx } from "@/db/client";
import { authSecret } from "@/server/env";
import type { CommandEnv } from "@/server/shell/command";
import { cancelWaiting } from "../allocation/store-cancel";
import { DomainError } from "../kernel/errors";
import type { LocalDate } from "../kernel/local-date";
import { lockOrder } from "../orders/store";
import type { ConsentState } from "./machine";
import type { ConsentRule, OpenConsent } from "./types";

/** The secret of a question's link: only the holder of the signing secret can make it again. */
export const consentToken = (consentId: string, secret: string = authSecret()): string =>
  createHmac("sha256", secret).update(`consent:${consentId}`).digest("base64url");

export const hashConsentToken = (token: string): string =>
  createHash("sha256").update(token).digest("base64url");

/** The open question about an order; null when there is none. */
export async function readOpenConsent(
  sql: RawSql | RawTx,
  orderId: string,
): Promise<OpenConsent | null> {
  const [row] = await sql<OpenConsent[]>`
    select c.id, c.order_id as "orderId", o.number, c.agreed::text, c.proposed::text,
      c.answer_by as "answerBy", c.silence
    from delay_consent c join sales_order o on o.id = c.order_id
    where c.order_id = ${orderId} and c.state = 'asked'`;
  return row ?? null;
}

/** The rule for an order: that of its company, else the one for all. */
export async function readRuleFor(
  sql: RawSql | RawTx,
  orderId: string,
): Promise<ConsentRule | null> {
  const [row] = await sql<ConsentRule[]>`
    select r.after_days as "afterDays", r.answer_days as "answerDays", r.silence
    from consent_rule r join sales_order o on o.id = ${orderId}
      and (r.company_id = o.company_id or r.company_id is null)
    order by r.company_id nulls last limit 1`;
  return row ?? null;
}

export type Agreement = {
  readonly agreed: LocalDate | null;
  readonly promise: LocalDate | null;
  readonly isWaiting: boolean;
};

/**
 * The latest date that the customer agreed to (first promised, accepted since, or by a change of the
 * order), and what is promised now. The caller holds the order.
 */
export async function readAgreement(sql: RawTx, orderId: string): Promise<Agreement> {
  const [row] = await sql<Agreement[]>`
    select greatest(o.original_promise,
        (select max(c.proposed) from delay_consent c
          where c.order_id = o.id and c.state = 'accepted'),
        (select max((e.payload ->> 'after')::date) from event e
          where e.order_id = o.id and e.type = 'sales_order.promise_changed'
            and e.payload ->> 'trigger' = 'order_changed'))::text as agreed,
      o.current_promise::text as promise,
      o.status in ('confirmed', 'in_fulfillment') and exists (select from order_line l
        where l.order_id = o.id and l.backordered > 0) as "isWaiting"
    from sales_order o where o.id = ${orderId}`;
  return row ?? { agreed: null, promise: null, isWaiting: false };
}

/** End a question. */
export async function endConsent(
  { sql, now, actor }: CommandEnv,
  consentId: string,
  state: Exclude<ConsentState, "asked">,
): Promise<void> {
  await sql`
    update delay_consent set state = ${state}, answered_at = ${now}, answered_by = ${actor.id}
    where id = ${consentId}`;
}

export type Answer = "accept" | "cancel";

/**
 * Take the answer of a customer: the later date is agreed to, or what waits beyond the agreed date is
 * cancelled and its supply free for others.
 *
 * @param proposed the date that the customer was shown: when it moved since, they are asked again
 * @throws STALE when the question is over, or the date moved meanwhile
 */
export async function takeAnswer(
  env: CommandEnv,
  orderId: string,
  { answer, proposed }: { readonly answer: Answer; readonly proposed: string },
): Promise<{ readonly number: string; readonly cancelled: number }> {
  const { sql, emit } = env;
  const order = await lockOrder(sql, orderId);
  const open = await readOpenConsent(sql, orderId);
  if (open === null) {
    throw new DomainError("STALE", `Nothing is asked about ${order.number} any more`);
  }
  const { promise } = await readAgreement(sql, orderId);
  if (open.proposed !== proposed || promise !== proposed) {
    throw new DomainError(
      "STALE",
      `The date of ${order.number} moved again: look at it once more`,
      {
        promise,
      },
    );
  }
  await endConsent(env, open.id, answer === "accept" ? "accepted" : "declined");
  const cancelled =
    answer === "accept"
      ? 0
      : await cancelLate(env, open, "The customer does not wait for the later date");
  emit({
    type: answer === "accept" ? "delay_consent.accepted" : "delay_consent.declined",
    subject: { kind: "delay_consent", id: open.id },
    orderId,
    payload: { number: order.number, proposed, cancelled },
  });
  return { number: order.number, cancelled };
}

/**
 * Cancel the waiting units of lines that come later than agreed.
 *
 * @returns units; 0 when nothing of it may be cancelled, as components of kits
 */
export async function cancelLate(
  env: CommandEnv,
  { orderId, agreed }: Pick<OpenConsent, "orderId" | "agreed">,
  reason: string,
): Promise<number> {
  const late = await env.sql<{ id: string }[]>`
    select id from order_line
    where order_id = ${orderId} and backordered > 0 and kit_group is null
      and current_promise > ${agreed} order by line_number`;
  // All supplies at once, in the order of the house: the lines come one after the other.
  await env.sql`
    select 1 from inbound_supply where id in (select inbound_supply_id from allocation
      where order_id = ${orderId} and state = 'promised') order by id for no key update`;
  let units = 0;
  for (const { id: orderLineId } of late) {
    units += await cancelWaiting(env, { orderId, orderLineId, skuId: null }, reason);
  }
  return units;
}
