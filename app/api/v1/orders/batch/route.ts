import { takeBatch } from "@/server/api/batch-orders";
import { restRoute } from "@/server/api/rest";

/** Place up to 100 orders, each with its own key and its own result. */
export const POST = restRoute(async ({ ctx, body }) => ({
  status: 200,
  body: { results: await takeBatch(ctx, body) },
}));
