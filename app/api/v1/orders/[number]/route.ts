import { restRoute } from "@/server/api/rest";
import { findOrder } from "@/server/oms/orders/queries-order";

/** One order by its number. */
export const GET = restRoute(async ({ ctx, url }) => ({
  status: 200,
  body: await findOrder(ctx, { orderNumber: url.pathname.split("/").at(-1) ?? "" }),
}));
