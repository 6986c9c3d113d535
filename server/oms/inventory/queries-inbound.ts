import type { PendingQuery, Row } from "postgres";
import { z } from "zod";
import { defineQuery, PAGE_MAX } from "@/server/shell/query";
import { present } from "../kernel/assert";
import { decodeCursor, pageOf } from "../kernel/cursor";
import { escapeLike } from "../kernel/like";
import { type InboundKind, type InboundView, inboundViews } from "./types";

export type InboundListRow = {
  readonly id: string;
  readonly reference: string;
  readonly kind: InboundKind;
  readonly supplier: string;
  readonly nodeId: string;
  readonly node: string;
  readonly nodeCode: string;
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  readonly received: number;
  /** Units of the rest that orders were promised. */
  readonly pegged: number;
  readonly orders: number;
  readonly eta: string;
  readonly originalEta: string;
  readonly dockToStockDays: number;
  readonly confidence: number;
  /** Expected before today, in the node's calendar. */
  readonly isOverdue: boolean;
};

/**
 * Open inbound supply, what is due first on top, a page at a time, and how many each view has under
 * the same search. A warehouse sees what comes to its own nodes.
 */
export const listInbound = defineQuery({
  name: "inventory.list_inbound",
  input: z.object({
    /** Beginning of a SKU or of a reference, any part of a supplier. */
    q: z.string().trim().max(100).default(""),
    node: z.array(z.string().max(40)).max(50).default([]),
    /** `overdue`: expected before today. `promised`: orders wait for it. */
    view: z.enum(inboundViews).default("open"),
    after: z.string().max(300).optional(),
    limit: z.int().min(1).max(PAGE_MAX).default(50),
  }),
  wall: "staff",
  run: async ({ sql, now, actor }, input) => {
    const nodeIds = actor.nodeIds === null ? null : [...actor.nodeIds];
    const prefix = `${escapeLike(input.q.toUpperCase())}%`;
    const isOverdue = sql`i.eta < (${now}::timestamptz at time zone n.time_zone)::date`;
    const views: Record<InboundView, PendingQuery<Row[]>> = {
      open: sql`true`,
      overdue: isOverdue,
      promised: sql`i.pegged > 0`,
    };
    const cursor = decodeCursor(input.after, 2);
    const matching = sql`
      from inbound_supply i join node n on n.id = i.node_id join sku s on s.id = i.sku_id
      where i.status = 'open' and (${nodeIds}::uuid[] is null or i.node_id = any(${nodeIds}::uuid[]))
        and (${input.node.length} = 0 or n.code = any(${input.node}::text[]))
        and (${input.q} = '' or upper(s.code) like ${prefix} or upper(i.reference) like ${prefix}
          or i.supplier ilike ${`%${escapeLike(input.q)}%`})`;
    const [page, [counted]] = await Promise.all([
      sql<InboundListRow[]>`
        select i.id, i.reference, i.kind, i.supplier, n.id as "nodeId", n.name as node,
          n.code as "nodeCode", i.dock_to_stock_days as "dockToStockDays", i.confidence,
          s.code as sku, s.name, i.quantity, i.received, i.pegged, i.eta::text,
          i.original_eta::text as "originalEta", ${isOverdue} as "isOverdue",
          (select count(distinct a.order_id)::int from allocation a
            where a.inbound_supply_id = i.id and a.state = 'promised') as orders
        ${matching} and ${views[input.view]}
          and (${cursor === null} or (i.eta, i.id) >
            (${String(cursor?.[0] ?? "1970-01-01")}::date,
             ${String(cursor?.[1] ?? "00000000-0000-0000-0000-000000000000")}::uuid))
        order by i.eta, i.id limit ${input.limit + 1}`,
      sql<Record<InboundView, number>[]>`
        select count(*)::int as open, count(*) filter (where ${views.overdue})::int as overdue,
          count(*) filter (where ${views.promised})::int as promised ${matching}`,
    ]);
    const counts = present(counted, "an aggregate has one row");
    const { rows, next } = pageOf(page, input.limit, (last) => [last.eta, last.id]);
    return {
      rows,
      counts,
      total: counts[input.view],
      next,
    };
  },
});
