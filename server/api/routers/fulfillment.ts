import { handOver, makeLabels } from "@/server/integrations/carriers/ship-by-carrier";
import { releaseDue } from "@/server/oms/allocation/commands/release-due";
import { acceptFulfillmentOrder } from "@/server/oms/fulfillment/commands/accept-fulfillment-order";
import { confirmDelivery } from "@/server/oms/fulfillment/commands/confirm-delivery";
import { finishPacking } from "@/server/oms/fulfillment/commands/finish-packing";
import { openPackage } from "@/server/oms/fulfillment/commands/open-package";
import { packItem } from "@/server/oms/fulfillment/commands/pack-item";
import { pickLine } from "@/server/oms/fulfillment/commands/pick-line";
import { recordTrackingEvent } from "@/server/oms/fulfillment/commands/record-tracking-event";
import { rejectFulfillmentOrder } from "@/server/oms/fulfillment/commands/reject-fulfillment-order";
import { rejectLines } from "@/server/oms/fulfillment/commands/reject-lines";
import { removePackage } from "@/server/oms/fulfillment/commands/remove-package";
import { reopenPacking } from "@/server/oms/fulfillment/commands/reopen-packing";
import { reportShortPick } from "@/server/oms/fulfillment/commands/report-short-pick";
import { startPicking } from "@/server/oms/fulfillment/commands/start-picking";
import { unpackItem } from "@/server/oms/fulfillment/commands/unpack-item";
import { unpickLine } from "@/server/oms/fulfillment/commands/unpick-line";
import { findFulfillmentOrder } from "@/server/oms/fulfillment/queries";
import { listBoard } from "@/server/oms/fulfillment/queries-board";
import { findShipment, listShipments } from "@/server/oms/fulfillment/queries-shipments";
import { mutation, query, router } from "../trpc";

export const fulfillmentRouter = router({
  board: query(listBoard),
  find: query(findFulfillmentOrder),
  shipments: query(listShipments),
  findShipment: query(findShipment),
  releaseDue: mutation(releaseDue),
  accept: mutation(acceptFulfillmentOrder),
  reject: mutation(rejectFulfillmentOrder),
  rejectLines: mutation(rejectLines),
  startPicking: mutation(startPicking),
  pickLine: mutation(pickLine),
  unpickLine: mutation(unpickLine),
  reportShortPick: mutation(reportShortPick),
  openPackage: mutation(openPackage),
  packItem: mutation(packItem),
  unpackItem: mutation(unpackItem),
  removePackage: mutation(removePackage),
  finishPacking: mutation(finishPacking),
  reopenPacking: mutation(reopenPacking),
  makeLabels: mutation(makeLabels),
  ship: mutation(handOver),
  recordTrackingEvent: mutation(recordTrackingEvent),
  confirmDelivery: mutation(confirmDelivery),
});
