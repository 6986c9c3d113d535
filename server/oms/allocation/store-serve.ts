import type { PendingQuery, Row } from "postgres";
import type { RawSql, RawTx } from "@/db/client";
import type { CommandEnv } from "@/server/shell/command";
import { isOut } from "../catalog/store-out";
import type { LocalDate } from "../kernel/local-date";
import { sum } from "../kernel/quantity";
import type { BackorderPart } from "../sourcing/types";
import { resourceLines } from "./commands/resource-lines";
import { planBackorder } from "./decide-dates";
import {
  type DemandOrder,
  type PlannedPart,
  type PlanWorld,
  planWithin,
  takeParts,
} from "./decide-plan";
import { remainderDemand } from "./decide-remainder";
import { readInbound } from "./store";
import { readDemand } from "./store-demand";
import { chooseHolds, freeDays, type TakenHold, takeOffSupply } from "./store-take-off";
import { lockWorld } from "./store-world";
import type { DecisionTrigger } from "./types";

export type WaitingOrder = {
  readonly orderId: string;
  readonly skuId: string;
  /** Units that the policy leaves it from stock and from supply; null: all there is. */
  readonly most?: { readonly stock: number; readonly supply: number } | null;
};

/**
 * Orders that wait for units of these SKUs, the oldest first, where some node has units that nobody
 * holds, or gets some that nobody was promised. Whether it may serve the order is found out when it
 * is tried. For an order beyond the horizon, or of a SKU that is not out yet, it is not.
 */
export const findWaiting = (sql: RawSql | RawTx, skuIds: readonly string[], limit: number) => sql<
  WaitingOrder[]
>`
  select l.order_id as "orderId", l.sku_id as "skuId"
  from order_line l
  join sales_order o on o.id = l.order_id and o.status in ('confirmed', 'in_fulfillment')
    and o.allocate_from is null
  where l.sku_id = any(${[...skuIds]}::uuid[]) and l.backordered > 0
    and ${isOut(sql, sql`l.sku_id`)} and ${isToBeHad(sql, sql`l.sku_id`)}
  group by l.order_id, l.sku_id, o.placed_at, o.number
  order by o.placed_at, o.number, l.sku_id limit ${limit}`;

/** Some node has units of a SKU that may be taken, or gets some that may be promised. */
export const isToBeHad = (sql: RawSql | RawTx, skuId: PendingQuery<Row[]>) => sql`(
  exists (select from stock_level s where s.sku_id = ${skuId} and s.status = 'sellable'
    and s.on_hand - s.allocated > s.safety_stock)
  or exists (select from inbound_supply i where i.sku_id = ${skuId} and i.status = 'open'
    and i.quantity - i.received > i.pegged))`;

/**
 * Give what an order waits for of a SKU what turned up: stock to units without a promise and to
 * units pegged to a supply that would come later, which is then free for others; and a promise from
 * supply to units that are dated by lead time, where it comes no later. When nothing that may serve
 * the order has any, nothing is written.
 *
 * The caller holds the order's lock.
 *
 * @returns units that found stock, and units that are promised from supply now
 */
export async function serveOrder(
  env: CommandEnv,
  { orderId, skuId, most = null }: WaitingOrder,
  trigger: DecisionTrigger,
): Promise<{ readonly units: number; readonly promised: number }> {
  const { sql } = env;
  const waiting = await readWaitingLines(sql, { orderId, skuId });
  if (waiting.length === 0) {
    return { units: 0, promised: 0 };
  }
  const { lines, overtaken } = await planServing(env, { orderId, skuId, most }, waiting);
  const wanted = lines
    .map(({ orderLineId, units, promised }) => ({
      orderLineId,
      quantity: units + promised,
      ...(most === null ? {} : { stockMax: units }),
    }))
    .filter(({ quantity }) => quantity > 0);
  if (wanted.length > 0) {
    await takeOffSupply(env, overtaken, "stock was there earlier");
    await resourceLines(env, { orderId, lines: wanted, excludedNodeIds: [], trigger });
    await freeDays(sql, overtaken);
  }
  return {
    units: sum(lines.map(({ units }) => units)),
    promised: sum(lines.map(({ promised }) => promised)),
  };
}

/** What stock and supply have for each line, and which promises stock overtakes, before any is taken. */
async function planServing(env: CommandEnv, ask: WaitingOrder, waiting: readonly WaitingLine[]) {
  const { sql } = env;
  const { skuId, most = null } = ask;
  const { world, today } = await lockWorld(env, [skuId]);
  const { demand, parts, served } = await planFromStock(sql, ask, waiting, {
    world,
    today,
  });
  takeParts(parts, demand, world);
  const undated = new Map(served.map((each) => [each.orderLineId, each.undated]));
  const rest = demand.lines.map(({ lineId }) => undated.get(lineId) ?? 0);
  const pegs = planBackorder(demand, rest, await readInbound(sql, [skuId]), world, today);
  let supply = most?.supply ?? Number.POSITIVE_INFINITY;
  return {
    lines: served.map(({ orderLineId, units, promise }) => {
      const promised = Math.min(supply, promisedOf(pegs, orderLineId, promise));
      supply -= promised;
      return { orderLineId, units, promised };
    }),
    overtaken: served.flatMap((each) => each.overtaken),
  };
}

