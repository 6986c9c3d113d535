import type { PendingQuery, Row } from "postgres";
import { z } from "zod";
import type { RawSql } from "@/db/client";
import { defineQuery, PAGE_MAX, type QueryEnv } from "@/server/shell/query";
import { isOut } from "../catalog/store-out";
import { present } from "../kernel/assert";
import { decodeCursor, pageOf } from "../kernel/cursor";
import { escapeLike } from "../kernel/like";
import { ageRange } from "./decide-age";
import {
  BACKORDER_DUE_DAYS,
  type OrderRow,
  type OrderSort,
  type OrderView,
  orderAges,
  orderSorts,
  orderViews,
} from "./types";

/** Counting stops here: beyond it a list says "10,000+". */
export const COUNT_MAX = 10_000;

/** What makes an order one's own: ordered by oneself, entered by oneself, of an account one looks after. */
export const orderOwnerships = ["ordered", "entered", "accounts"] as const;

/** What narrows a list of orders. */
export const orderFilters = z.object({
  companyId: z.uuid().optional(),
  mine: z.enum(orderOwnerships).optional(),
  view: z.enum(orderViews).default("all"),
  q: z.string().trim().max(100).default(""),
  status: z.array(z.string().max(40)).max(20).default([]),
  fulfillment: z.array(z.string().max(40)).max(20).default([]),
  promise: z.array(z.string().max(40)).max(20).default([]),
  channel: z.array(z.string().max(40)).max(20).default([]),
  tier: z.array(z.string().max(40)).max(10).default([]),
  /** Days since placed; a word that names no range finds nothing. */
  age: z.array(z.string().max(40)).max(10).default([]),
});
type Filters = z.output<typeof orderFilters>;

/** Orders by search, filters and sort, a page at a time by cursor; the count is honest up to 10,000. */
export const listOrders = defineQuery({
  name: "orders.list_orders",
  input: orderFilters.extend({
    sort: z.enum(orderSorts).default("placed_at"),
    isDescending: z.boolean().default(true),
    after: z.string().max(200).optional(),
    limit: z.int().min(1).max(PAGE_MAX).default(50),
  }),
  wall: "company",
  run: async (env, input) => {
    const { sql } = env;
    const where = conditions(env, input, await searchOf(env, input.q));
    const key = sortKey(sql, input.sort);
    const cursor = decodeCursor(input.after, 2);
    const beyond =
      cursor === null
        ? sql`true`
        : input.isDescending
          ? sql`(${key}, o.id) < (${cursor[0] ?? ""}, ${cursor[1] ?? ""}::uuid)`
          : sql`(${key}, o.id) > (${cursor[0] ?? ""}, ${cursor[1] ?? ""}::uuid)`;
    const order = input.isDescending ? sql`${key} desc, o.id desc` : sql`${key}, o.id`;
    const [found, total] = await Promise.all([
      sql<(OrderRow & { sortKey: string })[]>`
        with page as (
          select o.*, o.subtotal - o.cancelled_total - o.credited_total as owed, ${key}::text as sort_key
          from sales_order o
          where ${where} and ${beyond} order by ${order} limit ${input.limit + 1})
        ${rowsOf(sql)} order by ${input.isDescending ? sql`p.${sortColumn(sql, input.sort)} desc, p.id desc` : sql`p.${sortColumn(sql, input.sort)}, p.id`}`,
      countWhere(env, where),
    ]);
    const { rows, next } = pageOf(found, input.limit, (last) => [last.sortKey, last.id]);
    return {
      rows: rows.map(({ sortKey: _, ...row }) => row),
      total: total > COUNT_MAX ? null : total,
      next,
    };
  },
});

