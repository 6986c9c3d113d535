import type { LocalDate } from "../kernel/local-date";
import type { Claimant, QuotaUse, ShareStrategy } from "../scarcity/types";

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
  "day_moved",
  "window",
  "manual",
] as const;
export type DecisionTrigger = (typeof decisionTriggers)[number];

/** What made a run: a person, or the clock. */
export const runTriggers = ["manual", "schedule"] as const;
export type RunTrigger = (typeof runTriggers)[number];

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
export type ContestLine = Claimant & {
  readonly lineId: string;
  readonly orderId: string;
  readonly orderNumber: string;
  /** Units that wait, and units that it holds beyond the lock window. */
  readonly asked: number;
  readonly packMultiple: number;
  readonly held: readonly ContestHold[];
};

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
