import { z } from "zod";
import { type CommandEnv, defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { differs, type RunLine } from "../decide-run";
import { reason } from "../schema";
import { applyLines } from "../store-apply";
import { decideLocked, lockRun, readEdits, requireOpen, unitsOfEdits } from "../store-run";
import type { GivenPart } from "../types";

/**
 * Approve a run and do what it says, all of it or nothing. It is decided once more under the locks of
 * every order, position and supply it touches; when that is not what was approved, because stock or
 * orders moved meanwhile, it is refused and says for which orders, so that it can be looked at again.
 *
 * @returns orders with other units, and orders of which the promise moved; each is told once
 * @throws NOT_FOUND; ILLEGAL_TRANSITION when it was decided already; STALE naming what moved
 */
export const approveRun = defineCommand({
  name: "allocation.approve_run",
  input: z.object({ runId: z.uuid(), version: z.int().min(1), reason }),
  wall: "staff",
  run: async (env, { runId, version, reason }) => {
    const { sql, now, actor, emit } = env;
    const run = await lockRun(sql, runId);
    requireOpen(run, version);
    const edits = await readEdits(sql, runId);
    const decided = await decideLocked(env, run.policy, run.skuIds, unitsOfEdits(edits));
    await requireUnmoved(env, runId, decided.lines);
    const done = await applyLines(env, decided.lines, decided.known, {
      id: runId,
      number: run.number,
      reason,
    });
    await sql`update allocation_run set state = 'applied', decided_by = ${actor.id},
      decided_at = ${now}, decision_reason = ${reason} where id = ${runId}`;
    emit({
      type: "allocation_run.applied",
      subject: { kind: "allocation_run", id: runId },
      reason,
      payload: { number: run.number, orders: done.orders, moved: done.moved },
    });
    return done;
  },
});

/** @throws STALE with the orders for which the run would do something else now */
async function requireUnmoved(
  { sql }: CommandEnv,
  runId: string,
  lines: readonly RunLine[],
): Promise<void> {
  const approved = await sql<
    { lineId: string; number: string; asked: number; parts: GivenPart[] }[]
  >`
    select r.order_line_id as "lineId", o.number, r.asked, r.parts
    from allocation_run_line r join sales_order o on o.id = r.order_id where r.run_id = ${runId}`;
  const now = new Map(lines.map((line) => [line.lineId, line]));
  const moved = approved.filter(({ lineId, parts }) =>
    differs(parts, now.get(lineId)?.parts ?? []),
  );
  const isKnown = new Set(approved.map(({ lineId }) => lineId));
  const isNew = lines.some(({ lineId, parts }) => !isKnown.has(lineId) && parts.length > 0);
  if (moved.length > 0 || isNew) {
    const numbers = [...new Set(moved.map(({ number }) => number))];
    const shown = numbers.slice(0, 5).join(", ");
    throw new DomainError(
      "STALE",
      numbers.length === 0
        ? "Another order asks for these units now: decide the run again"
        : `Stock or orders moved: ${shown}${numbers.length > 5 ? " and others" : ""} would get something else now. Decide the run again`,
      { orders: numbers.slice(0, 50) },
    );
  }
}
