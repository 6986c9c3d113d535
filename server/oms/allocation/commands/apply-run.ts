import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { present } from "../../kernel/assert";
import { lockRunFor } from "../store-run";
import { applyApproved, requireOther } from "../store-run-apply";

/**
 * Do what an approved run says, all of it or nothing. It is decided once more under the locks of every
 * order, position and supply it touches; when that is not what was approved, because stock or orders
 * moved meanwhile, it is refused and says what each order would get now. It can then be decided again
 * (`allocation.refresh_run`), which asks for a new approval.
 *
 * @returns orders with other units, and orders of which the promise moved; each is told once
 * @throws NOT_FOUND; ILLEGAL_TRANSITION when it is not approved, or is over; STALE naming what moved;
 *   FORBIDDEN to who approved it, where the policy asks for another person
 */
export const applyRun = defineCommand({
  name: "allocation.apply_run",
  input: z.object({ runId: z.uuid(), version: z.int().min(1) }),
  wall: "staff",
  run: async (env, { runId, version }) => {
    const { run } = await lockRunFor(env.sql, runId, version, "apply");
    await requireOther(env, run);
    return applyApproved(env, run, present(run.approvalReason, "an approval has its reason"));
  },
});
