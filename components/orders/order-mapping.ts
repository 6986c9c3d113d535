import type { inferRouterOutputs } from "@trpc/server";
import { formatDate } from "@/components/format";
import type { OrderLineView, ParcelView, PartView } from "@/components/orders/types";
import type { PromiseState } from "@/components/signature/promise-chip";
import type { AppRouter } from "@/server/api/root";

export type Order = inferRouterOutputs<AppRouter>["orders"]["find"];

type LinesAndParts = {
  readonly lines: readonly Order["lines"][number][];
  readonly parts: readonly Order["parts"][number][];
  readonly fulfillmentStatus?: string;
};

/** What is on its way beyond its day is late, however sure the day was. */
const stateOn = (
  today: string,
  { date, isDelivered }: { date: string | null; isDelivered: boolean },
  state: PromiseState,
): PromiseState => (date !== null && date < today && !isDelivered ? "missed" : state);

/** An order as the API tells it, in the shapes that the shared order components show. */
export function linesOf(order: LinesAndParts, today: string): OrderLineView[] {
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
          state: stateOn(
            today,
            { date: part.deliveryDate, isDelivered: part.isDelivered },
            part.state === "promised" ? "expected" : "firm",
          ),
          ridesAlong: part.ridesAlong,
          derivation:
            part.supply === null
              ? undefined
              : [
                  {
                    label: "Waits for",
                    value: `${part.supply}, expected ${formatDate(part.supplyEta ?? "", today)}`,
                  },
                  { label: "Leaves", value: `${part.node}, ${formatDate(part.shipDate, today)}` },
                ],
        }),
      ),
  }));
}

export const parcelsOf = (
  order: { readonly parcels: readonly Order["parcels"][number][] },
  today: string,
): ParcelView[] =>
  order.parcels.map((parcel) => ({
    id: parcel.id,
    carrier: parcel.carrier,
    service: parcel.service,
    trackingNumber: parcel.trackingNumber,
    trackingStatus: parcel.trackingStatus,
    nodeName: parcel.node,
    expectedDate: parcel.estimatedDelivery,
    expectedState: stateOn(
      today,
      { date: parcel.estimatedDelivery, isDelivered: parcel.deliveredAt !== null },
      "firm",
    ),
    deliveredAt: parcel.deliveredAt === null ? null : new Date(parcel.deliveredAt),
    items: parcel.items.map((item) => ({
      lineNumber: item.lineNumber,
      skuCode: item.sku,
      description: item.description,
      quantity: item.quantity,
      unit: "each",
    })),
  }));
