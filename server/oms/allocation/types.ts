import type { LocalDate } from "../kernel/local-date";

/**
 * What made the network be asked for a place: an order was placed, a node would not, supply came or
 * will not come, stock turned out to be there or not to be there, an order came within the horizon,
 * its customer changed it, a node was turned off, orders were planned together, a person wished it.
 */
export const decisionTriggers = [
  "placed",
  "node_rejected",
  "supply_received",
  "supply_lost",
  "stock_found",
  "stock_lost",
  "horizon_reached",
  "order_changed",
  "node_off",
  "window",
  "manual",
] as const;
export type DecisionTrigger = (typeof decisionTriggers)[number];

/** What made a run: a person, or the clock. */
export const runTriggers = ["manual", "schedule"] as const;
export type RunTrigger = (typeof runTriggers)[number];

/**
 * How a class shares what it gets among its lines: who placed first, who wants it first, or each in
 * proportion to what it asks, in whole packs.
 */
export const shareStrategies = ["first_come", "priority", "fair_share"] as const;
export type ShareStrategy = (typeof shareStrategies)[number];

/** May a line lose units that it holds? Not at all; when it keeps its date without them; always. */
export const borrowRules = ["never", "when_date_is_kept", "freely"] as const;
export type BorrowRule = (typeof borrowRules)[number];

export const quotaLevels = ["channel", "region", "tier", "company"] as const;
export type QuotaLevel = (typeof quotaLevels)[number];

export const quotaMeasures = ["units", "percent", "ratio"] as const;
export type QuotaMeasure = (typeof quotaMeasures)[number];

export const quotaPeriods = ["week", "month", "quarter"] as const;
export type QuotaPeriod = (typeof quotaPeriods)[number];

/** Which lines belong to a class. An empty list, or null, matches all; every side must match. */
export type ClassMatch = {
  readonly tiers: readonly string[];
  /** Codes. */
  readonly channels: readonly string[];
  /** How the order came: edi, portal, webshop … */
  readonly orderTypes: readonly string[];
  /** Codes. */
  readonly companies: readonly string[];
  /** Wanted no later than so many days from today. */
  readonly wantedWithinDays: number | null;
  /** Placed on these days, both included. */
  readonly placedFrom: string | null;
  readonly placedTo: string | null;
};

/** Units of each SKU that are kept for a class until some days before a date. */
export type ReservedPool = {
  readonly measure: "units" | "percent";
  readonly amount: number;
  readonly until: string;
  /** So many days before `until` what nobody of the class asked for is common stock again. */
  readonly backDaysBefore: number;
};

export type PriorityClass = {
  readonly name: string;
  readonly match: ClassMatch;
  readonly share: ShareStrategy;
  readonly pool: ReservedPool | null;
};

/** A cap on what one channel, region, tier or company gets of a SKU in a period. */
export type Quota = {
  readonly level: QuotaLevel;
  /** Code of the channel or company, name of the tier, region of the ship-to. */
  readonly key: string;
  /** Code; null: of each SKU. */
  readonly sku: string | null;
  readonly measure: QuotaMeasure;
  readonly amount: number;
  readonly period: QuotaPeriod;
  /** What was left of the period before is added; only units can be carried over. */
  readonly isCarriedOver: boolean;
};

/** Who gets scarce stock. Classes are asked in their order; who is in none comes after all. */
export type AllocationPolicy = {
  readonly classes: readonly PriorityClass[];
  readonly quotas: readonly Quota[];
  /** What ships within so many days from today is not touched. */
  readonly lockDays: number;
  readonly borrow: BorrowRule;
  /** Short SKUs are looked at again every so many hours; null: only when a person asks. */
  readonly everyHours: number | null;
  /** Runs by schedule apply themselves; otherwise they wait for approval. */
  readonly isAppliedBySchedule: boolean;
  /** Who approves a run may not be the one who applies it. */
  readonly isAppliedByAnother: boolean;
};

/** What everybody has until a policy is published: the oldest order first, and nobody loses. */
export const DEFAULT_POLICY: AllocationPolicy = {
  classes: [],
  quotas: [],
  lockDays: 2,
  borrow: "when_date_is_kept",
  everyHours: null,
  isAppliedBySchedule: false,
  isAppliedByAnother: false,
};

/** Units of a SKU that may be given: what a node has, or what is on its way to it. */
export type ContestSupply = {
  /** Id of the inbound supply, or of the node whose stock it is. */
  readonly id: string;
  readonly kind: "stock" | "inbound";
  readonly nodeId: string;
  /** First day on which they can be picked; null: they are there. */
  readonly availableDate: LocalDate | null;
  /** What nobody holds, and what the lines of the contest hold of it. */
  readonly units: number;
  /** By channel, how many of them it may take at most; one that is not named may take all. */
  readonly ceilings: ReadonlyMap<string, number>;
};

