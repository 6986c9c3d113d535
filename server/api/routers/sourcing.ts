import { resourceLine } from "@/server/oms/allocation/commands/resource-lines";
import { cancelSchedule } from "@/server/oms/sourcing/commands/cancel-schedule";
import { discardDraft } from "@/server/oms/sourcing/commands/discard-draft";
import { importProfile } from "@/server/oms/sourcing/commands/import-profile";
import { publishProfile } from "@/server/oms/sourcing/commands/publish-profile";
import { rollBack } from "@/server/oms/sourcing/commands/roll-back";
import { saveDraft } from "@/server/oms/sourcing/commands/save-draft";
import { findDecision, listDecisions } from "@/server/oms/sourcing/queries";
import {
  checkProfile,
  compareVersions,
  exportProfile,
  findVersion,
  listVersions,
  matchShare,
} from "@/server/oms/sourcing/queries-profile";
import { mutation, query, router } from "../trpc";

export const sourcingRouter = router({
  findDecision: query(findDecision),
  listDecisions: query(listDecisions),
  resourceLine: mutation(resourceLine),
  listVersions: query(listVersions),
  findVersion: query(findVersion),
  compareVersions: query(compareVersions),
  matchShare: query(matchShare),
  checkProfile: query(checkProfile),
  exportProfile: query(exportProfile),
  saveDraft: mutation(saveDraft),
  importProfile: mutation(importProfile),
  discardDraft: mutation(discardDraft),
  publishProfile: mutation(publishProfile),
  cancelSchedule: mutation(cancelSchedule),
  rollBack: mutation(rollBack),
});
