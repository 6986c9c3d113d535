import type { DerivationStep, PromiseState } from "@/components/signature/promise-chip";
import type { QuantityBuckets } from "@/components/signature/quantity-segments";
import type { LineRun } from "@/server/oms/allocation/queries-runs";
import type { LineRisk } from "@/server/oms/exceptions/decide-risk";

/** Units of a line that travel together: what a node ships, on which day, to arrive when. */
export type PartView = {
  id: string;
  quantity: number;
  /** Who ships it; null while no place is decided. */
  nodeName: string | null;
  shipDate: string | null;
  deliveryDate: string | null;
  state: PromiseState;
  /** Leaves with the next shipment to its address, and alone on its day. */
  ridesAlong?: boolean | undefined;
  derivation?: readonly DerivationStep[] | undefined;
};

/** A kit line as it was asked for; its components' lines share its group. */
export type KitView = {
  group: number;
  code: string;
  name: string;
  unit: string;
  quantity: number;
  unitPriceE4: number;
  customerPart: string | null;
};

/** A line as its reader sees it: what, how much, where it is, when it comes, what it costs. */
export type OrderLineView = {
  id: string;
  lineNumber: number;
  skuCode: string;
  description: string;
  /** The word the customer uses for it. */
  customerPart: string | null;
  unit: string;
  unitPriceE4: number;
  /** Of all units that were ordered. */
  lineTotalMinor: number;
  /** What of it was for units that are cancelled. */
  cancelledMinor: number;
  buckets: QuantityBuckets;
  promise: { date: string | null; state: PromiseState; original: string | null };
  parts: readonly PartView[];
  /** Units wait until this day, on which the product comes out. */
  comesOutOn: string | null;
  /** The decision behind the parts, in one sentence. */
  why?: string | null | undefined;
  /** The kit that it is a component of. */
  kit: KitView | null;
  /** What was asked for, when it ships another SKU. */
  insteadOf: { sku: string; quantity: number } | null;
  /** Staff: what threatens its promise. */
  risk?: LineRisk | undefined;
  /** Staff: what an allocation run decided of it. */
  run?: LineRun | undefined;
};

export type ParcelView = {
  id: string;
  carrier: string;
  service: string | null;
  trackingNumber: string | null;
  /** State on the tracking axis: in_transit, delivered … */
  trackingStatus: string;
  nodeName: string | null;
  expectedDate: string | null;
  expectedState: PromiseState;
  deliveredAt: Date | null;
  items: readonly {
    lineNumber: number;
    skuCode: string;
    description: string;
    quantity: number;
    unit: string;
  }[];
};

export type ShipToView = {
  name: string;
  address1: string;
  address2?: string | null | undefined;
  city: string;
  region?: string | null | undefined;
  postalCode: string;
  country: string;
};

/** Amounts in minor units. */
export type CreditView = {
  limit: number | null;
  openReceivables: number;
  openOrders: number;
  exposure: number;
  left: number | null;
  state: "ok" | "near_limit" | "over_limit";
};
