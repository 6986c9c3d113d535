import { at, mostSurplusOf, type Problem } from "./decide-problem";

/**
 * Leave out nodes that another one can stand in for in any plan: it has enough for the whole order
 * of all that they have, at no worse date, cost or rank. A node is looked at after all that could
 * stand in for it, and only the kept ones need to be asked.
 *
 * Freight is at most its line and the surplus above it, and a shipment grows by no more than that when
 * another is put into it: so the surplus of the node that stands in counts as if it opened dearer.
 */
export function withoutDominated(problem: Problem, nodes: readonly number[]): number[] {
  const { openCost, lineCost, capacity, lineCount } = problem;
  const strong: number[] = [];
  const { freight } = problem;
  const opening: number[] = [];
  for (const node of nodes) {
    opening[node] = at(openCost, node) + (freight === null ? 0 : mostSurplusOf(freight, node));
  }
  return [...nodes]
    .sort((a, b) => at(openCost, a) - at(openCost, b) || at(lineCost, a) - at(lineCost, b) || a - b)
    .filter((node) => {
      if (
        strong.some(
          (other) =>
            (freight === null || at(opening, other) <= at(openCost, node)) &&
            dominates(problem, other, node),
        )
      ) {
        return false;
      }
      if (at(capacity, node) >= lineCount) {
        strong.push(node);
      }
      return true;
    });
}

/** Given that `strong` opens at no higher cost and, if all is equal, stands first. */
function dominates(problem: Problem, strong: number, weak: number): boolean {
  const { lineCost, groupCount, lineCount, linesOf } = problem;
  const { stock, groupQuantity, unitCost, lateDays } = problem;
  if (at(lineCost, strong) > at(lineCost, weak)) {
    return false;
  }
  for (let group = 0; group < groupCount; group += 1) {
    if (
      at(stock, weak * groupCount + group) > 0 &&
      at(stock, strong * groupCount + group) < at(groupQuantity, group)
    ) {
      return false;
    }
  }
  for (let group = 0; group < groupCount; group += 1) {
    if (at(stock, weak * groupCount + group) > 0) {
      for (const line of linesOf[group] as readonly number[]) {
        const ours = strong * lineCount + line;
        const theirs = weak * lineCount + line;
        if (
          at(unitCost, ours) > at(unitCost, theirs) ||
          at(lateDays, ours) > at(lateDays, theirs)
        ) {
          return false;
        }
      }
    }
  }
  return true;
}
