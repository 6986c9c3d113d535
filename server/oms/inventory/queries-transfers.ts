import type { PendingQuery, Row } from "postgres";
import { z } from "zod";
import type { RawSql } from "@/db/client";
import { defineQuery, PAGE_MAX } from "@/server/shell/query";
import { present } from "../kernel/assert";
import { decodeCursor, pageOf } from "../kernel/cursor";
import { DomainError } from "../kernel/errors";
import { escapeLike } from "../kernel/like";
import type { TransferState } from "./machine";
import { heldUnits } from "./store-stock";
import { type TransferView, transferViews } from "./types";

type Fragment = PendingQuery<Row[]>;

export type TransferRow = {
  readonly id: string;
  readonly number: string;
  readonly state: TransferState;
  readonly from: string;
  readonly to: string;
  readonly shippedAt: Date;
  /** The last day on which something of it is expected. */
  readonly eta: string;
  readonly isOverdue: boolean;
  readonly lines: number;
  readonly units: number;
  readonly received: number;
  /** Units of what is still to come that orders were promised. */
  readonly pegged: number;
  /** Units missing, and units beyond what was shipped. */
  readonly missing: number;
  readonly beyond: number;
};

/**
 * Transfers, the latest first, a page at a time, and how many each view has under the same search. A
 * warehouse sees those that leave or reach its own nodes.
 */
export const listTransfers = defineQuery({
  name: "inventory.list_transfers",
  input: z.object({
    /** Beginning of a transfer's number or of a SKU in it. */
    q: z.string().trim().max(100).default(""),
    node: z.array(z.string().max(40)).max(50).default([]),
    /** `overdue`: expected before today. `discrepancy`: more or less arrived than was shipped. */
    view: z.enum(transferViews).default("open"),
    after: z.string().max(300).optional(),
    limit: z.int().min(1).max(PAGE_MAX).default(50),
  }),
  wall: "staff",
  run: async ({ sql, now, actor }, input) => {
    const prefix = `${escapeLike(input.q.toUpperCase())}%`;
    const views: Record<TransferView, Fragment> = {
      open: isOpen(sql),
      overdue: sql`${isOpen(sql)} and ${isOverdue(sql, now)}`,
      discrepancy: sql`exists (select from stock_transfer_line d
        where d.transfer_id = t.id and d.discrepancy <> 0)`,
      all: sql`true`,
    };
    const cursor = decodeCursor(input.after, 2);
    const matching = sql`
      from stock_transfer t join node f on f.id = t.from_node_id join node n on n.id = t.to_node_id
      where ${isMine(sql, actor.nodeIds)}
        and (${input.node.length} = 0 or f.code = any(${input.node}::text[])
          or n.code = any(${input.node}::text[]))
        and (${input.q} = '' or t.number like ${prefix} or exists (
          select from stock_transfer_line l join sku s on s.id = l.sku_id
          where l.transfer_id = t.id and upper(s.code) like ${prefix}))`;
    const [page, [counted]] = await Promise.all([
      sql<TransferRow[]>`
        select t.id, t.number, t.state, f.name as from, n.name as to, t.shipped_at as "shippedAt",
          ${isOpen(sql)} and ${isOverdue(sql, now)} as "isOverdue", w.*
        from stock_transfer t join node f on f.id = t.from_node_id
        join node n on n.id = t.to_node_id
        cross join lateral (
          select max(i.eta)::text as eta, count(*)::int as lines, sum(l.quantity)::int as units,
            sum(l.received)::int as received, sum(i.pegged)::int as pegged,
            sum(greatest(-l.discrepancy, 0))::int as missing,
            sum(greatest(l.discrepancy, 0))::int as beyond
          from stock_transfer_line l join inbound_supply i on i.id = l.inbound_supply_id
          where l.transfer_id = t.id) w
        where t.id in (select t.id ${matching} and ${views[input.view]})
          and (${cursor === null} or (t.shipped_at, t.id) <
            (${String(cursor?.[0] ?? "1970-01-01")}::timestamptz,
             ${String(cursor?.[1] ?? "00000000-0000-0000-0000-000000000000")}::uuid))
        order by t.shipped_at desc, t.id desc limit ${input.limit + 1}`,
      sql<Record<TransferView, number>[]>`
        select count(*) filter (where ${views.open})::int as open,
          count(*) filter (where ${views.overdue})::int as overdue,
          count(*) filter (where ${views.discrepancy})::int as discrepancy,
          count(*)::int as all ${matching}`,
    ]);
    const counts = present(counted, "an aggregate has one row");
    const { rows, next } = pageOf(page, input.limit, (last) => [
      last.shippedAt.toISOString(),
      last.id,
    ]);
    return {
      rows,
      counts,
      total: counts[input.view],
      next,
    };
  },
});

const isOpen = (sql: RawSql): Fragment => sql`t.state in ('in_transit', 'partially_received')`;

/** Something of it was expected before today, in the calendar of where it goes. */
const isOverdue = (sql: RawSql, now: Date): Fragment => sql`exists (
  select from stock_transfer_line o join inbound_supply i on i.id = o.inbound_supply_id
  where o.transfer_id = t.id and i.status = 'open'
    and i.eta < (${now}::timestamptz at time zone n.time_zone)::date)`;

