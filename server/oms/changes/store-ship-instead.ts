import type { CommandEnv } from "@/server/shell/command";
import { present } from "../kernel/assert";
import { DomainError } from "../kernel/errors";
import { decideChange } from "./decide-change";
import { changeContent } from "./schema";
import { readChangeFacts, readOpenChange } from "./store";
import { carryOut } from "./store-apply";
import type { ChangeOutcome, LineSubstitute, OrderProgress, ShippedInstead } from "./types";

/**
 * Ship other SKUs for units of an order: a change of it like any other, in money, stock and dates, that
 * nobody wrote down first. The caller holds the order.
 *
 * @throws STALE while a change is open; what the change itself refuses
 */
export async function shipInstead(
  env: CommandEnv,
  order: OrderProgress,
  substitutions: readonly Pick<LineSubstitute, "lineId" | "insteadOf" | "sku">[],
): Promise<{ readonly outcome: ChangeOutcome; readonly shipped: readonly ShippedInstead[] }> {
  if ((await readOpenChange(env.sql, order.orderId)) !== null) {
    throw new DomainError("STALE", `A change of ${order.number} is open: apply it first`);
  }
  const content = changeContent.parse({
    substitutions: substitutions.map(({ lineId, insteadOf, sku }) => ({
      ...{ lineId, quantity: insteadOf, sku },
    })),
  });
  const plan = decideChange(order, content, await readChangeFacts(env, order, content, "staff"));
  if (!plan.ok) {
    const message = plan.error[0]?.message ?? "The order cannot be changed so";
    throw new DomainError("ORDER_REFUSED", message, { faults: plan.error });
  }
  const outcome = await carryOut(env, order, plan.value);
  const shipped = plan.value.replaced.map(({ lineId, byLineId }): ShippedInstead => {
    const line = outcome.lines.find((each) => each.lineId === byLineId);
    const { units, unitPriceE4, waiting, promise } = present(line?.after, "a line was added");
    return { lineId, units, unitPriceE4, waiting, arrivesOn: promise };
  });
  return { outcome, shipped };
}
