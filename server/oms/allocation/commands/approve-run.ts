import { z } from "zod";
import { type CommandEnv, defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { reason } from "../schema";
import { lockRunFor, type Run } from "../store-run";
import { applyApproved, requireOther } from "../store-run-apply";

/**
 * Approve a run as it was shown: by whom, when and why is kept, and nothing moves before it is applied
 * (`allocation.apply_run`). Whoever may do both can have it applied at once: then it is approved only
 * when it was applied.
 *
 * @returns `applied`: orders with other units, and orders of which the promise moved; null: not yet
 * @throws NOT_FOUND; ILLEGAL_TRANSITION when it was decided already; STALE when it changed, or, applied
 *   at once, naming what moved; FORBIDDEN to apply at once without the right, or where the policy asks
 *   for another person
 */
export const approveRun = defineCommand({
  name: "allocation.approve_run",
  input: z.object({
    runId: z.uuid(),
    version: z.int().min(1),
    reason,
    isApplied: z.boolean().default(false),
  }),
  wall: "staff",
  run: async (env, { runId, version, reason, isApplied }) => {
    const { sql, now, actor, emit } = env;
    const { run, to } = await lockRunFor(sql, runId, version, "approve");
    await sql`update allocation_run set state = ${to}, approved_by = ${actor.id},
      approved_at = ${now}, approval_reason = ${reason} where id = ${runId}`;
    emit({
      type: "allocation_run.approved",
      subject: { kind: "allocation_run", id: runId },
      reason,
      payload: { number: run.number },
    });
    const applied = isApplied ? await applyAtOnce(env, run, reason) : null;
    return { number: run.number, applied };
  },
});

async function applyAtOnce(env: CommandEnv, run: Run, reason: string) {
  const { actor } = env;
  if (!actor.capabilities.has("allocation.apply_run")) {
    throw new DomainError("FORBIDDEN", `${actor.name} may approve runs and not apply them`, {
      right: "allocation.apply_run",
    });
  }
  const approved = { ...run, state: "approved" as const, approvedBy: actor.id };
  await requireOther(env, approved);
  return applyApproved(env, approved, reason);
}
