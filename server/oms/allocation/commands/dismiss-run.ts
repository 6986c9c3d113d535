import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { reason } from "../schema";
import { lockRunFor } from "../store-run";

/**
 * Put a run aside, approved or not: nothing moves, and it is kept with the reason.
 *
 * @throws NOT_FOUND; ILLEGAL_TRANSITION when it was decided already; STALE when it changed
 */
export const dismissRun = defineCommand({
  name: "allocation.dismiss_run",
  input: z.object({ runId: z.uuid(), version: z.int().min(1), reason }),
  wall: "staff",
  run: async ({ sql, now, actor, emit }, { runId, version, reason }) => {
    const { run, to } = await lockRunFor(sql, runId, version, "dismiss");
    await sql`update allocation_run set state = ${to}, decided_by = ${actor.id},
      decided_at = ${now}, decision_reason = ${reason} where id = ${runId}`;
    emit({
      type: "allocation_run.dismissed",
      subject: { kind: "allocation_run", id: runId },
      reason,
      payload: { number: run.number },
    });
    return { number: run.number };
  },
});
