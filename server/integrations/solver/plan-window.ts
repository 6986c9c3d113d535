import {
  currentPlan,
  decideWindow,
  type WindowPlan,
  type WindowProblem,
} from "@/server/oms/sourcing/decide-window";
import {
  type ProgramSolver,
  takeAnswer,
  writeProgram,
} from "@/server/oms/sourcing/decide-window-program";

/** Orders that one program is written for; a longer window is planned in stretches. */
const STRETCH_ORDERS = 1_000;
/** Plans that the search looks at before the solver is asked: a second or two. */
const STEPS_MAX = 8_000_000;
/** A ten-thousandth above the best possible is near enough. */
const GAP = 0.0001;
/** With less time left the solver is not asked. */
const SECONDS_MIN = 0.5;

export type PlannedWindow = {
  readonly plan: WindowPlan;
  /** `search`: the solver had no better answer, or none at all. */
  readonly by: "solver" | "search";
  /** What kept the solver from an answer, in its words. */
  readonly why: string | null;
};

/**
 * Plan a window: our own search first, then the solver on top of what it found. A solver that fails,
 * overruns or answers nonsense costs its time and nothing else.
 *
 * @param seconds that the solver may take in all
 */
export async function planWindow(
  problem: WindowProblem,
  solver: ProgramSolver,
  seconds: number,
): Promise<PlannedWindow> {
  const found = decideWindow(problem, currentPlan(problem), STEPS_MAX);
  const ends = performance.now() + seconds * 1000;
  let plan = found;
  let why: string | null = null;
  for (let from = 0; from < problem.columns.length; from += STRETCH_ORDERS) {
    const left = (ends - performance.now()) / 1000;
    if (left < SECONDS_MIN) {
      why = "the time was over";
      break;
    }
    const to = Math.min(from + STRETCH_ORDERS, problem.columns.length);
    const orders = Array.from({ length: to - from }, (_, at) => from + at);
    const asked = writeProgram(problem, plan, orders);
    const answer = await solver.solve(asked.program, { seconds: left, gap: GAP });
    plan = takeAnswer(problem, plan, asked, answer);
    why = answer.status === "none" ? answer.why : why;
  }
  return { plan, by: plan === found ? "search" : "solver", why };
}
