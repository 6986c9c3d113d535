/** Only `sellable` stock feeds availability. */
export const stockStatuses = ["sellable", "damaged", "quarantine"] as const;
export type StockStatus = (typeof stockStatuses)[number];

export const movementKinds = [
  "received",
  "adjusted",
  "allocated",
  "deallocated",
  "picked_short",
  "shipped",
  "transferred",
  "status_changed",
  "returned",
] as const;
export type MovementKind = (typeof movementKinds)[number];

export const inboundKinds = ["purchase_order", "transfer", "production"] as const;
export type InboundKind = (typeof inboundKinds)[number];

export const inboundStatuses = ["open", "received", "cancelled"] as const;
export type InboundStatus = (typeof inboundStatuses)[number];

/** Of a SKU's demand: everybody who holds or waits, or those whom new orders come behind. */
export const demandViews = ["all", "waiting"] as const;

/**
 * Working views of the stock list: all, those that lines wait for, those at or below their low-stock
 * point, those with nothing to promise.
 */
export const stockViews = ["all", "short", "low", "out"] as const;
export type StockView = (typeof stockViews)[number];

/** The two numbers of a position that its ledger adds up to. */
export const stockCounters = ["on_hand", "allocated"] as const;
export type StockCounter = (typeof stockCounters)[number];

/** Working views of inbound supply: all that is open, what is overdue, what orders wait for. */
export const inboundViews = ["open", "overdue", "promised"] as const;
export type InboundView = (typeof inboundViews)[number];

/** Working views of transfers: what is on its way, what of it is late, what arrived otherwise, all. */
export const transferViews = ["open", "overdue", "discrepancy", "all"] as const;
export type TransferView = (typeof transferViews)[number];

/** What a repair of drifted books takes for the truth of what is on hand. */
export const driftTruths = ["ledger", "counter"] as const;
export type DriftTruth = (typeof driftTruths)[number];

/** What an availability rule does with the stock it decides about. */
export const ruleEffects = [
  "exclude",
  "hold_units",
  "hold_percent",
  "cap_units",
  "hold_total",
  "cap_total",
  "quota_total",
] as const;
export type RuleEffect = (typeof ruleEffects)[number];

/** Effects on what a channel may sell of a SKU in all, over the nodes of its pool. */
export const totalEffects = ["hold_total", "cap_total", "quota_total"] as const;
export type TotalEffect = (typeof totalEffects)[number];

export const isTotal = (effect: RuleEffect): effect is TotalEffect =>
  totalEffects.some((each) => each === effect);

/** Which positions a rule decides about; null leaves that side open. */
export type RuleScope = {
  readonly channelCode: string | null;
  readonly nodeId: string | null;
  readonly nodeKind: string | null;
  readonly category: string | null;
  readonly skuId: string | null;
};

export type AvailabilityRule = RuleScope & {
  readonly ruleId: string;
  readonly version: number;
  readonly effect: RuleEffect;
  /** Units or percent, by the effect; 0 for an exclusion. */
  readonly amount: number;
  /** Bounds in units of what a percentage holds back. */
  readonly atLeast: number | null;
  readonly atMost: number | null;
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
};

/** What a channel leaves of one position: all of it, some units, a share, or all above a cap. */
export type Withholding =
  | { readonly kind: "all" }
  | { readonly kind: "units"; readonly units: number }
  | {
      readonly kind: "percent";
      readonly percent: number;
      readonly atLeast: number;
      readonly atMost: number;
    }
  | { readonly kind: "above"; readonly cap: number };

/** Whom a soft hold is for. */
export const reservationOwners = ["cart", "quote", "order"] as const;
export type ReservationOwner = (typeof reservationOwners)[number];

/** Who holds: by the kind and the owner's own name for it. */
export type Owner = { readonly kind: ReservationOwner; readonly ref: string };

/** Who tells us of stock. */
export const sourceKinds = ["erp", "wms", "3pl", "store", "supplier"] as const;
export type SourceKind = (typeof sourceKinds)[number];

/** `full`: what is not named is not there. `delta`: what is not named is as it was. */
export const feedModes = ["full", "delta"] as const;
export type FeedMode = (typeof feedModes)[number];

/**
 * What became of a feed: written, older than what is known already, or held back because it would
 * empty too much.
 */
export const feedStates = ["applied", "ignored", "needs_confirmation"] as const;
export type FeedState = (typeof feedStates)[number];

/**
 * What stands against putting a position back to what it was before a feed: it was counted or moved since,
 * or orders and holds have units of it.
 */
export type UndoHindrance = "changed_since" | "taken";

/** A position that cannot be put back, and why. */
export type UsedPosition = {
  readonly sku: string;
  readonly node: string;
  /** Units before the feed, as it set them, and now. */
  readonly before: number;
  readonly after: number;
  readonly onHand: number;
  /** Units that orders and holds have there. */
  readonly taken: number;
  readonly hindrance: UndoHindrance;
};

/**
 * A feed that comes in parts: taking them, waiting to be applied, kept back for a person, settled
 * one way or the other, or left behind by its sender.
 */
export const feedJobStates = [
  "open",
  "queued",
  "held",
  "done",
  "failed",
  "dismissed",
  "expired",
] as const;
export type FeedJobState = (typeof feedJobStates)[number];

/** Why a row of a feed was not taken. */
export const feedFaults = [
  "row_broken",
  "sku_missing",
  "identifier_scientific",
  "node_missing",
  "quantity_missing",
  "quantity_not_whole",
  "quantity_negative",
  "quantity_too_large",
  "moment_invalid",
  "sku_unknown",
  "sku_is_kit",
  "node_unknown",
  "outside_scope",
  "row_twice",
] as const;
export type FeedFault = (typeof feedFaults)[number];

/** One row of a feed, as it was sent: read so far that only the database can say more. */
export type FeedRow = {
  /** Where it stands in what was sent: the line of a file, the place in a list. */
  readonly number: number;
  readonly sku: string;
  readonly node: string;
  /** Units there are, in all; null when `fault` says why not. */
  readonly onHand: number | null;
  readonly fault: FeedFault | null;
  /** The row as it was sent, when its three values do not tell it. */
  readonly raw: string | null;
};

/** The rows of a feed that is too long to be held, read as often as need be, a few at a time. */
export type FeedStream = {
  /** Equal for equal rows, so that a request sent twice is known again. */
  readonly fingerprint: string;
  readonly batches: () => AsyncIterable<readonly FeedRow[]>;
};

export type FeedRows = readonly FeedRow[] | FeedStream;
