import { MICRO_PER_MINOR } from "../network/decide-freight";
import { firstDifference } from "./decide-objective";
import { couldFill, keyOf, type Problem, type Score } from "./decide-problem";
import type { Candidate, CandidateVerdict, Plan, PlanNode } from "./types";

/** What a node alone would have come to. */
export type AlonePlan = {
  readonly score: Score;
  readonly costMicro: number;
  /** By criterion, where there are others than the landed cost. */
  readonly values?: readonly number[];
};

/**
 * What became of each node, in the order given: the rows of "why there, and why not there?".
 *
 * A node that ships nothing is measured by the plan it would have made alone against the winner:
 * the first criterion on which it falls behind is its verdict.
 *
 * @param alone by index of the problem: the node's own plan
 * @param isWithheld the winner waits until the order is complete: nobody ships yet
 */
export function judgeCandidates(
  problem: Problem,
  nodes: readonly PlanNode[],
  alone: readonly AlonePlan[],
  winner: Plan,
  isWithheld: boolean,
): Candidate[] {
  const plans = new Array<AlonePlan | null>(nodes.length).fill(null);
  for (let place = 0; place < problem.nodeCount; place += 1) {
    plans[problem.source[place] as number] = alone[place] as AlonePlan;
  }
  return nodes.map((node, index): Candidate => {
    const own = plans[index] ?? null;
    const shipment = winner.shipments.find(({ nodeId }) => nodeId === node.nodeId);
    const units = isWithheld || shipment === undefined ? 0 : shipment.units;
    const filled: number[] = [];
    for (let line = 0; line < problem.lineCount; line += 1) {
      filled.push(couldFill(problem, line, index));
    }
    return {
      nodeId: node.nodeId,
      ...(units > 0
        ? { verdict: "ships" }
        : own === null
          ? { verdict: whyUnusable(node, filled) }
          : lostOn(problem, own, winner)),
      excluded: node.excluded,
      couldFill: filled,
      alone:
        own === null
          ? null
          : {
              ...keyOf(own.score, own.costMicro),
              costMinor: Math.floor(own.costMicro / MICRO_PER_MINOR + 0.5),
              ...(own.values === undefined ? {} : { values: own.values }),
            },
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

function lostOn(
  { objective }: Problem,
  { score, costMicro, values }: AlonePlan,
  winner: Plan,
): Pick<Candidate, "verdict" | "behindBy"> {
  const { key } = winner;
  if (score.unfilled > key.unfilledUnits) {
    return { verdict: "lacks_units" };
  }
  if (score.late > key.lateUnitDays) {
    return { verdict: "later" };
  }
  if (objective === undefined) {
    return { verdict: costMicro > key.costMicro ? "dearer" : "behind_by_priority" };
  }
  const by = firstDifference(objective.terms, values ?? [], winner.values ?? []);
  return by === null
    ? { verdict: "behind_by_priority" }
    : by === "landed_cost"
      ? { verdict: "dearer" }
      : { verdict: "behind_by_criterion", behindBy: by };
}