/** How many orders each view has under the same search and filters; each count stops after 10,000. */
export const countOrders = defineQuery({
  name: "orders.count_orders",
  input: orderFilters.omit({ view: true }),
  wall: "company",
  run: async (env, input) => {
    const search = await searchOf(env, input.q);
    if (search.kind === "few" || search.kind === "many") {
      return countFound(env, input, search);
    }
    const counts = await Promise.all(
      orderViews.map((view) => countWhere(env, conditions(env, { ...input, view }, search))),
    );
    return Object.fromEntries(
      orderViews.map((view, index) => [view, counts[index] ?? 0]),
    ) as Record<OrderView, number>;
  },
});

/** What a search found, counted by view in one go. */
async function countFound(
  env: QueryEnv,
  input: Omit<Filters, "view">,
  search: Search,
): Promise<Record<OrderView, number>> {
  const { sql } = env;
  const counts = orderViews
    .map(
      (view) => sql`
        least(count(*) filter (where ${viewCondition(env, view)}), ${COUNT_MAX + 1})::int
          as ${sql(view)}`,
    )
    .reduce((all, count) => sql`${all}, ${count}`);
  const [row] = await sql<Record<OrderView, number>[]>`
    select ${counts} from sales_order o where ${conditions(env, { ...input, view: "all" }, search)}`;
  return present(row, "an aggregate has a row");
}

type Fragment = PendingQuery<Row[]>;

async function countWhere({ sql }: QueryEnv, where: Fragment): Promise<number> {
  const [row] = await sql<{ n: number }[]>`
    select count(*)::int as n from (
      select 1 from sales_order o where ${where} limit ${COUNT_MAX + 1}) counted`;
  return row?.n ?? 0;
}

/** The columns of the sorts, each with a value for every row, so that a cursor can compare. */
function sortKey(sql: RawSql, sort: OrderSort): Fragment {
  switch (sort) {
    case "placed_at":
      return sql`o.placed_at`;
    case "number":
      return sql`o.number`;
    case "promise":
      return sql`coalesce(o.current_promise, '9999-12-31'::date)`;
    case "value":
      return sql`(o.subtotal - o.cancelled_total - o.credited_total)`;
    default:
      return sort satisfies never;
  }
}

function sortColumn(sql: RawSql, sort: OrderSort): Fragment {
  switch (sort) {
    case "placed_at":
      return sql`placed_at`;
    case "number":
      return sql`number`;
    case "promise":
      return sql`sort_key`;
    case "value":
      return sql`owed`;
    default:
      return sort satisfies never;
  }
}

/** The condition of the orders that a list shows, for what else is asked about them. */
export const ordersFound = async (
  env: QueryEnv,
  input: Filters,
): Promise<{ readonly where: Fragment }> => ({
  where: conditions(env, input, await searchOf(env, input.q)),
});

function conditions(env: QueryEnv, input: Filters, search: Search): Fragment {
  const { sql, companyId } = env;
  const parts = [
    companyId === null ? sql`true` : sql`o.company_id = ${companyId}`,
    ownCondition(env, input.mine),
    viewCondition(env, input.view),
    input.status.length === 0 ? sql`true` : sql`o.status = any(${input.status}::text[])`,
    input.fulfillment.length === 0
      ? sql`true`
      : sql`o.fulfillment_status = any(${input.fulfillment}::text[])`,
    input.promise.length === 0 ? sql`true` : sql`o.promise_state = any(${input.promise}::text[])`,
    input.channel.length === 0
      ? sql`true`
      : sql`o.channel_id in (select id from channel where code = any(${input.channel}::text[]))`,
    input.tier.length === 0
      ? sql`true`
      : sql`o.company_id in (select id from company where tier = any(${input.tier}::text[]))`,
    ageCondition(env, input.age),
    searchCondition(sql, search),
  ];
  return parts.reduce((all, part) => sql`${all} and ${part}`);
}

