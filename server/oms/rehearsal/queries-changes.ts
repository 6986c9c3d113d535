import type { PendingQuery, Row } from "postgres";
import type { z } from "zod";
import type { RawSql } from "@/db/client";
import { defineQuery } from "@/server/shell/query";
import { type CursorKeys, decodeCursor, pageOf } from "../kernel/cursor";
import { listChangesInput } from "./schema";
import { readRehearsal } from "./store";
import type { RehearsedChange } from "./types";

type Input = z.output<typeof listChangesInput>;
type Fragment = PendingQuery<Row[]>;

/** A date that is not known sorts as the latest. */
const UNDATED = 1_000_000;

/**
 * The orders that a rehearsal changes, with both routes, a page at a time.
 *
 * @throws NOT_FOUND when there is no such rehearsal
 */
export const listChanges = defineQuery({
  name: "rehearsal.list_changes",
  input: listChangesInput,
  wall: "staff",
  run: async ({ sql }, input) => {
    await readRehearsal(sql, input.rehearsalId);
    const by = sortOf(sql, input.sort);
    const cursor = decodeCursor(input.after, 2);
    const direction = input.isDescending ? sql`desc` : sql`asc`;
    const [rows, [counted]] = await Promise.all([
      sql<{ key: string | number; orderId: string; change: RehearsedChange }[]>`
        select ${by} as key, c.order_id as "orderId", c.detail as change
        from rehearsal_order c join sales_order o on o.id = c.order_id
        where c.rehearsal_id = ${input.rehearsalId}
          and (not ${input.onlyWithoutNode} or c.has_no_node)
          and ${beyond(sql, input, by, cursor)}
        order by ${by} ${direction}, c.order_id ${direction} limit ${input.limit + 1}`,
      sql<{ total: number; withoutNode: number }[]>`
        select count(*)::int as total, count(*) filter (where has_no_node)::int as "withoutNode"
        from rehearsal_order where rehearsal_id = ${input.rehearsalId}`,
    ]);
    const page = pageOf(rows, input.limit, (last) => [last.key, last.orderId]);
    const { total = 0, withoutNode = 0 } = counted ?? {};
    return {
      rows: page.rows.map(({ change }) => change),
      total: input.onlyWithoutNode ? withoutNode : total,
      counts: { all: total, withoutNode },
      next: page.next,
    };
  },
});

function sortOf(sql: RawSql, sort: Input["sort"]): Fragment {
  switch (sort) {
    case "cost":
      return sql`c.cost_delta`;
    case "days":
      return sql`coalesce(c.days_delta, ${UNDATED}::int)`;
    case "number":
      return sql`o.number`;
    default:
      return sort satisfies never;
  }
}

function beyond(sql: RawSql, input: Input, by: Fragment, cursor: CursorKeys | null): Fragment {
  if (cursor === null) {
    return sql`true`;
  }
  const [key, orderId] = cursor.map(String);
  const at = input.sort === "number" ? sql`${key ?? ""}::text` : sql`${key ?? "0"}::bigint`;
  return input.isDescending
    ? sql`(${by}, c.order_id) < (${at}, ${orderId ?? ""}::uuid)`
    : sql`(${by}, c.order_id) > (${at}, ${orderId ?? ""}::uuid)`;
}
