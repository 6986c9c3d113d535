import { type Connection, connect } from "@/db/client";
import { auditDatabase } from "@/server/oms/reporting/queries-audit";
import { MIXES, type MixResult, runMix } from "./contention-mixes";
import { makeControl, sellNaively } from "./control";
import { HOT, type HotRun, hotControl, hotHttp, hotOrders, hotReserve } from "./hot-sku";
import { openClient } from "./http-client";
import { type ArmResult, median, percentile, type Report, type ScenarioOptions } from "./measure";
import { startStack } from "./stack";
import { type BenchWorld, makeWorld } from "./world";

const NODES = 8;
const SKUS = 40;
const ATTEMPTS = 1_000_000;
const NAIVE = { stock: 50, attempts: 1_000, connections: 32 };

/**
 * Many callers for few units: what is oversold in a million attempts of every kind of contest, and
 * how fast one SKU that everybody wants is given out, against one conditional UPDATE per attempt.
 */
export async function contention({ rounds, rows }: ScenarioOptions): Promise<Report> {
  const stack = await startStack();
  const connection = connect(stack.databaseUrl, { max: 32, statementTimeoutMs: 0 });
  const client = openClient(stack.origin, HOT.callers);
  try {
    const world = await makeWorld(connection, { nodes: NODES, skus: SKUS, companies: 20 });
    await makeControl(connection, SKUS, NODES);
    const hot = await measureHot(rounds, {
      control: () => hotControl(connection),
      hot: () => hotReserve(connection, world),
      order: () => hotOrders(connection, world),
      http: () => hotHttp(connection, world, client.send),
    });
    const contests = await contest(connection, world, rows ?? ATTEMPTS);
    const naive = await sellNaively(connection, NAIVE);
    const audit = await auditDatabase(connection.sql);
    return {
      metrics: {
        ...contests,
        naive_oversold: naive.oversold,
        ...hot.metrics,
        violations: audit.violations,
      },
      samples: hot.samples,
    };
  } finally {
    client.close();
    await connection.end();
    await stack.stop();
  }
}

async function contest(connection: Connection, world: BenchWorld, attempts: number) {
  const deadlocksBefore = await countDeadlocks(connection);
  const results: MixResult[] = [];
  for (const mix of MIXES) {
    results.push(await runMix(connection, world, mix, attempts));
  }
  console.table(results);
  const sumOf = (pick: (result: MixResult) => number) =>
    results.reduce((sum, result) => sum + pick(result), 0);
  return {
    attempts: sumOf((result) => result.attempts),
    oversold: sumOf((result) => result.oversold),
    deadlocks: (await countDeadlocks(connection)) - deadlocksBefore,
    contest_s: sumOf((result) => result.seconds),
  };
}

async function countDeadlocks({ sql }: Connection): Promise<number> {
  await sql`select pg_stat_force_next_flush()`;
  const [row] = await sql<{ deadlocks: number }[]>`
    select deadlocks::int from pg_stat_database where datname = current_database()`;
  return row?.deadlocks ?? 0;
}

type Arms = Readonly<Record<string, () => Promise<HotRun>>>;

async function measureHot(rounds: number, arms: Arms) {
  const runs = new Map<string, HotRun[]>();
  const samples: ArmResult[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const names = Object.keys(arms);
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const run = await arms[name]?.();
      if (run !== undefined && round > 0) {
        runs.set(name, [...(runs.get(name) ?? []), run]);
        samples.push(sampleOf(name, round, run));
      }
    }
  }
  const all = (name: string) => runs.get(name) ?? [];
  const figures = (name: string) => ({
    [`${name}_promised`]: median(all(name).map(({ granted }) => granted)),
    [`${name}_grants_per_s`]: median(all(name).map(grantRate)),
    [`${name}_p99_ms`]: percentile(
      all(name).flatMap(({ grantedMs }) => grantedMs),
      99,
    ),
    [`${name}_sold_out_p50_ms`]: percentile(
      all(name).flatMap(({ soldOutMs }) => soldOutMs),
      50,
    ),
    [`${name}_sold_out_p99_ms`]: percentile(
      all(name).flatMap(({ soldOutMs }) => soldOutMs),
      99,
    ),
  });
  const ratios = (name: string) =>
    all(name).map((run, round) => grantRate(run) / grantRate(all("control")[round] as HotRun));
  return {
    samples,
    metrics: {
      ...figures("hot"),
      hot_ratio: median(ratios("hot")),
      hot_ratio_min: Math.min(...ratios("hot")),
      hot_ratio_max: Math.max(...ratios("hot")),
      ...figures("control"),
      ...figures("order"),
      order_ratio: median(ratios("order")),
      ...figures("http"),
      http_ratio: median(ratios("http")),
    },
  };
}

const grantRate = ({ granted, sellingSeconds }: HotRun): number => granted / sellingSeconds;

const sampleOf = (arm: string, round: number, run: HotRun): ArmResult => ({
  arm,
  round,
  calls: HOT.attempts,
  units: run.granted,
  seconds: run.sellingSeconds,
  perSecond: grantRate(run),
  failures: 0,
  latenciesMs: [...run.grantedMs, ...run.soldOutMs],
});
