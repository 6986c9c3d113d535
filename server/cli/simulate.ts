import { setTimeout as sleep } from "node:timers/promises";
import { isLocalDate } from "@/server/oms/kernel/local-date";
import { cancelRehearsal } from "@/server/oms/rehearsal/commands/cancel-rehearsal";
import { startRehearsal } from "@/server/oms/rehearsal/commands/start-rehearsal";
import { runRehearsal } from "@/server/oms/rehearsal/handlers";
import { findRehearsal, watchRehearsal } from "@/server/oms/rehearsal/queries";
import type { Pair, RehearsalSummary, RouteTotals } from "@/server/oms/rehearsal/types";
import { rehearsalBases } from "@/server/oms/rehearsal/types";
import type { Ctx } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { type CliCall, type CliCommand, columns, EXIT, type ExitCode, UsageError } from "./command";
import { withDatabase } from "./database";
import { grouped } from "./import-file";

const LOOK_EVERY_MS = 500;

export const simulateCommand: CliCommand = {
  name: "simulate",
  summary: "back-test a sourcing profile on stored orders",
  positionals: [],
  options: {
    profile: {
      type: "string",
      value: "REF[@VERSION]",
      help: "what to rehearse; the newest version",
    },
    against: { type: "string", value: "REF[@VERSION]", help: "compared with; what routes now" },
    from: { type: "string", value: "DATE", help: "orders placed from this day; 30 days back" },
    to: { type: "string", value: "DATE", help: "to this day, included; today" },
    channel: { type: "string", value: "CODE,…", help: "only orders of these channels" },
    basis: {
      type: "string",
      value: "that_day|today",
      help: "the stock of the day each order was routed on, or that of now",
    },
  },
  about: `Routes the stored orders of a period by two versions of a sourcing profile and prints what would
change: shipments, cost, promise, distance, what stays open, the load of each node. The result is kept
and can be seen in the admin, with every order that changes. Nothing is allocated.`,
  run: runSimulate,
};

async function runSimulate(call: CliCall): Promise<ExitCode> {
  const asked = askedOf(call);
  const done = await withDatabase("oms simulate", call.output.note, async ({ ctx }) => {
    const { rehearsalId, ordersTotal } = await startRehearsal(ctx, newId(), asked);
    call.output.note(`${grouped(ordersTotal)} orders`);
    await toEnd(ctx, rehearsalId, call.output.note);
    return findRehearsal(ctx, { rehearsalId });
  });
  const { summary, ...rehearsal } = done;
  if (summary === null) {
    call.output.result({ rehearsal, summary }, () => "");
    call.output.note(`The rehearsal was ${done.state}: ${done.reason ?? "no reason given"}`);
    return EXIT.refused;
  }
  call.output.result({ rehearsal, summary }, () => textOf(summary));
  return EXIT.done;
}

function askedOf(call: CliCall): Parameters<typeof startRehearsal>[2] {
  const profile = versionOf("profile", call.text("profile"));
  if (profile === null) {
    throw new UsageError("--profile names the profile to rehearse, as default or default@3");
  }
  const against = versionOf("against", call.text("against"));
  const basis = rehearsalBases.find((known) => known === (call.text("basis") ?? "that_day"));
  if (basis === undefined) {
    throw new UsageError(`--basis takes ${rehearsalBases.join(" or ")}`);
  }
  const fromDay = dayOf("from", call.text("from"));
  const toDay = dayOf("to", call.text("to"));
  const channels = (call.text("channel") ?? "").split(",").filter((code) => code !== "");
  return {
    profile,
    basis,
    channels,
    ...(against === null ? {} : { against }),
    ...(fromDay === null ? {} : { fromDay }),
    ...(toDay === null ? {} : { toDay }),
  };
}

