import type { LocalDate } from "../kernel/local-date";
import type { NodeKind } from "../network/types";
import type {
  AfterActionCode,
  Constraint,
  Criterion,
  Grouping,
  StrategyStep,
} from "./types-profile";

/** What rules of routing ask of a line beside what it wants. */
export type LineAbout = {
  readonly category: string;
  /** Lines with the same word make up one kit; null: of none. */
  readonly kit: string | null;
  /** What a unit is sold for, in minor units; may have a fraction. */
  readonly unitValueMinor: number;
};

/** What rules of routing ask of a node beside what it has. */
export type NodeAbout = {
  readonly kind: NodeKind;
  readonly country: string;
  readonly region: string;
  /** Today's cut-off of the service has passed there. */
  readonly missesCutOff: boolean;
  /** Order lines planned to leave on its ship date. */
  readonly linesPlanned: number;
  /** How much of what it takes on its ship date is taken, 0 to 100; 0 without a limit. */
  readonly percentUsed: number;
  /** Hours of work planned there from today on; 0 without a limit. */
  readonly backlogHours: number;
};

/** By what plans are compared and which are allowed, beside those of order and nodes. */
export type PlanRules = {
  readonly criteria: readonly Criterion[];
  readonly today: LocalDate;
  readonly preferredNodeCode: string | null;
  /** Drop-ship suppliers ship only what no other node can. */
  readonly dropShipLast: boolean;
  /** Where a line is split, its parts and its rest have so many units at least; 0 = any. */
  readonly minSplitUnits: number;
  /** Where a line is split, its parts and its rest are worth so much at least; 0 = any. */
  readonly minSplitValueMinor: number;
  /** Lines that leave from one node or not at all. */
  readonly groupedBy: readonly Grouping[];
};

/** A strategy as it was applied to an order: with its soft constraints that were kept. */
export type AppliedStrategy = {
  readonly criteria: readonly Criterion[];
  readonly constraints: readonly Constraint[];
  /** Drop-ship suppliers are asked, whatever rules say of nodes, for what no other node can ship. */
  readonly dropShipLast: boolean;
  readonly today: LocalDate;
  readonly preferredNodeCode: string | null;
  readonly shipTo: { readonly country: string; readonly region: string };
};

/** By which strategy an order was routed, and what became of those before it. */
export type RouteTrail = {
  readonly strategy: string;
  /** Strategies that the profile has: with one only, nothing was chosen. */
  readonly of: number;
  readonly trail: readonly StrategyStep[];
  /** What followed because no plan filled the order; null: one did. */
  readonly after: AfterActionCode | null;
  /** Soft constraints that were given up, as they are said. */
  readonly dropped: readonly string[];
};
