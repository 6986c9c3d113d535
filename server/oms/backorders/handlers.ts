import type { Handler } from "@/server/shell/handler";
import { reviewConsent } from "./commands/review-consent";
import { reviewSubstitute } from "./commands/review-substitute";
import { readOpenSubstitute } from "./store-substitute";

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
