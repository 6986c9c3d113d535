import { randomUUID } from "node:crypto";
import { connect } from "@/db/client";
import { auditDatabase } from "@/server/oms/reporting/queries-audit";
import { makeControl, sellNaively } from "./control";
import { openClient } from "./http-client";
import type { Report, ScenarioOptions } from "./measure";
import { type ArmResult, latenciesOf, medianRate, percentile, ratioOf, runArm } from "./measure";
import { startStack } from "./stack";
import { type BenchWorld, giveScarce, makeWorld } from "./world";

const SKUS = 500;
const NODES = 8;
const CONNECTIONS = 16;
const BATCH = 100;
const BATCH_CONNECTIONS = 2;
const FLASH = { stock: 50, buyers: 200 };

const pick = <T>(items: readonly T[]): T => items[Math.floor(Math.random() * items.length)] as T;

function threeLines(world: BenchWorld) {
  const skus = new Set<string>();
  while (skus.size < 3) {
    skus.add(pick(world.skus).code);
  }
  return [...skus].map((sku) => ({ sku, quantity: 1 + Math.floor(Math.random() * 5) }));
}

/** Durable orders of three lines through the public API, against the raw function call. */
export async function orders({ rounds, seconds }: ScenarioOptions): Promise<Report> {
  const stack = await startStack();
  const connection = connect(stack.databaseUrl, { max: 32, statementTimeoutMs: 0 });
  const client = openClient(stack.origin, 256);
  try {
    const world = await makeWorld(connection, { nodes: NODES, skus: SKUS, companies: 100 });
    await makeControl(connection, SKUS, NODES);
    const headers = { authorization: `Bearer ${world.key}`, "content-type": "application/json" };
    const orderOf = () => ({ companyId: pick(world.companies).id, lines: threeLines(world) });
    const single = async () => {
      const body = JSON.stringify(orderOf());
      const sent = { ...headers, "idempotency-key": randomUUID() };
      const { status } = await client.send("POST", "/api/v1/orders", sent, body);
      return status === 201 ? 1 : failed(status);
    };
    const batch = async () => {
      const all = Array.from({ length: BATCH }, () => ({
        idempotencyKey: randomUUID(),
        order: orderOf(),
      }));
      const sent = { ...headers, "idempotency-key": randomUUID() };
      const body = JSON.stringify({ orders: all });
      const { status, text } = await client.send("POST", "/api/v1/orders/batch", sent, body);
      return status === 200 ? (text().match(/"ok":true/g)?.length ?? 0) : failed(status);
    };
    const control = async () => {
      const skus = [1, 2, 3].map((third) => third * 160 - Math.floor(Math.random() * 159));
      await connection.sql`select bench.place(${randomUUID()}, ${skus}::int[], ${[1, 1, 1]}::int[])`;
      return 1;
    };
    const arms = [
      ["control", control, CONNECTIONS],
      ["single", single, CONNECTIONS],
      ["batch", batch, BATCH_CONNECTIONS],
    ] as const;
    const results: ArmResult[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const inOrder = round % 2 === 0 ? arms : arms.toReversed();
      for (const [name, call, connections] of inOrder) {
        const result = await runArm(name, round, call, { connections, seconds });
        if (round > 0) {
          results.push(result);
        }
      }
    }
    const flash = await flashSale(world, connection, client, headers);
    const naive = await sellNaively(connection, {
      stock: FLASH.stock,
      attempts: FLASH.buyers,
      connections: 32,
    });
    const audit = await auditDatabase(connection.sql);
    return {
      metrics: {
        ...summary(results),
        ...flash,
        naive_oversold: naive.oversold,
        violations: audit.violations,
      },
      samples: results,
    };
  } finally {
    client.close();
    await connection.end();
    await stack.stop();
  }
}

const failed = (status: number): never => {
  throw new Error(`answered with status ${status}`);
};

function summary(results: readonly ArmResult[]): Record<string, number> {
  const single = latenciesOf(results, "single");
  const singleRatio = ratioOf(results, "single", "control");
  const batchRatio = ratioOf(results, "batch", "control");
  return {
    single_ratio: singleRatio.median,
    single_ratio_min: singleRatio.min,
    single_ratio_max: singleRatio.max,
    single_per_s: medianRate(results, "single"),
    single_p50_ms: percentile(single, 50),
    single_p95_ms: percentile(single, 95),
    single_p99_ms: percentile(single, 99),
    batch_ratio: batchRatio.median,
    batch_ratio_min: batchRatio.min,
    batch_ratio_max: batchRatio.max,
    batch_per_s: medianRate(results, "batch"),
    batch_p99_ms: percentile(latenciesOf(results, "batch"), 99),
    control_per_s: medianRate(results, "control"),
    failures: results.reduce((sum, result) => sum + result.failures, 0),
  };
}

/** Two hundred buyers at once for fifty units, half of them sending the same key twice. */
async function flashSale(
  world: BenchWorld,
  connection: ReturnType<typeof connect>,
  client: ReturnType<typeof openClient>,
  headers: Readonly<Record<string, string>>,
): Promise<Record<string, number>> {
  const sku = await giveScarce(connection, world, FLASH.stock);
  const buyers = Array.from({ length: FLASH.buyers }, () => ({
    key: randomUUID(),
    body: JSON.stringify({
      companyId: pick(world.companies).id,
      lines: [{ sku: sku.code, quantity: 1 }],
    }),
  }));
  const sends = buyers.flatMap((buyer, index) => (index % 2 === 0 ? [buyer, buyer] : [buyer]));
  const answers = await Promise.all(
    sends.map(({ key, body }) =>
      client.send("POST", "/api/v1/orders", { ...headers, "idempotency-key": key }, body),
    ),
  );
  const [row] = await connection.sql<{ orders: number; promised: number; backordered: number }[]>`
    select count(*)::int as orders, sum(l.allocated + l.released)::int as promised,
      sum(l.backordered)::int as backordered
    from order_line l where l.sku_id = ${sku.id}`;
  return {
    flash_answers: answers.filter((answer) => answer.status === 201).length,
    flash_orders: row?.orders ?? 0,
    flash_promised: row?.promised ?? 0,
    flash_backordered: row?.backordered ?? 0,
  };
}
