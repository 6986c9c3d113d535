import { resourceLine } from "@/server/oms/allocation/commands/resource-lines";
import { findDecision } from "@/server/oms/sourcing/queries";
import { mutation, query, router } from "../trpc";

export const sourcingRouter = router({
  findDecision: query(findDecision),
  resourceLine: mutation(resourceLine),
});
