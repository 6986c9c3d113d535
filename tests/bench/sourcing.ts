import { performance } from "node:perf_hooks";
import { highsSolver } from "@/server/integrations/solver/highs";
import { type PlannedWindow, planWindow } from "@/server/integrations/solver/plan-window";
import { decideSourcing } from "@/server/oms/sourcing/decide";
import {
  currentPlan,
  isWithinLimits,
  readWindow,
  type WindowProblem,
} from "@/server/oms/sourcing/decide-window";
import type { ProgramSolver } from "@/server/oms/sourcing/decide-window-program";
import { median, percentile, type Report, type ScenarioOptions } from "./measure";
import {
  type ArmOutcome,
  atEntry,
  greedyCover,
  nearest,
  nearestComplete,
  type Policy,
  runPolicy,
  windowOf,
} from "./sourcing-arms";
import { boundOf } from "./sourcing-bound";
import { demoInstances } from "./sourcing-demo";
import { countEqual } from "./sourcing-exact";
import { type Instance, makeInstance, nodesWith, SUPPLY } from "./sourcing-instance";
import { countJudged } from "./sourcing-judged";
import { MIXES, timeMix } from "./sourcing-mix";

const CASES = 10_000;
/** Orders of twelve lines over fifty nodes that an independent program plans, too. */
const JUDGED = 12;
const SIZES = [100, 300];
const SUPPLIES = Object.keys(SUPPLY) as (keyof typeof SUPPLY)[];
/** What the product gives its solver for a window. */
const WINDOW_SECONDS = 6;
const BOUND = { seconds: 120, gap: 0.0001 };
const TIMED_ORDERS = 2_000;

const POLICIES: Readonly<Record<string, Policy>> = {
  nearest,
  nearest_complete: nearestComplete,
  greedy: greedyCover,
  entry: atEntry,
};

type Row = {
  readonly instance: string;
  readonly supply: string;
  readonly orders: number;
  readonly lines: number;
  /** By arm: cost in minor units, and shipments of an order. */
  readonly costs: Readonly<Record<string, number>>;
  readonly shipmentsPerOrder: Readonly<Record<string, number>>;
  readonly bound: number;
  readonly isProven: boolean;
  readonly windowSeconds: number;
  readonly by: PlannedWindow["by"];
  /** Units that some arm left open, limits that it passed, orders that it lost. */
  readonly violations: number;
};

/**
 * How near the routing of orders comes to the best there is: all policies place the same orders on the
 * same stock and fill the same lines, the window re-plans what the product placed, and an independent
 * program says what no placement can beat.
 */
export async function sourcing({ rounds }: ScenarioOptions): Promise<Report> {
  const solver = highsSolver();
  const judge = highsSolver();
  try {
    const rows: Row[] = [];
    for (const orders of SIZES) {
      for (const supply of SUPPLIES) {
        for (let seed = 1; seed <= rounds; seed += 1) {
          rows.push(await compare(makeInstance(seed, orders, supply), supply, solver, judge));
        }
      }
    }
    for (const instance of await demoInstances(SIZES)) {
      rows.push(await compare(instance, "demo", solver, judge));
    }
    console.table(rows.map(shown));
    const thousand = [];
    for (const supply of SUPPLIES) {
      thousand.push(await timeWindow(makeInstance(1, 1_000, supply), solver));
    }
    return {
      metrics: {
        brute_force_cases: CASES,
        brute_force_equal: countEqual(CASES, 1),
        plan_10_p99_ms: timePlans(10),
        plan_200_p99_ms: timePlans(200),
        ...Object.fromEntries(
          MIXES.flatMap((mix) => [
            [`plan_mix_${mix}_p99_ms`, timeMix(mix, 10)],
            [`plan_mix_${mix}_200_p99_ms`, timeMix(mix, 200)],
          ]),
        ),
        judged_cases: JUDGED,
        judged_equal: await countJudged(JUDGED, judge),
        ...gapsOf(rows),
        window_1000_s: Math.max(...thousand),
        violations: rows.reduce((sum, row) => sum + row.violations, 0),
      },
      samples: rows,
    };
  } finally {
    await solver.close();
    await judge.close();
  }
}

