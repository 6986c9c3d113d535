import {
  planRequestedWindow,
  repromiseDisrupted,
  resourceNodeOrders,
  resourceOversoldOrders,
  serveWaitingOrders,
} from "@/server/oms/allocation/handlers";
import {
  repromisePreorders,
  reviewReplaced,
  reviewSubstitutes,
  servePreorders,
} from "@/server/oms/backorders/handlers";
import { makeWantedLabels } from "@/server/oms/desk/handlers";
import { cancelImported, takeFeedJob, takeUpload } from "@/server/oms/imports/handlers";
import {
  tellApproved,
  tellCancelled,
  tellChanged,
  tellCredited,
  tellDelivered,
  tellPlaced,
  tellPromiseChanged,
  tellRejected,
  tellShipped,
  tellSubstituteAsked,
} from "@/server/oms/notifications/handlers";
import { releaseClearedOrders } from "@/server/oms/orders/handlers";
import { tellSubscribersOfPromise } from "@/server/oms/webhooks/handlers";
import type { Handler } from "./handler";
import type { Routes } from "./outbox";

/** The one table of who acts on what: event type → handlers. An event not named here only tells. */
export const subscriptions: Readonly<Record<string, readonly Handler[]>> = {
  "sales_order.placed": [tellPlaced],
  "sales_order.approved": [tellApproved],
  "sales_order.rejected": [tellRejected, serveWaitingOrders, releaseClearedOrders],
  "sales_order.cancelled": [
    tellCancelled,
    serveWaitingOrders,
    releaseClearedOrders,
    reviewSubstitutes,
  ],
  "credit_memo.issued": [tellCredited, releaseClearedOrders],
  "credit_memo.reversed": [tellCredited],
  "company.receivables_set": [releaseClearedOrders],
  "company.credit_limit_set": [releaseClearedOrders],
  "company.tolerances_set": [releaseClearedOrders],
  "hold_rule.saved": [releaseClearedOrders],
  "sales_order.changed": [tellChanged, serveWaitingOrders, releaseClearedOrders, reviewSubstitutes],
  "sales_order.promise_changed": [tellPromiseChanged, tellSubscribersOfPromise, reviewSubstitutes],
  "order_line.promise_changed": [tellPromiseChanged],
  // What may leave fewer units of a line waiting than its customer was asked about.
  "order_line.allocated": [reviewSubstitutes],
  "order_line.routed_by_hand": [reviewSubstitutes],
  "sales_order.reallocated": [reviewSubstitutes],
  "sales_order.replanned": [reviewSubstitutes],
  "sales_order.remainder_cancelled": [reviewSubstitutes],
  "allocation.created": [reviewSubstitutes],
  "substitute_consent.asked": [tellSubstituteAsked],
  "substitute_consent.accepted": [reviewReplaced],
  "shipment.shipped": [tellShipped],
  "shipment.delivered": [tellDelivered],
  "stock.adjusted": [resourceOversoldOrders, serveWaitingOrders],
  "stock.counted": [resourceOversoldOrders, serveWaitingOrders],
  "stock.fed": [resourceOversoldOrders, serveWaitingOrders],
  "stock.feed_undone": [serveWaitingOrders],
  "stock.status_changed": [serveWaitingOrders],
  "stock.received": [serveWaitingOrders],
  "stock.safety_set": [serveWaitingOrders],
  "stock.drift_repaired": [resourceOversoldOrders, serveWaitingOrders],
  "hold.released": [serveWaitingOrders],
  "reservation.released": [serveWaitingOrders],
  "reservation.expired": [serveWaitingOrders],
  "inbound_supply.opened": [serveWaitingOrders],
  "inbound_supply.changed": [serveWaitingOrders],
  "stock_transfer.shipped": [serveWaitingOrders],
  "stock_transfer.received": [serveWaitingOrders],
  "stock_transfer.cancelled": [serveWaitingOrders],
  "sku.coming_out_set": [repromisePreorders],
  "sku.came_out": [servePreorders],
  "exception.labels_wanted": [makeWantedLabels],
  "node.resourcing_asked": [resourceNodeOrders],
  "node.turned_off": [repromiseDisrupted],
  "node.turned_on": [repromiseDisrupted, serveWaitingOrders],
  "disruption.opened": [repromiseDisrupted],
  "disruption.changed": [repromiseDisrupted],
  "disruption.withdrawn": [repromiseDisrupted],
  "node.resumed": [serveWaitingOrders],
  "node.service_resumed": [serveWaitingOrders],
  "inventory_feed_job.queued": [takeFeedJob],
  "import_upload.queued": [takeUpload],
  "import_run.undone": [cancelImported],
  "window_run.applied": [serveWaitingOrders],
  "window_run.requested": [planRequestedWindow],
};

export const handlersByName = (
  table: typeof subscriptions = subscriptions,
): ReadonlyMap<string, Handler> =>
  new Map(
    Object.values(table)
      .flat()
      .map((handler) => [handler.name, handler]),
  );

/** The table as the relay joins it: one pair per handler. */
export function routesOf(table: typeof subscriptions = subscriptions): Routes {
  const pairs = Object.entries(table).flatMap(([type, handlers]) =>
    handlers.map((handler) => ({ type, handler: handler.name })),
  );
  return {
    types: pairs.map((pair) => pair.type),
    handlers: pairs.map((pair) => pair.handler),
  };
}
