import type { PendingQuery, Row } from "postgres";
import { z } from "zod";
import type { RawSql } from "@/db/client";
import { defineQuery, PAGE_MAX } from "@/server/shell/query";
import { present } from "../kernel/assert";
import { decodeCursor, pageOf } from "../kernel/cursor";
import { escapeLike } from "../kernel/like";
import type { LocalDate } from "../kernel/local-date";
import type { ExceptionState } from "./machine";
import {
  type DriftedPosition,
  type ExceptionSort,
  type ExceptionType,
  type ExceptionView,
  exceptionSorts,
  exceptionTypes,
  exceptionViews,
  type Severity,
  severities,
} from "./types";

export type ExceptionRow = {
  readonly id: string;
  readonly type: ExceptionType;
  readonly state: ExceptionState;
  readonly severity: Severity;
  readonly sentence: string;
  readonly order: string | null;
  readonly company: string | null;
  readonly companyCode: string | null;
  readonly tier: string | null;
  readonly nodeCode: string | null;
  readonly node: string | null;
  readonly sku: string | null;
  /** A step that gave up waits behind it. */
  readonly isFailedStep: boolean;
  /** The number of the parked order that it is about. */
  readonly parked: string | null;
  /** The position whose books do not agree, of a `stock_drift`. */
  readonly drift: DriftedPosition | null;
  readonly openedAt: Date;
  /** To be decided until then. */
  readonly dueAt: Date;
  readonly isBreached: boolean;
  /** Put off until then; null when it is awake. */
  readonly snoozedUntil: Date | null;
  readonly team: string;
  /** Who has it in hand. */
  readonly owner: string | null;
  readonly isOwn: boolean;
  readonly closedAt: Date | null;
  readonly closedBy: string | null;
  readonly resolution: string | null;
  /** What the units are worth that it keeps, in minor units; null where it is about none. */
  readonly stakeMinor: number | null;
  readonly currency: string;
  /** The order's date now, and the one that was first promised. */
  readonly promise: LocalDate | null;
  readonly originalPromise: LocalDate | null;
};

export type Fragment = PendingQuery<Row[]>;

const words = z.array(z.string().trim().min(1).max(100)).max(50).default([]);

/** Which exceptions are meant; the same words choose what is listed and what is acted upon. */
export const exceptionFilter = {
  /** Beginning of an order number or SKU, any part of the sentence. */
  q: z.string().trim().max(100).default(""),
  type: z.array(z.enum(exceptionTypes)).max(exceptionTypes.length).default([]),
  severity: z.array(z.enum(severities)).max(severities.length).default([]),
  /** User ids. */
  owner: words,
  /** Codes. */
  sku: words,
  node: words,
  company: words,
};

const input = z.object({
  view: z.enum(exceptionViews).default("open"),
  ...exceptionFilter,
  sort: z.enum(exceptionSorts).default("severity"),
  after: z.string().max(400).optional(),
  limit: z.int().min(1).max(PAGE_MAX).default(50),
});
type Filter = Omit<z.output<typeof input>, "view" | "sort" | "after" | "limit">;

/**
 * What a person must decide: what is open, the gravest and oldest first, or what was closed, the
 * latest first; with how many each view, each type and each SKU or node has.
 */
