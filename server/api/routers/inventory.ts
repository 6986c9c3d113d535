import { changeInbound } from "@/server/oms/allocation/commands/change-inbound";
import { receiveSupply } from "@/server/oms/allocation/commands/receive-supply";
import { addFeedPart } from "@/server/oms/imports/commands/add-feed-part";
import { dismissFeedJob } from "@/server/oms/imports/commands/dismiss-feed-job";
import { finishFeedJob } from "@/server/oms/imports/commands/finish-feed-job";
import { openFeedJob } from "@/server/oms/imports/commands/open-feed-job";
import { checkFeedFile, inspectFeedFile } from "@/server/oms/imports/queries-feed-file";
import { findFeedJob, listFeedJobs } from "@/server/oms/imports/queries-feed-jobs";
import { adjustStock } from "@/server/oms/inventory/commands/adjust-stock";
import { countStock } from "@/server/oms/inventory/commands/count-stock";
import { retireAvailabilityRule } from "@/server/oms/inventory/commands/retire-availability-rule";
import { saveAvailabilityRule } from "@/server/oms/inventory/commands/save-availability-rule";
import { setSource } from "@/server/oms/inventory/commands/set-source";
import { findSkuStock, listStock } from "@/server/oms/inventory/queries";
import { availability } from "@/server/oms/inventory/queries-availability";
import {
  findFeedRun,
  listFeedRejections,
  listFeedRuns,
  listSources,
} from "@/server/oms/inventory/queries-feeds";
import { listInbound } from "@/server/oms/inventory/queries-inbound";
import { listMovements } from "@/server/oms/inventory/queries-ledger";
import {
  listAvailabilityRules,
  previewAvailabilityRule,
} from "@/server/oms/inventory/queries-rules";
import { mutation, query, router } from "../trpc";

export const inventoryRouter = router({
  openFeedJob: mutation(openFeedJob),
  addFeedPart: mutation(addFeedPart),
  finishFeedJob: mutation(finishFeedJob),
  dismissFeedJob: mutation(dismissFeedJob),
  findFeedJob: query(findFeedJob),
  listFeedJobs: query(listFeedJobs),
  inspectFeedFile: query(inspectFeedFile),
  checkFeedFile: query(checkFeedFile),
  availability: query(availability),
  list: query(listStock),
  findSku: query(findSkuStock),
  listMovements: query(listMovements),
  listInbound: query(listInbound),
  listSources: query(listSources),
  listFeedRuns: query(listFeedRuns),
  findFeedRun: query(findFeedRun),
  listFeedRejections: query(listFeedRejections),
  setSource: mutation(setSource),
  adjust: mutation(adjustStock),
  count: mutation(countStock),
  receive: mutation(receiveSupply),
  changeInbound: mutation(changeInbound),
  listRules: query(listAvailabilityRules),
  previewRule: query(previewAvailabilityRule),
  saveRule: mutation(saveAvailabilityRule),
  retireRule: mutation(retireAvailabilityRule),
});
