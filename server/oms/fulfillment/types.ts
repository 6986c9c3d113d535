import type { LocalDate } from "../kernel/local-date";
import type { Result } from "../kernel/result";
import type { CarrierService, LanePlace } from "../network/types";

/** The tracking axis: what the carrier says, apart from the shipment's own state. */
export const trackingStatuses = [
  "pre_transit",
  "in_transit",
  "out_for_delivery",
  "available_for_pickup",
  "delivered",
  "failed_attempt",
  "exception",
  "return_to_sender",
] as const;
export type TrackingStatus = (typeof trackingStatuses)[number];

/**
 * Why a node refuses work, and what that says about its stock. What has been picked for other work
 * stands in the building and is never counted away.
 */
export const rejectReasons = {
  not_in_stock: "on hand at this node becomes 0",
  stock_mismatch: "on hand is lowered by the quantity refused",
  damaged: "the quantity refused becomes unsellable",
  no_capacity: "stock stays as it is",
  other: "stock stays as it is",
} as const;
export type RejectReason = keyof typeof rejectReasons;
export const rejectReasonWords = Object.keys(rejectReasons) as [RejectReason, ...RejectReason[]];

/** Why units could not be picked: only reasons that say something of the shelf. */
export const shortReasons = ["not_in_stock", "stock_mismatch", "damaged"] as const;
export type ShortReason = (typeof shortReasons)[number];

/** Whether a node refuses for what its shelf lacks, which what comes to it later may mend. */
export const isOfShelf = (reason: RejectReason): boolean =>
  shortReasons.some((each) => each === reason);

/** Units of one line of a work order, by how far they have come. */
export type WorkLine = {
  readonly id: string;
  readonly orderLineId: string;
  readonly allocationId: string;
  readonly skuId: string;
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  readonly rejected: number;
  readonly picked: number;
  readonly packed: number;
  readonly shipped: number;
};

type Counts = Pick<WorkLine, "quantity" | "rejected" | "picked" | "packed">;

/** What the node still owes of a line, whether picked or not. */
export const unitsWanted = (line: Pick<Counts, "quantity" | "rejected">): number =>
  line.quantity - line.rejected;
export const unitsToPick = (line: Omit<Counts, "packed">): number =>
  unitsWanted(line) - line.picked;
export const unitsToPack = (line: Pick<Counts, "picked" | "packed">): number =>
  line.picked - line.packed;

/** "1 unit", "12 units", for sentences. */
export const unitsText = (count: number): string => `${count} ${count === 1 ? "unit" : "units"}`;

/** One parcel as a carrier is told of it. */
export type ParcelToLabel = {
  readonly packageId: string;
  readonly sscc: string;
  readonly grams: number;
};

/** All that a carrier needs to know to take a shipment. */
export type LabelRequest = {
  /** The carrier's idempotency reference: asking again with it gives the same labels. */
  readonly reference: string;
  readonly service: CarrierService;
  /** How this service's tracking numbers begin. */
  readonly trackingPrefix: string;
  readonly from: LanePlace;
  readonly to: LanePlace;
  /** Day on which the parcels are handed over, in the node's calendar. */
  readonly shipOn: LocalDate;
  readonly parcels: readonly ParcelToLabel[];
};

type Label = { readonly packageId: string; readonly trackingNumber: string };

type Labels = {
  readonly labels: readonly Label[];
  readonly freightMinor: number;
  readonly currency: string;
  readonly estimatedDelivery: LocalDate;
};

type ManifestRequest = {
  readonly reference: string;
  readonly trackingNumbers: readonly string[];
};

/** A carrier said no; `sentence` says why, for a person. */
export type CarrierRefusal = { readonly code: string; readonly sentence: string };

/**
 * Somebody who moves parcels. Called outside of any transaction; each call with the same reference
 * answers the same, so that a lost answer can be asked for again.
 */
export type Carrier = {
  readonly createLabels: (request: LabelRequest) => Promise<Result<Labels, CarrierRefusal>>;
  /** Announce labelled parcels for collection; answers the carrier's name for the list. */
  readonly manifest: (
    request: ManifestRequest,
  ) => Promise<Result<{ readonly manifest: string }, CarrierRefusal>>;
};

/** Where an order goes, as it was when it was placed. */
export type ShipToAddress = {
  readonly name: string;
  readonly address1: string;
  readonly address2: string;
  readonly city: string;
  readonly region: string;
  readonly postalCode: string;
  readonly country: string;
};

/** What of the work is shown: all, what should have left before the node's today, what leaves today. */
export const boardViews = ["all", "late", "due_today"] as const;
export type BoardView = (typeof boardViews)[number];
