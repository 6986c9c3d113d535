import { z } from "zod";
import { defineQuery, PAGE_MAX } from "@/server/shell/query";
import { decodeCursor, encodeCursor } from "../kernel/cursor";
import type { ExceptionState } from "./machine";
import { type ExceptionType, exceptionTypes, type Severity } from "./types";

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
  readonly openedAt: Date;
  readonly closedAt: Date | null;
  readonly closedBy: string | null;
  readonly resolution: string | null;
};

/** What a person must decide, newest first: what is open, or what was closed. */
export const listExceptions = defineQuery({
  name: "exceptions.list_exceptions",
  input: z.object({
    view: z.enum(["open", "closed"]).default("open"),
    type: z.array(z.enum(exceptionTypes)).max(exceptionTypes.length).default([]),
    after: z.string().max(200).optional(),
    limit: z.int().min(1).max(PAGE_MAX).default(50),
  }),
  wall: "staff",
  run: async ({ sql }, input) => {
    const cursor = decodeCursor(input.after, 2);
    const isIn = sql`(e.closed_at is null) = ${input.view === "open"}
      and (${input.type.length} = 0 or e.type = any(${input.type}::text[]))`;
    const [page, [counted], types] = await Promise.all([
      sql<ExceptionRow[]>`
        select e.id, e.type, e.state, e.severity, e.sentence, o.number as order, c.name as company,
          n.name as node, s.code as sku, e.opened_at as "openedAt", e.closed_at as "closedAt",
          e.closed_by as "closedBy", e.resolution
        from exception e left join sales_order o on o.id = e.order_id
        left join company c on c.id = o.company_id left join node n on n.id = e.node_id
        left join sku s on s.id = e.sku_id
        where ${isIn} and (${cursor === null} or (e.opened_at, e.id) <
          (${String(cursor?.[0] ?? "1970-01-01T00:00:00Z")}::timestamptz, ${String(cursor?.[1] ?? "00000000-0000-0000-0000-000000000000")}::uuid))
        order by e.opened_at desc, e.id desc limit ${input.limit + 1}`,
      sql<{ n: number }[]>`select count(*)::int as n from exception e where ${isIn}`,
      sql<{ type: ExceptionType; count: number }[]>`
        select type, count(*)::int as count from exception where closed_at is null
        group by type order by count desc, type`,
    ]);
    const rows = page.slice(0, input.limit);
    const last = rows.at(-1);
    return {
      rows,
      types,
      total: counted?.n ?? 0,
      next:
        page.length > input.limit && last
          ? encodeCursor([last.openedAt.toISOString(), last.id])
          : null,
    };
  },
});
