import type { CommandEnv } from "@/server/shell/command";
import type { Json } from "@/server/shell/events";
import { newId } from "@/server/shell/new-id";
import { present } from "../kernel/assert";
import { DomainError } from "../kernel/errors";
import type { ExceptionId } from "../kernel/ids";
import { allPolicies, dueAt } from "./decide-policy";
import type { ExceptionState } from "./machine";
import { readPolicies } from "./store-policy";
import type { ExceptionPolicy, ExceptionType, Severity } from "./types";

/** A problem as the command that met it tells it. */
export type NewException = {
  readonly type: ExceptionType;
  /** What the problem is about: one open exception per type and cause, however often it is met. */
  readonly causeKey: string;
  readonly severity: Severity;
  /** What is wrong, in numbers, as a person reads it. */
  readonly sentence: string;
  readonly detail: Json;
  readonly orderId?: string | null;
  readonly orderLineId?: string | null;
  readonly nodeId?: string | null;
  readonly skuId?: string | null;
};

export type Cause = { readonly type: ExceptionType; readonly causeKey: string };

type Env = Pick<CommandEnv, "sql" | "now" | "actor" | "emit">;

/**
 * Open exceptions in the transaction of what met them, with their events and their orders' counts.
 *
 * A cause that already has an open exception keeps it, with its owner and its age: only the
 * sentence, the numbers and the severity follow the present.
 *
 * @returns the ids of those that are new
 */
export async function openExceptions(
  { sql, now, emit }: Env,
  exceptions: readonly NewException[],
): Promise<ExceptionId[]> {
  const byCause = new Map(exceptions.map((each) => [`${each.type} ${each.causeKey}`, each]));
  if (byCause.size === 0) {
    return [];
  }
  const policies = new Map(allPolicies(await readPolicies(sql)).map((each) => [each.type, each]));
  const rows = [...byCause.values()].map((each) => ({
    ...handlingOf(present(policies.get(each.type), "every type has a policy"), each, now),
    id: newId<ExceptionId>(),
    type: each.type,
    severity: each.severity,
    cause_key: each.causeKey,
    order_id: each.orderId ?? null,
    order_line_id: each.orderLineId ?? null,
    node_id: each.nodeId ?? null,
    sku_id: each.skuId ?? null,
    sentence: each.sentence,
    detail: each.detail,
  }));
  const written = await sql<{ id: ExceptionId }[]>`
    insert into exception as x (id, type, state, severity, cause_key, order_id, order_line_id,
      node_id, sku_id, sentence, detail, opened_at, due_at, team, owner_id)
    select id, type, 'open', severity, cause_key, order_id, order_line_id, node_id, sku_id,
      sentence, detail, ${now}, due_at, team, owner_id
    from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb) as r(id uuid, type text,
      severity text, cause_key text, order_id uuid, order_line_id uuid, node_id uuid, sku_id uuid,
      sentence text, detail jsonb, due_at timestamptz, team text, owner_id text)
    order by type, cause_key
    on conflict (type, cause_key) where closed_at is null do update
      set sentence = excluded.sentence, detail = excluded.detail, severity = excluded.severity,
        due_at = x.opened_at + (excluded.due_at - excluded.opened_at)
      where (x.sentence, x.severity) is distinct from (excluded.sentence, excluded.severity)
        or x.detail is distinct from excluded.detail
    returning id`;
  const writtenIds = new Set(written.map((row) => row.id));
  const opened = rows.filter((row) => writtenIds.has(row.id));
  for (const { id, type, order_id: orderId, severity, sentence } of opened) {
    emit({
      type: "exception.opened",
      subject: { kind: "exception", id },
      orderId,
      payload: { type, severity, sentence },
    });
  }
  await countOnOrders(
    { sql },
    opened.map((row) => row.order_id),
    1,
  );
  return opened.map((row) => row.id);
}

/** In what time, by whose team and by whom a new exception is to be decided. */
const handlingOf = (policy: ExceptionPolicy, { severity }: NewException, now: Date) => ({
  due_at: dueAt(now, severity, policy).toISOString(),
  team: policy.team,
  owner_id: policy.ownerId,
});

/** One exception; see `openExceptions`. */
export const openException = (env: Env, exception: NewException): Promise<ExceptionId[]> =>
  openExceptions(env, [exception]);

/**
 * Close what is open for these causes, because they cleared by themselves. A cause without an open
 * exception is no fault: whoever clears a cause need not know whether somebody complained of it.
 *
 * @param why what cleared it, for the timeline
 */
export async function closeExceptions(
  { sql, now, actor, emit }: Env,
  causes: readonly Cause[],
  why: string,
): Promise<ExceptionId[]> {
  if (causes.length === 0) {
    return [];
  }
  const closed = await sql<{ id: ExceptionId; type: ExceptionType; orderId: string | null }[]>`
    update exception x
    set state = 'auto_closed', closed_at = ${now}, closed_by = ${actor.id}, resolution = ${why}
    from (select distinct * from unnest(${causes.map((cause) => cause.type)}::text[],
      ${causes.map((cause) => cause.causeKey)}::text[]) as c(type, cause_key)) c
    where x.type = c.type and x.cause_key = c.cause_key and x.closed_at is null
    returning x.id, x.type, x.order_id as "orderId"`;
  for (const { id, type, orderId } of closed) {
    emit({
      type: "exception.auto_closed",
      subject: { kind: "exception", id },
      orderId,
      reason: why,
      payload: { type },
    });
  }
  await countOnOrders(
    { sql },
    closed.map((row) => row.orderId),
    -1,
  );
  return closed.map((row) => row.id);
}

