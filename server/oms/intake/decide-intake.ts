import {
  type DemandLine,
  type DemandOrder,
  type InboundBook,
  type PlanWorld,
  planBackorder,
  planBeyond,
  planOnStock,
  type StockPlan,
  takeParts,
} from "../allocation/decide-plan";
import type { StockBook } from "../inventory/decide-book";
import type { Fault } from "../kernel/errors";
import type { LocalDate } from "../kernel/local-date";
import { sum } from "../kernel/quantity";
import { err, ok, type Result } from "../kernel/result";
import type { LanePlace } from "../network/types";
import { decideOrderPromise, type LinePromise } from "../orders/decide";
import { decideHorizon } from "../sourcing/decide-horizon";
import type { BackorderPart, BeyondHorizon, Exclusion } from "../sourcing/types";
import { factsOf } from "./decide-facts";
import { kitFault, type ShortLine } from "./decide-kit";
import type { PlannedLine, PlannedOrder, ResolvedLine, ResolvedOrder } from "./types";

const NOBODY: ReadonlyMap<string, Exclusion> = new Map();

/** An order with what stock gives it; its open units are dated in a second step. */
export type StockedOrder = {
  readonly order: ResolvedOrder;
  readonly demand: DemandOrder;
  readonly plan: StockPlan;
};

/** What an order asks of the network. */
export const demandOf = (order: ResolvedOrder, today: LocalDate): DemandOrder => ({
  facts: factsOf({ ...order.input, ...order }, today),
  lines: order.lines.map(demandLine),
  shipPolicy: order.input.shipPolicy,
  shipTo: placeOf(order.shipTo),
  serviceCode: order.input.serviceCode,
  channelCode: order.input.channelCode,
  shipAfter: order.input.shipAfter ?? null,
  excludedNodeIds: NOBODY,
});

/** Where a shipment goes, as far as its price and its days depend on it. */
export const placeOf = ({ country, point, region, postalCode }: LanePlace): LanePlace => ({
  country,
  point,
  region: region ?? null,
  postalCode: postalCode ?? null,
});

export const demandLine = (line: ResolvedLine): DemandLine => ({
  lineId: line.lineId,
  skuId: line.sku.id,
  quantity: line.quantity,
  packMultiple: line.sku.packMultiple,
  gramsPerUnit: line.sku.grams,
  requestedDate: line.requestedDate,
  leadTimeDays: line.sku.leadTimeDays,
  about: {
    category: line.sku.category,
    kit: line.kit === null ? null : String(line.askedAt + 1),
    unitValueMinor: line.lineTotal / line.quantity,
  },
});

/**
 * Plan one order of a batch on stock and take it out of the books, or refuse it whole because a
 * SKU's policy does not let the open units wait. An order beyond the horizon takes no stock and is no
 * backorder: neither a SKU that refuses backorders nor its cap stands against it.
 *
 * @param backordered units on backorder per SKU with a cap; grows with what this order adds
 */
export function stockOrder(
  order: ResolvedOrder,
  world: PlanWorld,
  backordered: Map<string, number>,
  today: LocalDate,
): Result<StockedOrder, readonly Fault[]> {
  const demand = demandOf(order, today);
  const { allocationHorizonDays } = world.parameters;
  const horizon =
    order.keptFromStock === null
      ? decideHorizon(demand.shipAfter, today, allocationHorizonDays)
      : keptFromStock(order.keptFromStock, demand.shipAfter, today, allocationHorizonDays);
  if (horizon !== null) {
    return ok({ order, demand, plan: planBeyond(demand, horizon, world) });
  }
  const plan = planOnStock(demand, world);
  if (isGivenUp(plan)) {
    takeParts(plan.parts, demand, world);
    return ok({ order, demand, plan });
  }
  const { faults, waiting } = checkBackorders(order.lines, plan.openUnits, backordered);
  if (faults.length > 0) {
    return err(
      faults.map(({ askedAt, ...fault }) => ({ ...fault, field: `lines.${askedAt}.quantity` })),
    );
  }
  takeParts(plan.parts, demand, world);
  for (const [skuId, units] of waiting) {
    backordered.set(skuId, (backordered.get(skuId) ?? 0) + units);
  }
  return ok({ order, demand, plan });
}

/** The strategy cancels what no node has instead of letting it wait. */
const isGivenUp = ({ routed }: StockPlan): boolean => routed?.route.after === "cancel_remainder";

/** What a hold keeps from stock is planned like what lies beyond the horizon, until it is lifted. */
const keptFromStock = (
  heldFor: string,
  shipAfter: LocalDate | null,
  today: LocalDate,
  horizonDays: number,
): BeyondHorizon => ({
  wantedFrom: shipAfter ?? today,
  allocateFrom: decideHorizon(shipAfter, today, horizonDays)?.allocateFrom ?? today,
  heldFor,
});

type BackorderFault = Omit<Fault, "field"> & { readonly askedAt: number };

/**
 * Which asked lines may not wait for their open units, by their SKU's policy, and what would wait.
 * A kit has one fault for all its components.
 */
