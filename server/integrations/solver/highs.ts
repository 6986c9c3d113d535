import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type {
  Program,
  ProgramSolver,
  SolverAnswer,
  SolverLimits,
} from "@/server/oms/sourcing/decide-window-program";

/** How long beyond its limit the solver may take before its thread is ended. */
const GRACE_SECONDS = 3;

/**
 * HiGHS in a thread of its own. It solves one program at a time, each within its limit of time: a
 * thread that overruns, as it does now and then, is ended, and the next program gets a new one. What
 * goes wrong is an answer (`none`), never an exception: the caller has a plan without it.
 */
export function highsSolver(): ProgramSolver {
  let thread: Worker | null = null;
  let number = 0;
  let turn: Promise<unknown> = Promise.resolve();

  const end = async () => {
    const ending = thread;
    thread = null;
    await ending?.terminate();
  };

  async function solveNow(program: Program, limits: SolverLimits): Promise<SolverAnswer> {
    thread ??= new Worker(new URL("./highs-thread.mjs", import.meta.url), { execArgv: [] });
    const asked = thread;
    number += 1;
    asked.postMessage({ number, program, limits });
    const alarm = new AbortController();
    try {
      return await Promise.race([
        answerTo(asked, number, alarm.signal),
        sleep((limits.seconds + GRACE_SECONDS) * 1000, null, { signal: alarm.signal }).then(
          (): SolverAnswer => ({ status: "none", why: "the solver overran its time" }),
        ),
      ]);
    } catch (error) {
      return { status: "none", why: error instanceof Error ? error.message : String(error) };
    } finally {
      alarm.abort();
    }
  }

  async function solve(program: Program, limits: SolverLimits): Promise<SolverAnswer> {
    const answer = await solveNow(program, limits);
    if (answer.status === "none") {
      await end();
    }
    return answer;
  }

  return {
    solve: (program, limits) => {
      const mine = turn.then(() => solve(program, limits));
      turn = mine.catch(() => undefined);
      return mine;
    },
    close: end,
  };
}

/** The thread's next message is the answer, as it works on one program at a time. */
async function answerTo(
  thread: Worker,
  number: number,
  signal: AbortSignal,
): Promise<SolverAnswer> {
  const [message]: { number: number; answer: SolverAnswer }[] = await once(thread, "message", {
    signal,
  });
  return message?.number === number
    ? message.answer
    : { status: "none", why: "the solver answered another question" };
}
