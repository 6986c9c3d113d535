import type { OrderLineId } from "../kernel/ids";
import { daysBetween, type LocalDate, laterDate } from "../kernel/local-date";
import { sum } from "../kernel/quantity";
import type { BackorderPart, PlanNode, SourcingDecision } from "../sourcing/types";
import type { RouteTrail } from "../sourcing/types-route";
import type { Route } from "./types";

/** An order as a planner answered it. */
export type AnsweredOrder = {
  readonly lines: readonly {
    readonly lineId: OrderLineId;
    readonly quantity: number;
    readonly requestedDate: LocalDate | null;
  }[];
  readonly nodes: readonly PlanNode[];
  readonly decision: SourcingDecision;
  /** How it was routed; unset when no node was asked. */
  readonly route: RouteTrail | undefined;
  /** The dated parts of what stock does not fill. */
  readonly waiting: readonly BackorderPart[];
  /** The day on which it was asked. */
  readonly today: LocalDate;
};

/**
 * What an answer comes to for the order: shipments, cost, promise, lateness, what stays open. An
 * order that ships complete and cannot counts what is kept for it, as the real one holds it.
 */
export function routeOf(answer: AnsweredOrder): Route {
  const { lines, nodes, decision } = answer;
  const plan = decision.withheld ?? decision.plan;
  const nodeById = new Map(nodes.map((node) => [node.nodeId, node]));
  const indexOf = new Map(lines.map(({ lineId }, index) => [lineId, index]));
  const units = sum(lines.map((line) => line.quantity));
  const promises = lines.map((line) => promiseOf(line.lineId, answer, nodeById));
  // What a strategy cancels has no date, and keeps none from the rest.
  const isCut = answer.route?.after === "cancel_remainder";
  const promise = latest(isCut ? promises.filter((day) => day !== null) : promises);
  return {
    strategy: answer.route?.strategy ?? null,
    shipments: plan.shipments.flatMap(({ lateUnitDays: _, grams: __, ...shipment }) => {
      const node = nodeById.get(shipment.nodeId);
      return node === undefined
        ? []
        : [
            {
              ...shipment,
              shipDate: node.shipDate,
              deliveryDate: node.deliveryDate,
              miles: node.distanceMiles,
            },
          ];
    }),
    assigned: plan.assignments
      .map((part) => `${indexOf.get(part.lineId) ?? ""} ${part.nodeId} ${part.units}`)
      .toSorted(),
    freightMinor: plan.freightMinor,
    handlingMinor: plan.handlingMinor,
    splitPenaltyMinor: plan.splitPenaltyMinor,
    costMinor: plan.costMinor,
    units,
    openUnits: units - sum(plan.assignments.map((part) => part.units)),
    promise,
    promiseDays: promise === null ? null : daysBetween(answer.today, promise),
    lateDays: latenessOf(lines, promises),
    hasNoNode: nodes.length > 0 && decision.candidates.every(({ excluded }) => excluded !== null),
  };
}

/** The day on which the last unit of a line arrives; null = nobody knows. */
function promiseOf(
  lineId: OrderLineId,
  { decision, waiting }: AnsweredOrder,
  nodeById: ReadonlyMap<string, PlanNode>,
): LocalDate | null {
  const { assignments } = decision.withheld ?? decision.plan;
  return latest([
    ...assignments
      .filter((part) => part.lineId === lineId)
      .map((part) => nodeById.get(part.nodeId)?.deliveryDate ?? null),
    ...waiting.filter((part) => part.lineId === lineId).map((part) => part.deliveryDate),
  ]);
}

/** The last of some days; null when one of them is not known, or there is none. */
function latest(days: readonly (LocalDate | null)[]): LocalDate | null {
  const [first = null, ...rest] = days;
  return rest.reduce<LocalDate | null>(
    (last, day) => (last === null || day === null ? null : laterDate(last, day)),
    first,
  );
}

function latenessOf(
  lines: AnsweredOrder["lines"],
  promises: readonly (LocalDate | null)[],
): number | null {
  const late = lines.flatMap(({ requestedDate }, index) => {
    const promise = promises[index] ?? null;
    return requestedDate === null || promise === null
      ? []
      : [Math.max(0, daysBetween(requestedDate, promise))];
  });
  return late.length === 0 ? null : Math.max(...late);
}

/** Whether two routes send the order another way, or let it arrive on another day. */
export const isChanged = (before: Route, after: Route): boolean =>
  before.promise !== after.promise ||
  before.assigned.length !== after.assigned.length ||
  before.assigned.some((part, index) => part !== after.assigned[index]);
