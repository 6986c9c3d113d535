import type { InboundSupplyId, NodeId, OrderLineId, SkuId } from "../kernel/ids";
import type { LocalDate } from "../kernel/local-date";
import type { Delay, DelayRule } from "../network/decide-delays";
import type { PlannedDates } from "../network/decide-disruption";
import type { ChargeMicro, LaneRate, NodeKind, RateRule } from "../network/types";
import type { CriterionCode } from "./types-profile";
import type { AppliedStrategy, LineAbout, NodeAbout, RouteTrail } from "./types-route";

export const shipPolicies = ["as_available", "with_next", "complete"] as const;
export type ShipPolicy = (typeof shipPolicies)[number];

/** The parameters of routing that hold for all orders; a published version never changes. */
export type SourcingParameters = {
  /** Charged for each shipment of an order after its first. */
  readonly splitPenaltyMinor: number;
  /** Inbound supply below this confidence is not promised. */
  readonly inboundConfidenceMinPercent: number;
  /** After so many steps the search answers with the best plan found and how far it may be off. */
  readonly stepsMax: number;
  /** Whole days: demand that may leave only later than so is promised, and held on no stock yet. */
  readonly allocationHorizonDays: number;
};

/** The parameters that the search for a plan reads. */
export type SearchParameters = Pick<SourcingParameters, "splitPenaltyMinor" | "stepsMax">;

/** Demand that lies too far ahead for stock to be kept for it, or that a hold keeps from it. */
export type BeyondHorizon = {
  /** First day on which the customer lets it leave. */
  readonly wantedFrom: LocalDate;
  /** Day from which stock is taken for it. */
  readonly allocateFrom: LocalDate;
  /** Why a hold keeps it from stock until it is lifted, whatever the day. */
  readonly heldFor?: string;
};

export type PlanLine = {
  readonly lineId: OrderLineId;
  readonly skuId: SkuId;
  /** Units still to place, ≥ 1. */
  readonly quantity: number;
  /** Units per pack. A line of whole packs is split between packs only. */
  readonly packMultiple: number;
  readonly gramsPerUnit: number;
  /** The day on which the customer wants it; null = as soon as it can be had at the least cost. */
  readonly requestedDate: LocalDate | null;
  /** Unset where no rule of routing asks. */
  readonly about?: LineAbout;
};

export type PlanOrder = {
  /** Several lines may ask for one SKU. */
  readonly lines: readonly PlanLine[];
  readonly shipPolicy: ShipPolicy;
  /** Most shipments that the order may be split into; null = no limit. */
  readonly shipmentsMax: number | null;
};

export const exclusionCodes = [
  "rejected",
  "switched_off",
  "disrupted",
  "service_not_offered",
  "service_refuses",
  "lane_not_served",
  "no_working_slot",
  "not_in_pool",
  "manual",
  "rule",
] as const;
export type ExclusionCode = (typeof exclusionCodes)[number];

/** Why a node may not ship this order, whatever it has. */
export type Exclusion = {
  readonly code: ExclusionCode;
  /** In the words of who said so: the reason of a rejection, of a switch-off. */
  readonly note: string | null;
  /** It lacked the units, and may serve them from what comes to it; left out where that is not so. */
  readonly isOfShelf?: true;
};

/** What a node has of a SKU for this order's channel. */
export type NodeStock = {
  /** Units that may be promised: after allocations, reservations, safety stock and buffer. */
  readonly available: number;
  /** Units kept back from this order as safety stock and buffer. */
  readonly heldBack: number;
};

/** A node as this order sees it: what it has, when it would deliver, at what cost. */
export type PlanNode = {
  readonly nodeId: NodeId;
  readonly code: string;
  /** As people call it: the first word of a sentence. */
  readonly name: string;
  /** By SKU; a SKU that is not named is not kept. */
  readonly stock: Readonly<Record<SkuId, NodeStock>>;
  readonly shipDate: LocalDate;
  readonly deliveryDate: LocalDate;
  readonly serviceCode: string;
  readonly rate: LaneRate;
  readonly handlingPerOrderMinor: number;
  readonly handlingPerLineMinor: number;
  readonly handlingPerUnitMinor: number;
  /** Lower goes first where all else is equal; then the code decides. */
  readonly priority: number;
  /** Order lines it can still take on its ship date; null = no limit. */
  readonly capacityLeftLines: number | null;
  readonly excluded: Exclusion | null;
  readonly distanceMiles: number | null;
  /** The dates without the disruptions that moved them; unset: none did. */
  readonly undisrupted?: PlannedDates;
  /** What made its dates later; unset: nothing, or the decision is older than the question. */
  readonly delays?: readonly Delay[];
  readonly about?: NodeAbout;
};

/** Units of one line that one node ships. */
export type Assignment = {
  readonly lineId: OrderLineId;
  readonly nodeId: NodeId;
  readonly units: number;
};

