import { cancelTransfer } from "@/server/oms/allocation/commands/cancel-transfer";
import { changeInbound } from "@/server/oms/allocation/commands/change-inbound";
import { closeTransfer } from "@/server/oms/allocation/commands/close-transfer";
import { receiveSupply } from "@/server/oms/allocation/commands/receive-supply";
import { receiveTransfer } from "@/server/oms/allocation/commands/receive-transfer";
import { setSupply } from "@/server/oms/allocation/commands/set-supply";
import { shipTransfer } from "@/server/oms/allocation/commands/ship-transfer";
import { addFeedPart } from "@/server/oms/imports/commands/add-feed-part";
import { dismissFeedJob } from "@/server/oms/imports/commands/dismiss-feed-job";
import { finishFeedJob } from "@/server/oms/imports/commands/finish-feed-job";
import { openFeedJob } from "@/server/oms/imports/commands/open-feed-job";
import { checkFeedFile, inspectFeedFile } from "@/server/oms/imports/queries-feed-file";
import { findFeedJob, listFeedJobs } from "@/server/oms/imports/queries-feed-jobs";
import { adjustStock } from "@/server/oms/inventory/commands/adjust-stock";
import { changeStatus } from "@/server/oms/inventory/commands/change-status";
import { countStock } from "@/server/oms/inventory/commands/count-stock";
import { extendReservation } from "@/server/oms/inventory/commands/extend-reservation";
import { releaseReservation } from "@/server/oms/inventory/commands/release-reservation";
import { repairDrift } from "@/server/oms/inventory/commands/repair-drift";
import { reserveStock } from "@/server/oms/inventory/commands/reserve-stock";
import { retireAvailabilityRule } from "@/server/oms/inventory/commands/retire-availability-rule";
import { saveAvailabilityRule } from "@/server/oms/inventory/commands/save-availability-rule";
import { sendSellable } from "@/server/oms/inventory/commands/send-sellable";
import { setLowPoint } from "@/server/oms/inventory/commands/set-low-point";
import { setSafetyStock } from "@/server/oms/inventory/commands/set-safety-stock";
import { setSource } from "@/server/oms/inventory/commands/set-source";
import { transferReservation } from "@/server/oms/inventory/commands/transfer-reservation";
import { undoFeed } from "@/server/oms/inventory/commands/undo-feed";
import { listStock } from "@/server/oms/inventory/queries";
import { availability } from "@/server/oms/inventory/queries-availability";
import {
  findFeedRun,
  listFeedRejections,
  listFeedRuns,
  listSources,
  previewFeedUndo,
} from "@/server/oms/inventory/queries-feeds";
import { listInbound } from "@/server/oms/inventory/queries-inbound";
import { listMovements } from "@/server/oms/inventory/queries-ledger";
import { projectSku } from "@/server/oms/inventory/queries-projection";
import { findReservation, listSkuReservations } from "@/server/oms/inventory/queries-reservations";
import {
  listAvailabilityRules,
  previewAvailabilityRule,
} from "@/server/oms/inventory/queries-rules";
import {
  findSellableSent,
  listSellable,
  listSellableExports,
} from "@/server/oms/inventory/queries-sellable";
import { findSkuStock } from "@/server/oms/inventory/queries-sku-stock";
import {
  findTransfer,
  listFreeStock,
  listTransfers,
} from "@/server/oms/inventory/queries-transfers";
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
  projectSku: query(projectSku),
  listMovements: query(listMovements),
  listInbound: query(listInbound),
  listSources: query(listSources),
  listFeedRuns: query(listFeedRuns),
  findFeedRun: query(findFeedRun),
  listFeedRejections: query(listFeedRejections),
  previewFeedUndo: query(previewFeedUndo),
  undoFeed: mutation(undoFeed),
  setSource: mutation(setSource),
  setLowPoint: mutation(setLowPoint),
  adjust: mutation(adjustStock),
  count: mutation(countStock),
  changeStatus: mutation(changeStatus),
  repairDrift: mutation(repairDrift),
  receive: mutation(receiveSupply),
  changeInbound: mutation(changeInbound),
  setSupply: mutation(setSupply),
  setSafetyStock: mutation(setSafetyStock),
  findReservation: query(findReservation),
  listReservations: query(listSkuReservations),
  reserve: mutation(reserveStock),
  extendReservation: mutation(extendReservation),
  releaseReservation: mutation(releaseReservation),
  transferReservation: mutation(transferReservation),
  listTransfers: query(listTransfers),
  findTransfer: query(findTransfer),
  listFreeStock: query(listFreeStock),
  shipTransfer: mutation(shipTransfer),
  receiveTransfer: mutation(receiveTransfer),
  closeTransfer: mutation(closeTransfer),
  cancelTransfer: mutation(cancelTransfer),
  sendSellable: mutation(sendSellable),
  listSellable: query(listSellable),
  listSellableExports: query(listSellableExports),
  findSellableSent: query(findSellableSent),
  listRules: query(listAvailabilityRules),
  previewRule: query(previewAvailabilityRule),
  saveRule: mutation(saveAvailabilityRule),
  retireRule: mutation(retireAvailabilityRule),
});
