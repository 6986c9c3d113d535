import {
  type DemandLine,
  type DemandOrder,
  type InboundBook,
  type PlanWorld,
  planBackorder,
  planOnStock,
  type StockPlan,
  takeParts,
} from "../allocation/decide-plan";
import type { Fault } from "../kernel/errors";
import type { LocalDate } from "../kernel/local-date";
import { sum } from "../kernel/quantity";
import { err, ok, type Result } from "../kernel/result";
import { decideOrderPromise, type LinePromise } from "../orders/decide";
import type { BackorderPart, Exclusion } from "../sourcing/types";
import type { PlannedLine, PlannedOrder, ResolvedLine, ResolvedOrder } from "./types";

const NOBODY: ReadonlyMap<string, Exclusion> = new Map();

/** An order with what stock gives it; its open units are dated in a second step. */
export type StockedOrder = {
  readonly order: ResolvedOrder;
  readonly demand: DemandOrder;
  readonly plan: StockPlan;
};

/** What an order asks of the network. */
export const demandOf = (order: ResolvedOrder): DemandOrder => ({
  lines: order.lines.map(demandLine),
  shipPolicy: order.input.shipPolicy,
  shipTo: { country: order.shipTo.country, point: order.shipTo.point },
  serviceCode: order.input.serviceCode,
  channelCode: order.input.channelCode,
  shipAfter: order.input.shipAfter ?? null,
  excludedNodeIds: NOBODY,
});

export const demandLine = (line: ResolvedLine): DemandLine => ({
  lineId: line.lineId,
  skuId: line.sku.id,
  quantity: line.quantity,
  packMultiple: line.sku.packMultiple,
  gramsPerUnit: line.sku.grams,
  requestedDate: line.requestedDate,
  leadTimeDays: line.sku.leadTimeDays,
});

/**
 * Plan one order of a batch on stock and take it out of the books, or refuse it whole because a
 * SKU's policy does not let the open units wait.
 *
 * @param backordered units on backorder per SKU with a cap; grows with what this order adds
 */
export function stockOrder(
  order: ResolvedOrder,
  world: PlanWorld,
  backordered: Map<string, number>,
): Result<StockedOrder, readonly Fault[]> {
  const demand = demandOf(order);
  const plan = planOnStock(demand, world);
  const { faults, waiting } = checkBackorders(order.lines, plan.openUnits, backordered);
  if (faults.length > 0) {
    return err(
      faults.map(({ position, ...fault }) => ({ ...fault, field: `lines.${position}.quantity` })),
    );
  }
  takeParts(plan.parts, world);
  for (const [skuId, units] of waiting) {
    backordered.set(skuId, (backordered.get(skuId) ?? 0) + units);
  }
  return ok({ order, demand, plan });
}

type BackorderFault = Omit<Fault, "field"> & { readonly position: number };

/** Which lines may not wait for their open units, by their SKU's policy, and what would wait. */
export function checkBackorders(
  lines: readonly ResolvedLine[],
  openUnits: readonly number[],
  backordered: ReadonlyMap<string, number>,
): { readonly faults: BackorderFault[]; readonly waiting: ReadonlyMap<string, number> } {
  const waiting = new Map<string, number>();
  const faults = lines.flatMap((line, position): BackorderFault[] => {
    const open = openUnits[position] ?? 0;
    const before = (backordered.get(line.sku.id) ?? 0) + (waiting.get(line.sku.id) ?? 0);
    waiting.set(line.sku.id, (waiting.get(line.sku.id) ?? 0) + open);
    const refused = open === 0 ? null : refusedUnits(line, open, before);
    return refused === null ? [] : [shortFault(line, position, open, refused)];
  });
  return { faults, waiting };
}

/** Units that may not wait; null when all may. */
function refusedUnits({ sku }: ResolvedLine, open: number, before: number): number | null {
  switch (sku.backorderPolicy) {
    case "backorder":
      return null;
    case "refuse":
      return open;
    case "cap": {
      const over = before + open - (sku.backorderLimit ?? 0);
      return over > 0 ? Math.min(over, open) : null;
    }
    default:
      return sku.backorderPolicy satisfies never;
  }
}

function shortFault(
  line: ResolvedLine,
  position: number,
  open: number,
  refused: number,
): BackorderFault {
  const { code } = line.sku;
  const can = line.quantity - open;
  const most = can + open - refused;
  return {
    position,
    code: "not_backorderable",
    message: `${code}: ${line.quantity} ordered, ${can} can ship and ${
      refused === open ? "it is not backordered" : `${open - refused} may wait`
    }; order ${most === 0 ? "another SKU" : `${most} or less`}`,
  };
}

/** Date the open units of a planned order against inbound supply. */
export function dateOrder(
  stocked: StockedOrder,
  inbound: InboundBook,
  world: PlanWorld,
  today: LocalDate,
): PlannedOrder {
  const { demand, plan, order } = stocked;
  const backorderParts = planBackorder(demand, plan.openUnits, inbound, world, today);
  const lines = order.lines.map((line, position) =>
    plannedLine(line, plan, plan.openUnits[position] ?? 0, backorderParts),
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
  backordered: number,
  backorderParts: readonly BackorderPart[],
): PlannedLine {
  const onHand = plan.parts.filter((part) => part.lineId === line.lineId);
  const waiting = backorderParts.filter((part) => part.lineId === line.lineId);
  return {
    line,
    allocated: sum(onHand.map((part) => part.units)),
    backordered,
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
