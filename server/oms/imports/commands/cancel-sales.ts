import type { Ctx } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { byTime } from "../decide-orders";
import type { CancellationLine, Refusal } from "../types";
import { applyCancellations } from "./apply-cancellations";
import type { Account } from "./keep-account";

export type CancellationSummary = {
  /** Lines that took units back in this run. */
  readonly applied: number;
  /** Lines that an earlier run had applied. */
  readonly unchanged: number;
  /** Lines of which only a part had a sale to take back. */
  readonly remainders: { readonly lines: number; readonly units: number };
  readonly ordersUpdated: number;
};

const BATCH_LINES = 1_000;

/**
 * Apply the cancellations of a file, in their order of time, after all its sales: so it does not
 * matter where in the file they stand.
 */
export async function cancelSales(
  ctx: Ctx,
  run: { readonly runId: string; readonly channelId: string },
  cancellations: readonly CancellationLine[],
  account: Account,
): Promise<CancellationSummary> {
  const inTime = cancellations.toSorted((a, b) => byTime(a.head, b.head));
  const ordersUpdated = new Set<string>();
  const remainders = { lines: 0, units: 0 };
  let applied = 0;
  let unchanged = 0;
  for (let from = 0; from < inTime.length; from += BATCH_LINES) {
    const batch = inTime.slice(from, from + BATCH_LINES);
    const answer = await applyCancellations(ctx, newId(), {
      ...run,
      cancellations: batch.map(inputOf),
    });
    for (const [at, line] of batch.entries()) {
      const { units, isEarlier } = answer.results[at] ?? { units: 0, isEarlier: false };
      applied += units > 0 && !isEarlier ? 1 : 0;
      unchanged += isEarlier ? 1 : 0;
      account.noteCurrency(line.head.currency);
      await settleLine(account, line, units);
      if (units > 0 && units < line.quantity) {
        remainders.lines += 1;
        remainders.units += line.quantity - units;
      }
    }
    for (const orderId of answer.ordersUpdated) {
      ordersUpdated.add(orderId);
    }
  }
  return { applied, unchanged, remainders, ordersUpdated: ordersUpdated.size };
}

const inputOf = (line: CancellationLine) => ({
  reference: line.head.reference,
  lineNumber: line.lineNumber,
  companyCode: line.head.companyCode,
  sku: line.sku,
  quantity: line.quantity,
  unitPriceE4: line.unitPriceE4,
  cancelledAt: line.head.placedAt ?? new Date(0),
});

async function settleLine(account: Account, line: CancellationLine, units: number): Promise<void> {
  const { row, name, sku, quantity, head } = line;
  if (units === 0) {
    const problem = `no earlier sale of ${sku} to ${head.companyCode} has units left to take back`;
    const refusal = refusalOf("cancellation_unmatched", row.number, problem);
    await account.settle([{ row, outcome: { outcome: "rejected", ...refusal } }]);
    return;
  }
  await account.settle([{ row, outcome: { outcome: "accepted", name } }]);
  const left = quantity - units;
  if (left > 0) {
    const problem = `${units} of ${quantity} units of ${sku} were taken back; ${left} have no earlier sale`;
    const refusal = refusalOf("cancellation_remainder", row.number, problem);
    const value = { digits: -BigInt(left) * BigInt(line.unitPriceE4), scale: 4 };
    await account.settleRemainder(row, name, refusal, value);
  }
}

const refusalOf = (reason: string, rowNumber: number, problem: string): Refusal => ({
  reason,
  field: "line.quantity",
  message: `Row ${rowNumber}: ${problem}.`,
});
