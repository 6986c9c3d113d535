import type { RawTx } from "@/db/client";
import { type CommandEnv, defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { undoRunInput } from "../schema-runs";
import { type TakenBack, takeBack } from "../store-undo";
import { lockOrdersToCancel } from "../store-undo-orders";
import { takeStockBack } from "../store-undo-stock";
import type { LeftChange } from "../types-undo";

/** As many as a refusal names; the rest is counted. */
const NAMED_MAX = 50;
/** A run that has not said its end for so long does not go on. */
const BROKEN_OFF_MS = 3_600_000;

/**
 * Take back what a run of an import wrote: what it changed says again what it said before, what it made
 * is removed. Orders are cancelled by what follows from it, each in a transaction of its own, unless a
 * node has begun with them. What somebody changed since, or what orders or others need, stays as it is: it refuses the
 * whole, or with `leaveUsed` is left and the rest is put back. A run is taken back once.
 *
 * @throws NOT_FOUND; STALE when it wrote nothing that is kept, is not over, was taken back before, or,
 *   naming them, when something stays
 */
export const undoRun = defineCommand({
  name: "imports.undo_run",
  input: undoRunInput,
  wall: "staff",
  run: async (env, { runId, reason, leaveUsed }) => {
    const { sql, now, actor, emit } = env;
    const { kind, fileName } = await lockRun(sql, runId, now);
    const told = `Import of ${fileName} undone: ${reason}`;
    const { restored, removed, left } = await takeKindBack(env, kind, { runId, reason: told });
    if (restored + removed === 0) {
      throw used("Nothing can be put back: all of it was changed or is needed since", left);
    }
    if (left.length > 0 && !leaveUsed) {
      const all = restored + removed + left.length;
      const message = `${left.length} of ${all} were changed or are needed since: leave them and put the others back, or none`;
      throw used(message, left);
    }
    await sql`
      update import_run set undone_at = ${now}, undone_by = ${actor.id}, undo_reason = ${reason}
      where id = ${runId}`;
    emit({
      type: "import_run.undone",
      subject: { kind: "import_run", id: runId },
      reason,
      payload: { kind, fileName, restored, removed, left: left.length },
    });
    return { runId, restored, removed, left: left.length };
  },
});

type Run = {
  readonly kind: string;
  readonly fileName: string;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly undoneAt: Date | null;
  readonly isWritten: boolean;
};

async function lockRun(sql: RawTx, runId: string, now: Date): Promise<Run> {
  const [run] = await sql<Run[]>`
    select r.kind, r.file_name as "fileName", r.started_at as "startedAt",
      r.finished_at as "finishedAt", r.undone_at as "undoneAt",
      exists (select from import_change c where c.import_run_id = r.id)
        or r.mode = 'open' and exists (
          select from sales_order o where o.import_run_id = r.id)
        or r.kind = 'inventory' and exists (
          select from stock_movement m where m.cause_id = r.id and m.cause_kind = 'import_run'
        ) as "isWritten"
    from import_run r where r.id = ${runId} for no key update of r`;
  if (run === undefined) {
    throw new DomainError("NOT_FOUND", "There is no such import", { runId });
  }
  if (run.undoneAt !== null) {
    throw new DomainError("STALE", "The import was undone already", { runId });
  }
  if (run.finishedAt === null && now.getTime() - run.startedAt.getTime() < BROKEN_OFF_MS) {
    throw new DomainError("STALE", "The import may still be running", { runId });
  }
  if (!run.isWritten) {
    throw new DomainError("STALE", "The import wrote nothing that can be undone", { runId });
  }
  return run;
}

async function takeKindBack(
  env: CommandEnv,
  kind: string,
  run: { readonly runId: string; readonly reason: string },
): Promise<TakenBack> {
  switch (kind) {
    case "orders": {
      const { orderIds, left } = await lockOrdersToCancel(env.sql, run.runId);
      return { restored: 0, removed: orderIds.length, left };
    }
    case "inventory":
      return takeStockBack(env, run);
    default:
      return takeBack(env, run.runId);
  }
}

const used = (message: string, left: readonly LeftChange[]) =>
  new DomainError("STALE", message, {
    left: left.slice(0, NAMED_MAX).map((each) => ({ ...each, fields: [...each.fields] })),
  });