const isMine = (sql: RawSql, nodeIds: readonly string[] | null): Fragment =>
  nodeIds === null
    ? sql`true`
    : sql`(t.from_node_id = any(${[...nodeIds]}::uuid[])
        or t.to_node_id = any(${[...nodeIds]}::uuid[]))`;

export type TransferHead = {
  readonly id: string;
  readonly number: string;
  readonly state: TransferState;
  readonly fromNodeId: string;
  readonly from: string;
  readonly toNodeId: string;
  readonly to: string;
  readonly note: string;
  readonly shippedAt: Date;
  readonly shippedBy: string;
  readonly closedAt: Date | null;
  readonly closedReason: string | null;
};

export type TransferLineRow = {
  readonly id: string;
  readonly inboundSupplyId: string;
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  readonly received: number;
  /** Units still to come, and those of them that orders were promised. */
  readonly open: number;
  readonly pegged: number;
  readonly orders: number;
  readonly eta: string;
  readonly originalEta: string;
  readonly isOverdue: boolean;
  readonly discrepancy: number;
  readonly discrepancyReason: string | null;
};

export type TransferEventRow = {
  readonly id: number;
  readonly type: string;
  readonly at: Date;
  readonly actor: string;
  readonly reason: string | null;
  readonly payload: unknown;
};

/**
 * One transfer with its lines and what happened to it. A warehouse finds those of its own nodes.
 *
 * @throws NOT_FOUND
 */
export const findTransfer = defineQuery({
  name: "inventory.find_transfer",
  input: z.object({ number: z.string().trim().min(1).max(40) }),
  wall: "staff",
  run: async ({ sql, now, actor }, { number }) => {
    const [transfer] = await sql<TransferHead[]>`
      select t.id, t.number, t.state, t.from_node_id as "fromNodeId", f.name as from,
        t.to_node_id as "toNodeId", n.name as to, t.note, t.shipped_at as "shippedAt",
        coalesce(u.name, regexp_replace(t.shipped_by, '^system:', '')) as "shippedBy",
        t.closed_at as "closedAt", t.closed_reason as "closedReason"
      from stock_transfer t join node f on f.id = t.from_node_id join node n on n.id = t.to_node_id
      left join app_user u on u.id::text = t.shipped_by
      where t.number = upper(${number}) and ${isMine(sql, actor.nodeIds)}`;
    if (transfer === undefined) {
      throw new DomainError("NOT_FOUND", "There is no such transfer", { number });
    }
    const [lines, events] = await Promise.all([
      readLines(sql, transfer.id, now),
      sql<TransferEventRow[]>`
        select id, type, occurred_at as at, actor_name as actor, reason, payload from event
        where subject_id = ${transfer.id} order by id desc limit ${PAGE_MAX}`,
    ]);
    return { transfer, lines, events };
  },
});

const readLines = (sql: RawSql, transferId: string, now: Date) => sql<TransferLineRow[]>`
  select l.id, l.inbound_supply_id as "inboundSupplyId", s.code as sku, s.name, l.quantity,
    l.received, case when i.status = 'open' then i.quantity - i.received else 0 end as open,
    i.pegged, i.eta::text, i.original_eta::text as "originalEta",
    i.status = 'open' and i.eta < (${now}::timestamptz at time zone n.time_zone)::date
      as "isOverdue",
    l.discrepancy, l.discrepancy_reason as "discrepancyReason",
    (select count(distinct a.order_id)::int from allocation a
      where a.inbound_supply_id = i.id and a.state = 'promised') as orders
  from stock_transfer_line l join sku s on s.id = l.sku_id
  join inbound_supply i on i.id = l.inbound_supply_id join node n on n.id = i.node_id
  where l.transfer_id = ${transferId} order by l.line_number`;

export type FreeStockRow = {
  readonly skuId: string;
  readonly code: string;
  readonly name: string;
  readonly onHand: number;
  readonly allocated: number;
  readonly free: number;
};

const FREE_STOCK_MAX = 200;

/** SKUs that a node has units of that nobody holds: what could be sent from it. */
export const listFreeStock = defineQuery({
  name: "inventory.list_free_stock",
  input: z.object({
    nodeId: z.uuid(),
    /** Beginning of a SKU, or any part of its name. */
    q: z.string().trim().max(100).default(""),
    /** Only these, when any are named. */
    skuIds: z.array(z.uuid()).max(FREE_STOCK_MAX).default([]),
    limit: z.int().min(1).max(FREE_STOCK_MAX).default(8),
  }),
  wall: { of: ({ nodeId }) => ({ nodeId }) },
  run: ({ sql, now }, { nodeId, q, skuIds, limit }) => {
    const prefix = `${escapeLike(q.toUpperCase())}%`;
    return sql<FreeStockRow[]>`
      select s.id as "skuId", s.code, s.name, l.on_hand as "onHand", l.allocated,
        l.on_hand - l.allocated - ${heldUnits(sql, now)} as free
      from stock_level l join sku s on s.id = l.sku_id
      where l.node_id = ${nodeId} and l.status = 'sellable'
        and l.on_hand > l.allocated + ${heldUnits(sql, now)}
        and (${skuIds.length} = 0 or s.id = any(${skuIds}::uuid[]))
        and (upper(s.code) like ${prefix} or s.name ilike ${`%${escapeLike(q)}%`})
      order by upper(s.code) <> ${q.toUpperCase()}, not upper(s.code) like ${prefix}, s.code
      limit ${limit}`;
  },
});
