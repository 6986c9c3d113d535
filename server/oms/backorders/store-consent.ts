import { createHash, createHmac } from "node:crypto";
import type { RawSql, RawTx } from "@/db/client";
import { authSecret } from "@/server/env";
import type { CommandEnv } from "@/server/shell/command";
import { endGivenUp } from "../allocation/store-given-up";
import { freeDays, type TakenHold, takeOffSupply } from "../allocation/store-take-off";
import { DomainError } from "../kernel/errors";
import type { LocalDate } from "../kernel/local-date";
import { lockOrder, refreshOrders } from "../orders/store";
import { readWaitingLines } from "../orders/store-backorders";
import {
  type ConsentFacts,
  decideQuestion,
  type Ending,
  type EndingUnits,
  endingOf,
  unitsAfter,
  type WaitingGoods,
} from "./decide-consent";
import type { ConsentState } from "./machine";
import { endKits } from "./store-kits";
import type { ConsentLine, ConsentRule, OpenConsent } from "./types";

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
      c.answer_by as "answerBy", c.silence, c.told::text
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

/**
 * What decides whether a customer is asked: the latest date that they agreed to (first promised,
 * accepted since, or by a change of the order), what is promised now, and what waits until when. The
 * caller holds the order.
 */
export async function readConsentFacts(sql: RawTx, orderId: string): Promise<ConsentFacts> {
  const [row] = await sql<
    (Omit<ConsentFacts, "rule" | "goods"> & { goods: Omit<WaitingGoods, "cap">[] })[]
  >`
    with given as (
      select greatest(
        (select max(c.proposed) from delay_consent c
          where c.order_id = ${orderId} and c.state = 'accepted'),
        (select max((e.payload ->> 'after')::date) from event e
          where e.order_id = ${orderId} and e.type = 'sales_order.promise_changed'
            and e.payload ->> 'trigger' = 'order_changed')) as accepted)
    select greatest(o.original_promise, g.accepted)::text as agreed, g.accepted::text,
      o.current_promise::text as promise,
      coalesce((select json_agg(json_build_object('lineId', l.id, 'kitGroup', l.kit_group,
          'firstPromised', l.original_promise, 'parts', ${waitingParts(sql)}) order by l.line_number)
        from order_line l where l.order_id = o.id and l.backordered > 0
          and o.status in ('confirmed', 'in_fulfillment')), '[]') as goods
    from sales_order o cross join given g where o.id = ${orderId}`;
  if (row === undefined) {
    throw new DomainError("NOT_FOUND", "There is no such order", { orderId });
  }
  const capped = new Map(
    (await readWaitingLines(sql, orderId)).map(({ lineId, terms, lastDay }) => [
      lineId,
      terms.days && lastDay && { lastDay, slip: terms.days.slip },
    ]),
  );
  const goods = row.goods.map((each) => ({ ...each, cap: capped.get(each.lineId) ?? null }));
  return { ...row, goods, rule: await readRuleFor(sql, orderId) };
}

/** The dated parts of what waits of a line `l`, as JSON. */
const waitingParts = (sql: RawSql | RawTx) => sql`
  (select coalesce(json_agg(json_build_object('units', p.units, 'deliveryDate', p.day)), '[]')
    from (
      select a.quantity as units, a.delivery_date as day
      from allocation a where a.order_line_id = l.id and a.state = 'promised'
      union all
      select l.backordered - coalesce(sum(a.quantity), 0)::int, l.current_promise
      from allocation a where a.order_line_id = l.id and a.state = 'promised') p
    where p.units > 0)`;

/** The lines that a question is about. */
export const readConsentLines = (sql: RawSql | RawTx, consentId: string) =>
  sql<ConsentLine[]>`
    select order_line_id as "lineId", until::text from delay_consent_line
    where consent_id = ${consentId} order by order_line_id`;

/** What a question is about as it stands now: the units that come after the day agreed to, and when. */
export async function readLateItems(
  sql: RawSql | RawTx,
  consentId: string,
): Promise<{ description: string; units: number; date: LocalDate }[]> {
  const lines = await sql<
    { description: string; until: LocalDate; parts: WaitingGoods["parts"] }[]
  >`
    select l.description, c.until::text, ${waitingParts(sql)} as parts
    from delay_consent_line c join order_line l on l.id = c.order_line_id
    where c.consent_id = ${consentId} and l.backordered > 0 order by l.line_number`;
  return lines.flatMap(({ description, until, parts }) => {
    const units = unitsAfter(parts, until);
    const date = parts
      .flatMap(({ deliveryDate }) => deliveryDate ?? [])
      .toSorted()
      .at(-1);
    return units === 0 || date === undefined ? [] : [{ description, units, date }];
  });
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
  const now = decideQuestion(await readConsentFacts(sql, orderId))?.proposed ?? null;
  if (open.proposed !== proposed || now !== proposed) {
    throw new DomainError(
      "STALE",
      `The date of ${order.number} moved again: look at it once more`,
      {
        proposed: now,
      },
    );
  }
  let cancelled = 0;
  if (answer === "accept") {
    await endConsent(env, open.id, "accepted");
  } else {
    cancelled = await declineConsent(env, open, "The customer does not wait for the later date");
  }
  emit({
    type: answer === "accept" ? "delay_consent.accepted" : "delay_consent.declined",
    subject: { kind: "delay_consent", id: open.id },
    orderId,
    payload: { number: order.number, proposed, cancelled },
  });
  return { number: order.number, cancelled };
}

