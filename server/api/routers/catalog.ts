import { listSkus, resolveSkus, searchSkus } from "@/server/oms/catalog/queries";
import { query, router } from "../trpc";

export const catalogRouter = router({
  search: query(searchSkus),
  resolve: query(resolveSkus),
  list: query(listSkus),
});
