import { sum } from "../kernel/quantity";
import { wantedOf } from "./decide-scope";
import type {
  ChangeOutcome,
  LineDifference,
  LineProgress,
  LineState,
  OrderProgress,
} from "./types";

/** What is still owed of an order, in minor units. */
export const wantedValue = (order: Pick<OrderProgress, "lines">): number =>
  sum(order.lines.map(({ owed }) => owed));

/**
 * What a change did to an order, from what it was before and what it is after: per line units,
 * price, stock and day; in all money, promise, work called back and new holds.
 */
export function decideOutcome(
  before: OrderProgress,
  after: OrderProgress,
  done: Pick<
    ChangeOutcome,
    "sentences" | "calledBack" | "holds" | "freightBefore" | "freightAfter"
  >,
): ChangeOutcome {
  const known = new Map(before.lines.map((line) => [line.lineId, line]));
  return {
    ...done,
    lines: after.lines
      .map((line) => differenceOf(known.get(line.lineId) ?? null, line))
      .filter(isDifferent),
    currency: after.currency,
    valueBefore: wantedValue(before),
    valueAfter: wantedValue(after),
    promiseBefore: before.promise,
    promiseAfter: after.promise,
    isCancelled: after.status === "cancelled",
  };
}

function differenceOf(before: LineProgress | null, after: LineProgress): LineDifference {
  return {
    lineId: after.lineId,
    lineNumber: after.lineNumber,
    sku: after.sku,
    description: after.description,
    before: before && stateOf(before),
    after: wantedOf(after) === 0 ? null : stateOf(after),
    replaced: after.replaced - (before?.replaced ?? 0),
  };
}

const stateOf = (line: LineProgress): LineState => ({
  units: wantedOf(line),
  unitPriceE4: line.unitPriceE4,
  value: line.owed,
  onHand: line.allocated + line.atNodes + line.inHand + line.shipped,
  waiting: line.backordered,
  promise: line.promise,
});

const isDifferent = ({ before, after }: LineDifference) =>
  (before === null || before.units > 0) && JSON.stringify(before) !== JSON.stringify(after);
