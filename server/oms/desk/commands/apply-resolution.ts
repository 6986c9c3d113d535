import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { applyResolution as apply } from "../store-apply";
import { resolutionKinds } from "../types";

/**
 * Resolve an exception by one of the steps that its type offers: the domains' own commands do it, in
 * one transaction, and the exception closes with what came of it.
 *
 * @throws NOT_FOUND; STALE when it is closed, or there is nothing to do any more; INVALID_INPUT for a
 *   step of another type; what the step itself refuses
 */
export const applyResolution = defineCommand({
  name: "exceptions.apply_resolution",
  input: z.object({
    exceptionId: z.uuid(),
    kind: z.enum(resolutionKinds),
    note: z.string().trim().max(500).default(""),
    /** Of a credit, in minor units; without it what was proposed. */
    amountMinor: z.int().min(1, "Credit more than nothing").max(1_000_000_000_000).optional(),
  }),
  wall: "staff",
  run: async (env, { exceptionId, kind, note, amountMinor }) => {
    const applied = await apply(env, exceptionId, kind, note, amountMinor ?? null);
    const { label, text, isPending } = applied;
    return { kind, label, text, isPending };
  },
});
