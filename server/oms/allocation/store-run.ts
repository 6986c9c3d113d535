import type { RawSql, RawTx } from "@/db/client";
import type { CommandEnv } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { DomainError } from "../kernel/errors";
import { type EventOf, next } from "../kernel/machine";
import type { AllocationPolicy } from "../scarcity/types";
import { decideRun, type RunLine } from "./decide-run";
import { type AllocationRunState, allocationRunMachine } from "./machine";
import { lockInbound } from "./store";
import { findContested, type KnownContests, readContests } from "./store-contest";
import { lockWorld, type Reader, readWorld } from "./store-world";
import type { RunTrigger } from "./types";

export type Run = {
  readonly id: string;
  readonly number: string;
  readonly state: AllocationRunState;
  readonly version: number;
  /** Who approved it, by id; null: nobody has. */
  readonly approvedBy: string | null;
  readonly approvalReason: string | null;
  readonly policyVersion: number | null;
  readonly policy: AllocationPolicy;
  readonly skuIds: readonly string[];
};

export type DecidedRun = { readonly lines: readonly RunLine[]; readonly known: KnownContests };

/** Decide some SKUs on what is there now, unlocked: for what is only looked at. */
export async function simulate(
  reader: Reader,
  policy: AllocationPolicy,
  skuIds: readonly string[],
  edits: ReadonlyMap<string, number> = new Map(),
): Promise<DecidedRun> {
  const world = await readWorld(reader, skuIds);
  const ask = { scope: "holds", orderIds: null } as const;
  const known = await readContests(reader, policy, skuIds, world, ask);
  return { known, lines: decideRun({ ...known, policy, edits }) };
}

/**
 * Decide some SKUs under the locks of all that it may touch, in the order of the house: orders, stock,
 * supplies.
 */
export async function decideLocked(
  env: CommandEnv,
  policy: AllocationPolicy,
  skuIds: readonly string[],
  edits: ReadonlyMap<string, number>,
): Promise<DecidedRun> {
  const { sql } = env;
  const orderIds = await findContested(sql, skuIds);
  await sql`select 1 from sales_order where id = any(${orderIds}::uuid[])
    order by id for no key update`;
  const world = await lockWorld(env, skuIds);
  await lockInbound(sql, skuIds);
  const known = await readContests(env, policy, skuIds, world, { scope: "holds", orderIds });
  return { known, lines: decideRun({ ...known, policy, edits }) };
}

/** A run is locked before all orders, as a transfer is. */
async function lockRun(sql: RawTx, runId: string): Promise<Run> {
  const [run] = await sql<Omit<Run, "skuIds">[]>`
    select id, number, state, version, approved_by as "approvedBy",
      approval_reason as "approvalReason", policy_version as "policyVersion", policy
    from allocation_run where id = ${runId} for no key update`;
  if (run === undefined) {
    throw new DomainError("NOT_FOUND", "There is no such run", { runId });
  }
  const skus = await sql<{ id: string }[]>`
    select sku_id as id from allocation_run_sku where run_id = ${runId} order by sku_id`;
  return { ...run, skuIds: skus.map(({ id }) => id) };
}

/**
 * Lock a run for a step of its life, as it was shown.
 *
 * @returns the run, and the state that the step leads to
 * @throws NOT_FOUND; ILLEGAL_TRANSITION when that step is not open to it; STALE when it was edited or
 *   decided again since it was shown
 */
export async function lockRunFor(
  sql: RawTx,
  runId: string,
  version: number,
  event: EventOf<typeof allocationRunMachine>,
): Promise<{ readonly run: Run; readonly to: AllocationRunState }> {
  const run = await lockRun(sql, runId);
  const to = next(allocationRunMachine, run.state, event);
  if (!to.ok) {
    const was = run.state === "simulated" ? "not approved yet" : `${run.state} already`;
    throw new DomainError("ILLEGAL_TRANSITION", `${run.number} is ${was}`, { from: run.state });
  }
  if (run.version !== version) {
    throw new DomainError("STALE", `${run.number} changed meanwhile: look at it again`);
  }
  return { run, to: to.value };
}

export async function insertRun(
  { sql, now, actor }: CommandEnv,
  run: {
    readonly trigger: RunTrigger;
    readonly policyVersion: number | null;
    readonly policy: AllocationPolicy;
    readonly note: string;
    readonly skuIds: readonly string[];
  },
): Promise<{ readonly id: string; readonly number: string }> {
  const id = newId(now.getTime());
  const [row] = await sql<{ number: string }[]>`
    insert into allocation_run (id, number, state, trigger, policy_version, policy, note, made_by,
      made_at)
    values (${id}, 'AR-' || nextval('allocation_run_number'), 'simulated', ${run.trigger},
      ${run.policyVersion}, ${sql.typed(run.policy, 3802)}, ${run.note}, ${actor.id}, ${now})
    returning number`;
  await sql`insert into allocation_run_sku (run_id, sku_id)
    select ${id}, unnest(${[...run.skuIds]}::uuid[])`;
  return { id, number: row?.number ?? "" };
}

export type Edit = { readonly units: number; readonly reason: string };

/** What people gave by hand in a run, by line. */
export async function readEdits(sql: RawSql | RawTx, runId: string): Promise<Map<string, Edit>> {
  const rows = await sql<{ lineId: string; units: number; reason: string }[]>`
    select order_line_id as "lineId", edited as units, edit_reason as reason
    from allocation_run_line where run_id = ${runId} and edited is not null`;
  return new Map(rows.map(({ lineId, units, reason }) => [lineId, { units, reason }]));
}

export const unitsOfEdits = (edits: ReadonlyMap<string, Edit>): Map<string, number> =>
  new Map([...edits].map(([lineId, { units }]) => [lineId, units]));

/** Write what a run decides, in place of what it said before. */
export async function writeRunLines(
  sql: RawTx,
  runId: string,
  lines: readonly RunLine[],
  edits: ReadonlyMap<string, Edit>,
): Promise<void> {
  await sql`delete from allocation_run_line where run_id = ${runId}`;
  const rows = lines.map((line) => ({
    ...line,
    edited: edits.get(line.lineId)?.units ?? null,
    editReason: edits.get(line.lineId)?.reason ?? null,
  }));
  await sql`
    insert into allocation_run_line (run_id, order_line_id, order_id, sku_id, rank, class_name, asked,
      stock_before, stock_after, supply_before, supply_after, date_before, date_after, edited,
      edit_reason, why, parts)
    select ${runId}, r."lineId", r."orderId", r."skuId", r.rank, r."className", r.asked,
      r."stockBefore", r."stockAfter", r."supplyBefore", r."supplyAfter", r."dateBefore",
      r."dateAfter", r.edited, r."editReason", r.why, r.parts
    from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb) as r("lineId" uuid, "orderId" uuid,
      "skuId" uuid, rank int, "className" text, asked int, "stockBefore" int, "stockAfter" int,
      "supplyBefore" int, "supplyAfter" int, "dateBefore" date, "dateAfter" date, edited int,
      "editReason" text, why text, parts jsonb)`;
}
