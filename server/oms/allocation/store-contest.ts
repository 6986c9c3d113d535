import type { RawSql, RawTx } from "@/db/client";
import { stillRefuses } from "../inventory/store-refusals";
import { groupBy } from "../kernel/groups";
import { addDays, type LocalDate } from "../kernel/local-date";
import { sum } from "../kernel/quantity";
import { decideOff } from "../network/decide-off";
import { laneOfOrder } from "../network/store";
import type { LanePlace, Network, NetworkNode } from "../network/types";
import { mayTakeStock } from "../orders/store-holds";
import { readQuotaUses } from "../scarcity/store-policy";
import type { AllocationPolicy } from "../scarcity/types";
import type { Exclusion } from "../sourcing/types";
import type { SlotOf } from "./decide-allocation";
import type { TakeSlot } from "./decide-run";
import type { KnownWorld, Reader } from "./store-world";
import type { Contest, ContestHold, ContestLine, ContestSlot, ContestSupply } from "./types";

/** A hold of a line as it stands in its table. */
export type StandingHold = ContestHold & {
  readonly id: string;
  readonly nodeId: string;
  readonly inboundSupplyId: string | null;
};

/** What is known of a line beyond what its share is decided by. */
export type LineFacts = {
  readonly lineId: string;
  readonly orderId: string;
  readonly orderNumber: string;
  readonly lineNumber: number;
  readonly skuId: string;
  readonly sku: string;
  readonly companyName: string;
  readonly serviceCode: string;
  readonly leadTimeDays: number;
  /** Days that what had to wait may wait on for the next shipment; 0: it leaves by itself. */
  readonly waitsOnDays: number;
  readonly promise: LocalDate | null;
  /** Units that neither stock nor a supply is kept for. */
  readonly undated: number;
  /** Last delivery of what it holds and nobody touches: in the lock window, placed by hand, or released. */
  readonly fixedDate: LocalDate | null;
  readonly holds: readonly StandingHold[];
};

export type KnownContests = {
  readonly contests: readonly Contest[];
  readonly facts: ReadonlyMap<string, LineFacts>;
  readonly slotOf: SlotOf;
  /** The same by the room that is left on the node's days, of which it takes a line. */
  readonly takeSlot: TakeSlot;
  readonly today: LocalDate;
};

type LineRow = Omit<LineFacts, "holds"> &
  Pick<ContestLine, "packMultiple" | "placedAt" | "wanted"> &
  Pick<ContestLine, "tier" | "channel" | "orderType" | "region" | "company"> & {
    readonly shipTo: LanePlace;
    readonly shipAfter: LocalDate | null;
    readonly holds: StandingHold[];
    /** Nodes that refused its units, and those of them that do not want what comes to them either. */
    readonly refusedBy: string[];
    readonly closedBy: string[];
  };

/**
 * Which holds are given out anew: those beyond the lock window that no person placed, or only promises
 * on supply.
 */
export type ContestScope = "holds" | "promises";

/**
 * Orders that a contest of some SKUs may touch: those that wait for one or hold it beyond the lock
 * window, in the order in which they are locked.
 */
