import { detectDrift } from "@/server/oms/inventory/commands/detect-drift";
import { repairDrift } from "@/server/oms/inventory/commands/repair-drift";
import { type DriftTruth, driftTruths } from "@/server/oms/inventory/types";
import type { Ctx } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { type CliCall, type CliCommand, columns, EXIT, type ExitCode, UsageError } from "./command";
import { withDatabase } from "./database";
import { grouped } from "./import-file";

/** Positions of one stretch: one transaction each, so that a large stock holds up nobody. */
const STRETCH = 100_000;

export const stockDriftCommand: CliCommand = {
  name: "stock drift",
  summary: "recompute stock counters from the ledger, and repair what drifted",
  positionals: [],
  options: {
    repair: { type: "string", value: "ledger|counter", help: "which is right about what is there" },
    reason: { type: "string", value: "TEXT", help: "why, for the ledger and the timeline" },
  },
  about: `Compares the counters of every position with the sum of its ledger and with what orders hold. Each
that differs is printed and stands in the queue of exceptions until its books agree. With --repair
ledger the counters are set to the ledger; with --repair counter the ledger gets the rows that bring
it there. What is allocated is always set to what orders hold. Exit status 1 when any is left.`,
  run: runDrift,
};

type Stretch = Awaited<ReturnType<typeof detectDrift>>;
type Drift = Stretch["drifts"][number];

async function runDrift(call: CliCall): Promise<ExitCode> {
  const repair = repairOf(call);
  const done = await withDatabase("oms stock drift", call.output.note, async ({ ctx }) => {
    const { checked, drifts } = await checkAll(ctx);
    const repaired = repair === null ? [] : await repairAll(ctx, drifts, repair, call.output.note);
    return { checked, drifts, repaired: repaired.length, left: drifts.length - repaired.length };
  });
  call.output.result(done, () => textOf(done));
  return done.left === 0 ? EXIT.done : EXIT.refused;
}

type Repair = { readonly truth: DriftTruth; readonly reason: string };

function repairOf(call: CliCall): Repair | null {
  const wanted = call.text("repair");
  const reason = (call.text("reason") ?? "").trim();
  if (wanted === null) {
    return null;
  }
  const truth = driftTruths.find((known) => known === wanted);
  if (truth === undefined) {
    throw new UsageError(`--repair takes ${driftTruths.join(" or ")}, found ${wanted}`);
  }
  if (reason === "") {
    throw new UsageError("--reason says why the books are repaired");
  }
  return { truth, reason };
}

async function checkAll(ctx: Ctx) {
  const drifts = new Map<string, Drift>();
  let checked = 0;
  let after: Stretch["next"] = null;
  do {
    const done: Stretch = await detectDrift(ctx, newId(), { after, limit: STRETCH });
    checked += done.checked;
    for (const drift of done.drifts) {
      drifts.set(`${drift.skuId} ${drift.nodeId} ${drift.status}`, drift);
    }
    after = done.next;
  } while (after !== null);
  return { checked, drifts: [...drifts.values()] };
}

/** One by one: what cannot be repaired this way is told, and the others are. */
async function repairAll(
  ctx: Ctx,
  drifts: readonly Drift[],
  repair: Repair,
  note: (line: string) => void,
): Promise<Drift[]> {
  const repaired: Drift[] = [];
  for (const drift of drifts) {
    const { skuId, nodeId, status } = drift;
    try {
      await repairDrift(ctx, newId(), { skuId, nodeId, status, ...repair });
      repaired.push(drift);
    } catch (error) {
      note(`${drift.sku} at ${drift.node}: ${error instanceof Error ? error.message : error}`);
    }
  }
  return repaired;
}

function textOf({
  checked,
  drifts,
  repaired,
  left,
}: {
  checked: number;
  drifts: readonly Drift[];
  repaired: number;
  left: number;
}): string {
  const head = ["sku", "node", "stock", "counter", "ledger", "orders hold"];
  const rows = drifts.map(({ sku, node, status, counter, ledger, held }) => [
    sku,
    node,
    status,
    `${counter.onHand} / ${counter.allocated}`,
    `${ledger.onHand} / ${ledger.allocated}`,
    String(held),
  ]);
  const table = drifts.length === 0 ? "" : `${columns([head, ...rows])}\n\n`;
  return `${table}${grouped(checked)} positions checked, ${grouped(drifts.length)} drifted, ${grouped(repaired)} repaired, ${grouped(left)} left`;
}
