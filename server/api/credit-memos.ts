import { listCreditMemos } from "@/server/oms/orders/queries-credits";
import { restRoute } from "./rest";

/** Credit memos and what takes them back, in the order in which they were issued. */
export const tellCreditMemos = restRoute(async ({ ctx, url }) => {
  const after = url.searchParams.get("after");
  const limit = url.searchParams.get("limit");
  return {
    status: 200,
    body: await listCreditMemos(ctx, {
      ...(after === null ? {} : { after }),
      ...(limit === null ? {} : { limit: Number(limit) }),
    }),
  };
});