/**
 * Cancel the waiting units of a question that come after the days that were agreed to, kits whole.
 *
 * @returns units; 0 when nothing of it may be cancelled, as of a kit that a node has in hand
 */
async function cancelLate(
  env: CommandEnv,
  { id, orderId, number }: OpenConsent,
  because: string,
): Promise<number> {
  const { goods } = await readConsentFacts(env.sql, orderId);
  const asked = await readConsentLines(env.sql, id);
  const late = asked.flatMap(({ lineId, until }) => {
    const line = goods.find((each) => each.lineId === lineId);
    return line === undefined
      ? []
      : [{ lineId, kitGroup: line.kitGroup, until, units: unitsAfter(line.parts, until) }];
  });
  return endLate(env, { id: orderId, number }, endingOf(late), because);
}

/** A mail asks an open question about a date: no other mail has to. */
export const noteAsked = (
  sql: RawTx,
  { consentId, proposed }: { readonly consentId: string; readonly proposed: string },
) => sql`
  update delay_consent set told = ${proposed}::date where id = ${consentId} and state = 'asked'`;

/** A customer does not wait for the later date, or did not answer in time. */
export async function declineConsent(
  env: CommandEnv,
  open: OpenConsent,
  because: string,
): Promise<number> {
  const cancelled = await cancelLate(env, open, because);
  await endConsent(env, open.id, "declined");
  return cancelled;
}

/**
 * End what comes too late of an order: waiting units of lines, and kits whole. What was promised to them is
 * free for others, and the customer is told what is cancelled and what of the order still comes.
 *
 * @returns units, of kits those of their components
 */
export async function endLate(
  env: CommandEnv,
  order: { readonly id: string; readonly number: string },
  { units, kits }: Ending,
  because: string,
): Promise<number> {
  const ended = await endKits(env, order.id, kits, because);
  return ended + (await endUnitsAfter(env, order, units, because));
}

async function endUnitsAfter(
  env: CommandEnv,
  order: { readonly id: string; readonly number: string },
  ending: readonly EndingUnits[],
  because: string,
): Promise<number> {
  if (ending.length === 0) {
    return 0;
  }
  const { sql, now } = env;
  const ids = ending.map(({ lineId }) => lineId);
  // All supplies at once, in the order of the house: the lines come one after the other.
  await sql`
    select 1 from inbound_supply where id in (select inbound_supply_id from allocation
      where order_line_id = any(${ids}::uuid[]) and state = 'promised')
    order by id for no key update`;
  const pegs = await sql<(Omit<TakenHold, "units"> & { day: LocalDate })[]>`
    select id, order_line_id as "orderLineId", sku_id as "skuId", node_id as "nodeId",
      inbound_supply_id as "inboundSupplyId", ship_date::text as "shipDate", quantity,
      delivery_date::text as day
    from allocation where order_line_id = any(${ids}::uuid[]) and state = 'promised'
    order by id for no key update`;
  const taken = ending.flatMap(({ lineId, until }) =>
    pegs.flatMap(({ day, ...peg }) =>
      peg.orderLineId === lineId && day > until ? [{ ...peg, units: peg.quantity }] : [],
    ),
  );
  await takeOffSupply(env, taken, because);
  const skus = await sql<{ id: string; sku: string }[]>`
    select l.id, s.code as sku from order_line l join sku s on s.id = l.sku_id
    where l.id = any(${ids}::uuid[])`;
  const given = ending.map(({ lineId: id, until, units }) => {
    const sku = skus.find((line) => line.id === id)?.sku ?? "";
    return { id, sku, units, what: `not there by ${until}`, because };
  });
  await endGivenUp(env, order, given, async () => {
    await sql`
      update order_line l set current_promise = coalesce((
          select max(a.delivery_date) from allocation a where a.order_line_id = l.id
            and a.state in ('promised', 'allocated', 'released', 'consumed')), l.current_promise),
        promise_state = case when l.backordered = 0 and l.allocated + l.released > 0 then 'firm'
          else l.promise_state end
      where l.id = any(${ids}::uuid[])`;
    await refreshOrders(sql, [order.id], now);
  });
  await freeDays(sql, taken);
  return ending.reduce((units, each) => units + each.units, 0);
}
