import { setTimeout as sleep } from "node:timers/promises";

/** SQLSTATEs of a lost race: serialization failure, deadlock, lock not available in time. */
const RACED = new Set(["40001", "40P01", "55P03"]);
const TRIES_MAX = 4;

/** Keys that two transactions may make at once; the second then finds what the first made. */
const RACED_KEYS = new Set(["sales_order_external_ref_key"]);

const isRaced = (error: unknown) =>
  RACED.has(sqlState(error) ?? "") || RACED_KEYS.has(violatedConstraint(error) ?? "");

/** The code of a database error, also when Drizzle wrapped it. */
export function sqlState(error: unknown): string | null {
  if (!(error instanceof Error)) {
    return null;
  }
  if ("code" in error && typeof error.code === "string" && error.code.length === 5) {
    return error.code;
  }
  return error.cause === undefined ? null : sqlState(error.cause);
}

/** The constraint that a database error names, also when Drizzle wrapped it. */
export function violatedConstraint(error: unknown): string | null {
  if (!(error instanceof Error)) {
    return null;
  }
  if ("constraint_name" in error && typeof error.constraint_name === "string") {
    return error.constraint_name;
  }
  return error.cause === undefined ? null : violatedConstraint(error.cause);
}

/** Thrown when what was planned on has changed meanwhile: the transaction is run again. */
export class RaceLost extends Error {
  override readonly name = "RaceLost";
  readonly code = "40001";
}

/** Run a whole transaction again when it lost a race: at most four times, after a short jitter. */
export async function retryRaced<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      if (attempt === TRIES_MAX || !isRaced(error)) {
        throw error;
      }
      await sleep(Math.random() * 20 * attempt);
    }
  }
}
