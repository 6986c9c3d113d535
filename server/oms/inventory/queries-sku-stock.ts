import type { PendingQuery, Row } from "postgres";
import { z } from "zod";
import type { RawSql } from "@/db/client";
import { defineQuery, PAGE_MAX } from "@/server/shell/query";
import type { BackorderPolicy, BackorderSlip } from "../catalog/types";
import { present } from "../kernel/assert";
import { DomainError } from "../kernel/errors";
import { readNetwork } from "../network/store";
import type { Network } from "../network/types";
import { decideKitAvailable, decideKitsByNode } from "./decide-kit";
import { type ChannelShare, sharesOf } from "./decide-shares";
import { readClaims } from "./store-claims";
import { type KitComponentStock, readKitStock, readKitsOf } from "./store-kit";
import { readTaken } from "./store-quota";
import { readRuleBook } from "./store-rules";
import { heldUnits } from "./store-stock";
import { readWaiting } from "./store-waiting";
import { demandViews } from "./types";

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

/** Who said last how many units a node keeps back, and why. */
export type SafetySet = {
  readonly nodeId: string;
  readonly before: number;
  readonly units: number;
  readonly at: Date;
  readonly by: string;
  readonly reason: string | null;
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
        order by d."shipDate" nulls last, d."placedAt", d."orderId", d.state limit ${DEMAND_MAX}`,
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
    const safetySet = await readSafetySet(sql, sku.id);
    const known = {
      sku,
      positions,
      safetySet,
      supply,
      demand,
      demandCount: demands,
      backordered: waiting,
    };
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
  const byNode = new Map(decideKitsByNode(components).map((cell) => [cell.nodeId, cell.available]));
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
      backorderSlip: BackorderSlip | null;
      comesOutOn: string | null;
      preorderLimit: number | null;
      /** Units that are pre-ordered. */
      preordered: number;
      leadTimeDays: number;
      status: string;
    }[]
  >`
    select id, code, name, category, subcategory, base_unit as "baseUnit",
      pack_multiple as "packMultiple", grams, backorder_policy as "backorderPolicy",
      backorder_limit as "backorderLimit", backorder_days as "backorderDays",
      backorder_slip as "backorderSlip", comes_out_on::text as "comesOutOn",
      preorder_limit as "preorderLimit",
      case when comes_out_on is null then 0 else (select coalesce(sum(l.backordered), 0)::int
        from order_line l where l.sku_id = sku.id and l.backordered > 0) end as preordered, lead_time_days as "leadTimeDays", status
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
    case when exists (select from sku where id = ${skuId} and comes_out_on is not null) then 0
      else greatest(p."onHand" - p.allocated - p.reserved - p."safetyStock", 0) end as available
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

/** The newest word of each node; what came with a load of stock was said by nobody. */
const readSafetySet = (sql: RawSql, skuId: string) => sql<SafetySet[]>`
  select distinct on (payload ->> 'nodeId') payload ->> 'nodeId' as "nodeId",
    (payload ->> 'before')::int as before, (payload ->> 'units')::int as units, occurred_at as at,
    actor_name as by, reason
  from event where subject_id = ${skuId} and type = 'stock.safety_set'
  order by payload ->> 'nodeId', id desc`;

const readSupplyOf = (sql: RawSql, skuId: string, now: Date) => sql<SkuSupply[]>`
  select i.id, i.reference, i.kind, i.supplier, n.id as "nodeId", n.name as node, i.quantity,
    i.received, i.pegged, i.eta::text, i.original_eta::text as "originalEta",
    (i.eta + i.dock_to_stock_days)::text as "readyDate", i.confidence,
    i.eta < (${now}::timestamptz at time zone n.time_zone)::date as "isOverdue"
  from inbound_supply i join node n on n.id = i.node_id
  where i.sku_id = ${skuId} and i.status = 'open' order by i.eta, i.reference, i.id limit ${PAGE_MAX}`;

const demandOf = (sql: RawSql, skuId: string, now: Date): PendingQuery<Row[]> => sql`
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
