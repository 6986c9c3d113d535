import { activatePolicy } from "@/server/oms/allocation/commands/activate-policy";
import { applyRun } from "@/server/oms/allocation/commands/apply-run";
import { approveRun } from "@/server/oms/allocation/commands/approve-run";
import { dismissRun } from "@/server/oms/allocation/commands/dismiss-run";
import { editRunLine } from "@/server/oms/allocation/commands/edit-run-line";
import { openRun } from "@/server/oms/allocation/commands/open-run";
import { refreshRun } from "@/server/oms/allocation/commands/refresh-run";
import { routeByHand } from "@/server/oms/allocation/commands/route-by-hand";
import { savePolicy } from "@/server/oms/allocation/commands/save-policy";
import { listBackorderAges } from "@/server/oms/allocation/queries-ages";
import { previewRouteByHand } from "@/server/oms/allocation/queries-by-hand";
import { findPolicy, previewPolicy } from "@/server/oms/allocation/queries-policy";
import { findLineRuns, findRun, listRuns } from "@/server/oms/allocation/queries-runs";
import { findShortSku, listShort } from "@/server/oms/allocation/queries-short";
import { mutation, query, router } from "../trpc";

export const allocationRouter = router({
  listShort: query(listShort),
  findShortSku: query(findShortSku),
  listBackorderAges: query(listBackorderAges),
  listRuns: query(listRuns),
  findRun: query(findRun),
  findLineRuns: query(findLineRuns),
  findPolicy: query(findPolicy),
  previewPolicy: query(previewPolicy),
  routeByHand: mutation(routeByHand),
  previewRouteByHand: query(previewRouteByHand),
  openRun: mutation(openRun),
  refreshRun: mutation(refreshRun),
  editRunLine: mutation(editRunLine),
  approveRun: mutation(approveRun),
  applyRun: mutation(applyRun),
  dismissRun: mutation(dismissRun),
  savePolicy: mutation(savePolicy),
  activatePolicy: mutation(activatePolicy),
});
