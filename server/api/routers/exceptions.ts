import { applyResolution } from "@/server/oms/desk/commands/apply-resolution";
import { applyToAlike } from "@/server/oms/desk/commands/apply-to-alike";
import { savePlaybook } from "@/server/oms/desk/commands/save-playbook";
import { listAlike, listResolutions } from "@/server/oms/desk/queries";
import { listPlaybooks, previewPlaybook } from "@/server/oms/desk/queries-playbooks";
import { assignException } from "@/server/oms/exceptions/commands/assign-exception";
import { commentOnException } from "@/server/oms/exceptions/commands/comment-on-exception";
import { resolveException } from "@/server/oms/exceptions/commands/resolve-exception";
import { retryJob } from "@/server/oms/exceptions/commands/retry-job";
import { savePolicy } from "@/server/oms/exceptions/commands/save-policy";
import { setTimer } from "@/server/oms/exceptions/commands/set-timer";
import { snoozeException } from "@/server/oms/exceptions/commands/snooze-exception";
import { listExceptions } from "@/server/oms/exceptions/queries";
import { findException } from "@/server/oms/exceptions/queries-exception";
import { listOwners, listPolicies } from "@/server/oms/exceptions/queries-policy";
import { findRisks } from "@/server/oms/exceptions/queries-risk";
import { mutation, query, router } from "../trpc";

export const exceptionsRouter = router({
  list: query(listExceptions),
  find: query(findException),
  findRisks: query(findRisks),
  listOwners: query(listOwners),
  listPolicies: query(listPolicies),
  listResolutions: query(listResolutions),
  listAlike: query(listAlike),
  listPlaybooks: query(listPlaybooks),
  previewPlaybook: query(previewPlaybook),
  savePlaybook: mutation(savePlaybook),
  applyResolution: mutation(applyResolution),
  applyToAlike: mutation(applyToAlike),
  assign: mutation(assignException),
  snooze: mutation(snoozeException),
  comment: mutation(commentOnException),
  resolve: mutation(resolveException),
  retryJob: mutation(retryJob),
  savePolicy: mutation(savePolicy),
  setTimer: mutation(setTimer),
});