function ageCondition({ sql, now }: QueryEnv, asked: Filters["age"]): Fragment {
  if (asked.length === 0) {
    return sql`true`;
  }
  const ranges = orderAges
    .filter((age) => asked.includes(age))
    .map((age) => ageRange(age, now))
    .map(({ from, before }) =>
      from === null
        ? sql`o.placed_at < ${before}`
        : sql`(o.placed_at >= ${from} and o.placed_at < ${before})`,
    );
  return sql`(${ranges.reduce((any, range) => sql`${any} or ${range}`, sql`false`)})`;
}

function ownCondition({ sql, actor }: QueryEnv, mine: Filters["mine"]): Fragment {
  switch (mine) {
    case undefined:
      return sql`true`;
    case "ordered":
      return sql`o.contact_id = ${actor.contactId}::uuid`;
    case "entered":
      return sql`o.placed_by = ${actor.id}`;
    case "accounts":
      return sql`o.company_id in (select id from company where sales_rep_id::text = ${actor.id})`;
    default:
      return mine satisfies never;
  }
}

/**
 * That units of a line `l` wait and should leave within days: by the day that the supply they were
 * promised to gives, or, where they have none, because the day of the line is near.
 */
export const backorderDue = (sql: QueryEnv["sql"], now: Date): Fragment => sql`
  l.backordered > 0 and ${isOut(sql, sql`l.sku_id`)}
    and coalesce((select min(a.ship_date) from allocation a
      where a.order_line_id = l.id and a.state = 'promised'), l.current_promise)
    <= ${now}::date + ${BACKORDER_DUE_DAYS}::int`;

function viewCondition({ sql, now }: QueryEnv, view: OrderView): Fragment {
  const isOpen = sql`o.status in ('submitted', 'pending_approval', 'confirmed', 'in_fulfillment')`;
  switch (view) {
    case "all":
      return sql`true`;
    case "attention":
      return sql`(o.hold_count > 0 or o.open_exception_count > 0) and ${isOpen}`;
    case "backordered":
      return sql`${isOpen} and o.allocate_from is null
        and o.id in (select l.order_id from order_line l
          where l.backordered > 0 and ${isOut(sql, sql`l.sku_id`)})`;
    case "backorders_due":
      return sql`${isOpen} and o.allocate_from is null
        and o.id in (select l.order_id from order_line l where ${backorderDue(sql, now)})`;
    case "preordered":
      return sql`${isOpen} and o.id in (select l.order_id from order_line l
        join sku s on s.id = l.sku_id and s.comes_out_on is not null where l.backordered > 0)`;
    case "ready":
      return sql`o.fulfillment_status in ('allocated', 'released') and ${isOpen}`;
    case "on_hold":
      return sql`o.hold_count > 0 and ${isOpen}`;
    case "approval":
      return sql`o.status = 'pending_approval'`;
    case "late":
      return sql`${isOpen} and o.promise_state = 'missed'`;
    case "due_soon":
      return sql`${isOpen} and o.current_promise between ${now}::date and ${now}::date + 1`;
    case "placed_today":
      return sql`o.placed_at >= date_trunc('day', ${now}::timestamptz)`;
    case "shipped_today":
      return sql`exists (select 1 from shipment s where s.order_id = o.id
        and s.shipped_at >= date_trunc('day', ${now}::timestamptz))`;
    default:
      return view satisfies never;
  }
}

type Search =
  | { readonly kind: "none" }
  | { readonly kind: "few"; readonly ids: readonly string[] }
  | { readonly kind: "many" | "most"; readonly q: string };

/** So many ids go to and fro for less than a second search would cost. */
const FEW_MAX = 200;

/**
 * Look for a text once, and say how to ask for it from then on. Few orders are named by their ids;
 * many are collected by the indexes that found them; what more orders bear than anybody counts is
 * met soon by walking the list itself, while collecting it would take for ever.
 */
