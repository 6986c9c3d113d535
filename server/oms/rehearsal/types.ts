import type { CompanyTier } from "../customers/types";
import type { NodeId, OrderId, OrderLineId, SkuId } from "../kernel/ids";
import type { LocalDate } from "../kernel/local-date";
import type { DayLimits, GeoPoint, LanePlace } from "../network/types";
import type { ShipPolicy } from "../orders/types";
import type { StoredDecision } from "../sourcing/types";
import type { LineAbout } from "../sourcing/types-route";

/**
 * What stock the orders of a rehearsal meet.
 *
 * `that_day`: for each order the nodes with their stock, dates, prices and room exactly as they were
 * when it was routed. `today`: the stock of now, which the orders take one after the other.
 */
export const rehearsalBases = ["that_day", "today"] as const;
export type RehearsalBasis = (typeof rehearsalBases)[number];

/** The two sides of a comparison. */
export type Pair<T> = { readonly before: T; readonly after: T };

/** A version of a profile, by name. */
export type ProfileVersion = { readonly ref: string; readonly version: number };

/** Who ordered, whence and whereto: what a rehearsal tells orders apart by. */
export type OrderLabel = {
  readonly orderId: OrderId;
  readonly number: string;
  readonly channelCode: string;
  readonly tier: CompanyTier;
  readonly company: string;
  readonly shipTo: {
    readonly city: string;
    readonly region: string;
    readonly point: GeoPoint | null;
  };
};

/** An order as it was placed, and how it was routed, if it was. */
export type StoredOrder = OrderLabel & {
  readonly placedAt: Date;
  readonly currency: string;
  readonly country: string;
  readonly shipPolicy: ShipPolicy;
  readonly serviceCode: string;
  readonly shipAfter: LocalDate | null;
  readonly companyCode: string;
  /** Of the ship-to or else its company, as of now. */
  readonly preferredNodeCode: string | null;
  readonly postalCode: string;
  /** Of its ship-to, whose address it is: see `LanePlace`. */
  readonly address: Pick<LanePlace, "address1" | "address2" | "isResidential">;
  readonly valueMinor: number;
  readonly lines: readonly {
    readonly lineId: OrderLineId;
    readonly skuId: SkuId;
    readonly quantity: number;
    readonly requestedDate: LocalDate | null;
    readonly isHazmat: boolean;
    readonly about: LineAbout;
  }[];
  /** Its first decision for which nodes were asked. */
  readonly decision:
    | (ProfileVersion & {
        readonly decidedAt: Date;
        readonly detail: StoredDecision;
      })
    | null;
};

/** What is known of a SKU now. */
export type SkuFacts = {
  readonly packMultiple: number;
  readonly grams: number;
  readonly leadTimeDays: number;
};

/** One shipment that a profile makes of an order. */
export type RouteShipment = {
  readonly nodeId: NodeId;
  readonly units: number;
  readonly lines: number;
  readonly shipDate: LocalDate;
  readonly deliveryDate: LocalDate;
  readonly freightMinor: number;
  readonly handlingMinor: number;
  readonly miles: number | null;
};

/** What one profile makes of one order. */
export type Route = {
  /** Name of the strategy that routed it; null where the profile has none. */
  readonly strategy: string | null;
  readonly shipments: readonly RouteShipment[];
  /** Which units of which line come from where, in one order: two routes are the same if these are. */
  readonly assigned: readonly string[];
  readonly freightMinor: number;
  readonly handlingMinor: number;
  readonly splitPenaltyMinor: number;
  /** Of what ships from stock; what waits costs when it leaves. */
  readonly costMinor: number;
  readonly units: number;
  /** Units that no node ships from stock. */
  readonly openUnits: number;
  /** The day on which the last unit arrives; null = nobody knows. */
  readonly promise: LocalDate | null;
  /** Days from being asked to the promise. */
  readonly promiseDays: number | null;
  /** Most days that a line comes after the day it was wanted; null where no day was named. */
  readonly lateDays: number | null;
  /** Every node was ruled out, whatever it has. */
  readonly hasNoNode: boolean;
};

/** An order that the two profiles route differently. */
export type RehearsedChange = OrderLabel & {
  readonly before: Route;
  readonly after: Route;
  /** Freight and handling, after less before; negative is cheaper. What a split is charged is no money. */
  readonly costDelta: number;
  /** Negative is earlier; null where one of the dates is not known. */
  readonly daysDelta: number | null;
  /** Open units after less before; negative fills more. */
  readonly openDelta: number;
};

/** Figures of many orders under one profile. Amounts are minor units of the summary's currency. */
export type RouteTotals = {
  readonly orders: number;
  readonly units: number;
  readonly openUnits: number;
  /** Orders with units that no node ships from stock. */
  readonly ordersOpen: number;
  /** Orders for which every node was ruled out. */
  readonly ordersWithoutNode: number;
  /** Orders of which something ships. */
  readonly ordersShipping: number;
  /** Orders that leave in more than one shipment. */
  readonly ordersSplit: number;
  readonly shipments: number;
  readonly freightMinor: number;
  readonly handlingMinor: number;
  readonly splitPenaltyMinor: number;
  readonly costMinor: number;
  /** Days from being asked to the promise; null where no order has one. */
  readonly promiseDays: {
    readonly mean: number;
    readonly p50: number;
    readonly p90: number;
  } | null;
  /** Orders without a promise. */
  readonly ordersUndated: number;
  /** Orders that named a day and have a promise, and those of them that come after it. */
  readonly ordersWanted: number;
  readonly ordersLate: number;
  /** Shipments whose way is known, and their miles together. */
  readonly shipmentsMeasured: number;
  readonly miles: number;
};

/** One slice of the orders, with what both profiles make of it. */
export type RehearsalSlice = {
  readonly key: string;
  readonly changed: number;
  readonly totals: Pair<RouteTotals>;
};

/** What a node is given under one profile. */
export type NodeLoad = {
  readonly orders: number;
  readonly shipments: number;
  readonly lines: number;
  readonly units: number;
  readonly freightMinor: number;
  /** Days on which it is given more than it takes, by any of its limits. */
  readonly daysOver: number;
  /** The most lines of one day. */
  readonly linesMost: number;
};

export type NodeComparison = {
  readonly nodeId: NodeId;
  readonly code: string;
  readonly name: string;
  readonly point: GeoPoint;
  /** What it takes on a day now. */
  readonly limits: DayLimits;
  readonly load: Pair<NodeLoad>;
  /** By day, those with lines: [day, lines before, lines after]. */
  readonly days: readonly (readonly [LocalDate, number, number])[];
};

/** The whole of a rehearsal but for its single orders. */
export type RehearsalSummary = {
  readonly orders: number;
  readonly changed: number;
  /** Orders of the period that were not compared. */
  readonly skipped: {
    /** No inputs were kept: booked from before, never routed. */
    readonly unrouted: number;
    /** Nothing of them is left to ship. */
    readonly empty: number;
  };
  /**
   * Orders that one of the two versions routed in earnest, and those of them for which the rehearsal
   * came to the same: all of them, or the planner has changed since.
   */
  readonly reproduced: { readonly comparable: number; readonly equal: number };
  readonly currency: string;
  readonly totals: Pair<RouteTotals>;
  readonly byChannel: readonly RehearsalSlice[];
  readonly byTier: readonly RehearsalSlice[];
  readonly nodes: readonly NodeComparison[];
  /** Orders that each strategy routed, by name. */
  readonly strategies: readonly { readonly name: string; readonly orders: Pair<number> }[];
};
