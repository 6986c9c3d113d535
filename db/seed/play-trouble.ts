import type { Connection } from "@/db/client";
import { detectTrouble } from "@/server/oms/desk/commands/detect-trouble";
import { detectFamilies } from "@/server/oms/desk/types";
import { assignException } from "@/server/oms/exceptions/commands/assign-exception";
import { reportDeadJob } from "@/server/oms/exceptions/commands/report-dead-job";
import { resolveException } from "@/server/oms/exceptions/commands/resolve-exception";
import { savePolicy } from "@/server/oms/exceptions/commands/save-policy";
import { sweepPromises } from "@/server/oms/exceptions/commands/sweep-promises";
import { defaultPolicy } from "@/server/oms/exceptions/decide-policy";
import type { ExceptionType, SlaMinutes } from "@/server/oms/exceptions/types";
import { countStock } from "@/server/oms/inventory/commands/count-stock";
import { present } from "@/server/oms/kernel/assert";
import { tellPlaced } from "@/server/oms/notifications/handlers";
import { type Actor, systemActor } from "@/server/shell/actor";
import { ATTEMPTS_MAX } from "@/server/shell/jobs";
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
  await lookAround(connection, end);
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
  const [job] = await sql<{ id: number }[]>`
    insert into job (handler, event_id, run_at, attempts)
    values (${tellPlaced.name}, ${event.id}, ${at}, ${ATTEMPTS_MAX}) returning id`;
  // The worker's own last step with a job that has failed so often.
  await reportDeadJob(ctxAt(connection, worker, at), demoId("dead job", "mail"), {
    jobId: present(job, "the job was written").id,
    error: "The mail gateway did not answer within 10 s",
  });
}

/** What operations did about exceptions of a day: a call, and the note of it. */
const NOTES: Readonly<Record<string, string>> = {
  promise_missed: "Called the customer, they wait for it",
  in_transit_stalled: "Carrier traces the parcel",
  delivery_failed: "Customer takes it in tomorrow",
  supply_late: "Vendor confirmed a new day by phone",
};
const HANDLED_A_DAY = 2;
/** Of what nobody has in hand, so many of the oldest are taken on a day. */
const TAKEN_A_DAY = 8;

/** What waits for a carrier, a vendor or a customer is not to be decided within hours. */
const PATIENT: readonly ExceptionType[] = [
  "carrier_missed_pickup",
  "delivery_failed",
  "node_rejected",
  "order_stuck",
  "promise_at_risk",
  "promise_missed",
  "supply_late",
  "inventory_short",
];
const DAY_MINUTES = 24 * 60;
const PATIENT_SLA: SlaMinutes = {
  low: 10 * DAY_MINUTES,
  medium: 7 * DAY_MINUTES,
  high: 4 * DAY_MINUTES,
  critical: 8 * 60,
};

/** The times that this shop has set itself, on the day it went live. */
export async function setDeskTimes(
  connection: Connection,
  operations: Actor,
  moment: Date,
): Promise<void> {
  for (const type of PATIENT) {
    const { costMinor, team, ownerId } = defaultPolicy(type);
    const input = { type, slaMinutes: PATIENT_SLA, costMinor, team, ownerId };
    await savePolicy(ctxAt(connection, operations, moment), demoId("policy", type), input);
  }
}

/** Once a day the looks of the running system, and what operations did about the oldest of it. */
export async function playDesk(
  connection: Connection,
  operations: Actor,
  moment: Date,
): Promise<void> {
  await lookAround(connection, moment);
  const rows = await connection.sql<{ id: string; type: string }[]>`
    select id, type from exception
    where closed_at is null and type = any(${Object.keys(NOTES)}::text[])
    order by opened_at, sentence limit ${HANDLED_A_DAY}`;
  for (const [at, { id, type }] of rows.entries()) {
    const minutes = (count: number) => new Date(moment.getTime() + count * MINUTE_MS);
    const exceptionId = id;
    const taken = ctxAt(connection, operations, minutes(3 + at));
    await assignException(taken, demoId("take", at, moment.toISOString()), { exceptionId });
    const done = ctxAt(connection, operations, minutes(12 + 9 * at));
    await resolveException(done, demoId("done", at, moment.toISOString()), {
      exceptionId,
      how: "resolve",
      note: NOTES[type] ?? "",
    });
  }
  const unowned = await connection.sql<{ id: string }[]>`
    select id from exception where closed_at is null and owner_id is null
    order by opened_at, sentence limit ${TAKEN_A_DAY}`;
  for (const [at, { id }] of unowned.entries()) {
    const ctx = ctxAt(connection, operations, new Date(moment.getTime() + (28 + at) * MINUTE_MS));
    await assignException(ctx, demoId("own", at, moment.toISOString()), { exceptionId: id });
  }
}

/** The looks of the running system at a moment: what is wrong is found, what is over is closed. */
export async function lookAround(connection: Connection, moment: Date): Promise<void> {
  const ctx = ctxAt(connection, worker, moment);
  const at = moment.toISOString();
  await sweepPromises(ctx, demoId("sweep", at), {});
  for (const family of detectFamilies) {
    await detectTrouble(ctx, demoId("detect", family, at), { family });
  }
}
