import type { RawSql, RawTx } from "@/db/client";
import type { CommandEnv } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { present } from "../kernel/assert";
import { DomainError } from "../kernel/errors";
import { type EventOf, next } from "../kernel/machine";
import { type WindowRunState, windowRunMachine } from "./machine";
import type { WindowMode, WindowRunOrder, WindowSchedule, WindowTrigger } from "./types";

/** When windows are planned by themselves. Locked, so that no two are asked for at once. */
export async function readSchedule(
  sql: RawSql | RawTx,
  isLocked = false,
): Promise<WindowSchedule & { readonly id: string; readonly version: number }> {
  const [row] = await sql<(WindowSchedule & { id: string; version: number })[]>`
    select id, every_minutes as "everyMinutes", before_cut_off_minutes as "beforeCutOffMinutes", mode,
      solver_seconds as "solverSeconds", orders_max as "ordersMax", version
    from window_schedule where name = 'default' ${isLocked ? sql`for no key update` : sql``}`;
  return present(row, "there is a schedule of windows");
}

export type WindowRunHead = {
  readonly id: string;
  readonly number: string;
  readonly state: WindowRunState;
  readonly mode: WindowMode;
};

/** A run as it stands, unlocked. */
export async function findRun(sql: RawSql | RawTx, runId: string): Promise<WindowRunHead | null> {
  const [row] = await sql<WindowRunHead[]>`
    select id, number, state, mode from window_run where id = ${runId}`;
  return row ?? null;
}

/**
 * Lock a run for a step of its life: before its orders.
 *
 * @returns the run, and the state that the step leads to
 * @throws NOT_FOUND; ILLEGAL_TRANSITION when it is over, or not there yet
 */
export async function lockRunFor(
  sql: RawTx,
  runId: string,
  event: EventOf<typeof windowRunMachine>,
): Promise<{ readonly run: WindowRunHead; readonly to: WindowRunState }> {
  const [run] = await sql<WindowRunHead[]>`
    select id, number, state, mode from window_run where id = ${runId} for no key update`;
  if (run === undefined) {
    throw new DomainError("NOT_FOUND", "There is no such window", { runId });
  }
  const to = next(windowRunMachine, run.state, event);
  if (!to.ok) {
    const was = run.state.replaceAll("_", " ");
    throw new DomainError("ILLEGAL_TRANSITION", `${run.number} is ${was}`, { state: run.state });
  }
  return { run, to: to.value };
}

/** The orders that a run would change, as it proposed them. */
export const readProposals = (sql: RawSql | RawTx, runId: string) => sql<WindowRunOrder[]>`
  select r.order_id as "orderId", o.number, r.before, r.after, r.filled, r.why,
    r.cost_before as "costBeforeMinor", r.cost_after as "costAfterMinor", r.freight_before as "freightBeforeMinor",
    r.freight_after as "freightAfterMinor"
  from window_run_order r join sales_order o on o.id = r.order_id
  where r.run_id = ${runId} order by r.position`;

/** What became of an order of a run: done, or left and why; a reason also where not all was done. */
export type WindowOutcome = {
  readonly orderId: string;
  readonly outcome: "applied" | "left";
  readonly reason: string | null;
};

export async function writeOutcomes(
  sql: RawTx,
  runId: string,
  outcomes: readonly WindowOutcome[],
): Promise<void> {
  const rows = outcomes.map(({ orderId, ...each }) => ({ order_id: orderId, ...each }));
  await sql`
    update window_run_order r set outcome = d.outcome, outcome_reason = d.reason
    from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb)
      as d(order_id uuid, outcome text, reason text)
    where r.run_id = ${runId} and r.order_id = d.order_id`;
}

/** A window that was asked for so long ago and has no plan yet was given up by whoever planned it. */
const PLANNING_MINUTES = 10;

/**
 * The run that is being planned, if any; one that nobody finished is closed. The caller holds the
 * schedule's lock, without which no run is opened.
 */
export async function planningRun({
  sql,
  now,
}: Pick<CommandEnv, "sql" | "now">): Promise<{ readonly number: string } | null> {
  const [open] = await sql<{ id: string; number: string; requestedAt: Date }[]>`
    select id, number, requested_at as "requestedAt" from window_run
    where state = 'planning' for no key update`;
  if (
    open === undefined ||
    open.requestedAt.getTime() > now.getTime() - PLANNING_MINUTES * 60_000
  ) {
    return open ?? null;
  }
  const { to } = await lockRunFor(sql, open.id, "fail");
  await sql`update window_run set state = ${to}, note = 'Nobody finished planning it'
    where id = ${open.id}`;
  return null;
}

/** Open a run; the worker plans it when it hears of it. */
export async function openRun(
  { sql, now, actor, emit }: CommandEnv,
  trigger: WindowTrigger,
  mode: WindowMode,
): Promise<{ readonly runId: string; readonly number: string }> {
  const runId = newId<string>(now.getTime());
  const [run] = await sql<{ number: string }[]>`
    insert into window_run (id, number, state, trigger, mode, requested_by, requested_at)
    values (${runId}, 'WR-' || nextval('window_run_number'), 'planning', ${trigger}, ${mode},
      ${actor.name}, ${now})
    returning number`;
  const { number } = present(run, "a run that was opened has a number");
  emit({
    type: "window_run.requested",
    subject: { kind: "window_run", id: runId },
    payload: { number, trigger },
  });
  return { runId, number };
}

/** When a window was last asked for, by whomever. */
export async function lastRequestedAt(sql: RawSql | RawTx): Promise<Date | null> {
  const [row] = await sql<{ at: Date | null }[]>`
    select max(requested_at) as at from window_run`;
  return row?.at ?? null;
}
