import { removeRelation } from "@/server/oms/catalog/commands/remove-relation";
import { setRelations } from "@/server/oms/catalog/commands/set-relations";
import { listSkus, resolveSkus, searchSkus } from "@/server/oms/catalog/queries";
import { listRelations } from "@/server/oms/catalog/queries-relations";
import { setKit } from "@/server/oms/inventory/commands/set-kit";
import { mutation, query, router } from "../trpc";

export const catalogRouter = router({
  search: query(searchSkus),
  resolve: query(resolveSkus),
  list: query(listSkus),
  setKit: mutation(setKit),
  listRelations: query(listRelations),
  setRelations: mutation(setRelations),
  removeRelation: mutation(removeRelation),
});
