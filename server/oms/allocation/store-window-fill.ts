import type { RawSql, RawTx } from "@/db/client";
import type { CommandEnv } from "@/server/shell/command";
import { isOut } from "../catalog/store-out";
import { groupBy } from "../kernel/groups";
import type { SkuId } from "../kernel/ids";
import { sum } from "../kernel/quantity";
import { allocationHold, mayTakeStock } from "../orders/store-holds";
import { isPlain, readActivePolicy } from "../scarcity/store-policy";
import { fillDays, type PlannedPart, type PlanWorld, takeParts } from "./decide-plan";
import { addWork, keptFromIt, type WindowFill, type WindowFills } from "./decide-window-fill";
import type { DaysUsed } from "./decide-window-run";
import { findTurns } from "./store-queue";
import {
  planFromStock,
  readWaitingLines,
  type Served,
  serveOrder,
  type WaitingOrder,
} from "./store-serve";
import type { WindowWorld } from "./store-window";
import type { Reader } from "./store-world";
import type { PassedOver, WindowRunOrder, WindowRunPart } from "./types";

/** SKUs that somebody waits for while some node has units that nobody holds. */
export async function findWaitedFor(sql: RawSql | RawTx): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select distinct l.sku_id as id
    from order_line l join sales_order o on o.id = l.order_id
      and o.status in ('confirmed', 'in_fulfillment') and o.allocate_from is null
    where l.backordered > 0 and ${isOut(sql, sql`l.sku_id`)} and exists (select from stock_level s
      where s.sku_id = l.sku_id and s.status = 'sellable'
        and s.on_hand - s.allocated > s.safety_stock)`;
  return rows.map(({ id }) => id);
}

/**
 * What a window can give of stock that nobody holds to orders that wait for it: to each what the
 * allocation policy leaves it, planned as the order is routed. Nobody loses by it; where the policy
 * gives the units to others, or a hold keeps the order from stock, it says so.
 *
 * Takes the units and their room out of the world that the window is planned on.
 */
export async function planFills(
  reader: Reader,
  skuIds: readonly string[],
  { world, daysUsed, today }: WindowWorld,
  ordersMax: number,
): Promise<WindowFills & { readonly daysUsed: DaysUsed }> {
  const { sql } = reader;
  const turns = await findTurns(reader, skuIds, ordersMax);
  const { policy } = await readActivePolicy(sql);
  const isFirstCome = isPlain(policy);
  const known = await readKnown(sql, skuIds, ordersMax);
  const fills: WindowFill[] = [];
  const unfilled: PassedOver[] = [];
  const taken: PlannedPart[] = [];
  for (const waiting of inTurn(turns, known)) {
    const isServed = waiting.mayTake && waiting.most?.stock !== 0 && hasUnits(waiting, world);
    const given = isServed ? await takeFromStock(sql, waiting, { world, today }) : [];
    taken.push(...given);
    if (given.length > 0) {
      fills.push({ ...waiting, parts: given.map((part) => named(part, waiting.sku, world)) });
    }
    const reason = keptFromIt({
      isHeld: !waiting.mayTake,
      isFirstCome,
      left: waiting.most?.stock ?? null,
      waiting: waiting.units,
      given: sum(given.map(({ units }) => units)),
    });
    if (reason !== null) {
      const { orderId, number, sku } = waiting;
      unfilled.push({ orderId, number, reason: `of ${sku}, ${reason}` });
    }
  }
  return { fills, unfilled, daysUsed: addWork(daysUsed, taken) };
}

/** Units of a SKU that a window's document gives an order. */
export type FilledSku = {
  readonly orderId: string;
  readonly skuId: string;
  readonly units: number;
};

/** What the orders of a window's document are to be filled with. */
export async function findFilled(
  sql: RawSql | RawTx,
  proposals: readonly WindowRunOrder[],
): Promise<FilledSku[]> {
  const parts = proposals.flatMap(({ orderId, filled }) =>
    filled.map(({ lineId, units }) => ({ orderId, lineId, units })),
  );
  return sql<FilledSku[]>`
    select r."orderId", l.sku_id as "skuId", sum(r.units)::int as units
    from jsonb_to_recordset(${sql.typed(parts, 3802)}::jsonb)
      as r("orderId" uuid, "lineId" uuid, units int)
    join order_line l on l.id = r."lineId"
    group by 1, 2 order by 1, 2`;
}

/** What an order was filled with, and why with less than its window said; null: it was not. */
export type Filled = { readonly units: number; readonly reason: string | null };

/**
 * Give orders what a window found for them, as far as it is still there, the policy still leaves it
 * to them, and nothing keeps them from it.
 *
 * The caller holds the orders and the stock of the SKUs.
 */
export async function fillWaiting(
  env: CommandEnv,
  wanted: readonly FilledSku[],
): Promise<ReadonlyMap<string, Filled>> {
  const skuIds = [...new Set(wanted.map(({ skuId }) => skuId))];
  const turns = await findTurns(env, skuIds, Number.MAX_SAFE_INTEGER);
  const filled = new Map<string, Filled>(
    wanted.map(({ orderId }) => [orderId, { units: 0, reason: null }]),
  );
  for (const { orderId, skuId, units } of wanted) {
    const turn = turns.find((each) => each.orderId === orderId && each.skuId === skuId);
    const stock = turn === undefined ? 0 : Math.min(units, turn.most?.stock ?? units);
    const isHeld = (await allocationHold(env.sql, orderId)) !== null;
    const given =
      isHeld || stock === 0
        ? 0
        : (await serveOrder(env, { orderId, skuId, most: { stock, supply: 0 } }, "stock_found"))
            .units;
    const before = filled.get(orderId) ?? { units: 0, reason: null };
    filled.set(orderId, {
      units: before.units + given,
      reason: given < units ? (isHeld ? HELD : GONE) : before.reason,
    });
  }
  return filled;
}

const HELD = "a hold keeps it from being given stock now";
const GONE = "the free units it was to get are gone, or it waits for them no longer";

type Known = {
  readonly orderId: string;
  readonly skuId: string;
  readonly number: string;
  readonly sku: string;
  readonly channelCode: string;
  readonly units: number;
  readonly mayTake: boolean;
};

type Turn = Known & Required<Pick<WaitingOrder, "most">>;

const readKnown = (sql: RawSql | RawTx, skuIds: readonly string[], limit: number) => sql<Known[]>`
  select l.order_id as "orderId", l.sku_id as "skuId", o.number, s.code as sku,
    c.code as "channelCode", sum(l.backordered)::int as units,
    ${mayTakeStock(sql, sql`o.id`)} as "mayTake"
  from order_line l
  join sales_order o on o.id = l.order_id and o.status in ('confirmed', 'in_fulfillment')
    and o.allocate_from is null
  join sku s on s.id = l.sku_id join channel c on c.id = o.channel_id
  where l.sku_id = any(${[...skuIds]}::uuid[]) and l.backordered > 0
  group by l.order_id, l.sku_id, o.id, s.code, c.code
  order by o.placed_at, o.id, l.sku_id limit ${limit}`;

/** In the order of the policy; after them those whose turn it is not, who get none. */
function inTurn(turns: readonly WaitingOrder[], known: readonly Known[]): Turn[] {
  const keyOf = ({ orderId, skuId }: WaitingOrder) => `${orderId} ${skuId}`;
  const knownOf = new Map(known.map((each) => [keyOf(each), each]));
  const asked = new Set(turns.map(keyOf));
  return [
    ...turns.flatMap((turn): Turn[] => {
      const each = knownOf.get(keyOf(turn));
      return each === undefined ? [] : [{ ...each, most: turn.most ?? null }];
    }),
    ...known
      .filter((each) => !asked.has(keyOf(each)))
      .map((each): Turn => ({ ...each, most: { stock: 0, supply: 0 } })),
  ];
}

/** Whether some node has units of the SKU for the order's channel. */
function hasUnits({ channelCode, skuId }: Known, { network, stock }: PlanWorld): boolean {
  const channel = network.channels.get(channelCode);
  return (
    channel !== undefined &&
    network.nodes.some(
      (node) => (stock.availableAt(node, skuId as SkuId, channel)?.available ?? 0) > 0,
    )
  );
}

async function takeFromStock(
  sql: RawSql | RawTx,
  turn: Turn,
  { world, today }: Pick<WindowWorld, "world" | "today">,
): Promise<PlannedPart[]> {
  const lines = await readWaitingLines(sql, turn);
  const { demand, parts, served } = await planFromStock(sql, turn, lines, { world, today });
  const given = partsOf(parts, served);
  takeParts(given, demand, world);
  fillDays(given, world);
  return given;
}

/** Of what stock has for the lines, the units that it gives them. */
function partsOf(parts: readonly PlannedPart[], served: readonly Served[]): PlannedPart[] {
  const byLine = groupBy(parts, ({ lineId }) => lineId as string);
  return served.flatMap(({ orderLineId, units }) => {
    let left = units;
    return (byLine.get(orderLineId) ?? []).flatMap((part): PlannedPart[] => {
      const given = Math.min(left, part.units);
      left -= given;
      return given > 0 ? [{ ...part, units: given }] : [];
    });
  });
}

function named(part: PlannedPart, sku: string, { network }: PlanWorld): WindowRunPart {
  const { lineId, nodeId, units, shipDate, deliveryDate } = part;
  const node = network.nodes.find(({ id }) => id === nodeId)?.name ?? "";
  return { lineId, sku, nodeId, node, units, shipDate, deliveryDate };
}