export function checkBackorders(
  lines: readonly ResolvedLine[],
  openUnits: readonly number[],
  backordered: ReadonlyMap<string, number>,
): { readonly faults: BackorderFault[]; readonly waiting: ReadonlyMap<string, number> } {
  const waiting = new Map<string, number>();
  const asked = new Map<number, ShortLine[]>();
  lines.forEach((line, position) => {
    const open = openUnits[position] ?? 0;
    const before = (backordered.get(line.sku.id) ?? 0) + (waiting.get(line.sku.id) ?? 0);
    waiting.set(line.sku.id, (waiting.get(line.sku.id) ?? 0) + open);
    const parts = asked.get(line.askedAt) ?? [];
    asked.set(line.askedAt, parts);
    parts.push({ line, open, refused: refusedUnits(line, open, before) });
  });
  const faults = [...asked].flatMap(([askedAt, parts]): BackorderFault[] => {
    const fault = kitFault(parts) ?? shortFault(parts);
    return fault === null ? [] : [{ ...fault, askedAt }];
  });
  return { faults, waiting };
}

/** Units that may not wait. */
function refusedUnits({ sku }: ResolvedLine, open: number, before: number): number {
  switch (sku.backorderPolicy) {
    case "backorder":
      return 0;
    case "refuse":
      return open;
    case "cap":
      return Math.min(Math.max(0, before + open - (sku.backorderLimit ?? 0)), open);
    default:
      return sku.backorderPolicy satisfies never;
  }
}

/** What stands against a line that is no kit; null when its open units may wait. */
function shortFault(parts: readonly ShortLine[]): Omit<Fault, "field"> | null {
  const [part] = parts;
  if (part === undefined || part.refused === 0 || part.line.kit !== null) {
    return null;
  }
  const { line, open, refused } = part;
  const { code } = line.sku;
  const can = line.quantity - open;
  const most = can + open - refused;
  return {
    code: "not_backorderable",
    message: `${code}: ${line.quantity} ordered, ${can} can ship and ${
      refused === open ? "it is not backordered" : `${open - refused} may wait`
    }; order ${most === 0 ? "another SKU" : `${most} or less`}`,
  };
}

/** Whether units of an order wait that inbound supply may be promised to. */
export const needsSupply = ({ plan }: StockedOrder): boolean =>
  plan.horizon === undefined && !isGivenUp(plan) && plan.openUnits.some((units) => units > 0);

/**
 * Whether an order waits for units of a SKU although its channel could still promise some: its route
 * left them, or a hold keeps it from stock.
 */
export function waitsBesideStock(
  stocked: StockedOrder,
  { network, stock }: PlanWorld,
  today: LocalDate,
): boolean {
  const { demand, plan } = stocked;
  const channel = network.channels.get(demand.channelCode);
  const isDue = plan.horizon === undefined || plan.horizon.allocateFrom <= today;
  return (
    channel !== undefined &&
    isDue &&
    !isGivenUp(plan) &&
    demand.lines.some(
      ({ skuId }, position) => (plan.openUnits[position] ?? 0) > 0 && stock.hasAny(skuId, channel),
    )
  );
}

/** Let whoever takes from the book next come behind what these orders wait for without a supply. */
export function oweWaiting(orders: readonly PlannedOrder[], stock: StockBook): void {
  for (const { order, lines, backorderParts } of orders) {
    for (const { line, backordered } of lines) {
      const pegged = backorderParts.filter(
        (part) => part.lineId === line.lineId && part.kind === "pegged",
      );
      const units = backordered - sum(pegged.map((part) => part.units));
      if (units > 0) {
        stock.owe(line.sku.id, order.input.channelCode, units);
      }
    }
  }
}

/** Date the open units of a planned order against inbound supply. */
export function dateOrder(
  stocked: StockedOrder,
  inbound: InboundBook,
  world: PlanWorld,
  today: LocalDate,
): PlannedOrder {
  const { demand, plan, order } = stocked;
  const isLeft = isGivenUp(plan);
  const backorderParts = isLeft ? [] : planBackorder(demand, plan.openUnits, inbound, world, today);
  const lines = order.lines.map((line, position) =>
    plannedLine(line, plan, plan.openUnits[position] ?? 0, backorderParts, isLeft),
  );
  return {
    ...stocked,
    backorderParts,
    lines,
    promise: decideOrderPromise(lines.map((line) => line.promise)),
  };
}

function plannedLine(
  line: ResolvedLine,
  plan: StockPlan,
  open: number,
  backorderParts: readonly BackorderPart[],
  isLeft: boolean,
): PlannedLine {
  const onHand = plan.parts.filter((part) => part.lineId === line.lineId);
  const waiting = backorderParts.filter((part) => part.lineId === line.lineId);
  return {
    line,
    allocated: sum(onHand.map((part) => part.units)),
    backordered: isLeft ? 0 : open,
    cancelled: isLeft ? open : 0,
    promise: promiseOf(onHand, waiting),
  };
}

/** The latest of a line's dates; firm when all of it is on hand. */
export function promiseOf(
  onHand: readonly { readonly deliveryDate: LocalDate }[],
  waiting: readonly BackorderPart[],
): LinePromise {
  const dates = [...onHand, ...waiting].map((part) => part.deliveryDate);
  if (dates.includes(null)) {
    return { date: null, state: "unknown" };
  }
  const date = dates.reduce(
    (latest, day) => (latest === null || (day ?? latest) > latest ? day : latest),
    null,
  );
  return { date, state: waiting.length === 0 ? "firm" : "expected" };
}
