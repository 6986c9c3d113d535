import { z } from "zod";
import type { RawTx } from "@/db/client";
import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { stageUndo, writeUndo } from "../store-feed-undo";
import { settleOversold } from "../store-oversold";
import type { FeedState, UsedPosition } from "../types";

/** As many positions as a refusal names; the rest is counted. */
const NAMED_MAX = 50;

/**
 * Take back what an applied feed changed of stock: each position as it was before, by rows of the ledger
 * that name the feed. Positions that were counted or moved since, or of whose units orders and holds
 * have some, stay as they are: they refuse the whole, or with `leaveUsed` are left and the rest is put
 * back. A feed is taken back once. How far its source has told stays as it is.
 *
 * @throws NOT_FOUND; STALE when it moved nothing, was taken back before, or, naming them, when positions
 *   were used since
 */
export const undoFeed = defineCommand({
  name: "inventory.undo_feed",
  input: z.object({
    runId: z.uuid(),
    reason: z.string().trim().min(1, "Say why").max(500),
    /** Put back what can be, and leave the rest. */
    leaveUsed: z.boolean().default(false),
  }),
  wall: "staff",
  run: async (env, { runId, reason, leaveUsed }) => {
    const { sql, now, actor, emit } = env;
    const run = await lockRun(sql, runId);
    const { positions, units, used, rows } = await stageUndo(sql, runId, now, NAMED_MAX);
    if (positions === 0) {
      throw usedSince("Nothing can be put back: every position was used since", rows);
    }
    if (used > 0 && !leaveUsed) {
      const message = `${used} of ${positions + used} positions were used since: leave them and put the others back, or none`;
      throw usedSince(message, rows);
    }
    const told = `Feed of ${run.sourceName} undone: ${reason}`;
    const short = await writeUndo(sql, { runId, reason: told, actorId: actor.id, now });
    await settleOversold(env, short);
    await sql`
      update inventory_feed_run
      set undone_at = ${now}, undone_by = ${actor.id}, undone_positions = ${positions}
      where id = ${runId}`;
    emit({
      type: "stock.feed_undone",
      subject: { kind: "inventory_feed", id: runId },
      reason,
      payload: { source: run.source, positions, units, left: used },
    });
    return { runId, positions, units, left: used };
  },
});

type Run = {
  readonly state: FeedState;
  readonly source: string;
  readonly sourceName: string;
  readonly undoneAt: Date | null;
};

async function lockRun(sql: RawTx, runId: string): Promise<Run> {
  const [run] = await sql<Run[]>`
    select r.state, s.code as source, s.name as "sourceName", r.undone_at as "undoneAt"
    from inventory_feed_run r join inventory_source s on s.id = r.source_id
    where r.id = ${runId} for no key update of r`;
  if (run === undefined) {
    throw new DomainError("NOT_FOUND", "There is no such feed", { runId });
  }
  if (run.undoneAt !== null) {
    throw new DomainError("STALE", "The feed was undone already", { runId });
  }
  if (run.state !== "applied") {
    throw new DomainError("STALE", "The feed changed no stock: there is nothing to undo", {
      runId,
    });
  }
  return run;
}

const usedSince = (message: string, rows: readonly UsedPosition[]) =>
  new DomainError("STALE", message, { positions: rows.map((row) => ({ ...row })) });
