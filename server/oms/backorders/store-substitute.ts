import type { RawSql, RawTx } from "@/db/client";
import type { CommandEnv } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { readProgress } from "../changes/store";
import { tellChanged } from "../changes/store-apply";
import { shipInstead } from "../changes/store-ship-instead";
import { findSubstitutes } from "../changes/store-substitutes";
import { type Cause, closeExceptions } from "../exceptions/store";
import { DomainError } from "../kernel/errors";
import { lockOrder } from "../orders/store";
import { isAsOffered, stillWanted } from "./decide-substitute";
import type { ConsentState } from "./machine";
import { consentToken, hashConsentToken, readRuleFor } from "./store-consent";
import {
  type AskedFor,
  type NewOffer,
  type OfferedSku,
  type OpenSubstitute,
  SUBSTITUTE_ANSWER_DAYS,
} from "./types";

const DAY_MS = 86_400_000;

/** The open question about an order whether other SKUs may ship; null when there is none. */
export async function readOpenSubstitute(
  sql: RawSql | RawTx,
  orderId: string,
): Promise<OpenSubstitute | null> {
  const [row] = await sql<OpenSubstitute[]>`
    select c.id, c.order_id as "orderId", o.number, o.currency, c.answer_by as "answerBy",
      ${itemsOfConsent(sql)} as items
    from substitute_consent c join sales_order o on o.id = c.order_id
    where c.order_id = ${orderId} and c.state = 'asked'`;
  return row ?? null;
}

/** What a question `c` offers, as JSON. */
export const itemsOfConsent = (sql: RawSql | RawTx) => sql`
  (select json_agg(json_build_object('lineId', l.id, 'sku', s.code, 'description', s.name,
      'unit', s.base_unit, 'quantity', x.units, 'unitPriceE4', x.unit_price_e4,
      'moreMinor', x.more_minor, 'arrivesOn', x.arrives_on, 'asked', json_build_object(
        'sku', k.code, 'description', l.description, 'unit', k.base_unit, 'units', x.asked_units,
        'unitPriceE4', l.unit_price_e4,
        'arrivesOn', case when l.backordered > 0 then l.current_promise end))
      order by l.line_number)
    from substitute_consent_line x join order_line l on l.id = x.order_line_id
      join sku s on s.id = x.sku_id join sku k on k.id = l.sku_id
    where x.consent_id = c.id)`;

/** `4 × B-2 instead of 4 × A-1`, for each. */
const sentencesOf = (items: OpenSubstitute["items"]): string[] =>
  items.map(
    ({ sku, quantity, asked }) => `${quantity} × ${sku} instead of ${asked.units} × ${asked.sku}`,
  );

/** What customers were asked for an exception, and what became of it; the last first. */
export const readAskedFor = (sql: RawSql | RawTx, exceptionId: string) =>
  sql<AskedFor[]>`
    select c.id, o.number as order, k.name as company, o.currency, c.state, c.answer_by as "answerBy",
      c.answered_at as "answeredAt", ${itemsOfConsent(sql)} as items
    from substitute_consent c join sales_order o on o.id = c.order_id
      join company k on k.id = o.company_id
    where c.exception_id = ${exceptionId} order by c.asked_at desc, o.number limit 200`;

/** SKUs that the customer does not want for a line: those are not offered again. */
export const readDeclined = (sql: RawSql | RawTx, orderId: string) =>
  sql<{ lineId: string; sku: string }[]>`
    select x.order_line_id as "lineId", s.code as sku
    from substitute_consent c join substitute_consent_line x on x.consent_id = c.id
      join sku s on s.id = x.sku_id
    where c.order_id = ${orderId} and c.state = 'declined'`;

/**
 * Ask the customer of an order whether other SKUs may ship for what waits. A mail asks once. The caller
 * holds the order, and has tried what it would come to.
 *
 * @param exceptionId what it is asked for; it closes when the answer leaves nothing to wait for
 * @throws STALE while such a question is open
 */
export async function askSubstitute(
  env: CommandEnv,
  orderId: string,
  offers: readonly NewOffer[],
  exceptionId: string,
): Promise<void> {
  const { sql, now, actor } = env;
  const before = await readOpenSubstitute(sql, orderId);
  if (before !== null) {
    throw new DomainError("STALE", `The customer of ${before.number} is asked already`);
  }
  const rule = await readRuleFor(sql, orderId);
  const days = rule?.answerDays ?? SUBSTITUTE_ANSWER_DAYS;
  const id = newId(now.getTime());
  await sql`
    insert into substitute_consent (id, order_id, state, exception_id, token_hash, asked_at, asked_by,
      answer_by)
    values (${id}, ${orderId}, 'asked', ${exceptionId}, ${hashConsentToken(consentToken(id))}, ${now},
      ${actor.id}, ${new Date(now.getTime() + days * DAY_MS)})`;
  const rows = offers.map((offer) => ({
    line_id: offer.lineId,
    asked_units: offer.askedUnits,
    sku: offer.sku,
    units: offer.quantity,
    price_e4: offer.unitPriceE4,
    more_minor: offer.moreMinor,
    arrives_on: offer.arrivesOn,
  }));
  await sql`
    insert into substitute_consent_line (consent_id, order_line_id, asked_units, sku_id, units,
      unit_price_e4, more_minor, arrives_on)
    select ${id}, r.line_id, r.asked_units, s.id, r.units, r.price_e4, r.more_minor, r.arrives_on
    from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb) as r(line_id uuid, asked_units int,
      sku text, units int, price_e4 bigint, more_minor bigint, arrives_on date)
    join sku s on s.code = r.sku`;
  const open = await readOpenSubstitute(sql, orderId);
  if (open !== null) {
    tell(env, "asked", open);
  }
}