/** What plans are compared by, in this order: each number decides only where those before tie. */
export type PlanKey = {
  readonly unfilledUnits: number;
  /** Σ units × days after the requested date. */
  readonly lateUnitDays: number;
  /** Freight, handling and split penalties in millionths of a minor unit. */
  readonly costMicro: number;
};

/** One shipment of a plan with its share of the cost. */
export type PlanShipment = {
  readonly nodeId: NodeId;
  readonly units: number;
  readonly lines: number;
  readonly grams: number;
  readonly freightMinor: number;
  readonly handlingMinor: number;
  readonly lateUnitDays: number;
};

export type Plan = {
  readonly key: PlanKey;
  /** By criterion of the rules, in their sequence; unset where only the landed cost counts. */
  readonly values?: readonly number[];
  readonly assignments: readonly Assignment[];
  /** By the nodes' priority and code. */
  readonly shipments: readonly PlanShipment[];
  readonly freightMinor: number;
  readonly handlingMinor: number;
  readonly splitPenaltyMinor: number;
  /** Σ of the three parts; freight is rounded once per shipment. */
  readonly costMinor: number;
};

/** What a plan has against it, compared with the winner; ≥ 0 in the first part that differs. */
export type PlanDifference = {
  readonly unfilledUnits: number;
  readonly lateUnitDays: number;
  readonly costMinor: number;
};

/** The criterion on which a plan lost. `priority`: all else was equal. */
export const decidingRules = ["fill", "lateness", "criterion", "cost", "priority"] as const;
export type DecidingRule = (typeof decidingRules)[number];

export type RunnerUp = {
  readonly plan: Plan;
  readonly lostOn: DecidingRule;
  /** Set where a criterion other than the landed cost decided. */
  readonly criterion?: CriterionCode;
  readonly difference: PlanDifference;
};

export type CandidateVerdict =
  /** Ships units of the winning plan. */
  | "ships"
  /** May not ship this order. */
  | "excluded"
  /** Has no unit (or no whole pack) of any line. */
  | "no_stock"
  /** Has no room for a line on its ship date. */
  | "no_capacity"
  /** Alone it fills less, and it adds nothing to the plan. */
  | "lacks_units"
  /** Alone it fills as much, later. */
  | "later"
  /** Alone it fills as much as early, at a higher cost. */
  | "dearer"
  /** Alone it stands behind by a criterion of the strategy; `behindBy` says which. */
  | "behind_by_criterion"
  /** Alone it is equal in all of that and stands behind by priority, then code. */
  | "behind_by_priority";

/** What became of one node: the row that a person reads under "why not there?". */
export type Candidate = {
  readonly nodeId: NodeId;
  readonly verdict: CandidateVerdict;
  readonly behindBy?: CriterionCode;
  readonly excluded: Exclusion | null;
  /** Per line of the order: units that the node could give it if it were the only line. */
  readonly couldFill: readonly number[];
  /** What a plan with this node alone comes to; null when it may not or cannot ship a unit. */
  readonly alone:
    | (PlanKey & { readonly costMinor: number; readonly values?: readonly number[] })
    | null;
  /** Units it ships in the winning plan. */
  readonly units: number;
};

/** How far the answer may be from the best one; zero where the search was complete. */
export type PlanGap = PlanDifference;

/** Why units stay open although the planner ran. `stock`: the network has no more of them. */
export type OpenCause = "stock" | "shipments_max" | "capacity" | "rule";

export type SourcingDecision = {
  readonly plan: Plan;
  /** Per line of the order: units that no assignment fills. */
  readonly unfilled: readonly number[];
  readonly openCause: OpenCause | null;
  /** The best plan for as-available shipping, where ship-complete kept it from being the answer. */
  readonly withheld: Plan | null;
  /** The best plan without the winner's chief node, or the best one-node plan; never the winner's nodes. */
  readonly runnerUp: RunnerUp | null;
  /** In the order of the nodes given. */
  readonly candidates: readonly Candidate[];
  readonly exact: boolean;
  readonly gap: PlanGap;
};

/** What is kept of a decision: enough to make it again, to the same answer. */
export type StoredDecision = {
  /** Of the form and the rules; a planner that answers otherwise takes a new number. */
  readonly version: 1;
  /** Those that the profile had then; the search's are never missing. */
  readonly parameters: SearchParameters & Partial<SourcingParameters>;
  readonly shipPolicy: ShipPolicy;
  readonly shipmentsMax: number | null;
  readonly skuIds: readonly SkuId[];
  /** [line, index of its SKU, quantity, pack multiple, grams per unit, requested date] */
  readonly lines: readonly (readonly [
    OrderLineId,
    number,
    number,
    number,
    number,
    LocalDate | null,
    /** [category, kit, value of a unit] */
    (readonly [string, string | null, number])?,
  ])[];
  readonly nodes: readonly StoredNode[];
  /** Prices by weight breaks and with surcharges, each once, as far as the order's weight reaches. */
  readonly rates?: readonly StoredRate[];
  /** Why no node was asked, when none was. */
  readonly horizon?: BeyondHorizon;
  /** Unset: by the landed cost alone, as all were before there were strategies. */
  readonly applied?: AppliedStrategy;
  readonly route?: RouteTrail;
  /** The answer, [index of the line, index of the node, units]: what a replay has to come to. */
  readonly assigned: readonly (readonly [number, number, number])[];
};

