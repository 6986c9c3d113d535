import { requestWindow } from "@/server/oms/allocation/commands/request-window";
import type { WindowProposals } from "@/server/oms/allocation/decide-window-proposals";
import { planRun, searchWindow } from "@/server/oms/allocation/handlers";
import { findWindow } from "@/server/oms/allocation/queries-windows";
import { stepKey } from "@/server/shell/handler";
import { newId } from "@/server/shell/new-id";
import { type CliCall, type CliCommand, columns, EXIT, type ExitCode } from "./command";
import { withDatabase } from "./database";

export const windowRunCommand: CliCommand = {
  name: "window run",
  summary: "plan all orders together that no node works on yet",
  positionals: [],
  options: {
    "dry-run": { type: "boolean", help: "say what would change and what it saves; write nothing" },
    "show-first": { type: "boolean", help: "propose it to a person instead of applying it" },
  },
  about: `Orders that hold stock and that no node works on are planned anew, all of them together: none gets
fewer units or a later day, and all of them together cost less. What was released meanwhile, or no
longer fits, stays as it was and is named.`,
  run: runWindow,
};

async function runWindow(call: CliCall): Promise<ExitCode> {
  return withDatabase("oms window run", call.output.note, async ({ ctx }) => {
    if (call.flag("dry-run")) {
      const found = await searchWindow(ctx);
      call.output.result(found, () => textOf("Nothing was written.", found));
      return EXIT.done;
    }
    const mode = call.flag("show-first") ? ("show_first" as const) : ("automatic" as const);
    const { runId, number } = await requestWindow(ctx, newId(), { mode });
    await planRun(ctx, (step) => stepKey(runId, step), runId);
    const { run, orders } = await findWindow(ctx, { number });
    const state = `${number} is ${run.state.replaceAll("_", " ")}: ${run.ordersApplied} of ${run.ordersChanged} orders moved.`;
    call.output.result({ run, orders }, () =>
      textOf(state, {
        ...run,
        orders,
        ...{ costBeforeMinor: run.costBefore, costAfterMinor: run.costAfter },
      }),
    );
    return run.state === "failed" ? EXIT.refused : EXIT.done;
  });
}

type Told = Pick<
  WindowProposals,
  | "ordersSeen"
  | "shipmentsBefore"
  | "shipmentsAfter"
  | "costBeforeMinor"
  | "costAfterMinor"
  | "orders"
>;

function textOf(state: string, found: Told): string {
  const rows = found.orders.map(({ number, before, after, costBeforeMinor, costAfterMinor }) => [
    number,
    nodesOf(before),
    nodesOf(after),
    amount(costBeforeMinor - costAfterMinor),
  ]);
  const table =
    rows.length === 0 ? "" : `${columns([["order", "from", "to", "saves"], ...rows])}\n\n`;
  const saved = amount(found.costBeforeMinor - found.costAfterMinor);
  return `${table}${found.ordersSeen} orders seen, ${rows.length} would change; ${found.shipmentsBefore} shipments before, ${found.shipmentsAfter} after; ${saved} saved. ${state}`;
}

const nodesOf = (parts: Told["orders"][number]["before"]) =>
  [...new Set(parts.map(({ node }) => node))].join(", ");
const amount = (minor: number) => (minor / 100).toFixed(2);
