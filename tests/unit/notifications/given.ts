import type { LocalDate } from "@/server/oms/kernel/local-date";
import { decideTracking } from "@/server/oms/notifications/decide-tracking";
import type {
  LetterAbout,
  LineFacts,
  OrderFacts,
  ParcelFacts,
  PartFacts,
} from "@/server/oms/notifications/types";

export const TODAY = "2026-11-22" as LocalDate;
export const day = (text: string) => text as LocalDate;

export const about: LetterAbout = {
  orderNumber: "SO-100042",
  customerPo: "4711",
  greeting: "Bella Buyer",
  companyName: "Valley Bicycles",
  today: TODAY,
  orderUrl: "https://oms.test/portal/orders/SO-100042",
  trackingUrl: "https://oms.test/t/secret",
};

export const line = (
  lineId: string,
  ordered: number,
  over: Partial<LineFacts> = {},
): LineFacts => ({
  lineId,
  description: `Bike ${lineId}`,
  skuCode: `BK-${lineId}`,
  customerPart: null,
  kit: null,
  unit: "each",
  ordered,
  cancelled: 0,
  unitPriceE4: 125_000,
  lineTotal: ordered * 1250,
  originalPromise: day("2026-11-26"),
  currentPromise: day("2026-11-26"),
  ...over,
});

export const part = (
  lineId: string,
  units: number,
  arrivesOn: string,
  state: PartFacts["state"] = "allocated",
): PartFacts => ({
  lineId,
  state,
  units,
  shipsOn: day("2026-11-24"),
  arrivesOn: day(arrivesOn),
});

export const parcel = (
  lineId: string,
  units: number,
  over: Partial<ParcelFacts> = {},
): ParcelFacts => ({
  packageId: `p-${lineId}-${units}`,
  shipmentId: "s1",
  hasLeft: true,
  carrier: "Ordinate Freight",
  trackingNumber: `OF-${lineId}-${units}`,
  trackingStatus: "in_transit",
  labelledAt: new Date("2026-11-20T15:00:00Z"),
  arrivesOn: day("2026-11-24"),
  deliveredAt: null,
  timeZone: "America/Denver",
  items: [{ lineId, units }],
  checkpoints: [],
  ...over,
});

export const delivered = (lineId: string, units: number, over: Partial<ParcelFacts> = {}) =>
  parcel(lineId, units, {
    trackingStatus: "delivered",
    deliveredAt: new Date("2026-11-21T17:30:00Z"),
    ...over,
  });

export const order = (over: Partial<OrderFacts> = {}): OrderFacts => ({
  orderId: "o1",
  number: "SO-100042",
  status: "in_fulfillment",
  customerPo: "4711",
  companyId: "c1",
  companyName: "Valley Bicycles",
  placedAt: new Date("2026-11-19T15:00:00Z"),
  completedAt: null,
  cancelledAt: null,
  placedBy: "Bella Buyer",
  shipPolicy: "as_available",
  currency: "USD",
  subtotal: 123_450,
  credited: 0,
  promise: day("2026-11-26"),
  shipTo: {
    name: "Valley Bicycles",
    address1: "1 Secret Street",
    address2: "",
    city: "Denver",
    region: "CO",
    postalCode: "80201",
    country: "US",
  },
  isHistory: false,
  lines: [line("a", 4)],
  parts: [],
  parcels: [],
  ...over,
});

export const tracked = (over: Partial<OrderFacts> = {}) => decideTracking(order(over), TODAY);
