import type { PendingQuery, Row } from "postgres";
import { z } from "zod";
import type { RawSql } from "@/db/client";
import { defineQuery, PAGE_MAX } from "@/server/shell/query";
import type { BackorderPolicy } from "../catalog/types";
import { present } from "../kernel/assert";
import { decodeCursor, encodeCursor } from "../kernel/cursor";
import { DomainError } from "../kernel/errors";
import { escapeLike } from "../kernel/like";
import { readNetwork } from "../network/store";
import type { Network } from "../network/types";
import { decideKitAvailable } from "./decide-kit";
import type { LowPoints } from "./decide-low";
import { type ChannelShare, sharesOf } from "./decide-shares";
import { readClaims } from "./store-claims";
import { type KitComponentStock, readKitStock, readKitsOf } from "./store-kit";
import { isLowStock, lowPointsOf } from "./store-low";
import { readTaken } from "./store-quota";
import { readRuleBook } from "./store-rules";
import { heldUnits } from "./store-stock";
import { readWaiting } from "./store-waiting";
import { demandViews, type StockView, stockViews } from "./types";

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
};

type Fragment = PendingQuery<Row[]>;

/** Lines wait for it. */
const isShort = (sql: RawSql): Fragment =>
  sql`exists (select 1 from order_line o where o.sku_id = s.id and o.backordered > 0)`;

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
    const rows = await withKits(sql, page.slice(0, input.limit), now);
    const last = rows.at(-1);
    return {
      rows,
      counts,
      categories,
      total: counts[input.view],
      next: page.length > input.limit && last ? encodeCursor([last.code]) : null,
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
          cells: kitByNode(components).map((cell) => ({ ...cell, ...NO_STOCK, lowPoint: null })),
        };
  });
}

/** Kits that each node could put together by itself, of the nodes that keep any component. */
function kitByNode(components: readonly KitComponentStock[]) {
  const nodeIds = new Set(components.flatMap(({ cells }) => cells.map(({ nodeId }) => nodeId)));
  return [...nodeIds].map((nodeId) => {
    const there = components.map(({ perKit, cells }) => ({
      perKit,
      available: cells.find((cell) => cell.nodeId === nodeId)?.available ?? 0,
    }));
    return { nodeId, available: decideKitAvailable(there).available };
  });
}

