import { at, type Problem, surplusOf, type Table } from "./decide-problem";

/**
 * What the shipments of a filling cost above the lines below their freight.
 *
 * @param units [position in the set × lines + line]
 */
export function surplusOfFilling(
  { lineCount, freight }: Problem,
  opened: readonly number[],
  count: number,
  units: Table,
): number {
  let surplus = 0;
  for (let k = 0; freight !== null && k < count; k += 1) {
    let grams = 0;
    let isUsed = false;
    for (let line = 0; line < lineCount; line += 1) {
      const given = at(units, k * lineCount + line);
      isUsed ||= given > 0;
      grams += given * at(freight.gramsPerUnit, line);
    }
    surplus += isUsed ? surplusOf(freight, opened[k] as number, grams) : 0;
  }
  return surplus;
}

/** Can units of some line come from another of these nodes, or from one at the cost of another line? */
export function canMoveWeight(problem: Problem, opened: readonly number[], count: number): boolean {
  const { lineCount, groupCount, groupOf, stock, multiple } = problem;
  if (!meetOnlyInWeight(problem, opened, count)) {
    return true;
  }
  for (let line = 0; line < lineCount; line += 1) {
    let givers = 0;
    for (let k = 0; k < count; k += 1) {
      const offered = at(stock, (opened[k] as number) * groupCount + at(groupOf, line));
      givers += offered >= at(multiple, line) ? 1 : 0;
    }
    if (givers > 1) {
      return true;
    }
  }
  return false;
}

/** Do the lines want neither the same scarce units nor the last room of these nodes? */
export function meetOnlyInWeight(
  problem: Problem,
  opened: readonly number[],
  count: number,
): boolean {
  const { capacity, lineCount, groupCount, linesOf } = problem;
  for (let k = 0; k < count; k += 1) {
    if (at(capacity, opened[k] as number) < lineCount) {
      return false;
    }
  }
  for (let group = 0; group < groupCount; group += 1) {
    const lines = linesOf[group] as readonly number[];
    if (lines.length > 1 && isContested(problem, group, opened, count)) {
      return false;
    }
  }
  return true;
}

/** Is there a node with some, but not enough for all lines of the SKU? */
export function isContested(
  { stock, groupCount, groupQuantity }: Problem,
  group: number,
  opened: readonly number[],
  count: number,
): boolean {
  for (let k = 0; k < count; k += 1) {
    const units = at(stock, (opened[k] as number) * groupCount + group);
    if (units > 0 && units < at(groupQuantity, group)) {
      return true;
    }
  }
  return false;
}
