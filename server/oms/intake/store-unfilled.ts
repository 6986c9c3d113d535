import type { CommandEnv } from "@/server/shell/command";
import { openExceptions } from "../exceptions/store";
import { sum } from "../kernel/quantity";
import type { PlannedOrder } from "./types";

/** Orders that their strategy brings before a person because no plan fills them. */
export async function tellUnfilled(
  env: CommandEnv,
  orders: readonly PlannedOrder[],
  numbers: ReadonlyMap<string, string>,
): Promise<void> {
  const told = orders.filter(({ plan }) => plan.routed?.route.after === "raise_exception");
  await openExceptions(
    env,
    told.map(({ order, plan, lines }) => {
      const units = sum(lines.map(({ backordered }) => backordered));
      const strategy = plan.routed?.route.strategy ?? "";
      const number = numbers.get(order.orderId) ?? "";
      return {
        type: "unfillable",
        causeKey: `routing:${order.orderId}`,
        severity: "medium",
        sentence: `${number}: no plan of “${strategy}” fills it, ${units} ${units === 1 ? "unit waits" : "units wait"}`,
        detail: { strategy, units },
        orderId: order.orderId,
      };
    }),
  );
}
