import { err, ok, type Result } from "../kernel/result";
import type { DriftTruth } from "./types";

export type Counters = { readonly onHand: number; readonly allocated: number };

/** What the books say of one position, each for itself. */
export type DriftedBooks = {
  readonly counter: Counters;
  /** The sum of its ledger. */
  readonly ledger: Counters;
  /** Units that allocations of orders hold on it. */
  readonly held: number;
};

/**
 * What counter and ledger have to say so that the books agree. On hand follows what a person takes
 * for the truth; allocated is what orders hold, whatever counter and ledger say: a hold is not a
 * matter of opinion.
 *
 * @returns "negative" when the ledger cannot be the truth, since no shelf has less than nothing
 */
export function decideRepair(
  { counter, ledger, held }: DriftedBooks,
  truth: DriftTruth,
): Result<Counters, "negative"> {
  const onHand = truth === "ledger" ? ledger.onHand : counter.onHand;
  return onHand < 0 ? err("negative") : ok({ onHand, allocated: held });
}
