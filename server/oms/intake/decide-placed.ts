import type { Finding } from "./decide-severity";
import type { PlacedOrder, PlannedOrder } from "./types";

/** An order of which nothing is left is over before it begins. */
export const isOver = ({ lines }: PlannedOrder): boolean =>
  lines.every(({ line, cancelled }) => cancelled === line.quantity);

export const statusOf = (planned: PlannedOrder) =>
  isOver(planned) ? "cancelled" : planned.order.needsApproval ? "pending_approval" : "confirmed";

/** The sentences of what was noticed and left as it is. */
export const warningsIn = (findings: readonly Finding[]): string[] =>
  findings.flatMap(({ severity, message }) => (severity === "warning" ? [message] : []));

/** The sentences of what was put right. */
export const correctionsIn = (findings: readonly Finding[]): string[] =>
  findings.flatMap(({ severity, message }) => (severity === "corrected" ? [message] : []));

/**
 * What whoever placed an order is told of it.
 *
 * @param isHouse it is one of ours: what rules warn of is the house's own business
 */
export function placedOrder(
  planned: PlannedOrder,
  number: string,
  { isHouse }: { readonly isHouse: boolean },
): PlacedOrder {
  const { order, lines, promise } = planned;
  const findings = order.findings.filter(({ field }) => isHouse || field !== "");
  return {
    orderId: order.orderId,
    number,
    status: statusOf(planned),
    promiseDate: promise.date,
    promiseState: promise.state,
    lines: lines.map(({ promise: linePromise, ...planned }, position) => ({
      lineNumber: position + 1,
      sku: planned.line.sku.code,
      allocated: planned.allocated,
      backordered: planned.backordered,
      cancelled: planned.cancelled,
      promiseDate: linePromise.date,
      kit: planned.line.kit && {
        line: planned.line.askedAt + 1,
        sku: planned.line.kit.sku.code,
        quantity: planned.line.kit.quantity,
      },
      insteadOf: planned.line.asked && {
        sku: planned.line.asked.sku.code,
        quantity: planned.line.asked.quantity,
      },
    })),
    holds: order.holds.map(({ type, reason }) => ({ type, reason })),
    findings,
    warnings: warningsIn(findings),
    faults: [],
    isExisting: false,
  };
}

/** Who does not let what nobody has wait. */
export function whyCancelled({ lines, plan }: PlannedOrder): string {
  const reasons = lines.flatMap(({ cancelled, because }) => (cancelled > 0 ? (because ?? []) : []));
  return reasons.length === 0
    ? `“${plan.routed?.route.strategy}” lets nothing wait`
    : [...new Set(reasons)].join(", and ");
}