export const listExceptions = defineQuery({
  name: "exceptions.list_exceptions",
  input,
  wall: "staff",
  run: async ({ sql, now, actor }, { view, sort, after, limit, ...filter }) => {
    const isClosed = view === "closed";
    const views = viewsOf(sql, now, actor.id);
    const found = foundBy(sql, filter);
    const isOfType = sql`(${filter.type.length} = 0 or e.type = any(${filter.type}::text[]))`;
    const cursor = decodeCursor(after, isClosed ? 2 : 4);
    const [page, [counted], types, groups] = await Promise.all([
      sql<(ExceptionRow & { readonly lead: string })[]>`
        select ${rowOf(sql, now, actor.id)}, ${isClosed ? sql`''::text` : leadOf(sql, sort)} as lead
        ${found} and ${isOfType} and ${views[view]}
          and ${cursor === null ? sql`true` : beyond(sql, isClosed, sort, cursor)}
        order by ${isClosed ? sql`e.closed_at desc, e.id desc` : sql`${leadOf(sql, sort)}, ${rankOf(sql)}, e.opened_at, e.id`}
        limit ${limit + 1}`,
      sql<Record<ExceptionView, number>[]>`
        select count(*) filter (where ${views.open})::int as open,
          count(*) filter (where ${views.mine})::int as mine,
          count(*) filter (where ${views.unowned})::int as unowned,
          count(*) filter (where ${views.breached})::int as breached,
          count(*) filter (where ${views.snoozed})::int as snoozed,
          count(*) filter (where ${views.closed})::int as closed
        ${found} and ${isOfType}`,
      sql<{ type: ExceptionType; count: number }[]>`
        select e.type, count(*)::int as count ${found} and ${views[view]}
        group by e.type order by count desc, e.type`,
      groupsOf(sql, sort, sql`${found} and ${isOfType} and ${views[view]}`),
    ]);
    const counts = present(counted, "an aggregate has one row");
    const { rows, next } = pageOf(page, limit, keysOf);
    return {
      rows,
      types,
      groups,
      counts,
      total: counts[view],
      next,
    };
  },
});

/** What each view holds. What sleeps is open and counts as such again once its moment has come. */
export const viewsOf = (
  sql: RawSql,
  now: Date,
  actorId: string,
): Record<ExceptionView, Fragment> => {
  const isAwake = sql`e.closed_at is null and coalesce(e.snoozed_until <= ${now}, true)`;
  return {
    open: isAwake,
    mine: sql`${isAwake} and e.owner_id = ${actorId}`,
    unowned: sql`${isAwake} and e.owner_id is null`,
    breached: sql`${isAwake} and e.due_at < ${now}`,
    snoozed: sql`e.closed_at is null and e.snoozed_until > ${now}`,
    closed: sql`e.closed_at is not null`,
  };
};

/** The rows that a filter means, but for type and view, with what they are about. */
export const foundBy = (sql: RawSql, { q, severity, owner, sku, node, company }: Filter) => sql`
  from exception e left join sales_order o on o.id = e.order_id left join sku s on s.id = e.sku_id
  left join node n on n.id = e.node_id left join company c on c.id = o.company_id
  where (${q} = '' or e.sentence ilike ${`%${escapeLike(q)}%`}
      or o.number like ${`${escapeLike(q.toUpperCase())}%`}
      or upper(s.code) like ${`${escapeLike(q.toUpperCase())}%`})
    and (${severity.length} = 0 or e.severity = any(${severity}::text[]))
    and (${owner.length} = 0 or e.owner_id = any(${owner}::text[]))
    and (${sku.length} = 0 or s.code = any(${sku}::text[]))
    and (${node.length} = 0 or n.code = any(${node}::text[]))
    and (${company.length} = 0 or c.code = any(${company}::text[]))`;

/** The columns of a row, over what `foundBy` joins. */
export const rowOf = (sql: RawSql, now: Date, actorId: string): Fragment => sql`
  e.id, e.type, e.state, e.severity, e.sentence, o.number as order, c.name as company,
  c.code as "companyCode", c.tier, n.code as "nodeCode", n.name as node, s.code as sku,
  e.type = 'integration_failed' and e.detail -> 'jobId' is not null as "isFailedStep",
  e.detail ->> 'parkedNumber' as parked,
  case when e.type = 'stock_drift' then e.detail end as drift, e.opened_at as "openedAt",
  e.due_at as "dueAt", e.closed_at is null and e.due_at < ${now} as "isBreached",
  case when e.snoozed_until > ${now} then e.snoozed_until end as "snoozedUntil", e.team,
  ${personOf(sql, sql`e.owner_id`)} as owner, coalesce(e.owner_id = ${actorId}, false) as "isOwn",
  e.closed_at as "closedAt", ${personOf(sql, sql`e.closed_by`)} as "closedBy", e.resolution,
  ${stakeOf(sql)} as "stakeMinor", coalesce(o.currency, 'USD') as currency,
  o.current_promise as promise, o.original_promise as "originalPromise"`;