async function compare(
  instance: Instance,
  supply: string,
  solver: ProgramSolver,
  judge: ProgramSolver,
): Promise<Row> {
  const arms = Object.entries(POLICIES).map(
    ([name, policy]) => [name, runPolicy(instance, policy)] as const,
  );
  const entry = arms.at(-1)?.[1] as ArmOutcome;
  const begun = performance.now();
  const problem = readWindow(windowOf(instance, entry.placements));
  const { plan, by } = await planWindow(problem, solver, WINDOW_SECONDS);
  const windowSeconds = (performance.now() - begun) / 1000;
  const bound = await boundOf(instance, judge, BOUND);
  const perOrder = (shipments: number) => shipments / instance.orders.length;
  return {
    instance: instance.name,
    supply,
    orders: instance.orders.length,
    lines: instance.orders.reduce((sum, { lines }) => sum + lines.length, 0),
    costs: {
      ...Object.fromEntries(arms.map(([name, { costMicro }]) => [name, costMicro / 1_000_000])),
      window: plan.score.costMicro / 1_000_000,
    },
    shipmentsPerOrder: {
      ...Object.fromEntries(arms.map(([name, { shipments }]) => [name, perOrder(shipments)])),
      window: perOrder(shipmentsOf(problem, plan.chosen)),
    },
    bound: bound.costMicro / 1_000_000,
    isProven: bound.isProven,
    windowSeconds,
    by,
    violations:
      arms.reduce((sum, [, { unfilled }]) => sum + unfilled, 0) +
      (isWithinLimits(problem, plan.chosen) ? 0 : 1) +
      (currentPlan(problem).score.costMicro === entry.costMicro ? 0 : 1) +
      unplaced(problem, plan.chosen),
  };
}

/** Units that the window's plans leave open, counted from their parts. */
const unplaced = ({ window, columns }: WindowProblem, chosen: readonly number[]): number =>
  window.orders.reduce((sum, { lines }, order) => {
    const parts = columns[order]?.[chosen[order] as number]?.parts ?? [];
    const wanted = lines.reduce((units, line) => units + line.units, 0);
    return sum + wanted - parts.reduce((units, part) => units + part.units, 0);
  }, 0);

const shipmentsOf = ({ columns }: WindowProblem, chosen: readonly number[]): number =>
  columns.reduce((sum, own, order) => {
    const parts = own[chosen[order] as number]?.parts ?? [];
    return sum + new Set(parts.map(({ source }) => source)).size;
  }, 0);

async function timeWindow(instance: Instance, solver: ProgramSolver): Promise<number> {
  const entry = runPolicy(instance, atEntry);
  const begun = performance.now();
  const problem = readWindow(windowOf(instance, entry.placements));
  const { by } = await planWindow(problem, solver, WINDOW_SECONDS);
  const seconds = (performance.now() - begun) / 1000;
  console.log(`${instance.name}: re-planned in ${seconds.toFixed(2)} s by the ${by}`);
  return seconds;
}

/** One plan of one order; each is timed three times, since others use the machine, and the median counts. */
function timePlans(nodes: number): number {
  const { orders, stock, splitPenaltyMinor } = makeInstance(7, TIMED_ORDERS, "ample", nodes);
  const asked = orders.map((order) => ({
    order: { lines: order.lines, shipPolicy: "as_available" as const, shipmentsMax: null },
    nodes: nodesWith(order, stock),
  }));
  const plan = ({ order, nodes: seen }: (typeof asked)[number]) => {
    const begun = performance.now();
    decideSourcing(order, seen, { splitPenaltyMinor, stepsMax: 200_000 });
    return performance.now() - begun;
  };
  asked.slice(0, 500).forEach(plan);
  return percentile(
    asked.map((each) => median([plan(each), plan(each), plan(each)])),
    99,
  );
}

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Shares above the bound, means over tight and ample; `capture`: of the way from nearest complete to it. */
function gapsOf(rows: readonly Row[]): Record<string, number> {
  const gap = (row: Row, arm: string) => (row.costs[arm] as number) / row.bound - 1;
  const capture = (row: Row) =>
    ((row.costs.nearest_complete as number) - (row.costs.window as number)) /
    ((row.costs.nearest_complete as number) - row.bound);
  const metrics: Record<string, number> = {};
  const [first] = SIZES;
  const arms = [...Object.keys(POLICIES), "window"];
  for (const size of SIZES) {
    const suffix = size === first ? "" : `_${size}`;
    const own = rows.filter((row) => row.supply !== "demo" && row.orders === size);
    for (const arm of arms) {
      metrics[`gap_${arm}${suffix}`] = mean(own.map((row) => gap(row, arm)));
    }
    metrics[`gap_window_worst${suffix}`] = Math.max(...own.map((row) => gap(row, "window")));
    metrics[`capture_window${suffix}`] = mean(own.map(capture));
  }
  const demo = rows.filter((row) => row.supply === "demo");
  for (const arm of arms) {
    metrics[`demo_gap_${arm}`] = mean(demo.map((row) => gap(row, arm)));
  }
  metrics.demo_capture_window = mean(demo.map(capture));
  return metrics;
}

const shown = ({ instance, costs, bound, shipmentsPerOrder, ...row }: Row) => ({
  instance,
  ...Object.fromEntries(
    Object.entries(costs).map(([arm, cost]) => [arm, `${((cost / bound - 1) * 100).toFixed(2)} %`]),
  ),
  shipments: (shipmentsPerOrder.window as number).toFixed(2),
  seconds: row.windowSeconds.toFixed(2),
  by: row.by,
  proven: row.isProven,
  violations: row.violations,
});
