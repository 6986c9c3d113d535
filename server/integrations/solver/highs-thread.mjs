/**
 * The thread in which HiGHS solves: a solve blocks whoever calls it, so it is nobody's loop but this.
 * It answers each program by its number, and says what went wrong instead of throwing.
 */
import { parentPort } from "node:worker_threads";
import loadHighs from "highs";

const highs = await loadHighs();
const { modelStatus, variableType } = highs.constants;
/** Statuses after which there may be an answer that is no proven optimum. */
const STOPPED = [modelStatus.timeLimit, modelStatus.objectiveBound, modelStatus.interrupt];
/** HiGHS' own sign of a solution that keeps to every row. */
const FEASIBLE = 2;

function solve({ program, limits }) {
  const { costs, uppers, isWhole, rowLowers, rowUppers, starts, rows, values, known } = program;
  const source = {
    numCols: costs.length,
    numRows: rowLowers.length,
    colCost: costs,
    colLower: costs.map(() => 0),
    colUpper: uppers,
    rowLower: rowLowers,
    rowUpper: rowUppers,
    matrix: {
      format: "csc",
      numRows: rowLowers.length,
      numCols: costs.length,
      starts,
      indices: rows,
      values,
    },
    integrality: isWhole.map((whole) => (whole ? variableType.integer : variableType.continuous)),
  };
  return highs.withModel(source, (model) => {
    model.options.set({
      output_flag: false,
      time_limit: limits.seconds,
      mip_rel_gap: limits.gap,
      random_seed: 1,
    });
    if (known !== null) {
      model.setSolution({ colValue: known });
    }
    const { modelStatus: status } = model.run();
    const isOptimal = status === modelStatus.optimal;
    const isFeasible = model.info.get("primal_solution_status") === FEASIBLE;
    if (!isFeasible || (!isOptimal && !STOPPED.includes(status))) {
      return { status: "none", why: `the solver ended with status ${status}` };
    }
    const isMip = isWhole.some(Boolean);
    const objective = model.getObjectiveValue();
    const solution = model.getSolution();
    return {
      status: isOptimal ? "optimal" : "feasible",
      values: [...solution.colValue],
      objective,
      bound: isMip ? model.info.get("mip_dual_bound") : objective,
    };
  });
}

parentPort?.on("message", ({ number, ...asked }) => {
  let answer;
  try {
    answer = solve(asked);
  } catch (error) {
    answer = { status: "none", why: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage({ number, answer });
});
