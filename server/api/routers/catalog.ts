import { listSkus, resolveSkus, searchSkus } from "@/server/oms/catalog/queries";
import { setKit } from "@/server/oms/inventory/commands/set-kit";
import { mutation, query, router } from "../trpc";

export const catalogRouter = router({
  search: query(searchSkus),
  resolve: query(resolveSkus),
  list: query(listSkus),
  setKit: mutation(setKit),
});