async function searchOf({ sql }: QueryEnv, q: string): Promise<Search> {
  if (q === "") {
    return { kind: "none" };
  }
  const [row] = await sql<{ n: number; ids: string[] }[]>`
    with found as materialized (
      select id from (${foundBy(sql, q)}) every limit ${COUNT_MAX + 1})
    select count(*)::int as n, array(select id from found limit ${FEW_MAX}) as ids from found`;
  const { n, ids } = present(row, "an aggregate has a row");
  if (n <= FEW_MAX) {
    return { kind: "few", ids };
  }
  return { kind: n > COUNT_MAX ? "most" : "many", q };
}

function searchCondition(sql: RawSql, search: Search): Fragment {
  switch (search.kind) {
    case "none":
      return sql`true`;
    case "few":
      return sql`o.id = any(${[...search.ids]}::uuid[])`;
    case "many":
      return sql`o.id in (${foundBy(sql, search.q)})`;
    case "most":
      return matches(sql, search.q);
    default:
      return search satisfies never;
  }
}

const prefixOf = (q: string) => `${escapeLike(q.toUpperCase())}%`;

const companiesNamed = (sql: RawSql, q: string) => sql`
  select id from company where name ilike ${`%${escapeLike(q)}%`} or upper(code) = upper(${q})`;

const ordersTracked = (sql: RawSql, q: string) => sql`
  select s.order_id as id from package p join shipment s on s.id = p.shipment_id
  where upper(p.tracking_number) = upper(${q})`;

const ordersWithSku = (sql: RawSql, q: string) => sql`
  select l.order_id as id from sku k join order_line l on l.sku_id = k.id
  where upper(k.code) = upper(${q})`;

/**
 * Whatever somebody has in hand: an order or PO number, an outside reference, a tracking number, a
 * SKU, a customer's name or code. Identifiers by prefix, names by any part. An order may be found
 * twice.
 */
const foundBy = (sql: RawSql, q: string): Fragment => sql`
  select id from sales_order where upper(number) like ${prefixOf(q)}
  union all select id from sales_order where upper(customer_po) like ${prefixOf(q)}
  union all select id from sales_order where upper(external_ref) like ${prefixOf(q)}
  union all ${ordersTracked(sql, q)}
  union all select f.id from sales_order f join (${companiesNamed(sql, q)}) c on f.company_id = c.id
  union all ${ordersWithSku(sql, q)}`;

/** The same as a question to one order. */
const matches = (sql: RawSql, q: string): Fragment => sql`(
  upper(o.number) like ${prefixOf(q)} or upper(o.customer_po) like ${prefixOf(q)}
  or upper(o.external_ref) like ${prefixOf(q)} or o.company_id in (${companiesNamed(sql, q)})
  or o.id in (${ordersTracked(sql, q)}) or o.id in (${ordersWithSku(sql, q)}))`;

const rowsOf = (sql: RawSql) => sql`
  select p.id, p.number, p.placed_at as "placedAt", c.name as company, c.id as "companyId", c.tier,
    h.code as channel, p.customer_po as "customerPo", p.status,
    p.fulfillment_status as "fulfillmentStatus", p.payment_status as "paymentStatus",
    p.ship_policy as "shipPolicy", p.line_count as "lineCount", p.unit_count as "unitCount",
    p.subtotal, p.owed, p.currency, p.original_promise::text as "originalPromise",
    p.current_promise::text as "currentPromise", p.promise_state as "promiseState",
    p.hold_count as "holdCount", p.open_exception_count as "openExceptionCount",
    p.sort_key as "sortKey",
    (select json_build_object('ordered', sum(l.ordered), 'cancelled', sum(l.cancelled),
      'allocated', sum(l.allocated), 'backordered', sum(l.backordered), 'released', sum(l.released),
      'preordered', coalesce(sum(l.backordered) filter (where s.comes_out_on is not null), 0),
      'shipped', sum(l.shipped), 'delivered', sum(l.delivered))
      from order_line l join sku s on s.id = l.sku_id where l.order_id = p.id) as buckets
  from page p join company c on c.id = p.company_id join channel h on h.id = p.channel_id`;
