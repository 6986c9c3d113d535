import { lineTotal } from "../kernel/money";
import { sum } from "../kernel/quantity";
import { wantedOf } from "./decide-scope";
import type {
  ChangeOutcome,
  LineDifference,
  LineProgress,
  LineState,
  OrderProgress,
} from "./types";

/** What is still wanted of an order, in minor units. */
export const wantedValue = (order: Pick<OrderProgress, "lines" | "currency">): number =>
  sum(order.lines.map((line) => lineTotal(wantedOf(line), line.unitPriceE4, order.currency)));

/**
 * What a change did to an order, from what it was before and what it is after: per line units,
 * price, stock and day; in all money, promise, work called back and new holds.
 */
export function decideOutcome(
  before: OrderProgress,
  after: OrderProgress,
  done: Pick<ChangeOutcome, "sentences" | "calledBack" | "holds">,
): ChangeOutcome {
  const known = new Map(before.lines.map((line) => [line.lineId, line]));
  return {
    ...done,
    lines: after.lines
      .map((line) => differenceOf(known.get(line.lineId) ?? null, line, after.currency))
      .filter(isDifferent),
    currency: after.currency,
    valueBefore: wantedValue(before),
    valueAfter: wantedValue(after),
    promiseBefore: before.promise,
    promiseAfter: after.promise,
    isCancelled: after.status === "cancelled",
  };
}

function differenceOf(
  before: LineProgress | null,
  after: LineProgress,
  currency: string,
): LineDifference {
  return {
    lineId: after.lineId,
    lineNumber: after.lineNumber,
    sku: after.sku,
    description: after.description,
    before: before && stateOf(before, currency),
    after: wantedOf(after) === 0 ? null : stateOf(after, currency),
    replaced: after.replaced - (before?.replaced ?? 0),
  };
}

const stateOf = (line: LineProgress, currency: string): LineState => ({
  units: wantedOf(line),
  unitPriceE4: line.unitPriceE4,
  value: lineTotal(wantedOf(line), line.unitPriceE4, currency),
  onHand: line.allocated + line.atNodes + line.inHand + line.shipped,
  waiting: line.backordered,
  promise: line.promise,
});

const isDifferent = ({ before, after }: LineDifference) =>
  (before === null || before.units > 0) && JSON.stringify(before) !== JSON.stringify(after);
