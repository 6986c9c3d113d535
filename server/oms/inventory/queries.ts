import type { PendingQuery, Row } from "postgres";
import { z } from "zod";
import type { RawSql } from "@/db/client";
import { defineQuery, PAGE_MAX } from "@/server/shell/query";
import { present } from "../kernel/assert";
import { decodeCursor, pageOf } from "../kernel/cursor";
import { escapeLike } from "../kernel/like";
import { decideKitAvailable, decideKitsByNode } from "./decide-kit";
import type { LowPoints } from "./decide-low";
import { readKitStock } from "./store-kit";
import { isLowStock, lowPointsOf } from "./store-low";
import { heldUnits } from "./store-stock";
import { type StockView, stockViews } from "./types";

/** What a node has of a SKU that can be sold; its other stock is counted by the SKU's own page. */
export type StockCell = {
  readonly nodeId: string;
  readonly onHand: number;
  readonly allocated: number;
  readonly reserved: number;
  readonly available: number;
  /** Units at or below which the node is low; null: it has no point of its own. */
  readonly lowPoint: number | null;
};

export type StockRow = {
  readonly skuId: string;
  readonly code: string;
  readonly name: string;
  readonly category: string;
  readonly status: string;
  readonly onHand: number;
  readonly allocated: number;
  /** Units that carts and quotes hold for the moment. */
  readonly reserved: number;
  readonly available: number;
  readonly unsellable: number;
  readonly backordered: number;
  /** Units on their way, and those of them that nobody was promised yet. */
  readonly incoming: number;
  readonly incomingFree: number;
  /** The first day on which any of them can be picked. */
  readonly nextDate: string | null;
  readonly cells: readonly StockCell[];
  /** Units at or below which it is low, over all and by channel. */
  readonly lowPoints: LowPoints;
  /** What is available is put together from its components' stock. */
  readonly isKit: boolean;
  /** Day on which it comes out: until then none of it is available. Null: it is out. */
  readonly comesOutOn: string | null;
};

type Fragment = PendingQuery<Row[]>;

/** Lines wait for it; pre-orders of what is not out yet are no sign of want. */
const isShort = (sql: RawSql): Fragment =>
  sql`s.comes_out_on is null and exists (select 1 from order_line o where o.sku_id = s.id and o.backordered > 0)`;

/** No node has a unit that may be promised; of a kit, that some component is not enough for one. */
const isOut = (sql: RawSql, now: Date): Fragment => sql`case
  when not exists (select 1 from kit_component k where k.kit_sku_id = s.id) then not exists (
    select 1 from stock_level l where l.sku_id = s.id and l.status = 'sellable'
      and l.on_hand - l.allocated > l.safety_stock
      and l.on_hand - l.allocated - ${heldUnits(sql, now)} > l.safety_stock)
  else exists (
    select 1 from kit_component k where k.kit_sku_id = s.id and k.quantity > (
      select coalesce(sum(greatest(
        l.on_hand - l.allocated - ${heldUnits(sql, now)} - l.safety_stock, 0)), 0)
      from stock_level l where l.sku_id = k.component_sku_id and l.status = 'sellable')) end`;

const viewCondition = (sql: RawSql, view: StockView, now: Date): Fragment =>
  ({
    all: sql`true`,
    short: isShort(sql),
    low: isLowStock(sql, now),
    out: isOut(sql, now),
  })[view];

/**
 * SKUs with their stock at each node, by code, a page at a time, and how many each view has under
 * the same search. Of a kit, what its components make, over all nodes and at each. Available is what no order, no safety stock holds; a channel's own buffer comes
 * off in its own answer.
 */
