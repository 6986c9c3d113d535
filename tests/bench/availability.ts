import { randomUUID } from "node:crypto";
import { connect } from "@/db/client";
import { openClient } from "./http-client";
import type { Report, ScenarioOptions } from "./measure";
import { type ArmResult, latenciesOf, medianRate, percentile, ratioOf, runArm } from "./measure";
import { startStack } from "./stack";
import { giveScarce, makeWorld } from "./world";

const CONNECTIONS = 16;
const PROBES = 200;

/** Availability over all nodes through the API, against an endpoint of the same server that does nothing. */
export async function availability({ rounds, seconds }: ScenarioOptions): Promise<Report> {
  const stack = await startStack();
  const connection = connect(stack.databaseUrl, { max: 8, statementTimeoutMs: 0 });
  const client = openClient(stack.origin, 64);
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
    const arms = [
      ["bare", () => get("/api/health/live")()],
      ["one_sku", () => get(`/api/v1/availability?sku=${some(1)}`)()],
      ["twenty_skus", () => get(`/api/v1/availability?sku=${some(20)}`)()],
      ["hundred_skus", () => get(`/api/v1/availability?sku=${some(100)}`)()],
    ] as const;
    const results: ArmResult[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      for (const [name, call] of round % 2 === 0 ? arms : arms.toReversed()) {
        const result = await runArm(name, round, call, { connections: CONNECTIONS, seconds });
        if (round > 0) {
          results.push(result);
        }
      }
    }
    const sku = await giveScarce(connection, world, 1_000_000);
    const stale = await probeStaleness(client, headers, sku.code, world.companies[0]?.id ?? "");
    return { metrics: { ...summary(results), stale, stale_probes: PROBES }, samples: results };
  } finally {
    client.close();
    await connection.end();
    await stack.stop();
  }
}

function summary(results: readonly ArmResult[]): Record<string, number> {
  return Object.fromEntries([
    ["bare_per_s", medianRate(results, "bare")],
    ...["one_sku", "twenty_skus", "hundred_skus"].flatMap((arm) => [
      [`${arm}_ratio`, ratioOf(results, arm, "bare").median] as const,
      [`${arm}_per_s`, medianRate(results, arm)] as const,
      [`${arm}_p50_ms`, percentile(latenciesOf(results, arm), 50)] as const,
      [`${arm}_p99_ms`, percentile(latenciesOf(results, arm), 99)] as const,
    ]),
    ["failures", results.reduce((sum, result) => sum + result.failures, 0)],
  ]);
}

/** After an order is acknowledged, the next read must know it: counts the reads that do not. */
async function probeStaleness(
  client: ReturnType<typeof openClient>,
  headers: Readonly<Record<string, string>>,
  sku: string,
  companyId: string,
): Promise<number> {
  let stale = 0;
  const read = async () => {
    const { text } = await client.send("GET", `/api/v1/availability?sku=${sku}`, headers);
    const answer: { skus: { available: number }[] } = JSON.parse(text);
    return answer.skus[0]?.available ?? Number.NaN;
  };
  let expected = await read();
  for (let probe = 0; probe < PROBES; probe += 1) {
    const sent = {
      ...headers,
      "content-type": "application/json",
      "idempotency-key": randomUUID(),
    };
    const body = JSON.stringify({ companyId, lines: [{ sku, quantity: 1 }] });
    const { status } = await client.send("POST", "/api/v1/orders", sent, body);
    expected -= status === 201 ? 1 : 0;
    if ((await read()) !== expected) {
      stale += 1;
    }
  }
  return stale;
}
