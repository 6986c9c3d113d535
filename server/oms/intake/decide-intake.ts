import { claimantOf } from "../allocation/decide-claimant";
import { type InboundBook, planBackorder } from "../allocation/decide-dates";
import {
  type DemandLine,
  type DemandOrder,
  giveBackParts,
  isPreorder,
  type PlanWorld,
  planBeyond,
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
import {
  type Asking,
  type BackorderCounts,
  decideWaits,
  type KnownWaiting,
  type LineWaiting,
  planKits,
  type WaitFault,
  wishOf,
} from "./decide-waits";
import type { PlannedLine, PlannedOrder, ResolvedLine, ResolvedOrder } from "./types";

const NOBODY: ReadonlyMap<string, Exclusion> = new Map();

/** An order with what stock gives it; its open units are dated in a second step. */
export type StockedOrder = {
  readonly order: ResolvedOrder;
  readonly demand: DemandOrder;
  /** What stock was asked for: of a kit that may not wait, no more than whole kits. */
  readonly asked: DemandOrder;
  readonly plan: StockPlan;
  /** What becomes of the open units of each line. */
  readonly waiting: readonly LineWaiting[];
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
  remainderDays: order.customer.remainderDays,
  excludedNodeIds: NOBODY,
});

/** By what the allocation policy tells an order apart; null: it says nothing about its SKUs. */
export const claimantFor = (order: ResolvedOrder, world: PlanWorld, today: LocalDate) =>
  world.stock.hasClaims ? claimantOf(demandOf(order, today), world) : null;