function tell(
  { emit }: CommandEnv,
  state: ConsentState,
  { id, orderId, number, items }: OpenSubstitute,
  reason: string | null = null,
): void {
  emit({
    type: `substitute_consent.${state}`,
    subject: { kind: "substitute_consent", id },
    orderId,
    ...(reason === null ? {} : { reason }),
    payload: { number, sentences: sentencesOf(items) },
  });
}

/** End a question, and say how. */
export async function endSubstitute(
  env: CommandEnv,
  open: OpenSubstitute,
  state: Exclude<ConsentState, "asked">,
  reason: string | null = null,
): Promise<void> {
  await env.sql`
    update substitute_consent set state = ${state}, answered_at = ${env.now},
      answered_by = ${env.actor.id}
    where id = ${open.id}`;
  tell(env, state, open, reason);
}

/** The order, held, and its open question. */
export async function requireOpenSubstitute(
  { sql }: CommandEnv,
  { orderId, consentId }: { readonly orderId: string; readonly consentId: string },
): Promise<OpenSubstitute> {
  const { number } = await lockOrder(sql, orderId);
  const open = await readOpenSubstitute(sql, orderId);
  if (open?.id !== consentId) {
    throw new DomainError("STALE", `Nothing is asked about ${number} any more`);
  }
  return open;
}

export type SubstituteAnswer = "accept" | "decline";

/**
 * Take the answer of a customer whether other SKUs may ship. Accepted, the order is changed at once, as
 * it was offered or not at all: all of it from stock, at no higher price. Declined, what was ordered goes
 * on waiting.
 *
 * @throws STALE when the question is over, or what it was asked for waits no more; SHORT_SUPPLY when what
 *   was offered is not there any more; what the change itself refuses. Nothing is changed then, and the
 *   question stays
 */
export async function takeSubstituteAnswer(
  env: CommandEnv,
  about: { readonly orderId: string; readonly consentId: string },
  answer: SubstituteAnswer,
): Promise<{ readonly number: string; readonly arrivesOn: string | null }> {
  const open = await requireOpenSubstitute(env, about);
  const { number, items } = open;
  if (answer === "decline") {
    await endSubstitute(env, open, "declined");
    return { number, arrivesOn: null };
  }
  const order = await readProgress(env.sql, about.orderId);
  if (!stillWanted(items, waitingOf(order))) {
    throw new DomainError("STALE", `What was ordered with ${number} does not wait any more`);
  }
  const { outcome, shipped } = await shipInstead(
    env,
    order,
    items.map(({ lineId, sku, asked }) => ({ lineId, sku, insteadOf: asked.units })),
  );
  if (!isAsOffered(items, shipped)) {
    const what = items.map(({ sku }) => sku).join(", ");
    const message = `${what} is not there any more as it was offered: nothing was changed, ${number} waits as before`;
    throw new DomainError("SHORT_SUPPLY", message);
  }
  tellChanged(env, order, outcome, "The customer accepted another SKU");
  await endSubstitute(env, open, "accepted");
  await closeCause(env, open);
  const days = shipped.flatMap(({ arrivesOn }) => arrivesOn ?? []);
  return { number, arrivesOn: days.toSorted().at(-1) ?? null };
}

const waitingOf = ({ lines }: Awaited<ReturnType<typeof readProgress>>) =>
  new Map(lines.map(({ lineId, backordered }) => [lineId, backordered]));

/** What it was asked for is over when nothing of it waits any more; what is about many orders, looks say. */
async function closeCause(env: CommandEnv, { id, orderId, items }: OpenSubstitute): Promise<void> {
  const causes = await env.sql<Cause[]>`
    select e.type, e.cause_key as "causeKey" from exception e
    join substitute_consent c on c.exception_id = e.id and c.id = ${id}
    where e.order_id = ${orderId} and e.closed_at is null and not exists (
      select from order_line l where l.order_id = e.order_id and l.backordered > 0
        and (e.order_line_id is null or l.id = e.order_line_id)
        and (e.sku_id is null or l.sku_id = e.sku_id))`;
  await closeExceptions(env, causes, `The customer accepted: ${sentencesOf(items).join(", ")}`);
}

/**
 * Withdraw the question about an order when its reason is gone: what was ordered came, was cancelled or
 * was changed. The caller holds the order.
 */
export async function reviewOpenSubstitute(env: CommandEnv, orderId: string): Promise<boolean> {
  const open = await readOpenSubstitute(env.sql, orderId);
  if (open === null || stillWanted(open.items, waitingOf(await readProgress(env.sql, orderId)))) {
    return false;
  }
  await endSubstitute(env, open, "withdrawn", "What was ordered does not wait any more");
  return true;
}

/** Whether what is offered could ship now, by the availability of the order's channel; nothing is locked. */
export async function isStillThere(
  env: { readonly owner: object; readonly sql: RawSql; readonly now: Date },
  orderId: string,
  items: readonly OfferedSku[],
): Promise<boolean> {
  const order = await readProgress(env.sql, orderId);
  const units = new Map(items.map(({ lineId, asked }) => [lineId, asked.units]));
  const { policy, substitutes } = await findSubstitutes(env, order, units);
  return (
    policy !== "never" &&
    items.every(({ lineId, sku, quantity, unitPriceE4 }) =>
      substitutes.some(
        (each) =>
          each.lineId === lineId &&
          each.sku === sku &&
          each.quantity >= quantity &&
          each.unitPriceE4 <= unitPriceE4,
      ),
    )
  );
}
