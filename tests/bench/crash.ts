import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "@/db/client";
import { auditDatabase } from "@/server/oms/reporting/queries-audit";
import { openClient } from "./http-client";
import type { Report, ScenarioOptions } from "./measure";
import { type Stack, startStack } from "./stack";
import { type BenchWorld, makeWorld } from "./world";

const CALLERS = 12;
const RETRY_MS = 100;
const GIVE_UP_MS = 60_000;

type Sent = { readonly key: string; readonly reference: string; isAcknowledged: boolean };

/**
 * Kill the web server and then the database in the middle of a load, without warning. Each caller
 * repeats its order under the same key until it is acknowledged, as a careful client does. Nothing
 * acknowledged may be missing, nothing may be there twice.
 */
export async function crash({ seconds }: ScenarioOptions): Promise<Report> {
  const stack = await startStack();
  const connection = connect(stack.databaseUrl, { max: 4, statementTimeoutMs: 0 });
  const client = openClient(stack.origin, CALLERS);
  try {
    const world = await makeWorld(connection, { nodes: 4, skus: 100, companies: 20 });
    const sent: Sent[] = [];
    const endsAt = Date.now() + seconds * 3_000;
    const callers = Array.from({ length: CALLERS }, () =>
      keepOrdering(client, world, sent, endsAt),
    );
    await sleep(seconds * 1_000);
    const webDown = await killAndWait(stack, () => webPids(stack));
    await sleep(seconds * 500);
    const databaseDown = await killAndWait(stack, () => [postmasterPid(stack)]);
    await Promise.all(callers);
    const fresh = connect(stack.databaseUrl, { max: 2, statementTimeoutMs: 0 });
    const [found] = await fresh.sql<{ orders: number; distinct: number }[]>`
      select count(*)::int as orders, count(distinct external_ref)::int as distinct
      from sales_order where external_ref like 'crash-%'`;
    const acknowledged = sent.filter((order) => order.isAcknowledged);
    const [kept] = await fresh.sql<{ n: number }[]>`
      select count(distinct external_ref)::int as n from sales_order
      where external_ref = any(${acknowledged.map((order) => order.reference)}::text[])`;
    const audit = await auditDatabase(fresh.sql);
    await fresh.end();
    return {
      metrics: {
        sent: sent.length,
        acknowledged: acknowledged.length,
        lost: acknowledged.length - (kept?.n ?? 0),
        doubled: (found?.orders ?? 0) - (found?.distinct ?? 0),
        web_back_ms: webDown,
        database_back_ms: databaseDown,
        violations: audit.violations,
      },
      samples: [],
    };
  } finally {
    client.close();
    await connection.end();
    await stack.stop();
  }
}

async function keepOrdering(
  client: ReturnType<typeof openClient>,
  world: BenchWorld,
  sent: Sent[],
  endsAt: number,
): Promise<void> {
  while (Date.now() < endsAt) {
    const reference = `crash-${randomUUID()}`;
    const order: Sent = { key: randomUUID(), reference, isAcknowledged: false };
    sent.push(order);
    const company = world.companies[sent.length % world.companies.length];
    const sku = world.skus[sent.length % world.skus.length];
    const body = JSON.stringify({
      companyId: company?.id,
      externalRef: reference,
      lines: [{ sku: sku?.code, quantity: 1 }],
    });
    const headers = {
      authorization: `Bearer ${world.key}`,
      "content-type": "application/json",
      "idempotency-key": order.key,
    };
    const giveUpAt = Date.now() + GIVE_UP_MS;
    while (!order.isAcknowledged && Date.now() < giveUpAt) {
      const status = await client.send("POST", "/api/v1/orders", headers, body).then(
        (answer) => answer.status,
        () => 0,
      );
      order.isAcknowledged = status === 201;
      if (!order.isAcknowledged) {
        await sleep(RETRY_MS);
      }
    }
  }
}

/** Kill without warning; answers how long it took until the product was ready again. */
async function killAndWait(stack: Stack, pids: () => readonly number[]): Promise<number> {
  for (const pid of pids()) {
    process.kill(pid, "SIGKILL");
  }
  const killedAt = Date.now();
  await sleep(50);
  for (;;) {
    const isReady = await fetch(`${stack.origin}/api/health/ready`).then(
      (response) => response.ok,
      () => false,
    );
    if (isReady) {
      return Date.now() - killedAt;
    }
    if (Date.now() - killedAt > GIVE_UP_MS) {
      throw new Error("the product did not come back within a minute");
    }
    await sleep(50);
  }
}

/** The web server among the supervisor's descendants. */
function webPids(stack: Stack): number[] {
  const rows = execFileSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8" })
    .split("\n")
    .flatMap((line) => {
      const [, pid, parent, command] = line.match(/^\s*(\d+)\s+(\d+)\s+(.*)$/) ?? [];
      return pid === undefined || parent === undefined || command === undefined
        ? []
        : [{ pid: Number(pid), parent: Number(parent), command }];
    });
  const ours = new Set([stack.process.pid]);
  for (let grew = true; grew; ) {
    const before = ours.size;
    for (const row of rows) {
      if (ours.has(row.parent)) {
        ours.add(row.pid);
      }
    }
    grew = ours.size > before;
  }
  return rows
    .filter((row) => ours.has(row.pid) && /server\/web\.ts/.test(row.command))
    .map((row) => row.pid);
}

function postmasterPid(stack: Stack): number {
  const find = (dir: string): string | null => {
    for (const name of readdirSync(dir)) {
      const path = join(dir, name);
      if (name === "postmaster.pid") {
        return path;
      }
      if (name !== "base" && name !== "pg_wal" && statSync(path).isDirectory()) {
        const found = find(path);
        if (found !== null) {
          return found;
        }
      }
    }
    return null;
  };
  const file = find(stack.dataDir);
  if (file === null) {
    throw new Error("no postmaster.pid below the data directory");
  }
  return Number(readFileSync(file, "utf8").split("\n")[0]);
}
