import { MICRO_PER_MINOR } from "../network/decide-freight";
import { couldFill, keyOf, type Problem, type Score } from "./decide-problem";
import type { Candidate, CandidateVerdict, Plan, PlanNode, PlanOrder } from "./types";

/**
 * What became of each node, in the order given: the rows of "why there, and why not there?".
 *
 * A node that ships nothing is measured by the plan it would have made alone against the winner:
 * the first criterion on which it falls behind is its verdict.
 *
 * @param alone by index of the problem: score of the node's own plan
 * @param isWithheld the winner waits until the order is complete: nobody ships yet
 */
export function judgeCandidates(
  problem: Problem,
  order: PlanOrder,
  nodes: readonly PlanNode[],
  alone: readonly Score[],
  winner: Plan,
  isWithheld: boolean,
): Candidate[] {
  const scores = new Map(problem.source.map((index, place) => [index, alone[place] as Score]));
  const shipped = new Map(winner.shipments.map(({ nodeId, units }) => [nodeId, units]));
  return nodes.map((node, index): Candidate => {
    const score = scores.get(index);
    const units = isWithheld ? 0 : (shipped.get(node.nodeId) ?? 0);
    return {
      nodeId: node.nodeId,
      verdict:
        units > 0
          ? "ships"
          : score === undefined
            ? whyUnusable(order, node)
            : lostOn(score, winner),
      excluded: node.excluded,
      couldFill: order.lines.map((line) => couldFill(line, node)),
      alone:
        score === undefined
          ? null
          : { ...keyOf(score), costMinor: Math.floor(score.cost / MICRO_PER_MINOR + 0.5) },
      units,
    };
  });
}

function whyUnusable(order: PlanOrder, node: PlanNode): CandidateVerdict {
  if (node.excluded !== null) {
    return "excluded";
  }
  return order.lines.some((line) => couldFill(line, node) > 0) ? "no_capacity" : "no_stock";
}

function lostOn(score: Score, { key }: Plan): CandidateVerdict {
  if (score.unfilled > key.unfilledUnits) {
    return "lacks_units";
  }
  if (score.late > key.lateUnitDays) {
    return "later";
  }
  return score.cost > key.costMicro ? "dearer" : "behind_by_priority";
}
