import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";

/** One call of an arm; answers how many units of work it did (orders, grants, reads). */
export type Call = () => Promise<number>;

export type ArmResult = {
  readonly arm: string;
  readonly round: number;
  readonly calls: number;
  readonly units: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly failures: number;
  /** Milliseconds of each call, in the order of their ends. */
  readonly latenciesMs: readonly number[];
};

/**
 * Closed loop: `connections` callers, each waiting for its answer before it asks again, for a
 * fixed time. For ceilings, not for latency under a given load.
 */
export async function runArm(
  arm: string,
  round: number,
  call: Call,
  { connections, seconds }: { readonly connections: number; readonly seconds: number },
): Promise<ArmResult> {
  const latenciesMs: number[] = [];
  let units = 0;
  let failures = 0;
  const begun = performance.now();
  const ends = begun + seconds * 1000;
  const caller = async () => {
    while (performance.now() < ends) {
      const asked = performance.now();
      try {
        const done = await call();
        units += done;
      } catch {
        failures += 1;
      }
      latenciesMs.push(performance.now() - asked);
    }
  };
  await Promise.all(Array.from({ length: connections }, caller));
  const took = (performance.now() - begun) / 1000;
  return {
    arm,
    round,
    calls: latenciesMs.length,
    units,
    seconds: took,
    perSecond: units / took,
    failures,
    latenciesMs,
  };
}

/**
 * Open loop: calls begin at a fixed rate, whether or not those before have been answered, and each
 * takes from the moment it was due; so one slow answer is not hidden by the calls that waited for it.
 */
export async function runOpenArm(
  arm: string,
  round: number,
  call: Call,
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
): Promise<ArmResult> {
  const latenciesMs: number[] = [];
  let units = 0;
  let failures = 0;
  const begun = performance.now();
  const under: Promise<void>[] = [];
  const begin = async (due: number) => {
    try {
      const done = await call();
      units += done;
    } catch {
      failures += 1;
    }
    latenciesMs.push(performance.now() - due);
  };
  for (let count = 0; count < perSecond * seconds; count += 1) {
    const due = begun + (count * 1000) / perSecond;
    const early = due - performance.now();
    if (early > 0) {
      await sleep(early);
    }
    under.push(begin(due));
  }
  await Promise.all(under);
  const took = (performance.now() - begun) / 1000;
  const calls = latenciesMs.length;
  return {
    ...{ arm, round, calls, units, seconds: took },
    ...{ perSecond: units / took, failures, latenciesMs },
  };
}

export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((percent / 100) * sorted.length))] ?? 0;
}

export const median = (values: readonly number[]): number => percentile(values, 50);

/** Median over rounds of an arm's rate to its control's rate in the same round. */
export function ratioOf(results: readonly ArmResult[], arm: string, control: string) {
  const rounds = [...new Set(results.map((result) => result.round))];
  const ratios = rounds.flatMap((round) => {
    const rate = (name: string) =>
      results.find((result) => result.round === round && result.arm === name)?.perSecond;
    const [own, other] = [rate(arm), rate(control)];
    return own === undefined || other === undefined ? [] : [own / other];
  });
  return { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios) };
}

export const latenciesOf = (results: readonly ArmResult[], arm: string): number[] =>
  results.filter((result) => result.arm === arm).flatMap((result) => [...result.latenciesMs]);

export const medianRate = (results: readonly ArmResult[], arm: string): number =>
  median(results.filter((result) => result.arm === arm).map((result) => result.perSecond));

export type ScenarioOptions = {
  readonly rounds: number;
  readonly seconds: number;
  /** How long a file is, where a scenario is about one. */
  readonly rows?: number;
};
export type Report = {
  readonly metrics: Readonly<Record<string, number>>;
  /** What the metrics were computed from, row by row. */
  readonly samples: readonly object[];
};
