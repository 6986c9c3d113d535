import type { Connection } from "@/db/client";
import { detectTrouble } from "@/server/oms/desk/commands/detect-trouble";
import { detectFamilies } from "@/server/oms/desk/types";
import { sweepPromises } from "@/server/oms/exceptions/commands/sweep-promises";
import { countStock } from "@/server/oms/inventory/commands/count-stock";
import { tellPlaced } from "@/server/oms/notifications/handlers";
import { systemActor } from "@/server/shell/actor";
import type { Handler } from "@/server/shell/handler";
import { ATTEMPTS_MAX, type JobRuntime, leaseJobs, runJob } from "@/server/shell/jobs";
import { demoId } from "./demo-id";
import { DEMO_COMPANY } from "./load-accounts";
import { companyIdOf } from "./load-customers";
import { ctxAt } from "./play-orders";
import { givenUpSku } from "./trouble-orders";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const worker = systemActor("worker");

/**
 * What went wrong in the last hours beside what the floor and the carriers did: a count that found too
 * few, a product that was given up, a mail gateway that did not answer. Each is only caused here; that it
 * is an exception is found by the looks that the running system takes each minute.
 */
export async function playTrouble(connection: Connection, end: Date): Promise<void> {
  await countTooFew(connection, new Date(end.getTime() - 3 * HOUR_MS));
  await giveUpProduct(connection, end);
  await failMail(connection, new Date(end.getTime() - 2 * HOUR_MS));
  const ctx = ctxAt(connection, worker, end);
  await sweepPromises(ctx, demoId("sweep", "last"), {});
  for (const family of detectFamilies) {
    await detectTrouble(ctx, demoId("detect", family), { family });
  }
}

/** Somebody counts the position that most open work stands on, and finds less than it needs. */
async function countTooFew(connection: Connection, at: Date): Promise<void> {
  const [position] = await connection.sql<
    { skuId: string; nodeId: string; sku: string; allocated: number }[]
  >`
    select l.sku_id as "skuId", l.node_id as "nodeId", s.code as sku, l.allocated
    from stock_level l join sku s on s.id = l.sku_id join node n on n.id = l.node_id
    where l.status = 'sellable' and l.allocated > 2 and exists (select from allocation a
      where a.sku_id = l.sku_id and a.node_id = l.node_id and a.state = 'allocated')
    order by l.allocated desc, s.code, n.code limit 1`;
  if (position !== undefined) {
    const { skuId, nodeId, sku, allocated } = position;
    await countStock(ctxAt(connection, systemActor("Operations"), at), demoId("count", sku), {
      skuId,
      nodeId,
      counted: Math.floor(allocated / 2),
      reason: "Cycle count, a pallet was missing",
    });
  }
}

/** The maker gives a product up that customers wait for and that nobody brings. */
async function giveUpProduct({ sql }: Pick<Connection, "sql">, end: Date): Promise<void> {
  await sql`update sku set status = 'discontinued' where code = ${givenUpSku(end) ?? ""}`;
}

/** A mail to the demo's buyer that the gateway did not take, until the worker gave up. */
async function failMail(connection: Connection, at: Date): Promise<void> {
  const { sql } = connection;
  const [event] = await sql<{ id: number }[]>`
    select e.id from event e join sales_order o on o.id = e.order_id
    where e.type = 'sales_order.placed' and o.company_id = ${companyIdOf(DEMO_COMPANY)}
    order by e.id limit 1`;
  if (event === undefined) {
    return;
  }
  await sql`insert into job (handler, event_id, run_at) values (${tellPlaced.name}, ${event.id}, ${at})`;
  let now = at;
  const gateway = () => Promise.reject(new Error("The mail gateway did not answer within 10 s"));
  const handler: Handler = { name: tellPlaced.name, run: gateway };
  const runtime: JobRuntime = {
    database: connection,
    clock: { now: () => now },
    services: {
      mail: { provider: "gateway", appUrl: "", render: gateway, deliver: gateway },
    },
    handlers: new Map([[handler.name, handler]]),
  };
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    await sql`update job set run_at = ${now}`;
    for (const job of await leaseJobs(connection, now, 1)) {
      await runJob(runtime, job);
    }
    now = new Date(now.getTime() + 8 * MINUTE_MS);
  }
}
