import { z } from "zod";
import { defineQuery, PAGE_MAX } from "@/server/shell/query";
import { decodeCursor, encodeCursor } from "../kernel/cursor";
import { DomainError } from "../kernel/errors";
import type { StockStatus } from "./types";

const escapeLike = (text: string) => text.replace(/[\\%_]/g, "\\$&");

export type StockCell = {
  readonly nodeId: string;
  readonly onHand: number;
  readonly allocated: number;
  readonly safetyStock: number;
  readonly available: number;
  readonly unsellable: number;
  readonly bin: string | null;
};

export type StockRow = {
  readonly skuId: string;
  readonly code: string;
  readonly name: string;
  readonly category: string;
  readonly onHand: number;
  readonly allocated: number;
  readonly available: number;
  readonly unsellable: number;
  readonly backordered: number;
  /** Units on their way that nobody was promised yet, and the first day they can be picked. */
  readonly incoming: number;
  readonly nextDate: string | null;
  readonly cells: readonly StockCell[];
};

/**
 * SKUs with their stock at each node, by code, a page at a time. Available is what no order, no
 * safety stock holds; a channel's own buffer comes off in its own answer.
 */
export const listStock = defineQuery({
  name: "inventory.list_stock",
  input: z.object({
    q: z.string().trim().max(100).default(""),
    category: z.array(z.string().max(80)).max(20).default([]),
    /** `short`: SKUs with units on backorder. `out`: nothing available anywhere. */
    view: z.enum(["all", "short", "out"]).default("all"),
    after: z.string().max(200).optional(),
    limit: z.int().min(1).max(PAGE_MAX).default(50),
  }),
  wall: "staff",
  run: async ({ sql }, input) => {
    const prefix = `${escapeLike(input.q.toUpperCase())}%`;
    const anywhere = `%${escapeLike(input.q)}%`;
    const [cursor] = decodeCursor(input.after, 1) ?? [""];
    const isMatch = sql`
      (${input.q} = '' or upper(s.code) like ${prefix} or s.name ilike ${anywhere} or exists (
        select 1 from sku_alias a where a.sku_id = s.id and upper(a.code) = upper(${input.q})))
      and (${input.category.length} = 0 or s.category = any(${input.category}::text[]))
      and (${input.view} <> 'short' or exists (
        select 1 from order_line o where o.sku_id = s.id and o.backordered > 0))
      and (${input.view} <> 'out' or not exists (
        select 1 from stock_level l where l.sku_id = s.id and l.status = 'sellable'
          and l.on_hand - l.allocated > l.safety_stock))`;
    const [page, [counted]] = await Promise.all([
      sql<StockRow[]>`
        select s.id as "skuId", s.code, s.name, s.category, t.*,
          coalesce((select sum(o.backordered)::int from order_line o
            where o.sku_id = s.id and o.backordered > 0), 0) as backordered,
          coalesce(i.incoming, 0) as incoming, i.date as "nextDate"
        from sku s
        cross join lateral (
          select coalesce(sum(l.on_hand) filter (where l.status = 'sellable'), 0)::int as "onHand",
            coalesce(sum(l.allocated), 0)::int as allocated,
            coalesce(sum(greatest(l.on_hand - l.allocated - l.safety_stock, 0))
              filter (where l.status = 'sellable'), 0)::int as available,
            coalesce(sum(l.on_hand) filter (where l.status <> 'sellable'), 0)::int as unsellable,
            coalesce(json_agg(json_build_object('nodeId', l.node_id, 'onHand', l.on_hand,
              'allocated', l.allocated, 'safetyStock', l.safety_stock, 'unsellable', 0,
              'available', greatest(l.on_hand - l.allocated - l.safety_stock, 0), 'bin', l.bin))
              filter (where l.status = 'sellable'), '[]'::json) as cells
          from stock_level l where l.sku_id = s.id) t
        left join lateral (
          select sum(quantity - received - pegged)::int as incoming,
            min(eta + dock_to_stock_days)::text as date
          from inbound_supply where sku_id = s.id and status = 'open'
            and quantity - received > pegged) i on true
        where ${isMatch} and s.code > ${String(cursor ?? "")}
        order by s.code limit ${input.limit + 1}`,
      sql<{ n: number }[]>`select count(*)::int as n from sku s where ${isMatch}`,
    ]);
    const rows = page.slice(0, input.limit);
    const last = rows.at(-1);
    return {
      rows,
      total: counted?.n ?? 0,
      next: page.length > input.limit && last ? encodeCursor([last.code]) : null,
    };
  },
});

export type SkuPosition = {
  readonly nodeId: string;
  readonly node: string;
  readonly nodeCode: string;
  readonly status: StockStatus;
  readonly onHand: number;
  readonly allocated: number;
  readonly oversold: number;
  readonly safetyStock: number;
  readonly bin: string | null;
};

/**
 * One SKU with all its positions, what is on its way, and the orders that hold or wait for it:
 * every number of the page opens the rows behind it.
 *
 * @throws NOT_FOUND
 */
