import { changeInbound } from "@/server/oms/allocation/commands/change-inbound";
import { receiveSupply } from "@/server/oms/allocation/commands/receive-supply";
import { adjustStock } from "@/server/oms/inventory/commands/adjust-stock";
import { countStock } from "@/server/oms/inventory/commands/count-stock";
import { extendReservation } from "@/server/oms/inventory/commands/extend-reservation";
import { releaseReservation } from "@/server/oms/inventory/commands/release-reservation";
import { reserveStock } from "@/server/oms/inventory/commands/reserve-stock";
import { retireAvailabilityRule } from "@/server/oms/inventory/commands/retire-availability-rule";
import { saveAvailabilityRule } from "@/server/oms/inventory/commands/save-availability-rule";
import { sendSellable } from "@/server/oms/inventory/commands/send-sellable";
import { setSource } from "@/server/oms/inventory/commands/set-source";
import { transferReservation } from "@/server/oms/inventory/commands/transfer-reservation";
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
import { mutation, query, router } from "../trpc";

export const inventoryRouter = router({
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
  setSource: mutation(setSource),
  adjust: mutation(adjustStock),
  count: mutation(countStock),
  receive: mutation(receiveSupply),
  changeInbound: mutation(changeInbound),
  findReservation: query(findReservation),
  listReservations: query(listSkuReservations),
  reserve: mutation(reserveStock),
  extendReservation: mutation(extendReservation),
  releaseReservation: mutation(releaseReservation),
  transferReservation: mutation(transferReservation),
  sendSellable: mutation(sendSellable),
  listSellable: query(listSellable),
  listSellableExports: query(listSellableExports),
  findSellableSent: query(findSellableSent),
  listRules: query(listAvailabilityRules),
  previewRule: query(previewAvailabilityRule),
  saveRule: mutation(saveAvailabilityRule),
  retireRule: mutation(retireAvailabilityRule),
});
