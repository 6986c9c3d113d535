import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { lockRunFor } from "../store-window-run";

/**
 * Decide that a window's proposal is not done: every order stays as it is.
 *
 * @throws NOT_FOUND; ILLEGAL_TRANSITION when it was decided already
 */
export const dismissWindow = defineCommand({
  name: "allocation.dismiss_window",
  input: z.object({ runId: z.uuid(), reason: z.string().trim().min(1, "Say why").max(500) }),
  wall: "staff",
  run: async ({ sql, now, actor, emit }, { runId, reason }) => {
    const { run, to } = await lockRunFor(sql, runId, "dismiss");
    await sql`update window_run set state = ${to}, decided_by = ${actor.name},
      decided_at = ${now}, decision_reason = ${reason} where id = ${runId}`;
    emit({
      type: "window_run.dismissed",
      subject: { kind: "window_run", id: runId },
      reason,
      payload: { number: run.number },
    });
    return { number: run.number };
  },
});
