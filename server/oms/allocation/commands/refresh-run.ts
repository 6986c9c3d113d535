import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { lockRunFor, readEdits, simulate, unitsOfEdits, writeRunLines } from "../store-run";

/**
 * Decide a run again on what is there now, since stock or orders moved under it. What was given by
 * hand stays, as far as there is any. An approval was of what it said before, and is asked for again.
 *
 * @throws NOT_FOUND; ILLEGAL_TRANSITION when it was decided; STALE when it changed since it was shown
 */
export const refreshRun = defineCommand({
  name: "allocation.refresh_run",
  input: z.object({ runId: z.uuid(), version: z.int().min(1) }),
  wall: "staff",
  run: async (env, { runId, version }) => {
    const { sql, emit } = env;
    const { run, to } = await lockRunFor(sql, runId, version, "refresh");
    const edits = await readEdits(sql, runId);
    const { lines } = await simulate(env, run.policy, run.skuIds, unitsOfEdits(edits));
    await writeRunLines(sql, runId, lines, edits);
    await sql`update allocation_run set version = version + 1, state = ${to}, approved_by = null,
      approved_at = null, approval_reason = null where id = ${runId}`;
    emit({
      type: "allocation_run.refreshed",
      subject: { kind: "allocation_run", id: runId },
      payload: { number: run.number, lines: lines.length, wasApproved: run.state === "approved" },
    });
    return { version: version + 1, lines: lines.length };
  },
});
