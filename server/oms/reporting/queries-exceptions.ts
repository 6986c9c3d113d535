import { z } from "zod";
import { defineQuery, type QueryEnv } from "@/server/shell/query";
import { allPolicies } from "../exceptions/decide-policy";
import { readPolicies } from "../exceptions/store-policy";
import type { ExceptionType } from "../exceptions/types";
import { present } from "../kernel/assert";

export type TypeMonth = {
  readonly type: ExceptionType;
  readonly opened: number;
  /** Closed because the cause went away. */
  readonly autoClosed: number;
  /** Closed by a person: what costs. */
  readonly handled: number;
  /** From taking one in hand to closing it, in the middle of all; null when none was handled. */
  readonly medianMinutes: number | null;
  readonly costMinor: number;
  readonly currency: string;
};

export type TouchlessMonth = {
  /** First day of the month. */
  readonly month: string;
  readonly shipped: number;
  readonly touched: number;
  readonly opened: number;
  readonly handled: number;
};

export type TouchedOrder = {
  readonly number: string;
  readonly company: string;
  readonly at: Date;
  readonly type: string;
  readonly payload: unknown;
  readonly actor: string;
  readonly touches: number;
};

const MONTHS = 6;
const TOUCHED_SHOWN = 50;

/**
 * The exceptions of a month by type, and how many orders went from their customer to the carrier without
 * anybody of staff, all counted from events.
 *
 * An order belongs to the month in which its first parcel left. Touched is one about which somebody of
 * staff did something after it was placed and before that moment; the work of the floor does not count,
 * because it is what an order is for. What a person closed costs what the policy of its type says.
 */
export const exceptionsReport = defineQuery({
  name: "reporting.exceptions",
  input: z.object({
    /** YYYY-MM; absent: the present one. */
    month: z
      .string()
      .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
      .optional(),
  }),
  wall: "staff",
  run: async (env, { month = env.now.toISOString().slice(0, 7) }) => {
    const from = `${month}-01`;
    const [types, months, touched, policies] = await Promise.all([
      countTypes(env, from),
      countMonths(env, from),
      listTouched(env, from),
      readPolicies(env.sql),
    ]);
    const policyOf = new Map(allPolicies(policies).map((policy) => [policy.type, policy]));
    const rows = types.map((row): TypeMonth => {
      const { costMinor, currency } = present(policyOf.get(row.type), "every type has a policy");
      return { ...row, costMinor: row.handled * costMinor, currency };
    });
    return { month, types: rows, months, touched };
  },
});

/** By the events of each exception: opened in the month, or closed in it. */
const countTypes = ({ sql }: QueryEnv, from: string) => sql<
  Omit<TypeMonth, "costMinor" | "currency">[]
>`
  with happened as (
    select e.id, e.type, e.subject_id, e.payload ->> 'type' as exception_type, e.occurred_at,
      ${isPerson(sql)} as is_person
    from event e
    where e.type in ('exception.opened', 'exception.auto_closed', 'exception.resolved',
        'exception.dismissed')
      and e.occurred_at >= ${from}::date and e.occurred_at < ${from}::date + interval '1 month'),
  handled as (
    select h.*, extract(epoch from h.occurred_at - coalesce((
        select min(t.occurred_at) from event t where t.subject_id = h.subject_id
          and t.type in ('exception.assigned', 'exception.acknowledged', 'exception.started')),
        h.occurred_at)) / 60 as minutes
    from happened h
    where h.is_person and h.type in ('exception.resolved', 'exception.dismissed'))
  select h.exception_type as type,
    count(*) filter (where h.type = 'exception.opened')::int as opened,
    count(*) filter (where h.type = 'exception.auto_closed')::int as "autoClosed",
    (select count(*)::int from handled d where d.exception_type = h.exception_type) as handled,
    (select percentile_cont(0.5) within group (order by d.minutes)::float8 from handled d
      where d.exception_type = h.exception_type) as "medianMinutes"
  from happened h group by h.exception_type order by opened desc, type`;

/** Somebody of staff, not the system, a key or the customer. */
const isPerson = (sql: QueryEnv["sql"]) => sql`exists (select from user_role r
  where r.user_id::text = e.actor_id)`;

/** When the first parcel of an order left, by its event. */
const firstLeft = (sql: QueryEnv["sql"]) => sql`
  select e.order_id, min(e.occurred_at) as at from event e
  where e.type = 'shipment.shipped' and e.order_id is not null group by e.order_id`;

/** What somebody of staff did about an order before it left, beside the work of the floor. */
const touches = (sql: QueryEnv["sql"]) => sql`
  e.order_id = f.order_id and e.occurred_at < f.at and e.type <> 'sales_order.placed'
  and e.type !~ '^(fulfillment_order|shipment|package|stock)[.]' and ${isPerson(sql)}`;

const countMonths = ({ sql }: QueryEnv, until: string) => sql<TouchlessMonth[]>`
  with f as (${firstLeft(sql)}),
  month as (
    select generate_series(${until}::date - make_interval(months => ${MONTHS - 1}), ${until}::date,
      interval '1 month') as day)
  select to_char(m.day, 'YYYY-MM-DD') as month,
    (select count(*)::int from f
      where f.at >= m.day and f.at < m.day + interval '1 month') as shipped,
    (select count(*)::int from f where f.at >= m.day and f.at < m.day + interval '1 month'
      and exists (select from event e where ${touches(sql)})) as touched,
    (select count(*)::int from event e where e.type = 'exception.opened'
      and e.occurred_at >= m.day and e.occurred_at < m.day + interval '1 month') as opened,
    (select count(*)::int from event e where e.type in ('exception.resolved', 'exception.dismissed')
      and e.occurred_at >= m.day and e.occurred_at < m.day + interval '1 month'
      and ${isPerson(sql)}) as handled
  from month m order by m.day desc`;

const listTouched = ({ sql }: QueryEnv, from: string) => sql<TouchedOrder[]>`
  with f as (${firstLeft(sql)})
  select o.number, c.name as company, t.occurred_at as at, t.type, t.payload,
    t.actor_name as actor, t.touches
  from f join sales_order o on o.id = f.order_id join company c on c.id = o.company_id
  cross join lateral (
    select e.occurred_at, e.type, e.payload, e.actor_name, count(*) over ()::int as touches
    from event e where ${touches(sql)} order by e.id limit 1) t
  where f.at >= ${from}::date and f.at < ${from}::date + interval '1 month'
  order by t.occurred_at desc, o.number limit ${TOUCHED_SHOWN}`;
