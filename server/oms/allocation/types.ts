import type { LocalDate } from "../kernel/local-date";

/**
 * What made the network be asked for a place: an order was placed, a node would not, supply came or
 * will not come, stock turned out to be there or not to be there, an order came within the horizon, a node was turned
 * off, orders were planned together, a person wished it.
 */
export const decisionTriggers = [
  "placed",
  "node_rejected",
  "supply_received",
  "supply_lost",
  "stock_found",
  "stock_lost",
  "horizon_reached",
  "node_off",
  "window",
  "manual",
] as const;
export type DecisionTrigger = (typeof decisionTriggers)[number];

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
  readonly costBeforeMinor: number;
  readonly costAfterMinor: number;
  readonly freightBeforeMinor: number;
  readonly freightAfterMinor: number;
};