export const findSkuStock = defineQuery({
  name: "inventory.find_sku_stock",
  input: z.object({ code: z.string().trim().min(1).max(80) }),
  wall: "staff",
  run: async ({ sql }, { code }) => {
    const [sku] = await sql<
      {
        id: string;
        code: string;
        name: string;
        category: string;
        subcategory: string;
        baseUnit: string;
        packMultiple: number;
        grams: number;
        backorderPolicy: string;
        leadTimeDays: number;
        status: string;
      }[]
    >`
      select id, code, name, category, subcategory, base_unit as "baseUnit",
        pack_multiple as "packMultiple", grams, backorder_policy as "backorderPolicy",
        lead_time_days as "leadTimeDays", status
      from sku where upper(code) = upper(${code})`;
    if (sku === undefined) {
      throw new DomainError("NOT_FOUND", "There is no such SKU", { code });
    }
    const [positions, supply, holders] = await Promise.all([
      sql<SkuPosition[]>`
        select l.node_id as "nodeId", n.name as node, n.code as "nodeCode", l.status,
          l.on_hand as "onHand", l.allocated, l.oversold, l.safety_stock as "safetyStock", l.bin
        from stock_level l join node n on n.id = l.node_id
        where l.sku_id = ${sku.id} order by n.priority, n.code, l.status`,
      sql<
        {
          id: string;
          reference: string;
          kind: string;
          supplier: string;
          node: string;
          open: number;
          pegged: number;
          eta: string;
          originalEta: string;
          confidence: number;
        }[]
      >`
        select i.id, i.reference, i.kind, i.supplier, n.name as node,
          i.quantity - i.received as open, i.pegged, i.eta::text,
          i.original_eta::text as "originalEta", i.confidence
        from inbound_supply i join node n on n.id = i.node_id
        where i.sku_id = ${sku.id} and i.status = 'open' order by i.eta, i.reference`,
      sql<
        {
          order: string;
          company: string;
          node: string;
          state: string;
          quantity: number;
          shipDate: string;
          deliveryDate: string;
        }[]
      >`
        select o.number as order, c.name as company, n.name as node, a.state, a.quantity,
          a.ship_date::text as "shipDate", a.delivery_date::text as "deliveryDate"
        from allocation a join sales_order o on o.id = a.order_id
        join company c on c.id = o.company_id join node n on n.id = a.node_id
        where a.sku_id = ${sku.id} and a.state in ('promised', 'allocated', 'released')
        order by a.ship_date, o.number limit 200`,
    ]);
    return { sku, positions, supply, holders };
  },
});

export type MovementRow = {
  readonly id: number;
  readonly at: Date;
  readonly node: string;
  readonly status: StockStatus;
  readonly kind: string;
  readonly onHandDelta: number;
  readonly allocatedDelta: number;
  readonly order: string | null;
  readonly causeKind: string;
  readonly actor: string;
  readonly reason: string | null;
};

/** The ledger of a SKU, newest first, at one node or all. */
export const listMovements = defineQuery({
  name: "inventory.list_movements",
  input: z.object({
    skuId: z.uuid(),
    nodeId: z.uuid().optional(),
    before: z.int().optional(),
    limit: z.int().min(1).max(PAGE_MAX).default(50),
  }),
  wall: "staff",
  run: async ({ sql }, { skuId, nodeId, before, limit }) => {
    const rows = await sql<MovementRow[]>`
      select m.id, m.occurred_at as at, n.name as node, m.status, m.kind,
        m.on_hand_delta as "onHandDelta", m.allocated_delta as "allocatedDelta",
        (select o.number from allocation a join sales_order o on o.id = a.order_id
          where a.id = m.cause_id) as order,
        m.cause_kind as "causeKind", coalesce(u.name, m.actor_id) as actor, m.reason
      from stock_movement m join node n on n.id = m.node_id
      left join app_user u on u.id::text = m.actor_id
      where m.sku_id = ${skuId} and (${nodeId ?? null}::uuid is null or m.node_id = ${nodeId ?? null})
        and (${before ?? null}::bigint is null or m.id < ${before ?? null})
      order by m.id desc limit ${limit + 1}`;
    return {
      rows: rows.slice(0, limit),
      next: rows.length > limit ? (rows[limit - 1]?.id ?? null) : null,
    };
  },
});

export type InboundListRow = {
  readonly id: string;
  readonly reference: string;
  readonly kind: string;
  readonly supplier: string;
  readonly nodeId: string;
  readonly node: string;
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  readonly received: number;
  readonly pegged: number;
  readonly eta: string;
  readonly originalEta: string;
  readonly status: string;
};

/** Open inbound supply, what is due first on top; a warehouse sees what comes to its nodes. */
export const listInbound = defineQuery({
  name: "inventory.list_inbound",
  input: z.object({
    q: z.string().trim().max(100).default(""),
    limit: z.int().min(1).max(PAGE_MAX).default(100),
  }),
  wall: "staff",
  run: async ({ sql, actor }, { q, limit }) => {
    const nodeIds = actor.nodeIds === null ? null : [...actor.nodeIds];
    const rows = await sql<InboundListRow[]>`
      select i.id, i.reference, i.kind, i.supplier, n.id as "nodeId", n.name as node, s.code as sku,
        s.name, i.quantity, i.received, i.pegged, i.eta::text, i.original_eta::text as "originalEta",
        i.status
      from inbound_supply i join node n on n.id = i.node_id join sku s on s.id = i.sku_id
      where i.status = 'open' and (${nodeIds}::uuid[] is null or i.node_id = any(${nodeIds}::uuid[]))
        and (${q} = '' or upper(s.code) like ${`${escapeLike(q.toUpperCase())}%`}
          or upper(i.reference) like ${`${escapeLike(q.toUpperCase())}%`})
      order by i.eta, i.reference, s.code limit ${limit}`;
    return { rows };
  },
});
