import { rawSqlOf } from "@/db/client";
import type { CommandEnv } from "./command";

/** Carries the answer out of a savepoint that must not stay. */
class TakenBack<T> extends Error {
  readonly answer: T;

  constructor(answer: T) {
    super("a trial is taken back");
    this.answer = answer;
  }
}

/**
 * Try steps within a running command and take them back: what they answer is what they would come to,
 * and nothing of them stays, nor is told. What was done before stands.
 *
 * @throws what the steps throw; then too nothing of them stays
 */
export async function trial<T>(
  env: CommandEnv,
  steps: (env: CommandEnv) => Promise<T>,
): Promise<T> {
  try {
    return await env.tx.transaction(async (tx): Promise<T> => {
      throw new TakenBack(await steps({ ...env, tx, sql: rawSqlOf(tx), emit: () => {} }));
    });
  } catch (error) {
    if (error instanceof TakenBack) {
      return error.answer;
    }
    throw error;
  }
}
