import { MICRO_PER_MINOR } from "../network/decide-freight";
import { couldFill, keyOf, type Problem, type Score } from "./decide-problem";
import type { Candidate, CandidateVerdict, Plan, PlanNode } from "./types";

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
  nodes: readonly PlanNode[],
  alone: readonly Score[],
  winner: Plan,
  isWithheld: boolean,
): Candidate[] {
  const scores = new Array<Score | null>(nodes.length).fill(null);
  for (let place = 0; place < problem.nodeCount; place += 1) {
    scores[problem.source[place] as number] = alone[place] as Score;
  }
  return nodes.map((node, index): Candidate => {
    const score = scores[index] ?? null;
    const shipment = winner.shipments.find(({ nodeId }) => nodeId === node.nodeId);
    const units = isWithheld || shipment === undefined ? 0 : shipment.units;
    const filled: number[] = [];
    for (let line = 0; line < problem.lineCount; line += 1) {
      filled.push(couldFill(problem, line, index));
    }
    return {
      nodeId: node.nodeId,
      verdict:
        units > 0 ? "ships" : score === null ? whyUnusable(node, filled) : lostOn(score, winner),
      excluded: node.excluded,
      couldFill: filled,
      alone:
        score === null
          ? null
          : { ...keyOf(score), costMinor: Math.floor(score.cost / MICRO_PER_MINOR + 0.5) },
      units,
    };
  });
}

function whyUnusable(node: PlanNode, filled: readonly number[]): CandidateVerdict {
  if (node.excluded !== null) {
    return "excluded";
  }
  return filled.some((units) => units > 0) ? "no_capacity" : "no_stock";
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
