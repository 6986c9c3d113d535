import { cancelOrder } from "@/server/oms/fulfillment/commands/cancel-order";
import { rejectOrder } from "@/server/oms/fulfillment/commands/reject-order";
import { discardParked } from "@/server/oms/intake/commands/discard-parked";
import { placeOrder } from "@/server/oms/intake/commands/place-orders";
import { placeParked } from "@/server/oms/intake/commands/place-parked";
import { saveFindingPolicy } from "@/server/oms/intake/commands/save-finding-policy";
import { checkDuplicatePo, quoteLines } from "@/server/oms/intake/queries";
import { findParked, listParked } from "@/server/oms/intake/queries-parked";
import { listFindingPolicies } from "@/server/oms/intake/queries-severities";
import { findTrackingLink } from "@/server/oms/notifications/queries-link";
import { approveOrder } from "@/server/oms/orders/commands/approve-order";
import { commentOnOrder } from "@/server/oms/orders/commands/comment-on-order";
import { correctShipTo } from "@/server/oms/orders/commands/correct-ship-to";
import { discardDraft } from "@/server/oms/orders/commands/discard-draft";
import { grantCredit } from "@/server/oms/orders/commands/grant-credit";
import { importRestrictions } from "@/server/oms/orders/commands/import-restrictions";
import { releaseHold } from "@/server/oms/orders/commands/release-hold";
import { releaseHolds } from "@/server/oms/orders/commands/release-holds";
import { reverseCredit } from "@/server/oms/orders/commands/reverse-credit";
import { saveDraft } from "@/server/oms/orders/commands/save-draft";
import { saveHoldRule } from "@/server/oms/orders/commands/save-hold-rule";
import { saveHoldType } from "@/server/oms/orders/commands/save-hold-type";
import { saveRestriction } from "@/server/oms/orders/commands/save-restriction";
import { setHold } from "@/server/oms/orders/commands/set-hold";
import { countOrders, listOrders } from "@/server/oms/orders/queries";
import { findDraft, listDrafts } from "@/server/oms/orders/queries-drafts";
import {
  listHoldGroups,
  listHoldRules,
  listHoldTypes,
  previewHoldRule,
} from "@/server/oms/orders/queries-holds";
import { findOrder } from "@/server/oms/orders/queries-order";
import { listPurchasedSkus, listRecentOrders } from "@/server/oms/orders/queries-reorder";
import { listRestrictions } from "@/server/oms/orders/queries-restrictions";
import { mutation, query, router } from "../trpc";

export const ordersRouter = router({
  list: query(listOrders),
  count: query(countOrders),
  find: query(findOrder),
  cancel: mutation(cancelOrder),
  setHold: mutation(setHold),
  releaseHold: mutation(releaseHold),
  releaseHolds: mutation(releaseHolds),
  listHoldTypes: query(listHoldTypes),
  listHoldGroups: query(listHoldGroups),
  saveHoldType: mutation(saveHoldType),
  correctShipTo: mutation(correctShipTo),
  listParked: query(listParked),
  findParked: query(findParked),
  placeParked: mutation(placeParked),
  discardParked: mutation(discardParked),
  listHoldRules: query(listHoldRules),
  previewHoldRule: query(previewHoldRule),
  saveHoldRule: mutation(saveHoldRule),
  listFindingPolicies: query(listFindingPolicies),
  saveFindingPolicy: mutation(saveFindingPolicy),
  listRestrictions: query(listRestrictions),
  saveRestriction: mutation(saveRestriction),
  importRestrictions: mutation(importRestrictions),
  quote: query(quoteLines),
  checkPo: query(checkDuplicatePo),
  place: mutation(placeOrder),
  findDraft: query(findDraft),
  listDrafts: query(listDrafts),
  saveDraft: mutation(saveDraft),
  discardDraft: mutation(discardDraft),
  listPurchased: query(listPurchasedSkus),
  listRecent: query(listRecentOrders),
  trackingLink: query(findTrackingLink),
  approve: mutation(approveOrder),
  reject: mutation(rejectOrder),
  grantCredit: mutation(grantCredit),
  reverseCredit: mutation(reverseCredit),
  comment: mutation(commentOnOrder),
});
