import type { inferRouterOutputs } from "@trpc/server";
import type { OrderLineView, ParcelView, PartView } from "@/components/orders/types";
import type { AppRouter } from "@/server/api/root";

export type Order = inferRouterOutputs<AppRouter>["orders"]["find"];

type LinesAndParts = {
  readonly lines: readonly Order["lines"][number][];
  readonly parts: readonly Order["parts"][number][];
  readonly fulfillmentStatus?: string;
};

/** An order as the API tells it, in the shapes that the shared order components show. */
export function linesOf(order: LinesAndParts): OrderLineView[] {
  return order.lines.map((line) => ({
    id: line.id,
    lineNumber: line.lineNumber,
    skuCode: line.sku,
    description: line.description,
    customerPart: line.customerPart,
    unit: line.unit,
    kit: line.kit && { ...line.kit, unitPriceE4: line.kitUnitPriceE4 ?? 0 },
    insteadOf: line.insteadOf,
    unitPriceE4: line.unitPriceE4,
    lineTotalMinor: line.lineTotal,
    cancelledMinor: line.cancelledTotal,
    buckets: {
      ...line,
      isPromised: order.fulfillmentStatus === "promised",
      isPreorder: line.comesOutOn !== null,
    },
    comesOutOn: line.comesOutOn,
    promise: {
      date: line.currentPromise,
      state: line.promiseState,
      original: line.originalPromise,
    },
    parts: order.parts
      .filter((part) => part.orderLineId === line.id)
      .map(
        (part): PartView => ({
          id: part.id,
          quantity: part.quantity,
          nodeName: part.node,
          shipDate: part.shipDate,
          deliveryDate: part.deliveryDate,
          state: part.state === "promised" ? "expected" : "firm",
          ridesAlong: part.ridesAlong,
          derivation:
            part.supply === null
              ? undefined
              : [
                  { label: "Waits for", value: `${part.supply}, expected ${part.supplyEta}` },
                  { label: "Leaves", value: `${part.node}, ${part.shipDate}` },
                ],
        }),
      ),
  }));
}

export const parcelsOf = (order: Order): ParcelView[] =>
  order.parcels.map((parcel) => ({
    id: parcel.id,
    carrier: parcel.carrier,
    service: parcel.service,
    trackingNumber: parcel.trackingNumber,
    trackingStatus: parcel.trackingStatus,
    nodeName: parcel.node,
    expectedDate: parcel.estimatedDelivery,
    expectedState: "firm",
    deliveredAt: parcel.deliveredAt === null ? null : new Date(parcel.deliveredAt),
    items: parcel.items.map((item) => ({
      lineNumber: item.lineNumber,
      skuCode: item.sku,
      description: item.description,
      quantity: item.quantity,
      unit: "each",
    })),
  }));
