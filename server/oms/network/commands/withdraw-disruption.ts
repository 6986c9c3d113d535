import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";

/**
 * A disruption is over, or was none: plans count with it no more, and the worker moves the promises
 * back that it moved, as far as the days are still ahead.
 *
 * @throws NOT_FOUND when there is none, or it was withdrawn already
 */
export const withdrawDisruption = defineCommand({
  name: "network.withdraw_disruption",
  input: z.object({
    disruptionId: z.uuid(),
    reason: z.string().trim().min(1, "Say why").max(500),
  }),
  wall: "staff",
  run: async ({ sql, now, emit }, { disruptionId, reason }) => {
    const [withdrawn] = await sql<{ wasFor: string }[]>`
      update disruption set withdrawn_at = ${now}
      where id = ${disruptionId} and withdrawn_at is null returning reason as "wasFor"`;
    if (withdrawn === undefined) {
      throw new DomainError("NOT_FOUND", "There is no such disruption, or it was withdrawn", {
        disruptionId,
      });
    }
    emit({
      type: "disruption.withdrawn",
      subject: { kind: "disruption", id: disruptionId },
      reason,
      payload: withdrawn,
    });
    return { disruptionId };
  },
});
