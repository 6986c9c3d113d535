import type { PendingQuery, Row } from "postgres";
import { z } from "zod";
import type { RawSql } from "@/db/client";
import { defineQuery, PAGE_MAX } from "@/server/shell/query";
import { present } from "../kernel/assert";
import { type CursorKeys, decodeCursor, encodeCursor } from "../kernel/cursor";
import { escapeLike } from "../kernel/like";
import type { ExceptionState } from "./machine";
import {
  type DriftedPosition,
  type ExceptionType,
  type ExceptionView,
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
  readonly node: string | null;
  readonly sku: string | null;
  /** The position whose books do not agree, of a `stock_drift`. */
  readonly drift: DriftedPosition | null;
  readonly openedAt: Date;
  /** Who has it in hand. */
  readonly owner: string | null;
  readonly closedAt: Date | null;
  readonly closedBy: string | null;
  readonly resolution: string | null;
};

type Fragment = PendingQuery<Row[]>;

/**
 * What a person must decide: what is open, the gravest and oldest first, or what was closed, the
 * latest first; with how many each view and each type has.
 */
export const listExceptions = defineQuery({
  name: "exceptions.list_exceptions",
  input: z.object({
    /** `unowned`: open, and nobody has it in hand. */
    view: z.enum(exceptionViews).default("open"),
    /** Beginning of an order number or SKU, any part of the sentence. */
    q: z.string().trim().max(100).default(""),
    type: z.array(z.enum(exceptionTypes)).max(exceptionTypes.length).default([]),
    severity: z.array(z.enum(severities)).max(severities.length).default([]),
    after: z.string().max(200).optional(),
    limit: z.int().min(1).max(PAGE_MAX).default(50),
  }),
  wall: "staff",
  run: async ({ sql }, input) => {
    const isClosed = input.view === "closed";
    const views: Record<ExceptionView, Fragment> = {
      open: sql`e.closed_at is null`,
      unowned: sql`e.closed_at is null and e.state = 'open'`,
      closed: sql`e.closed_at is not null`,
    };
    const prefix = `${escapeLike(input.q.toUpperCase())}%`;
    const anywhere = `%${escapeLike(input.q)}%`;
    const found = sql`
      from exception e left join sales_order o on o.id = e.order_id left join sku s on s.id = e.sku_id
      where (${input.q} = '' or e.sentence ilike ${anywhere} or o.number like ${prefix}
          or upper(s.code) like ${prefix})
        and (${input.severity.length} = 0 or e.severity = any(${input.severity}::text[]))`;
    const isOfType = sql`(${input.type.length} = 0 or e.type = any(${input.type}::text[]))`;
    const cursor = decodeCursor(input.after, isClosed ? 2 : 3);
    const [page, [counted], types] = await Promise.all([
      sql<ExceptionRow[]>`
        select e.id, e.type, e.state, e.severity, e.sentence, o.number as order,
          (select name from company c where c.id = o.company_id) as company,
          (select name from node n where n.id = e.node_id) as node, s.code as sku,
          case when e.type = 'stock_drift' then e.detail end as drift, e.opened_at as "openedAt", ${personOf(sql, sql`e.owner_id`)} as owner,
          e.closed_at as "closedAt", ${personOf(sql, sql`e.closed_by`)} as "closedBy", e.resolution
        ${found} and ${isOfType} and ${views[input.view]}
          and ${cursor === null ? sql`true` : beyond(sql, isClosed, cursor)}
        order by ${isClosed ? sql`e.closed_at desc, e.id desc` : sql`${rankOf(sql)}, e.opened_at, e.id`}
        limit ${input.limit + 1}`,
      sql<Record<ExceptionView, number>[]>`
        select count(*) filter (where ${views.open})::int as open,
          count(*) filter (where ${views.unowned})::int as unowned,
          count(*) filter (where ${views.closed})::int as closed
        ${found} and ${isOfType}`,
      sql<{ type: ExceptionType; count: number }[]>`
        select e.type, count(*)::int as count ${found} and ${views[input.view]}
        group by e.type order by count desc, e.type`,
    ]);
    const counts = present(counted, "an aggregate has one row");
    const rows = page.slice(0, input.limit);
    const last = rows.at(-1);
    return {
      rows,
      types,
      counts,
      total: counts[input.view],
      next: page.length > input.limit && last ? encodeCursor(keysOf(last)) : null,
    };
  },
});

/** The gravest has the lowest rank: a queue is read from its top. */
const rankOf = (sql: RawSql): Fragment =>
  sql`array_position(array['critical', 'high', 'medium', 'low'], e.severity)`;

const keysOf = (row: ExceptionRow): CursorKeys =>
  row.closedAt === null
    ? [severities.toReversed().indexOf(row.severity) + 1, row.openedAt.toISOString(), row.id]
    : [row.closedAt.toISOString(), row.id];

const beyond = (sql: RawSql, isClosed: boolean, keys: CursorKeys): Fragment =>
  isClosed
    ? sql`(e.closed_at, e.id) < (${String(keys[0])}::timestamptz, ${String(keys[1])}::uuid)`
    : sql`(${rankOf(sql)}, e.opened_at, e.id) >
        (${Number(keys[0])}::int, ${String(keys[1])}::timestamptz, ${String(keys[2])}::uuid)`;

/** Somebody as people call them: a person by name, a machine or a step of ours by its own word. */
const personOf = (sql: RawSql, id: Fragment): Fragment => sql`coalesce(
  (select u.name from app_user u where u.id::text = ${id}),
  (select k.name from api_key k where k.id::text = ${id}),
  regexp_replace(${id}, '^system:', ''))`;