/** Where a shipment goes, as far as its price and its days depend on it. */
export const placeOf = ({ country, point, ...place }: LanePlace): LanePlace => ({
  country,
  point,
  region: place.region ?? null,
  postalCode: place.postalCode ?? null,
  address1: place.address1 ?? null,
  address2: place.address2 ?? null,
  isResidential: place.isResidential ?? false,
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

/** What one transaction knows of stock and of what waits, as its orders take from both. */
export type IntakeWorld = PlanWorld & {
  readonly counts: BackorderCounts;
  /** Supply on its way, where a cap in days has to know of it; null: nobody's does. */
  readonly inbound: InboundBook | null;
};

/**
 * Plan one order of a batch on stock and take it out of the books, or refuse it whole because open
 * units of it may not wait (`decideBackorderTerms`). An order beyond the horizon takes no stock and is
 * no backorder: nobody's policy and no cap stands against it, but for the cap of pre-orders.
 */
export function stockOrder(
  order: ResolvedOrder,
  world: IntakeWorld,
  today: LocalDate,
): Result<StockedOrder, readonly Fault[]> {
  const demand = demandOf(order, today);
  const { allocationHorizonDays } = world.parameters;
  const horizon =
    order.keptFromStock === null
      ? decideHorizon(demand.shipAfter, today, allocationHorizonDays)
      : keptFromStock(order.keptFromStock, demand.shipAfter, today, allocationHorizonDays);
  const asking = { lines: order.lines, customer: order.customer, wish: wishOf(order.input) };
  const known = {
    ...{ counts: world.counts, inbound: world.inbound ?? [], today },
    customerName: order.customer.name,
  };
  if (horizon !== null) {
    const plan = planBeyond(demand, horizon, world);
    const faults = refusedEarly(asking, demand, world, known);
    if (faults.length > 0) {
      return err(faults.map(atLine));
    }
    countPreorders(order, demand, world);
    return ok({ order, demand, asked: demand, plan, waiting: plan.openUnits.map(allWait) });
  }
  const { plan, asked } = planKits(asking, demand, world);
  takeParts(plan.parts, demand, world);
  const { waiting, faults } = decideOpen(asking, demand, plan, world, known);
  if (faults.length > 0) {
    giveBackParts(plan.parts, demand, world);
    return err(faults.map(atLine));
  }
  order.lines.forEach(({ sku }, at) => {
    world.counts.add(sku.id, order.customer.companyId, waiting[at]?.waits ?? 0);
  });
  return ok({ order, demand, asked, plan, waiting });
}

const atLine = ({ askedAt, ...fault }: WaitFault): Fault => ({
  ...fault,
  field: `lines.${askedAt}.quantity`,
});

/** What stands against pre-orders of an order beyond the horizon: the caps of their SKUs alone. */
export function refusedEarly(
  asking: Asking,
  demand: DemandOrder,
  world: PlanWorld,
  known: KnownWaiting,
): readonly WaitFault[] {
  const early = demand.lines.map((line) => (isPreorder(line, world) ? line.quantity : 0));
  const alone = { ...asking, customer: { ...asking.customer, backorders: null }, wish: null };
  return early.every((units) => units === 0)
    ? []
    : decideWaits(alone, demand, early, world, known).faults;
}

function countPreorders(
  { customer }: ResolvedOrder,
  demand: DemandOrder,
  world: IntakeWorld,
): void {
  for (const line of demand.lines.filter((each) => isPreorder(each, world))) {
    world.counts.add(line.skuId, customer.companyId, line.quantity);
  }
}

/**
 * What becomes of what a plan on stock leaves open: the strategy cancels it, or see `decideWaits`. A
 * pre-order is nothing that a node lacks: no strategy cancels it.
 */
export function decideOpen(
  asking: Asking,
  demand: DemandOrder,
  plan: StockPlan,
  world: PlanWorld,
  known: KnownWaiting,
): ReturnType<typeof decideWaits> {
  if (!isGivenUp(plan)) {
    return decideWaits(asking, demand, plan.openUnits, world, known);
  }
  const early = plan.openUnits.map((units, at) => {
    const line = demand.lines[at];
    return line !== undefined && isPreorder(line, world) ? units : 0;
  });
  const { waiting, faults } = decideWaits(asking, demand, early, world, known);
  const openUnits = plan.openUnits.map((units, at) => units - (early[at] ?? 0));
  return {
    waiting: waiting.map((each, at) => (early[at] ? each : allGivenUp(openUnits[at] ?? 0))),
    faults,
  };
}

/** The strategy cancels what no node has instead of letting it wait. */
const isGivenUp = ({ routed }: StockPlan): boolean => routed?.route.after === "cancel_remainder";

export const allWait = (open: number): LineWaiting => ({
  ...{ waits: open, cancelled: 0, refused: 0, because: null },
});

const allGivenUp = (open: number): LineWaiting => ({
  ...{ waits: 0, cancelled: open, refused: 0, because: null },
});

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

/** Whether units of an order wait that inbound supply may be promised to. */
export const needsSupply = ({ plan, waiting }: StockedOrder): boolean =>
  plan.horizon === undefined && waiting.some(({ waits }) => waits > 0);

/**
 * Whether an order waits for units of a SKU although its channel could still promise some: its route
 * left them, a hold keeps it from stock, or the SKU is not out yet.
 */
export function waitsBesideStock(
  stocked: StockedOrder,
  { network, stock }: PlanWorld,
  today: LocalDate,
): boolean {
  const { demand, plan, waiting } = stocked;
  const channel = network.channels.get(demand.channelCode);
  const asker = claimantOf(demand, { network, stock });
  const isDue = plan.horizon === undefined || plan.horizon.allocateFrom <= today;
  return (
    channel !== undefined &&
    isDue &&
    demand.lines.some(
      ({ skuId }, position) =>
        (waiting[position]?.waits ?? 0) > 0 &&
        (network.comingOut.has(skuId) || stock.hasAny(skuId, channel, asker)),
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
  const { demand, plan, order, waiting } = stocked;
  const open = waiting.map(({ waits }) => waits);
  const backorderParts = planBackorder(demand, open, inbound, world, today);
  const lines = order.lines.map((line, position) =>
    plannedLine(line, plan, waiting[position], backorderParts),
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
  waiting: LineWaiting | undefined,
  backorderParts: readonly BackorderPart[],
): PlannedLine {
  const onHand = plan.parts.filter((part) => part.lineId === line.lineId);
  const later = backorderParts.filter((part) => part.lineId === line.lineId);
  return {
    line,
    allocated: sum(onHand.map((part) => part.units)),
    backordered: waiting?.waits ?? 0,
    cancelled: waiting?.cancelled ?? 0,
    because: waiting?.because ?? null,
    promise: promiseOf(onHand, later),
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
