import type { AnySql, RawSql, RawTx } from "@/db/client";
import { DomainError } from "../kernel/errors";
import type { OrderId, RehearsalId } from "../kernel/ids";
import type { LocalDate } from "../kernel/local-date";
import type { RehearsalState } from "./machine";
import type { RehearsalBasis, RehearsalSummary, RehearsedChange } from "./types";

/** A rehearsal as it stands, without its result. */
export type RehearsalRow = {
  readonly id: RehearsalId;
  readonly profileRef: string;
  readonly profileVersion: number;
  readonly profileRevision: number;
  readonly againstRef: string;
  readonly againstVersion: number;
  readonly againstRevision: number;
  readonly basis: RehearsalBasis;
  readonly fromDay: LocalDate;
  readonly toDay: LocalDate;
  readonly channels: readonly string[];
  readonly state: RehearsalState;
  readonly ordersTotal: number;
  readonly ordersDone: number;
  readonly actorName: string;
  readonly queuedAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly attempts: number;
  readonly reason: string | null;
  readonly lookedAt: Date | null;
  readonly lookedBy: string | null;
};

export const rehearsalColumns = (sql: AnySql) => sql`
  r.id, r.profile_ref as "profileRef", r.profile_version as "profileVersion",
  r.profile_revision as "profileRevision", r.against_ref as "againstRef",
  r.against_version as "againstVersion", r.against_revision as "againstRevision", r.basis,
  r.from_day::text as "fromDay", r.to_day::text as "toDay", r.channels, r.state,
  r.orders_total as "ordersTotal", r.orders_done as "ordersDone", r.actor_name as "actorName",
  r.queued_at as "queuedAt", r.started_at as "startedAt", r.finished_at as "finishedAt", r.attempts,
  r.reason, r.looked_at as "lookedAt", r.looked_by as "lookedBy"`;

/** @throws NOT_FOUND */
export async function readRehearsal(sql: AnySql, rehearsalId: string): Promise<RehearsalRow> {
  const [row] = await sql<RehearsalRow[]>`
    select ${rehearsalColumns(sql)} from rehearsal r where r.id = ${rehearsalId}`;
  if (row === undefined) {
    throw new DomainError("NOT_FOUND", "There is no such rehearsal", { rehearsalId });
  }
  return row;
}

/** The same, for a command that changes it: one after the other. */
export async function lockRehearsal(sql: RawTx, rehearsalId: string): Promise<RehearsalRow> {
  await sql`select from rehearsal where id = ${rehearsalId} for no key update`;
  return readRehearsal(sql, rehearsalId);
}

export type NewRehearsal = Pick<
  RehearsalRow,
  | "id"
  | "profileRef"
  | "profileVersion"
  | "profileRevision"
  | "againstRef"
  | "againstVersion"
  | "againstRevision"
  | "basis"
  | "fromDay"
  | "toDay"
  | "channels"
  | "ordersTotal"
  | "actorName"
> & { readonly actorId: string; readonly now: Date };

const fingerprintOf = (asked: NewRehearsal): string =>
  JSON.stringify([
    ...[asked.profileRef, asked.profileVersion, asked.profileRevision],
    ...[asked.againstRef, asked.againstVersion, asked.againstRevision],
    ...[asked.basis, asked.fromDay, asked.toDay, [...asked.channels].toSorted()],
  ]);

/** Queue it, unless the same is queued or running: then that one's id is answered. */
export async function queueRehearsal(
  sql: RawTx,
  asked: NewRehearsal,
): Promise<{ readonly id: RehearsalId; readonly isNew: boolean }> {
  const fingerprint = fingerprintOf(asked);
  const [made] = await sql<{ id: RehearsalId }[]>`
    insert into rehearsal (id, profile_ref, profile_version, profile_revision, against_ref,
      against_version, against_revision, basis, from_day, to_day, channels, state, orders_total,
      fingerprint, actor_id, actor_name, queued_at)
    values (${asked.id}, ${asked.profileRef}, ${asked.profileVersion}, ${asked.profileRevision},
      ${asked.againstRef}, ${asked.againstVersion}, ${asked.againstRevision}, ${asked.basis},
      ${asked.fromDay}, ${asked.toDay},
      ${[...asked.channels]}::text[], 'queued', ${asked.ordersTotal}, ${fingerprint},
      ${asked.actorId}, ${asked.actorName}, ${asked.now})
    on conflict (fingerprint) where state in ('queued', 'running') do nothing
    returning id`;
  if (made !== undefined) {
    return { id: made.id, isNew: true };
  }
  const [known] = await sql<{ id: RehearsalId }[]>`
    select id from rehearsal
    where fingerprint = ${fingerprint} and state in ('queued', 'running')`;
  // It may have ended between the two statements: then the next attempt makes a new one.
  return known === undefined ? queueRehearsal(sql, asked) : { id: known.id, isNew: false };
}

/**
 * How far the runner is, for those who wait, and that it is alive.
 *
 * @returns false when the rehearsal is no longer the runner's: cancelled, or taken by another
 */
export async function tellOrdersDone(
  sql: RawSql,
  at: { readonly rehearsalId: string; readonly runner: string; readonly leaseUntil: Date },
  ordersDone: number,
): Promise<boolean> {
  const told = await sql`
    update rehearsal set orders_done = ${ordersDone}, lease_until = ${at.leaseUntil}
    where id = ${at.rehearsalId} and state = 'running' and runner = ${at.runner}`;
  return told.count === 1;
}

const PER_STATEMENT = 1_000;

/** Write the result: the summary, and the orders that change. */
export async function insertChanges(
  sql: RawTx,
  rehearsalId: RehearsalId,
  changes: readonly RehearsedChange[],
): Promise<void> {
  for (let at = 0; at < changes.length; at += PER_STATEMENT) {
    const rows = changes.slice(at, at + PER_STATEMENT).map((change) => ({
      order_id: change.orderId,
      cost_delta: change.costDelta,
      days_delta: change.daysDelta,
      open_delta: change.openDelta,
      has_no_node: change.after.hasNoNode,
      detail: change,
    }));
    await sql`
      insert into rehearsal_order (rehearsal_id, order_id, cost_delta, days_delta, open_delta,
        has_no_node, detail)
      select ${rehearsalId}, r.* from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb)
        as r(order_id uuid, cost_delta bigint, days_delta int, open_delta int, has_no_node boolean,
          detail jsonb)`;
  }
}

export type ChangeRow = {
  readonly orderId: OrderId;
  readonly change: RehearsedChange;
};

export const readSummary = async (
  sql: AnySql,
  rehearsalId: string,
): Promise<RehearsalSummary | null> => {
  const [row] = await sql<{ summary: RehearsalSummary | null }[]>`
    select summary from rehearsal where id = ${rehearsalId}`;
  return row?.summary ?? null;
};