/** Worth of the units still to be delivered: of its line, of its order, or of who holds its position. */
const stakeOf = (sql: RawSql): Fragment => sql`case
  when e.order_id is not null then (
    select sum((l.ordered - l.cancelled - l.delivered) * l.unit_price_e4 / 100)::bigint
    from order_line l where l.order_id = e.order_id
      and (e.order_line_id is null or l.id = e.order_line_id))
  when e.sku_id is not null then (
    select sum(a.quantity * l.unit_price_e4 / 100)::bigint
    from allocation a join order_line l on l.id = a.order_line_id
    where a.sku_id = e.sku_id and (e.node_id is null or a.node_id = e.node_id)
      and a.state in ('promised', 'allocated', 'released')) end`;

/** The gravest has the lowest rank: a queue is read from its top. */
const rankOf = (sql: RawSql): Fragment =>
  sql`array_position(array['critical', 'high', 'medium', 'low'], e.severity)`;

/** What a sort puts first, before gravity and age; text, so that one cursor serves them all. */
function leadOf(sql: RawSql, sort: ExceptionSort): Fragment {
  switch (sort) {
    case "type":
      return sql`e.type`;
    case "sku":
      return sql`coalesce(s.code, '~')`;
    case "node":
      return sql`coalesce(n.name, '~')`;
    case "due":
      return sql`to_char(e.due_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS')`;
    default:
      return sql`''::text`;
  }
}

const keysOf = (row: ExceptionRow & { readonly lead: string }) =>
  row.closedAt === null
    ? [
        row.lead,
        severities.toReversed().indexOf(row.severity) + 1,
        row.openedAt.toISOString(),
        row.id,
      ]
    : [row.closedAt.toISOString(), row.id];

const beyond = (
  sql: RawSql,
  isClosed: boolean,
  sort: ExceptionSort,
  keys: readonly unknown[],
): Fragment =>
  isClosed
    ? sql`(e.closed_at, e.id) < (${String(keys[0])}::timestamptz, ${String(keys[1])}::uuid)`
    : sql`(${leadOf(sql, sort)}, ${rankOf(sql)}, e.opened_at, e.id) > (${String(keys[0])},
        ${Number(keys[1])}::int, ${String(keys[2])}::timestamptz, ${String(keys[3])}::uuid)`;

export type ExceptionGroup = {
  readonly value: string;
  readonly label: string;
  readonly count: number;
};
const GROUPS_MAX = 12;

/** What stands together in this sort, the largest first, with how many there are of each. */
function groupsOf(
  sql: RawSql,
  sort: ExceptionSort,
  matching: Fragment,
): Promise<readonly ExceptionGroup[]> {
  if (sort !== "type" && sort !== "sku" && sort !== "node") {
    return Promise.resolve([]);
  }
  const value = { type: sql`e.type`, sku: sql`s.code`, node: sql`n.code` }[sort];
  const label = { type: sql`e.type`, sku: sql`s.code`, node: sql`n.name` }[sort];
  return sql<ExceptionGroup[]>`
    select ${value} as value, ${label} as label, count(*)::int as count ${matching}
      and ${value} is not null
    group by 1, 2 order by count desc, 2 limit ${GROUPS_MAX}`;
}

/** Somebody as people call them: a person by name, a machine or a step of ours by its own word. */
export const personOf = (sql: RawSql, id: Fragment): Fragment => sql`coalesce(
  (select u.name from app_user u where u.id::text = ${id}),
  (select k.name from api_key k where k.id::text = ${id}),
  regexp_replace(${id}, '^system:', ''))`;