export const listStock = defineQuery({
  name: "inventory.list_stock",
  input: z.object({
    q: z.string().trim().max(100).default(""),
    category: z.array(z.string().max(80)).max(20).default([]),
    /**
     * `short`: SKUs with units on backorder. `low`: at or below a low-stock point. `out`: nothing
     * available anywhere.
     */
    view: z.enum(stockViews).default("all"),
    after: z.string().max(200).optional(),
    limit: z.int().min(1).max(PAGE_MAX).default(50),
  }),
  wall: "staff",
  run: async ({ sql, now }, input) => {
    const prefix = `${escapeLike(input.q.toUpperCase())}%`;
    const anywhere = `%${escapeLike(input.q)}%`;
    const [cursor] = decodeCursor(input.after, 1) ?? [""];
    const isMatch = sql`
      (${input.q} = '' or upper(s.code) like ${prefix} or s.name ilike ${anywhere} or exists (
        select 1 from sku_alias a where a.sku_id = s.id and upper(a.code) = upper(${input.q})))
      and (${input.category.length} = 0 or s.category = any(${input.category}::text[]))`;
    const [page, [counted], categories] = await Promise.all([
      sql<StockRow[]>`
        ${stockRows(sql, now)}
        where ${isMatch} and ${viewCondition(sql, input.view, now)} and s.code > ${String(cursor ?? "")}
        order by s.code limit ${input.limit + 1}`,
      sql<Record<StockView, number>[]>`
        select count(*)::int as all, count(*) filter (where ${isShort(sql)})::int as short,
          count(*) filter (where ${isLowStock(sql, now)})::int as low,
          count(*) filter (where ${isOut(sql, now)})::int as out
        from sku s where ${isMatch}`,
      sql<{ category: string; count: number }[]>`
        select category, count(*)::int as count from sku group by category order by category`,
    ]);
    const counts = present(counted, "an aggregate has one row");
    const { rows, next } = pageOf(page, input.limit, (last) => [last.code]);
    return {
      rows: await withKits(sql, rows, now),
      counts,
      categories,
      total: counts[input.view],
      next,
    };
  },
});

const NO_STOCK = { onHand: 0, allocated: 0, reserved: 0 };

/** Rows of kits with what their components make in place of stock that they do not keep. */
async function withKits(sql: RawSql, rows: readonly StockRow[], now: Date): Promise<StockRow[]> {
  const kits = rows.filter(({ isKit }) => isKit).map(({ skuId }) => skuId);
  const stock = kits.length === 0 ? [] : await readKitStock(sql, kits, now);
  return rows.map((row) => {
    const components = stock.filter(({ kitSkuId }) => kitSkuId === row.skuId);
    return components.length === 0
      ? row
      : {
          ...row,
          available: decideKitAvailable(components).available,
          cells: decideKitsByNode(components).map((cell) => ({
            ...cell,
            ...NO_STOCK,
            lowPoint: null,
          })),
        };
  });
}

const stockRows = (sql: RawSql, now: Date): Fragment => sql`
  select s.id as "skuId", s.code, s.name, s.category, s.status,
    s.comes_out_on::text as "comesOutOn", t.*,
    exists (select 1 from kit_component k where k.kit_sku_id = s.id) as "isKit",
    ${lowPointsOf(sql)} as "lowPoints",
    coalesce((select sum(o.backordered)::int from order_line o
      where o.sku_id = s.id and o.backordered > 0), 0) as backordered,
    coalesce(i.incoming, 0) as incoming, coalesce(i.free, 0) as "incomingFree",
    i.date as "nextDate"
  from sku s
  cross join lateral (
    select coalesce(sum(l.on_hand) filter (where l.status = 'sellable'), 0)::int as "onHand",
      coalesce(sum(l.allocated), 0)::int as allocated,
      coalesce(sum(h.reserved) filter (where l.status = 'sellable'), 0)::int as reserved,
      coalesce(sum(greatest(l.on_hand - l.allocated - h.reserved - l.safety_stock, 0))
        filter (where l.status = 'sellable' and s.comes_out_on is null), 0)::int as available,
      coalesce(sum(l.on_hand) filter (where l.status <> 'sellable'), 0)::int as unsellable,
      coalesce(json_agg(json_build_object('nodeId', l.node_id, 'onHand', l.on_hand,
        'allocated', l.allocated, 'reserved', h.reserved,
        'available', case when s.comes_out_on is null
          then greatest(l.on_hand - l.allocated - h.reserved - l.safety_stock, 0) else 0 end,
        'lowPoint', (select p.units from low_stock_point p
          where p.sku_id = l.sku_id and p.node_id = l.node_id)))
        filter (where l.status = 'sellable'), '[]'::json) as cells
    from stock_level l
    cross join lateral (select ${heldUnits(sql, now)} as reserved) h
    where l.sku_id = s.id) t
  left join lateral (
    select sum(quantity - received)::int as incoming, sum(quantity - received - pegged)::int as free,
      min(eta + dock_to_stock_days)::text as date
    from inbound_supply where sku_id = s.id and status = 'open' and quantity > received) i on true`;
