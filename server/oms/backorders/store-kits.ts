import type { CommandEnv } from "@/server/shell/command";
import { decideChange } from "../changes/decide-change";
import { decideScope } from "../changes/decide-scope";
import { changeContent } from "../changes/schema";
import { readChangeFacts, readProgress } from "../changes/store";
import { carryOut, tellChanged } from "../changes/store-apply";
import { DomainError } from "../kernel/errors";
import { sum } from "../kernel/quantity";

/**
 * End kits of an order whole, by a change that takes all of their components: its customer is told as of any
 * change. A kit of which something has left, or a node has in hand, stays, and so does everything while a hold
 * keeps the order from being changed.
 *
 * @returns units of components
 */
export async function endKits(
  env: CommandEnv,
  orderId: string,
  kits: readonly number[],
  because: string,
): Promise<number> {
  if (kits.length === 0) {
    return 0;
  }
  const order = await readProgress(env.sql, orderId);
  const scope = decideScope(order, "staff");
  const mayEnd = (kit: number) =>
    order.lines
      .filter(({ kitGroup }) => kitGroup === kit)
      .every(({ lineId }) => scope.lines.find((each) => each.lineId === lineId)?.least === 0);
  const ending = new Set(kits.filter(mayEnd));
  const content = changeContent.parse({
    lines: order.lines.flatMap(({ lineId, kitGroup }) =>
      kitGroup !== null && ending.has(kitGroup) ? [{ lineId, quantity: 0 }] : [],
    ),
  });
  const plan = decideChange(order, content, await readChangeFacts(env, order, content, "staff"));
  if (!plan.ok) {
    return 0;
  }
  const outcome = await carryOut(env, order, plan.value).catch((error: unknown) => {
    // Said before anything of the order is touched.
    if (error instanceof DomainError && error.code === "ON_HOLD") {
      return null;
    }
    throw error;
  });
  if (outcome === null) {
    return 0;
  }
  const ended = sum(plan.value.taken.map(({ units }) => units));
  tellChanged(env, order, outcome, because);
  if (outcome.isCancelled) {
    env.emit({
      type: "sales_order.cancelled",
      subject: { kind: "sales_order", id: orderId },
      orderId,
      reason: because,
      payload: { number: order.number, units: ended },
    });
  }
  return ended;
}
