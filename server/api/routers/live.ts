import { TRPCError, tracked } from "@trpc/server";
import { z } from "zod";
import type { Ctx } from "@/server/shell/command";
import { requireRight } from "@/server/shell/command";
import { LiveShutdown, watchLive } from "@/server/shell/live";
import { procedure, router } from "../trpc";

const watched = z.object({
  /** Set by the client when it comes back after a lost connection. */
  lastEventId: z.string().max(40).nullish(),
});

/** A stream that only returns is over for the client; an error that says 503 brings it back. */
async function* batches(ctx: Ctx, isResumed: boolean, signal: AbortSignal | undefined) {
  try {
    for await (const batch of watchLive(ctx.database, ctx.actor, { isResumed, signal })) {
      yield tracked(batch.id, { isGap: batch.isGap, events: batch.events });
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
    return batches(ctx.oms, input.lastEventId != null, signal);
  }),
});