/** Where stock that nobody holds could fill what an order waits for of a SKU; nothing is taken. */
export async function planFromStock(
  sql: RawSql | RawTx,
  { orderId, most = null }: WaitingOrder,
  waiting: readonly WaitingLine[],
  { world, today }: { readonly world: PlanWorld; readonly today: LocalDate },
): Promise<{
  readonly demand: DemandOrder;
  readonly parts: readonly PlannedPart[];
  readonly served: readonly Served[];
}> {
  const left = shared(waiting, most?.stock ?? null);
  const open = waiting.map(({ orderLineId, backordered }) => ({
    orderLineId,
    quantity: backordered,
  }));
  const { demand: wanted } = await readDemand(sql, orderId, open, []);
  const demand = remainderDemand(wanted, today);
  const { parts } = planWithin(demand, world, left).plan;
  return { demand, parts, served: waiting.map((line) => servedOf(line, parts)) };
}

/** What an order may take of a SKU, line by line; empty when nothing limits it. */
function shared(
  waiting: readonly WaitingLine[],
  units: number | null,
): ReadonlyMap<string, number> {
  const most = new Map<string, number>();
  let left = units ?? 0;
  for (const { orderLineId, backordered } of units === null ? [] : waiting) {
    most.set(orderLineId, Math.min(left, backordered));
    left -= Math.min(left, backordered);
  }
  return most;
}

export type WaitingLine = {
  readonly orderLineId: string;
  readonly backordered: number;
  readonly promise: LocalDate | null;
  /** What is promised from supply, the latest first. */
  readonly pegs: readonly (Omit<TakenHold, "units"> & { readonly deliveryDate: LocalDate })[];
};

/** The lines of an order that wait for units of a SKU. */
export const readWaitingLines = (sql: RawSql | RawTx, { orderId, skuId }: WaitingOrder) => sql<
  WaitingLine[]
>`
  select l.id as "orderLineId", l.backordered, l.current_promise::text as promise,
    coalesce((select jsonb_agg(jsonb_build_object('id', a.id, 'orderLineId', a.order_line_id,
        'skuId', a.sku_id, 'nodeId', a.node_id, 'inboundSupplyId', a.inbound_supply_id,
        'shipDate', a.ship_date, 'deliveryDate', a.delivery_date, 'quantity', a.quantity)
        order by a.delivery_date desc, a.id)
      from allocation a where a.order_line_id = l.id and a.state = 'promised'), '[]') as pegs
  from order_line l
  where l.order_id = ${orderId} and l.sku_id = ${skuId} and l.backordered > 0
  order by l.line_number`;

export type Served = {
  readonly orderLineId: string;
  /** Units that stock gives it. */
  readonly units: number;
  /** Its pegs that stock overtakes: only those that come later. */
  readonly overtaken: readonly TakenHold[];
  /** Units that neither stock nor a peg gives it. */
  readonly undated: number;
  readonly promise: LocalDate | null;
};

function servedOf(
  { orderLineId, backordered, pegs, promise }: WaitingLine,
  parts: readonly PlannedPart[],
): Served {
  const own = parts.filter(({ lineId }) => lineId === orderLineId);
  const filled = sum(own.map(({ units }) => units));
  const unpegged = backordered - sum(pegs.map(({ quantity }) => quantity));
  const lastDelivery = own
    .map(({ deliveryDate }) => deliveryDate)
    .toSorted()
    .at(-1);
  const later = pegs.filter(
    ({ deliveryDate }) => lastDelivery !== undefined && deliveryDate > lastDelivery,
  );
  const overtaken = chooseHolds(later, Math.max(0, filled - unpegged));
  const units = Math.min(filled, unpegged + sum(overtaken.map((peg) => peg.units)));
  return { orderLineId, units, overtaken, undated: Math.max(0, unpegged - units), promise };
}

/** Units of a line that supply can promise for no later than the line is promised now. */
const promisedOf = (
  parts: readonly BackorderPart[],
  orderLineId: string,
  promise: LocalDate | null,
): number =>
  sum(
    parts
      .filter(
        (part) =>
          part.lineId === orderLineId &&
          part.kind === "pegged" &&
          (promise === null || part.deliveryDate <= promise),
      )
      .map(({ units }) => units),
  );
