import { z } from "zod";
import { type Ctx, parseInput, requireRight } from "@/server/shell/command";
import { stepKey } from "@/server/shell/handler";
import { DomainError } from "../../kernel/errors";
import { resolutionKinds } from "../types";
import { applyResolution } from "./apply-resolution";

const ALIKE_MAX = 200;

const input = z.object({
  /** The exceptions as they were shown: what came since is not touched. */
  exceptionIds: z.array(z.uuid()).min(1).max(ALIKE_MAX),
  kind: z.enum(resolutionKinds),
  note: z.string().trim().max(500).default(""),
});

export type AlikeOutcome = {
  readonly exceptionId: string;
  readonly isDone: boolean;
  /** What came of it, or why it was refused. */
  readonly text: string;
};

/**
 * One resolution for many alike exceptions, each in a transaction of its own: one that is refused
 * keeps no other from being resolved, and says why. The same key again does what is still to do.
 *
 * @throws FORBIDDEN; INVALID_INPUT
 */
async function call(
  ctx: Ctx,
  idempotencyKey: string,
  raw: z.input<typeof input>,
): Promise<{ readonly done: number; readonly outcomes: readonly AlikeOutcome[] }> {
  requireRight(ctx.actor, spec.name);
  const { exceptionIds, kind, note } = parseInput(input, raw);
  const outcomes: AlikeOutcome[] = [];
  for (const exceptionId of new Set(exceptionIds)) {
    const step = stepKey(idempotencyKey, exceptionId);
    outcomes.push(await outcomeOf(ctx, step, { exceptionId, kind, note }));
  }
  return { done: outcomes.filter(({ isDone }) => isDone).length, outcomes };
}

async function outcomeOf(
  ctx: Ctx,
  key: string,
  request: z.input<typeof applyResolution.spec.input>,
): Promise<AlikeOutcome> {
  const { exceptionId } = request;
  try {
    const { label, text } = await applyResolution(ctx, key, request);
    return { exceptionId, isDone: true, text: text === "" ? label : text };
  } catch (error) {
    if (error instanceof DomainError) {
      return { exceptionId, isDone: false, text: error.message };
    }
    throw error;
  }
}

const spec = { name: "exceptions.apply_to_alike", input, wall: "staff" } as const;

export const applyToAlike = Object.assign(call, { spec });
