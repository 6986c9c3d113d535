import type { LocalDate } from "../kernel/local-date";
import { itemOf, itemsToCome, unitsToCome, wantedUnits } from "./decide-to-come";
import type {
  ApprovalNeeded,
  ConfirmedItem,
  CreditMemoLetter,
  LetterAbout,
  LetterParcel,
  LineFacts,
  OrderCancelled,
  OrderChanged,
  OrderConfirmation,
  OrderDelivered,
  OrderFacts,
  PromiseChanged,
  ShipmentSent,
  StoredShipTo,
  SubstituteOffered,
} from "./types";

/** The address as an envelope has it; empty parts are left out. */
export function addressLines(shipTo: StoredShipTo): string[] {
  const town = [shipTo.city, [shipTo.region, shipTo.postalCode].filter(Boolean).join(" ")];
  return [
    shipTo.name,
    shipTo.address1,
    shipTo.address2,
    town.filter(Boolean).join(", "),
    shipTo.country,
  ].filter((line) => line !== "");
}

/** What the buyer ordered, and per line what leaves now and what comes later. */
export const decideConfirmation = (order: OrderFacts, about: LetterAbout): OrderConfirmation => ({
  ...about,
  template: "order-confirmation",
  isAwaitingApproval: order.status === "pending_approval",
  placedBy: order.placedBy,
  shipTo: addressLines(order.shipTo),
  isShippedComplete: order.shipPolicy === "complete",
  shipsRestWithNext: order.shipPolicy === "with_next",
  items: order.lines
    .filter((line) => wantedUnits(line) > 0)
    .map((line) => confirmedItem(order, line)),
  currency: order.currency,
  subtotal: order.subtotal,
  promise: order.promise,
});

function confirmedItem(order: OrderFacts, line: LineFacts): ConfirmedItem {
  const onStock = order.parts.filter(
    (part) => part.lineId === line.lineId && part.state !== "promised",
  );
  const stocked = onStock.map(({ units, shipsOn, arrivesOn }) => ({ units, shipsOn, arrivesOn }));
  const withoutStock = { ...order, parts: order.parts.filter((part) => !onStock.includes(part)) };
  const open = stocked.reduce((units, part) => units - part.units, wantedUnits(line));
  return {
    ...itemOf(line, wantedUnits(line)),
    unitPriceE4: line.unitPriceE4,
    lineTotal: line.lineTotal,
    now: stocked,
    later: unitsToCome(withoutStock, { ...line, ordered: open, cancelled: 0 }),
  };
}

/** Every parcel of one shipment, numbered as on the tracking page. */
function parcelsOf(order: OrderFacts, shipmentId: string): LetterParcel[] {
  const lines = new Map(order.lines.map((line) => [line.lineId, line]));
  return order.parcels.flatMap((parcel, index) => {
    if (parcel.shipmentId !== shipmentId) {
      return [];
    }
    const items = parcel.items.flatMap(({ lineId, units }) => {
      const line = lines.get(lineId);
      return line === undefined ? [] : [itemOf(line, units)];
    });
    const { carrier, trackingNumber } = parcel;
    return [{ position: index + 1, carrier, trackingNumber, items }];
  });
}

export const decideShipmentSent = (
  order: OrderFacts,
  shipmentId: string,
  about: LetterAbout,
): ShipmentSent => ({
  ...about,
  template: "shipment-sent",
  parcels: parcelsOf(order, shipmentId),
  arrivesOn: order.parcels.find((parcel) => parcel.shipmentId === shipmentId)?.arrivesOn ?? null,
  toCome: itemsToCome(order),
});

export const decideDelivered = (
  order: OrderFacts,
  shipmentId: string,
  deliveredOn: LocalDate,
  about: LetterAbout,
): OrderDelivered => ({
  ...about,
  template: "order-delivered",
  parcels: parcelsOf(order, shipmentId),
  deliveredOn,
  toCome: itemsToCome(order),
});

export const decideCancelled = (
  order: OrderFacts,
  why: OrderCancelled["why"],
  reason: string | null,
  about: LetterAbout,
): OrderCancelled => ({
  ...about,
  template: "order-cancelled",
  why,
  reason,
  items: order.lines.map((line) => itemOf(line, line.ordered)),
});

/** A memo as it was issued, and what the order comes to with all of them. */
export const decideCreditMemo = (
  order: OrderFacts,
  memo: Pick<CreditMemoLetter, "number" | "reverses" | "reason" | "note" | "amount">,
  about: LetterAbout,
): CreditMemoLetter => ({
  ...about,
  ...memo,
  template: "credit-memo",
  owed: order.subtotal - order.credited,
  currency: order.currency,
});

/** What a change did, in the words it was previewed in, and what of the order still comes. */
export const decideChanged = (
  order: OrderFacts,
  change: Pick<OrderChanged, "changes" | "valueBefore" | "valueAfter">,
  about: LetterAbout,
): OrderChanged => ({
  ...about,
  ...change,
  template: "order-changed",
  items: itemsToCome(order),
  currency: order.currency,
  promise: order.promise,
});

/** What of the order still comes, each with its day and the day that was promised first. */
export const decidePromiseChanged = (
  order: OrderFacts,
  about: LetterAbout,
  question: PromiseChanged["question"] = null,
): PromiseChanged => ({
  ...about,
  template: "promise-changed",
  question,
  items: order.lines.flatMap((line) =>
    unitsToCome(order, line).map(({ units, arrivesOn }) => ({
      ...itemOf(line, units),
      arrivesOn,
      firstPromised: line.originalPromise,
    })),
  ),
});

/** What could ship instead of what waits, as it was offered. */
export const decideSubstituteOffered = (
  offer: Pick<SubstituteOffered, "items" | "currency" | "url" | "answerBy">,
  about: LetterAbout,
): SubstituteOffered => ({ ...about, ...offer, template: "substitute-offered" });

export const decideApprovalNeeded = (
  order: OrderFacts,
  spendingLimit: number | null,
  about: LetterAbout,
): ApprovalNeeded => ({
  ...about,
  template: "approval-needed",
  placedBy: order.placedBy,
  itemCount: order.lines.length,
  currency: order.currency,
  subtotal: order.subtotal,
  spendingLimit,
});
