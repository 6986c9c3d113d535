import { setTimeout as sleep } from "node:timers/promises";
import { type Connection, connect } from "@/db/client";
import { openClient } from "./http-client";
import type { Report, ScenarioOptions } from "./measure";
import {
  type ArmResult,
  latenciesOf,
  medianRate,
  percentile,
  ratioOf,
  runArm,
  runOpenArm,
} from "./measure";
import { startSecondWeb, startStack } from "./stack";
import { probeOrders, probeStock } from "./staleness";
import { makeWorld } from "./world";

const CONNECTIONS = 16;
/** As many as it takes for the ceiling, where no caller waits for a statement that others could have shared. */
const CROWD = 64;
const ORDER_PROBES = 500;
const STOCK_PROBES = 100_000;
/** Milliseconds between two commits of somebody else, in the arm that is written beside. */
const WRITE_EVERY_MS = 10;
/** Answers a second about a hundred SKUs that are asked for whether or not those before have come. */
const HUNDRED_PER_SECOND = 100;

/** Availability over all nodes through the API, against an endpoint of the same server that does nothing. */
export async function availability({ rounds, seconds }: ScenarioOptions): Promise<Report> {
  const stack = await startStack();
  const connection = connect(stack.databaseUrl, { max: 8, statementTimeoutMs: 0 });
  const client = openClient(stack.origin, CROWD);
  try {
    const world = await makeWorld(connection, { nodes: 50, skus: 300, companies: 10 });
    const headers = { authorization: `Bearer ${world.key}` };
    const codes = world.skus.map((sku) => sku.code);
    const some = (n: number) => {
      const from = Math.floor(Math.random() * (codes.length - n));
      return codes.slice(from, from + n).join(",");
    };
    const get = (path: string) => async () => {
      const { status } = await client.send("GET", path, headers);
      if (status !== 200) {
        throw new Error(`answered with status ${status}`);
      }
      return 1;
    };
    const hundred = () => get(`/api/v1/availability?sku=${some(100)}`)();
    const bare = get("/api/health/live");
    const one = () => get(`/api/v1/availability?sku=${some(1)}`)();
    const arms = [
      ["bare", bare, CONNECTIONS],
      ["bare_crowd", bare, CROWD],
      ["one_sku", one, CONNECTIONS],
      ["one_sku_crowd", one, CROWD],
      ["one_sku_busy", one, CONNECTIONS],
      ["twenty_skus", () => get(`/api/v1/availability?sku=${some(20)}`)(), CONNECTIONS],
      ["hundred_skus", hundred, CONNECTIONS],
    ] as const;
    const results: ArmResult[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      for (const [name, call, connections] of round % 2 === 0 ? arms : arms.toReversed()) {
        const writing = name === "one_sku_busy" ? keepWriting(connection) : null;
        const result = await runArm(name, round, call, { connections, seconds });
        await writing?.stop();
        if (round > 0) {
          results.push(result);
        }
      }
      const rate = { perSecond: HUNDRED_PER_SECOND, seconds };
      const steady = await runOpenArm("hundred_skus_steady", round, hundred, rate);
      if (round > 0) {
        results.push(steady);
      }
    }
    const second = await startSecondWeb(stack);
    const other = openClient(second.origin, CONNECTIONS);
    const doors = [client, other].map((door) => ({ send: door.send, headers }));
    const orders = await probeOrders(connection, world, doors, ORDER_PROBES);
    const stock = await probeStock(connection, world, doors, STOCK_PROBES);
    other.close();
    await second.stop();
    return {
      metrics: {
        ...summary(results),
        stale: orders + stock,
        stale_probes: ORDER_PROBES + STOCK_PROBES,
      },
      samples: results,
    };
  } finally {
    client.close();
    await connection.end();
    await stack.stop();
  }
}

/** Commits that concern no SKU: what a copy knows to be unchanged has to be asked for anew. */
function keepWriting({ sql }: Connection) {
  const ended = new AbortController();
  const write = async () => {
    while (!ended.signal.aborted) {
      await sql`select pg_current_xact_id()`;
      await sleep(WRITE_EVERY_MS);
    }
  };
  const written = write();
  return {
    stop: () => {
      ended.abort();
      return written;
    },
  };
}

/** What each arm is a ratio of: the bare answer to as many callers. */
const CONTROLS = {
  one_sku: "bare",
  one_sku_crowd: "bare_crowd",
  one_sku_busy: "bare",
  twenty_skus: "bare",
  hundred_skus: "bare",
} as const;

function summary(results: readonly ArmResult[]): Record<string, number> {
  return Object.fromEntries([
    ["bare_per_s", medianRate(results, "bare")],
    ["bare_crowd_per_s", medianRate(results, "bare_crowd")],
    ...Object.entries(CONTROLS).flatMap(([arm, control]) => [
      [`${arm}_ratio`, ratioOf(results, arm, control).median] as const,
      [`${arm}_per_s`, medianRate(results, arm)] as const,
      [`${arm}_p50_ms`, percentile(latenciesOf(results, arm), 50)] as const,
      [`${arm}_p99_ms`, percentile(latenciesOf(results, arm), 99)] as const,
    ]),
    ["hundred_skus_steady_p50_ms", percentile(latenciesOf(results, "hundred_skus_steady"), 50)],
    ["hundred_skus_steady_p99_ms", percentile(latenciesOf(results, "hundred_skus_steady"), 99)],
    ["failures", results.reduce((sum, result) => sum + result.failures, 0)],
  ]);
}
