import { TRPCError, tracked } from "@trpc/server";
import { z } from "zod";
import type { Ctx } from "@/server/shell/command";
import { requireRight } from "@/server/shell/command";
import { LiveShutdown, watchLive } from "@/server/shell/live";
import { procedure, router } from "../trpc";

const watched = z.object({
  /** Set by the client when it comes back after a lost connection. */
  lastEventId: z.string().max(40).nullish(),
  /** What happened since then is told first: a moment of the server's clock, in milliseconds… */
  since: z.number().min(0).optional(),
  /** …and so many milliseconds ago, for who knows only the own clock. */
  ageMs: z.number().min(0).default(0),
});

/** A stream that only returns is over for the client; an error that says 503 brings it back. */
async function* batches(
  { database, actor }: Ctx,
  input: z.output<typeof watched>,
  signal: AbortSignal | undefined,
) {
  const sinceMs = Math.min(input.since ?? Number.POSITIVE_INFINITY, Date.now() - input.ageMs);
  const isResumed = input.lastEventId != null;
  try {
    for await (const { id, ...batch } of watchLive(database, actor, {
      isResumed,
      sinceMs,
      signal,
    })) {
      yield tracked(id, batch);
    }
  } catch (error) {
    if (error instanceof LiveShutdown) {
      throw new TRPCError({ code: "SERVICE_UNAVAILABLE", message: "The server restarts" });
    }
    throw error;
  }
}

export const liveRouter = router({
  watch: procedure.input(watched).subscription(({ ctx, input, signal }) => {
    requireRight(ctx.oms.actor, "live.watch");
    return batches(ctx.oms, input, signal);
  }),
});
