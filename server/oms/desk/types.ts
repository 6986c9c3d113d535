import type { ExceptionType, Severity } from "../exceptions/types";
import type { LocalDate } from "../kernel/local-date";

/** What is looked at together: each family is one sweep of its own. */
export const detectFamilies = ["orders", "work", "carriers", "supply"] as const;
export type DetectFamily = (typeof detectFamilies)[number];

/** What can be done about an exception. */
export const resolutionKinds = [
  "resource",
  "substitute",
  "ask_substitute",
  "expedite",
  "split",
  "credit",
  "wait",
  "serve",
  "cancel_waiting",
  "cancel_order",
  "release_hold",
  "approve",
  "retry_labels",
  "confirm_delivery",
  "confirm_supply",
  "recount",
  "retry_job",
  "give_up_job",
  "repair_ledger",
  "repair_counter",
] as const;
export type ResolutionKind = (typeof resolutionKinds)[number];

/** What an exception is about, as far as resolving it needs to know. */
export type Subject = {
  readonly id: string;
  readonly type: ExceptionType;
  readonly sentence: string;
  readonly orderId: string | null;
  readonly orderLineId: string | null;
  readonly nodeId: string | null;
  readonly skuId: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly workId: string | null;
  readonly workState: string | null;
  readonly shipmentId: string | null;
  readonly inboundSupplyId: string | null;
};

/** An order as it stands before or after a resolution. */
export type OrderMeasure = {
  readonly orderId: string;
  readonly promise: LocalDate | null;
  /** Units that are still to leave, by the day on which they do. */
  readonly ships: readonly { readonly date: LocalDate; readonly units: number }[];
  /** Units that wait without stock or supply. */
  readonly waiting: number;
  readonly cancelled: number;
  readonly cancelledMinor: number;
  readonly creditedMinor: number;
  /** What the units that are still to leave cost in freight, by the carriers' tariffs. */
  readonly freightMinor: number;
  readonly currency: string;
};

/** What a resolution would do, in numbers. */
export type Consequence = {
  readonly orders: number;
  readonly ships: OrderMeasure["ships"];
  readonly waiting: number;
  readonly cancelledUnits: number;
  readonly cancelledMinor: number;
  readonly creditedMinor: number;
  readonly freightMinor: number;
  readonly currency: string;
  /** Orders that arrive no later than they are promised now. */
  readonly keptOrders: number;
  /** Of a single order. */
  readonly promise: { readonly before: LocalDate | null; readonly after: LocalDate | null } | null;
  /** Nothing about any order would be different. */
  readonly changesNothing: boolean;
};

/** `automatic`: resolves at once; `proposal`: is the suggested resolution. */
export const playbookModes = ["automatic", "proposal"] as const;
export type PlaybookMode = (typeof playbookModes)[number];

/** Which exceptions of its type a playbook is for; what is empty or null does not narrow. */
export type PlaybookConditions = {
  readonly severities: readonly Severity[];
  /** Tiers of the order's customer. */
  readonly tiers: readonly string[];
  /** Codes. */
  readonly nodes: readonly string[];
  /** Worth at stake at most, in minor units. */
  readonly stakeMaxMinor: number | null;
  /** Open for at least so many minutes. */
  readonly ageMinutes: number;
};

/** What conditions are compared with. */
export type PlaybookFacts = {
  readonly id: string;
  readonly sentence: string;
  readonly severity: Severity;
  readonly tier: string | null;
  readonly node: string | null;
  readonly stakeMinor: number | null;
  readonly openMinutes: number;
};

export type Offer = {
  readonly kind: ResolutionKind;
  readonly label: string;
  readonly consequence: Consequence;
  /** Days as YYYY-MM-DD. */
  readonly text: string;
  /** What a clerk would choose: the promise kept at the least cost. */
  readonly isSuggested: boolean;
  /** Name of the playbook that proposes it. */
  readonly playbook?: string;
};