/** What a line holds that may be given to another. */
export type ContestHold = {
  readonly supplyId: string;
  readonly units: number;
  readonly shipDate: LocalDate;
  readonly deliveryDate: LocalDate;
};

/** A line that asks for units of a SKU. */
export type ContestLine = {
  readonly lineId: string;
  readonly orderId: string;
  readonly orderNumber: string;
  /** Units that wait, and units that it holds beyond the lock window. */
  readonly asked: number;
  readonly packMultiple: number;
  readonly placedAt: Date;
  readonly wanted: LocalDate | null;
  readonly tier: string;
  readonly channel: string;
  readonly orderType: string;
  readonly region: string;
  readonly company: string;
  readonly held: readonly ContestHold[];
};

/** What a quota has given already: to lines that are not in the contest. */
export type QuotaUse = { readonly used: number; readonly usedBefore: number };

/** One SKU: who asks, and what there is. */
export type Contest = {
  readonly skuId: string;
  readonly sku: string;
  readonly supplies: readonly ContestSupply[];
  readonly lines: readonly ContestLine[];
  /** By place of the quota in the policy. */
  readonly uses: ReadonlyMap<number, QuotaUse>;
};

export type ContestSlot = { readonly shipDate: LocalDate; readonly deliveryDate: LocalDate };

/** Units of one supply that a line gets. */
export type GivenPart = ContestSlot & {
  readonly supplyId: string;
  readonly kind: ContestSupply["kind"];
  readonly nodeId: string;
  readonly units: number;
};

/** Why a line got what it got, in facts. */
export type GivenWhy = {
  readonly className: string;
  readonly classesBefore: readonly string[];
  readonly share: ShareStrategy;
  /** Of what its class asked of the supply that ran out, so many percent were there. */
  readonly sharePercent: number | null;
  /** The quota that held it back, in words. */
  readonly heldTo: string | null;
  /** Another class for which units were kept back from it. */
  readonly keptFor: string | null;
  /** Its holds were left alone, since it would have missed its date. */
  readonly isProtected: boolean;
  readonly isEdited: boolean;
};

export type GivenLine = {
  readonly lineId: string;
  readonly asked: number;
  readonly parts: readonly GivenPart[];
  readonly why: GivenWhy;
};

/** What asks for a window: a person, its interval, or a node's cut-off that is near. */
export const windowTriggers = ["on_demand", "interval", "cut_off"] as const;
export type WindowTrigger = (typeof windowTriggers)[number];

/** Whether what a window finds is done at once, or shown to a person first. */
export const windowModes = ["show_first", "automatic"] as const;
export type WindowMode = (typeof windowModes)[number];

/** When windows are planned by themselves, and what becomes of them: data that a person changes. */
export type WindowSchedule = {
  /** Minutes between two of them; null = not by the clock. */
  readonly everyMinutes: number | null;
  /** Minutes before the cut-off of each node that is open; null = not for cut-offs. */
  readonly beforeCutOffMinutes: number | null;
  readonly mode: WindowMode;
  /** How long the solver may take. */
  readonly solverSeconds: number;
  /** Orders of one window; those that leave first are taken. */
  readonly ordersMax: number;
};

/** Units of a line at a node, with their days, as a window's document names them. */
export type WindowRunPart = {
  readonly lineId: string;
  readonly sku: string;
  readonly nodeId: string;
  readonly node: string;
  readonly units: number;
  readonly shipDate: LocalDate;
  readonly deliveryDate: LocalDate;
};

/** One order of a window's document: where its units stand, and where they would. */
export type WindowRunOrder = {
  readonly orderId: string;
  readonly number: string;
  readonly before: readonly WindowRunPart[];
  readonly after: readonly WindowRunPart[];
  /** Where units that wait would come from, of stock that nobody holds. */
  readonly filled: readonly WindowRunPart[];
  /** Why, in a sentence. */
  readonly why: string;
  /** Of the units that move; those that are filled cost what they cost. */
  readonly costBeforeMinor: number;
  readonly costAfterMinor: number;
  readonly freightBeforeMinor: number;
  readonly freightAfterMinor: number;
};

/** An order that a window could not plan, or not fill, in words that follow its number. */
export type PassedOver = {
  readonly orderId: string;
  readonly number: string;
  readonly reason: string;
};

/** What sending an order's units from where they stand costs, in minor units. */
export type PlacementCost = {
  readonly shipments: number;
  /** Null where the service does not go there from one of the nodes. */
  readonly freightMinor: number | null;
  readonly handlingMinor: number;
};