function versionOf(option: string, text: string | null) {
  if (text === null) {
    return null;
  }
  const [, ref, version] = /^([^@]+)(?:@([1-9]\d{0,8}))?$/.exec(text) ?? [];
  if (ref === undefined) {
    throw new UsageError(`--${option} takes a name and a version, as default@3; found ${text}`);
  }
  return version === undefined ? { ref } : { ref, version: Number(version) };
}

function dayOf(option: string, text: string | null) {
  if (text !== null && !isLocalDate(text)) {
    throw new UsageError(`--${option} takes a day as YYYY-MM-DD, found ${text}`);
  }
  return text;
}

/** Run it here, unless a worker has taken it already; tell how far it is. Ctrl-C cancels it. */
async function toEnd(ctx: Ctx, rehearsalId: string, note: (line: string) => void): Promise<void> {
  const stop = () => void cancelRehearsal(ctx, newId(), { rehearsalId }).catch(() => {});
  process.once("SIGINT", stop);
  const run = runRehearsal(ctx, rehearsalId);
  let told = -1;
  for (;;) {
    const { state, ordersDone, ordersTotal } = await watchRehearsal(ctx, { rehearsalId });
    if (ordersDone !== told && ordersDone > 0) {
      note(`${grouped(ordersDone)} of ${grouped(ordersTotal)} orders`);
      told = ordersDone;
    }
    if (state !== "queued" && state !== "running") {
      break;
    }
    await sleep(LOOK_EVERY_MS);
  }
  await run;
  process.removeListener("SIGINT", stop);
}

const percent = (part: number, whole: number): string =>
  whole === 0 ? "–" : `${((100 * part) / whole).toFixed(1)} %`;
const money = (minor: number): string =>
  (minor / 100).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** The rows of the comparison, each as it reads for one side. */
const FIGURES: readonly (readonly [string, (totals: RouteTotals) => string])[] = [
  ["shipments", (t) => grouped(t.shipments)],
  ["split orders", (t) => percent(t.ordersSplit, t.ordersShipping)],
  ["freight", (t) => money(t.freightMinor)],
  ["freight and handling", (t) => money(t.freightMinor + t.handlingMinor)],
  ["with what a split is charged", (t) => money(t.costMinor)],
  ["promise days, mean", (t) => t.promiseDays?.mean.toFixed(2) ?? "–"],
  ["promise days, p90", (t) => String(t.promiseDays?.p90 ?? "–")],
  ["late orders", (t) => percent(t.ordersLate, t.ordersWanted)],
  [
    "miles per shipment",
    (t) => (t.shipmentsMeasured === 0 ? "–" : (t.miles / t.shipmentsMeasured).toFixed(0)),
  ],
  ["open units", (t) => grouped(t.openUnits)],
  ["orders without a node", (t) => grouped(t.ordersWithoutNode)],
];

function textOf(summary: RehearsalSummary): string {
  const { totals, currency } = summary;
  const sides = (of: (t: RouteTotals) => string, pair: Pair<RouteTotals>) => [
    of(pair.before),
    of(pair.after),
  ];
  const figures = FIGURES.map(([label, of]) => [label, ...sides(of, totals)]);
  const loads = summary.nodes
    .filter(({ load }) => load.before.shipments + load.after.shipments > 0)
    .map(({ name, load }) => [name, grouped(load.before.lines), grouped(load.after.lines)]);
  const { orders, changed, skipped, reproduced } = summary;
  const parts = [
    columns([["", "before", "after"], ...figures]),
    columns([["lines per node", "before", "after"], ...loads]),
    `${grouped(orders)} orders compared, amounts in ${currency}; ${grouped(changed)} change`,
  ];
  if (skipped.unrouted + skipped.empty > 0) {
    parts.push(`${grouped(skipped.unrouted + skipped.empty)} orders were passed over`);
  }
  if (reproduced.comparable > 0) {
    parts.push(
      `${grouped(reproduced.equal)} of ${grouped(reproduced.comparable)} orders that one of these versions routed in earnest came out the same`,
    );
  }
  return parts.join("\n\n");
}