const stockRows = (sql: RawSql, now: Date): Fragment => sql`
  select s.id as "skuId", s.code, s.name, s.category, s.status, t.*,
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
        filter (where l.status = 'sellable'), 0)::int as available,
      coalesce(sum(l.on_hand) filter (where l.status <> 'sellable'), 0)::int as unsellable,
      coalesce(json_agg(json_build_object('nodeId', l.node_id, 'onHand', l.on_hand,
        'allocated', l.allocated, 'reserved', h.reserved,
        'available', greatest(l.on_hand - l.allocated - h.reserved - l.safety_stock, 0),
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

/** The stock of a SKU at one node, as the steps from what is there to what may be promised. */
export type SkuPosition = {
  readonly nodeId: string;
  readonly node: string;
  readonly nodeCode: string;
  readonly bin: string | null;
  readonly onHand: number;
  readonly allocated: number;
  /** Units that carts and quotes hold for the moment. */
  readonly reserved: number;
  readonly safetyStock: number;
  readonly available: number;
  /** Units that a count found missing after they were allocated. */
  readonly oversold: number;
  readonly damaged: number;
  readonly quarantine: number;
  /** Channels that may sell less here than is available. */
  readonly channels: readonly ChannelShare[];
};

export type SkuSupply = {
  readonly id: string;
  readonly reference: string;
  readonly kind: string;
  readonly supplier: string;
  readonly nodeId: string;
  readonly node: string;
  readonly quantity: number;
  readonly received: number;
  readonly pegged: number;
  readonly eta: string;
  readonly originalEta: string;
  /** When its units can be picked: the expected day and the node's time from dock to shelf. */
  readonly readyDate: string;
  readonly confidence: number;
  readonly isOverdue: boolean;
};

/** Units of an order that hold stock, hold a supply, or wait without either. */
export type SkuDemand = {
  readonly orderId: string;
  readonly order: string;
  readonly company: string;
  readonly state: "allocated" | "released" | "promised" | "waiting";
  readonly quantity: number;
  readonly node: string | null;
  readonly supply: string | null;
  readonly shipDate: string | null;
  readonly promise: string | null;
};

/** More orders than this are counted, not shown. */
const DEMAND_MAX = 200;

/**
 * One SKU with all its positions, what is on its way, and the orders that hold or wait for it:
 * every number of the page opens the rows behind it.
 *
 * @throws NOT_FOUND
 */
export const findSkuStock = defineQuery({
  name: "inventory.find_sku_stock",
  input: z.object({
    code: z.string().trim().min(1).max(80),
    demand: z.enum(demandViews).default("all"),
  }),
  wall: "staff",
  run: async ({ sql, now }, { code, demand: view }) => {
    const isShown = sql`${view === "all"} or (d.state = 'waiting' and d."isDue")`;
    const sku = await readSku(sql, code);
    const network = await readNetwork(sql, sql);
    const [rules, rows, supply, demand, [counted], components, partOf] = await Promise.all([
      readRuleBook(sql, sql, network.version, now),
      readPositionsOf(sql, sku.id, now),
      readSupplyOf(sql, sku.id, now),
      sql<SkuDemand[]>`
        select d."orderId", d."order", d.company, d.state, d.quantity, d.node, d.supply, d."shipDate",
          d.promise
        from (${demandOf(sql, sku.id, now)}) d where ${isShown}
        order by d."shipDate" nulls last, d."placedAt", d."order", d.state limit ${DEMAND_MAX}`,
      sql<{ demands: number; waiting: number }[]>`
        select count(*) filter (where ${isShown})::int as demands,
          coalesce(sum(quantity) filter (where state in ('promised', 'waiting')), 0)::int as waiting
        from (${demandOf(sql, sku.id, now)}) d`,
      readKitStock(sql, [sku.id], now),
      readKitsOf(sql, sku.id),
    ]);
    const { demands, waiting } = present(counted, "an aggregate has one row");
    const taken = await readTaken(sql, rules, [sku.id], now);
    const waits = (await readWaiting(sql, [sku.id], now)).get(sku.id) ?? [];
    const ask = { owner: sql, sql, now };
    const claims = (await readClaims(ask, network.version, [sku.id])).get(sku.id);
    const shares = sharesOf(rows, sku.id, network, { rules, taken, waiting: waits, claims });
    const positions = rows.map(
      (row): SkuPosition => ({ ...row, channels: shares.get(row.nodeId) ?? [] }),
    );
    const kit = components.length === 0 ? null : kitStockOf(components, network);
    const lowPoints = await readLowPointsOf(sql, sku.id);
    const known = { sku, positions, supply, demand, demandCount: demands, backordered: waiting };
    return { ...known, kit, partOf, lowPoints };
  },
});

/** A low-stock point that counts for a SKU, and where. */
export type SkuLowPoint = {
  /** Set: it stands for all SKUs of the category that have none of their own. */
  readonly category: string | null;
  readonly channelCode: string | null;
  readonly channel: string | null;
  readonly nodeCode: string | null;
  readonly node: string | null;
  readonly units: number;
  readonly savedBy: string;
  readonly savedAt: Date;
};

const readLowPointsOf = (sql: RawSql, skuId: string) => sql<SkuLowPoint[]>`
  select p.category, c.code as "channelCode", c.name as channel, n.code as "nodeCode", n.name as node,
    p.units, coalesce(u.name, p.saved_by) as "savedBy", p.saved_at as "savedAt"
  from sku s join low_stock_point p on p.sku_id = s.id or p.category = s.category
  left join channel c on c.id = p.channel_id left join node n on n.id = p.node_id
  left join app_user u on u.id::text = p.saved_by
  where s.id = ${skuId} order by p.category nulls first, channel nulls first, node nulls first`;

/** What a kit is made of, what each component is enough for, and what each node could make. */
function kitStockOf(components: readonly KitComponentStock[], network: Network) {
  const { available, gives } = decideKitAvailable(components);
  const byNode = new Map(kitByNode(components).map((cell) => [cell.nodeId, cell.available]));
  return {
    available,
    components: components.map(({ code, name, baseUnit, perKit, ...stock }, index) => ({
      code,
      name,
      baseUnit,
      perKit,
      available: stock.available,
      gives: gives[index] ?? 0,
    })),
    nodes: network.nodes.flatMap(({ id, code, name }) => {
      const kits = byNode.get(id) ?? 0;
      return kits === 0 ? [] : [{ nodeId: id, code, name, available: kits }];
    }),
  };
}

async function readSku(sql: RawSql, code: string) {
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
      backorderPolicy: BackorderPolicy;
      backorderLimit: number | null;
      backorderDays: number | null;
      leadTimeDays: number;
      status: string;
    }[]
  >`
    select id, code, name, category, subcategory, base_unit as "baseUnit",
      pack_multiple as "packMultiple", grams, backorder_policy as "backorderPolicy",
      backorder_limit as "backorderLimit", backorder_days as "backorderDays", lead_time_days as "leadTimeDays", status
    from sku where upper(code) = upper(${code})`;
  if (sku === undefined) {
    throw new DomainError("NOT_FOUND", "There is no such SKU", { code });
  }
  return sku;
}

const readPositionsOf = (sql: RawSql, skuId: string, now: Date) => sql<
  Omit<SkuPosition, "channels">[]
>`
  select n.id as "nodeId", n.name as node, n.code as "nodeCode", p.*,
    greatest(p."onHand" - p.allocated - p.reserved - p."safetyStock", 0) as available
  from node n
  cross join lateral (
    select max(bin) filter (where status = 'sellable') as bin,
      coalesce(sum(on_hand) filter (where status = 'sellable'), 0)::int as "onHand",
      coalesce(sum(allocated), 0)::int as allocated,
      coalesce(sum(${heldUnits(sql, now)}) filter (where status = 'sellable'), 0)::int as reserved,
      coalesce(sum(safety_stock) filter (where status = 'sellable'), 0)::int as "safetyStock",
      coalesce(sum(oversold), 0)::int as oversold,
      coalesce(sum(on_hand) filter (where status = 'damaged'), 0)::int as damaged,
      coalesce(sum(on_hand) filter (where status = 'quarantine'), 0)::int as quarantine,
      count(*) as positions
    from stock_level l where node_id = n.id and sku_id = ${skuId}) p
  where p.positions > 0 order by n.priority, n.code`;

const readSupplyOf = (sql: RawSql, skuId: string, now: Date) => sql<SkuSupply[]>`
  select i.id, i.reference, i.kind, i.supplier, n.id as "nodeId", n.name as node, i.quantity,
    i.received, i.pegged, i.eta::text, i.original_eta::text as "originalEta",
    (i.eta + i.dock_to_stock_days)::text as "readyDate", i.confidence,
    i.eta < (${now}::timestamptz at time zone n.time_zone)::date as "isOverdue"
  from inbound_supply i join node n on n.id = i.node_id
  where i.sku_id = ${skuId} and i.status = 'open' order by i.eta, i.reference, i.id limit ${PAGE_MAX}`;

const demandOf = (sql: RawSql, skuId: string, now: Date): Fragment => sql`
  select o.id as "orderId", o.number as "order", c.name as company, a.state, a.quantity,
    n.name as node, i.reference as supply, a.ship_date::text as "shipDate",
    a.delivery_date::text as promise, o.placed_at as "placedAt", true as "isDue"
  from allocation a join sales_order o on o.id = a.order_id
  join company c on c.id = o.company_id join node n on n.id = a.node_id
  left join inbound_supply i on i.id = a.inbound_supply_id
  where a.sku_id = ${skuId} and a.state in ('promised', 'allocated', 'released')
  union all
  select o.id, o.number, c.name, 'waiting', (l.backordered - p.pegged)::int, null, null, null,
    l.current_promise::text, o.placed_at, o.allocate_from is null
      or o.allocate_from <= (${now}::timestamptz at time zone 'UTC')::date
  from order_line l join sales_order o on o.id = l.order_id join company c on c.id = o.company_id
  cross join lateral (
    select coalesce(sum(a.quantity), 0) as pegged from allocation a
    where a.order_line_id = l.id and a.state = 'promised') p
  where l.sku_id = ${skuId} and l.backordered > p.pegged`;
