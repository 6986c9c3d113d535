import { z } from "zod";
import type { Handler, HandlerEnv, StoredEvent } from "@/server/shell/handler";
import { replanPreorder } from "../allocation/commands/replan-preorder";
import { serveWaitingOrders } from "../allocation/handlers";
import { reviewConsent } from "./commands/review-consent";
import { reviewSubstitute } from "./commands/review-substitute";
import { findPreordered } from "./store-preorders";
import { readOpenSubstitute } from "./store-substitute";

const dayMoved = z.object({
  code: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
});

/** The day on which a SKU comes out moved: every open order of it gets its new dates, the oldest first. */
export const repromisePreorders: Handler = {
  name: "backorders.repromise_preorders",
  run: async (env, event) => {
    if (z.object({ isMoved: z.literal(true) }).safeParse(event.payload).success) {
      await replanAll(env, event);
    }
  },
};

/**
 * A SKU came out: who waits for it is served by the allocation policy. When that was earlier than its
 * day, what still waits is dated by its supply again.
 */
export const servePreorders: Handler = {
  name: "backorders.serve_preorders",
  run: async (env, event) => {
    await serveWaitingOrders.run(env, event);
    if (z.object({ isEarly: z.literal(true) }).safeParse(event.payload).success) {
      await replanAll(env, event);
    }
  },
};

async function replanAll({ ctx, key }: HandlerEnv, event: StoredEvent): Promise<void> {
  const skuId = event.subjectId;
  const why = whyMoved(event);
  for (const orderId of await findPreordered(ctx.database.sql, skuId)) {
    await replanPreorder(ctx, key(`replan ${orderId}`), { orderId, skuId, why });
  }
}

/** In the words of who moved it, or what became of the day. */
function whyMoved({ reason, payload }: StoredEvent): string {
  const { code, before, after } = dayMoved.parse(payload);
  if (reason !== null) {
    return reason;
  }
  if (after === null) {
    return `${code} came out early`;
  }
  return before === null
    ? `${code} comes out on ${after}`
    : `${code} comes out on ${after} instead of ${before}`;
}

/** What waited of an order may have come or ended: its customer is not asked about another SKU for nothing. */
export const reviewSubstitutes: Handler = {
  name: "backorders.review_substitutes",
  run: async ({ ctx, key }, { orderId }) => {
    if (orderId !== null && (await readOpenSubstitute(ctx.database.sql, orderId)) !== null) {
      await reviewSubstitute(ctx, key("review"), { orderId });
    }
  },
};

/** Another SKU ships: what it stands in for is not asked about as a later date any more. */
export const reviewReplaced: Handler = {
  name: "backorders.review_replaced",
  run: async ({ ctx, key }, { orderId }) => {
    if (orderId !== null) {
      await reviewConsent(ctx, key("consent"), { orderId });
    }
  },
};