/** [zone, [code, name] of each surcharge, pieces] */
export type StoredRate = readonly [
  string,
  readonly (readonly [string, string])[],
  readonly StoredPiece[],
];

/** [up to grams, step in grams, rule, end of its break, charges] */
export type StoredPiece = readonly [
  number | null,
  number,
  RateRule,
  number | null,
  readonly ChargeMicro[],
];

export type StoredNode = {
  readonly id: NodeId;
  readonly code: string;
  readonly name: string;
  /** Per SKU: [available, held back], or 0 where the node keeps none. */
  readonly stock: readonly (readonly [number, number] | 0)[];
  /** [ship date, delivery date] */
  readonly dates: readonly [LocalDate, LocalDate];
  readonly service: string;
  /** [zone, fixed micro, micro per gram], or its place among the decision's rates. */
  readonly rate: readonly [string, number, number] | number;
  /** Handling in minor units: [per order, per line, per unit] */
  readonly handling: readonly [number, number, number];
  readonly priority: number;
  readonly capacity: number | null;
  readonly miles: number | null;
  readonly excluded?: readonly [ExclusionCode, string | null];
  /** [rule, first day, last day, note] */
  readonly delays?: readonly (readonly [DelayRule, LocalDate, LocalDate, string | null])[];
  /** [kind, country, region, misses its cut-off, lines planned, percent used, backlog hours] */
  readonly about?: readonly [NodeKind, string, string, boolean, number, number, number];
};

/** Units that are to come to a node and that nobody was promised yet. */
export type InboundOffer = {
  readonly inboundSupplyId: InboundSupplyId;
  readonly nodeId: NodeId;
  readonly nodeCode: string;
  readonly skuId: SkuId;
  /** Expected day at the dock plus dock-to-stock: the day from which it can be picked. */
  readonly availableDate: LocalDate;
  readonly shipDate: LocalDate;
  readonly deliveryDate: LocalDate;
  readonly freeUnits: number;
  readonly confidencePercent: number;
  /** What a unit from this node costs to bring, to choose between offers of one day. */
  readonly costMicroPerUnit: number;
};

export type BackorderRule =
  | { readonly policy: "backorder" }
  | { readonly policy: "refuse" }
  /** At most so many more units of the SKU may go on backorder. */
  | { readonly policy: "cap"; readonly unitsLeft: number };

export type BackorderLine = {
  readonly lineId: OrderLineId;
  readonly skuId: SkuId;
  /** Units that no node can ship from stock. */
  readonly units: number;
  readonly packMultiple: number;
};

export type BackorderSku = {
  readonly skuId: SkuId;
  readonly rule: BackorderRule;
  /** Days until a new supply could deliver to the customer; null = nobody knows. */
  readonly leadTimeDays: number | null;
};

/** A dated part of a backordered line. */
export type BackorderPart = DatedPart & {
  /** Day on which its SKU comes out: the units are a pre-order. Unset: it is out. */
  readonly comesOutOn?: LocalDate;
};

type DatedPart =
  | {
      readonly kind: "pegged";
      readonly lineId: OrderLineId;
      readonly units: number;
      readonly inboundSupplyId: InboundSupplyId;
      readonly nodeId: NodeId;
      readonly availableDate: LocalDate;
      readonly shipDate: LocalDate;
      readonly deliveryDate: LocalDate;
    }
  | {
      readonly kind: "lead_time";
      readonly lineId: OrderLineId;
      readonly units: number;
      /** null: no supply and no lead time are known. */
      readonly deliveryDate: LocalDate | null;
    }
  | {
      /** Of a SKU that is not out yet, and there already: it leaves when it is. */
      readonly kind: "on_shelf";
      readonly lineId: OrderLineId;
      readonly units: number;
      readonly deliveryDate: LocalDate;
    };

export type RefusedUnits = {
  readonly lineId: OrderLineId;
  readonly skuId: SkuId;
  readonly units: number;
  readonly reason: "not_backorderable" | "over_limit";
};

export type BackorderRefused = {
  readonly code: "BACKORDER_REFUSED";
  readonly refused: readonly RefusedUnits[];
  /** The dated parts of what may be backordered, for callers that go on without the rest. */
  readonly parts: readonly BackorderPart[];
};
