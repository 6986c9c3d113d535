import { applyChange } from "@/server/oms/changes/commands/apply-change";
import { discardChange } from "@/server/oms/changes/commands/discard-change";
import { proposeChange } from "@/server/oms/changes/commands/propose-change";
import { findChangeScope, previewChange } from "@/server/oms/changes/queries";
import { mutation, query, router } from "../trpc";

export const changesRouter = router({
  findScope: query(findChangeScope),
  propose: mutation(proposeChange),
  preview: query(previewChange),
  applyChange: mutation(applyChange),
  discard: mutation(discardChange),
});