export async function findContested(
  sql: RawSql | RawTx,
  skuIds: readonly string[],
): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select o.id from sales_order o
    where o.status in ('confirmed', 'in_fulfillment') and o.allocate_from is null
      and ${mayTakeStock(sql, sql`o.id`)}
      and o.id in (select order_id from order_line
        where sku_id = any(${[...skuIds]}::uuid[]) and allocated + backordered > 0)
    order by o.id`;
  return rows.map(({ id }) => id);
}

/**
 * Who asks for some SKUs and what there is of them, on a world that was read or locked before.
 *
 * @param orderIds only these orders take part; null: all that may
 */
export async function readContests(
  reader: Reader,
  policy: AllocationPolicy,
  asked: readonly string[],
  known: KnownWorld,
  {
    scope,
    orderIds,
  }: { readonly scope: ContestScope; readonly orderIds: readonly string[] | null },
): Promise<KnownContests> {
  const { sql } = reader;
  const { world, today, stock } = known;
  // Nobody gets any of what is not out yet.
  const skuIds = asked.filter((skuId) => !world.network.comingOut.has(skuId));
  const lockedTo = addDays(today, policy.lockDays);
  const rows = await readLines(sql, skuIds, { lockedTo, scope, orderIds });
  const asking = rows.map(askOf).filter(({ line }) => line.asked > 0);
  const inbound = await readSupplies(sql, skuIds, world.parameters.inboundConfidenceMinPercent);
  const contested = asking.map(({ line, row }) => ({
    skuId: row.skuId,
    placedAt: line.placedAt,
    units: sum(line.held.map(({ units }) => units)),
    keys: line,
  }));
  const uses = await readQuotaUses(sql, policy, skuIds, today, contested);
  const bySku = groupBy(asking, ({ row }) => row.skuId);
  const stockBySku = groupBy(stock, ({ skuId }) => skuId);
  const inboundBySku = groupBy(inbound, ({ skuId }) => skuId);
  const contests = [...bySku].map(([skuId, lines]): Contest => {
    const held = new Map<string, number>();
    for (const hold of lines.flatMap(({ line }) => line.held)) {
      held.set(hold.supplyId, (held.get(hold.supplyId) ?? 0) + hold.units);
    }
    const channels = new Set(lines.map(({ line }) => line.channel));
    const there = (stockBySku.get(skuId) ?? []).map((row): ContestSupply => {
      const back = held.get(row.nodeId) ?? 0;
      const free = Math.max(0, row.onHand - row.allocated - row.reserved - row.safetyStock);
      return {
        id: row.nodeId,
        kind: "stock",
        nodeId: row.nodeId,
        availableDate: null,
        units: free + back,
        ceilings: ceilingsAt(known, skuId, row.nodeId, channels, back),
      };
    });
    const coming = (inboundBySku.get(skuId) ?? []).map(
      (row): ContestSupply => ({
        id: row.id,
        kind: "inbound",
        nodeId: row.nodeId,
        availableDate: row.availableDate,
        units: row.free + (held.get(row.id) ?? 0),
        ceilings: new Map(),
      }),
    );
    return {
      skuId,
      sku: lines[0]?.row.sku ?? "",
      supplies: [...there, ...coming],
      lines: lines.map(({ line }) => line),
      uses: uses.get(skuId) ?? new Map(),
    };
  });
  return {
    contests: contests.toSorted((a, b) => (a.sku < b.sku ? -1 : 1)),
    facts: new Map(rows.map((row) => [row.lineId, row])),
    ...slotsOf(known, new Map(asking.map(({ line, row }) => [line.lineId, row])), reader.now),
    today,
  };
}

function askOf(row: LineRow): { readonly row: LineRow; readonly line: ContestLine } {
  const held = [...groupBy(row.holds, ({ supplyId }) => supplyId).values()].flatMap((same) => {
    const [last] = same.toSorted((a, b) => (a.deliveryDate < b.deliveryDate ? 1 : -1));
    return last === undefined ? [] : [{ ...last, units: sum(same.map(({ units }) => units)) }];
  });
  const { lineId, orderId, orderNumber, packMultiple, placedAt, wanted } = row;
  const { tier, channel, orderType, region, company } = row;
  const asked = row.undated + sum(held.map(({ units }) => units));
  const keys = { tier, channel, orderType, region, company };
  const base = { lineId, orderId, orderNumber, asked, packMultiple, wanted, held };
  return { row, line: { ...base, ...keys, placedAt: new Date(placedAt) } };
}

function readLines(
  sql: RawSql | RawTx,
  skuIds: readonly string[],
  ask: {
    readonly lockedTo: LocalDate;
    readonly scope: ContestScope;
    readonly orderIds: readonly string[] | null;
  },
) {
  const isMine =
    ask.scope === "promises"
      ? sql`a.state = 'promised'`
      : sql`a.state in ('allocated', 'promised') and a.ship_date > ${ask.lockedTo}
          and not a.is_by_hand and not a.is_remainder`;
  const among = ask.orderIds === null ? sql`true` : sql`o.id = any(${[...ask.orderIds]}::uuid[])`;
  return sql<LineRow[]>`
    select l.id as "lineId", l.order_id as "orderId", o.number as "orderNumber",
      l.line_number as "lineNumber", l.sku_id as "skuId", s.code as sku,
      s.pack_multiple as "packMultiple", s.lead_time_days as "leadTimeDays",
      o.placed_at as "placedAt", coalesce(l.requested_date, o.requested_date)::text as wanted,
      l.current_promise::text as promise, c.tier, c.code as company, c.name as "companyName",
      h.code as channel, h.kind as "orderType", coalesce(o.ship_to ->> 'region', '') as region,
      o.service_code as "serviceCode", o.ship_after::text as "shipAfter",
      case when o.ship_policy = 'with_next' and l.kit_group is null then c.remainder_days
        else 0 end as "waitsOnDays",
      ${laneOfOrder(sql)}
        as "shipTo", (l.backordered - x.pegged)::int as undated, x.holds, x.fixed as "fixedDate",
      x.refused as "refusedBy", x.closed as "closedBy"
    from order_line l join sales_order o on o.id = l.order_id join sku s on s.id = l.sku_id
      join company c on c.id = o.company_id join channel h on h.id = o.channel_id
    cross join lateral (
      select coalesce(sum(a.quantity) filter (where a.state = 'promised'), 0) as pegged,
        coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'units', a.quantity, 'nodeId', a.node_id,
          'supplyId', case a.state when 'promised' then a.inbound_supply_id else a.node_id end,
          'inboundSupplyId', case a.state when 'promised' then a.inbound_supply_id end,
          'shipDate', a.ship_date, 'deliveryDate', a.delivery_date) order by a.id)
          filter (where ${isMine}), '[]') as holds,
        max(a.delivery_date) filter (where a.state in ('allocated', 'promised', 'released')
          and not (${isMine}))::text as fixed,
        coalesce(jsonb_agg(distinct a.node_id) filter (where ${stillRefuses(sql, sql`a`)}), '[]')
          as refused,
        coalesce(jsonb_agg(distinct a.node_id) filter (where a.state = 'rejected'
          and a.shelf_refused_after is null), '[]') as closed
      from allocation a where a.order_line_id = l.id) x
    where l.sku_id = any(${[...skuIds]}::uuid[]) and l.allocated + l.backordered > 0
      and o.status in ('confirmed', 'in_fulfillment') and o.allocate_from is null
      and ${mayTakeStock(sql, sql`o.id`)} and ${among}
    order by o.placed_at, o.number, l.line_number`;
}

const readSupplies = (sql: RawSql | RawTx, skuIds: readonly string[], confidenceMin: number) => sql<
  { id: string; skuId: string; nodeId: string; availableDate: LocalDate; free: number }[]
>`
  select id, sku_id as "skuId", node_id as "nodeId",
    (eta + dock_to_stock_days)::text as "availableDate",
    case when confidence < ${confidenceMin} then 0
      else greatest(quantity - received - pegged, 0) end as free
  from inbound_supply where sku_id = any(${[...skuIds]}::uuid[]) and status = 'open'
  order by eta, id`;

/** What each channel may take of a node's stock beyond what its rules leave there. */
function ceilingsAt(
  { world }: KnownWorld,
  skuId: string,
  nodeId: string,
  channels: ReadonlySet<string>,
  back: number,
): ReadonlyMap<string, number> {
  const node = world.network.nodes.find(({ id }) => id === nodeId);
  return new Map(
    [...channels].map((code): [string, number] => {
      const channel = world.network.channels.get(code);
      const stock = node && channel && world.stock.availableAt(node, skuId, channel);
      return [code, (stock?.available ?? 0) + back];
    }),
  );
}

/** When a node of the line's pool could serve it; a node that refused it, or is off, cannot. */
function slotsOf(
  { world, today }: KnownWorld,
  rows: ReadonlyMap<string, LineRow>,
  now: Date,
): Pick<KnownContests, "slotOf" | "takeSlot"> {
  const kept = new Map<string, ContestSlot | null>();
  const nodes = new Map(world.network.nodes.map((node) => [node.id, node]));
  const slotAt = ({ lineId }: ContestLine, supply: ContestSupply): ContestSlot | null => {
    const row = rows.get(lineId);
    const node = nodes.get(supply.nodeId);
    if (row === undefined || node === undefined) {
      return null;
    }
    const refusers = supply.kind === "stock" ? row.refusedBy : row.closedBy;
    if (refusers.includes(node.id) || !mayServe(row, node, world.network, now)) {
      return null;
    }
    const { shipTo, serviceCode, channel, shipAfter } = row;
    const excludedNodeIds = new Map<string, Exclusion>();
    const demand = { shipTo, serviceCode, channelCode: channel, skuIds: [], shipAfter };
    const asked = { ...demand, linesNeeded: 1, unitsNeeded: 1, excludedNodeIds };
    const from =
      row.waitsOnDays > 0
        ? addDays(supply.availableDate ?? today, row.waitsOnDays)
        : supply.availableDate;
    const slot = world.candidates.slotFor(node, asked, from);
    return slot.ok ? { shipDate: slot.shipDate, deliveryDate: slot.deliveryDate } : null;
  };
  const slotOf: SlotOf = (line, supply) => {
    const key = `${line.lineId} ${supply.id}`;
    const known = kept.get(key);
    if (known !== undefined) {
      return known;
    }
    const slot = slotAt(line, supply);
    kept.set(key, slot);
    return slot;
  };
  const takeSlot: TakeSlot = (line, supply, units) => {
    const slot = slotAt(line, supply);
    if (slot !== null) {
      world.candidates.planWork(supply.nodeId, slot.shipDate, { orders: 1, lines: 1, units });
    }
    return slot;
  };
  return { slotOf, takeSlot };
}

const mayServe = (row: LineRow, node: NetworkNode, network: Network, now: Date) =>
  network.channels.get(row.channel)?.buffers.has(node.id) === true &&
  decideOff(node, row.serviceCode, now) === null;
