import { assert } from "../kernel/assert";
import { groupBy } from "../kernel/groups";
import { lineTotal, minorDigits, shareOut } from "../kernel/money";
import { sum } from "../kernel/quantity";

/** A line as far as its money goes. */
export type PricedLine = {
  readonly id: string;
  readonly ordered: number;
  readonly cancelled: number;
  readonly unitPriceE4: number;
  /** Of all units that were ordered, in minor units. */
  readonly lineTotal: number;
  /** The kit line that it is a component of; null for a line of its own. */
  readonly kitGroup: number | null;
  readonly kitQuantity: number | null;
  readonly kitUnitPriceE4: number | null;
};

/**
 * What is still owed of each line of one order: the price of the units that are not cancelled.
 *
 * A line of its own is worth its units times its price, rounded once. The components of a kit line are
 * worth what the kits that are left were sold for, rounded once and shared out to the last minor
 * unit as the whole was; where components are cancelled unevenly, each counts for its share of a kit.
 *
 * @param lines all lines of the order
 * @returns minor units by the line's id; a line of which nothing is cancelled owes its `lineTotal`
 */
export function decideOwed(
  lines: readonly PricedLine[],
  currency: string,
): ReadonlyMap<string, number> {
  const owed = new Map<string, number>();
  for (const [group, some] of groupBy(lines, ({ kitGroup }) => kitGroup)) {
    const minors =
      group === null
        ? some.map((line) => lineTotal(line.ordered - line.cancelled, line.unitPriceE4, currency))
        : owedOfKit(some, currency);
    some.forEach(({ id }, at) => {
      owed.set(id, minors[at] ?? 0);
    });
  }
  return owed;
}

/** By fractions over one denominator, so that nothing is rounded before the end. */
function owedOfKit(components: readonly PricedLine[], currency: string): number[] {
  const [first] = components;
  const whole = sum(components.map((line) => line.lineTotal));
  if (first === undefined || whole === 0) {
    return components.map(() => 0);
  }
  const { kitQuantity, kitUnitPriceE4 } = first;
  assert(kitQuantity !== null && kitUnitPriceE4 !== null, "a component knows its kit");
  const denominator = components.reduce((all, line) => all * BigInt(line.ordered), 1n);
  const parts = components.map(
    ({ lineTotal: total, ordered, cancelled }) =>
      (BigInt(total) * BigInt(ordered - cancelled) * denominator) / BigInt(ordered),
  );
  const left = parts.reduce((all, part) => all + part, 0n);
  if (left === 0n) {
    return components.map(() => 0);
  }
  const exact =
    BigInt(kitQuantity) * BigInt(kitUnitPriceE4) * 10n ** BigInt(minorDigits(currency)) * left;
  const divisor = 10_000n * BigInt(whole) * denominator;
  return shareOut(Number((2n * exact + divisor) / (2n * divisor)), parts);
}