/** One cause; see `closeExceptions`. */
export const closeException = (env: Env, cause: Cause, why: string): Promise<ExceptionId[]> =>
  closeExceptions(env, [cause], why);

/** Keep the number of open exceptions that stands on each order. */
export async function countOnOrders(
  { sql }: Pick<Env, "sql">,
  orderIds: readonly (string | null)[],
  step: 1 | -1,
): Promise<void> {
  const ids = orderIds.filter((id) => id !== null);
  if (ids.length === 0) {
    return;
  }
  await sql`
    update sales_order o set open_exception_count = o.open_exception_count + c.count * ${step}::int
    from (select id, count(*)::int as count from unnest(${ids}::uuid[]) as id group by id) c
    where o.id = c.id`;
}

/** A person who said that it is resolved is given so long until the same is said again. */
const RESOLVED_HOURS = 24;

/**
 * Of what a look at the world found, that which nobody has decided: what was dismissed stays away
 * as long as it is the same in every word, and what was resolved is given a day to take effect, also
 * when the resolution changed its words.
 */
export async function undecided<Found extends NewException>(
  { sql, now }: Pick<Env, "sql" | "now">,
  found: readonly Found[],
): Promise<Found[]> {
  const rows = await sql<{ type: string; causeKey: string; sentence: string | null }[]>`
    select x.type, x.cause_key as "causeKey",
      case when x.state = 'dismissed' then x.sentence end as sentence
    from unnest(${found.map(({ type }) => type)}::text[],
      ${found.map(({ causeKey }) => causeKey)}::text[]) as f(type, cause_key)
    cross join lateral (select e.type, e.cause_key, e.sentence, e.state, e.closed_at from exception e
      where e.type = f.type and e.cause_key = f.cause_key and e.closed_at is not null
      order by e.closed_at desc limit 1) x
    where x.state = 'dismissed' or (x.state = 'resolved'
      and x.closed_at > ${now}::timestamptz - make_interval(hours => ${RESOLVED_HOURS}))`;
  const decided = new Set(rows.map((row) => `${row.type} ${row.causeKey} ${row.sentence}`));
  return found.filter(
    ({ type, causeKey, sentence }) =>
      !decided.has(`${type} ${causeKey} ${sentence}`) && !decided.has(`${type} ${causeKey} null`),
  );
}

export type HeldException = {
  readonly id: ExceptionId;
  readonly state: ExceptionState;
  readonly orderId: string | null;
  readonly type: ExceptionType;
  readonly sentence: string;
  readonly ownerId: string | null;
  readonly snoozedUntil: Date | null;
};

/**
 * Lock an exception; its order first, as every command does that counts on one.
 *
 * @throws NOT_FOUND
 */
export async function lockException(sql: Env["sql"], id: string): Promise<HeldException> {
  await sql`
    select id from sales_order where id = (select order_id from exception where id = ${id})
    for no key update`;
  const [found] = await sql<HeldException[]>`
    select id, state, order_id as "orderId", type, sentence, owner_id as "ownerId",
      snoozed_until as "snoozedUntil"
    from exception where id = ${id} for no key update`;
  if (found === undefined) {
    throw new DomainError("NOT_FOUND", "There is no such exception", { exceptionId: id });
  }
  return found;
}

/**
 * Lock an exception that is still to be decided.
 *
 * @throws NOT_FOUND; STALE when it is closed already
 */
export async function lockOpenException(sql: Env["sql"], id: string): Promise<HeldException> {
  const found = await lockException(sql, id);
  if (["resolved", "auto_closed", "dismissed"].includes(found.state)) {
    const state = found.state.replaceAll("_", " ");
    throw new DomainError("STALE", `Somebody was faster: it is ${state} already`, {
      state: found.state,
    });
  }
  return found;
}

/**
 * Close a held exception as resolved by its actor, with what was done. One that closed itself in the
 * course of that stays as it is.
 */
export async function resolveHeld(
  { sql, now, actor, emit }: Env,
  { id, orderId, type, sentence }: HeldException,
  { resolution, kind }: { readonly resolution: string; readonly kind: string },
): Promise<void> {
  const closed = await sql`
    update exception set state = 'resolved', closed_at = ${now}, closed_by = ${actor.id},
      owner_id = coalesce(owner_id, ${actor.id}), snoozed_until = null,
      acknowledged_at = coalesce(acknowledged_at, ${now}), resolution = ${resolution}
    where id = ${id} and closed_at is null returning id`;
  if (closed.length > 0) {
    await countOnOrders({ sql }, [orderId], -1);
    emit({
      type: "exception.resolved",
      subject: { kind: "exception", id },
      orderId,
      reason: resolution,
      payload: { type, sentence, kind },
    });
  }
}

/**
 * Of these orders, lock those that nobody else works on at this moment: waiting for one would hold
 * up a sweep over all the others.
 */
export async function lockFreeOrders(
  sql: Env["sql"],
  orderIds: readonly (string | null)[],
): Promise<ReadonlySet<string>> {
  const ids = [...new Set(orderIds.filter((id) => id !== null))];
  const rows = await sql<{ id: string }[]>`
    select id from sales_order where id = any(${ids}::uuid[])
    order by id for no key update skip locked`;
  return new Set(rows.map((row) => row.id));
}
