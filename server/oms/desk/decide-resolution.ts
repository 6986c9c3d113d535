import type { ExceptionType } from "../exceptions/types";
import { sum } from "../kernel/quantity";
import type { Consequence, Offer, OrderMeasure, ResolutionKind, Subject } from "./types";

const WORK: readonly ResolutionKind[] = ["expedite", "resource", "wait"];
const ORDER: readonly ResolutionKind[] = [
  "resource",
  "substitute",
  "ask_substitute",
  "expedite",
  "split",
  "wait",
  "cancel_waiting",
];
const HELD: readonly ResolutionKind[] = ["release_hold", "cancel_order"];
const PARCELS: readonly ResolutionKind[] = ["wait", "confirm_delivery", "credit"];

const KINDS: Partial<Record<ExceptionType, readonly ResolutionKind[]>> = {
  address_invalid: HELD,
  sku_unknown: HELD,
  price_variance: HELD,
  duplicate_po: HELD,
  credit_hold: HELD,
  payment_failed: HELD,
  fraud_review: HELD,
  inventory_short: ["serve", "substitute", "ask_substitute", "cancel_waiting"],
  oversold: ["resource", "recount"],
  unfillable: ["resource", "substitute", "ask_substitute", "cancel_waiting", "cancel_order"],
  node_rejected: ["resource", "substitute", "ask_substitute", "split", "wait", "cancel_waiting"],
  pick_short: [
    "resource",
    "substitute",
    "ask_substitute",
    "split",
    "wait",
    "cancel_waiting",
    "credit",
  ],
  hand_placement_lost: [
    "wait",
    "resource",
    "substitute",
    "ask_substitute",
    "split",
    "cancel_waiting",
  ],
  pick_overdue: WORK,
  cutoff_at_risk: WORK,
  cutoff_missed: WORK,
  pack_mismatch: ["resource", "wait", "credit"],
  label_failed: ["retry_labels", "expedite", "wait"],
  carrier_missed_pickup: PARCELS,
  in_transit_stalled: PARCELS,
  delivery_failed: PARCELS,
  promise_at_risk: ORDER,
  promise_missed: [
    "resource",
    "substitute",
    "ask_substitute",
    "expedite",
    "split",
    "wait",
    "credit",
    "cancel_waiting",
  ],
  supply_late: ["resource", "substitute", "ask_substitute", "wait"],
  integration_failed: ["retry_job", "give_up_job"],
  stock_drift: ["repair_ledger", "repair_counter"],
};

const STUCK: Readonly<Record<string, readonly ResolutionKind[]>> = {
  approval: ["approve", "cancel_order"],
  on_hold: ["release_hold", "cancel_order"],
};

/** What can be done about an exception, before it is known what it would come to; the usual first. */
export function kindsFor(
  subject: Pick<Subject, "type" | "detail" | "workId">,
): readonly ResolutionKind[] {
  switch (subject.type) {
    case "order_stuck":
      return STUCK[String(subject.detail.why)] ?? ["resource", "wait", "cancel_order"];
    case "supplier_no_ack":
      return subject.workId === null
        ? ["confirm_supply", "resource", "substitute", "ask_substitute"]
        : ["resource", "wait"];
    case "integration_failed":
      // What a webhook could not hand over is sent again from its own page.
      return subject.detail.subscriptionId === undefined ? (KINDS.integration_failed ?? []) : [];
    default:
      return KINDS[subject.type] ?? [];
  }
}

const LABELS: Readonly<Record<ResolutionKind, string>> = {
  resource: "Source again elsewhere",
  substitute: "Ship another SKU instead",
  ask_substitute: "Ask the customer for another SKU instead",
  expedite: "Ship by a faster service",
  split: "Let what is there go now",
  credit: "Credit the customer",
  wait: "Give it its new date",
  serve: "Try stock and supply again",
  cancel_waiting: "Cancel what waits",
  cancel_order: "Cancel the order",
  release_hold: "Lift the hold",
  approve: "Approve the order",
  retry_labels: "Ask the carrier again",
  confirm_delivery: "It has arrived",
  confirm_supply: "The supplier confirmed it",
  recount: "The units were found",
  retry_job: "Try the step again",
  give_up_job: "Give the step up",
  repair_ledger: "The ledger is right",
  repair_counter: "The counter is right",
};

/** A resolution in the words of its kind of exception. */
export function labelOf(kind: ResolutionKind, type: ExceptionType): string {
  if (kind === "release_hold" && type === "price_variance") {
    return "Accept the price";
  }
  if (kind === "resource" && (type === "supply_late" || type === "supplier_no_ack")) {
    return "Count on it no more, source elsewhere";
  }
  if (kind === "wait" && type === "hand_placement_lost") {
    return "Leave it where it stands now";
  }
  return LABELS[kind];
}

/** Compare orders before and after a resolution. */
export function decideConsequence(
  before: readonly OrderMeasure[],
  after: readonly OrderMeasure[],
): Consequence {
  const beforeById = new Map(before.map((each) => [each.orderId, each]));
  const total = (list: readonly OrderMeasure[], of: (each: OrderMeasure) => number) =>
    sum(list.map(of));
  const less = (of: (each: OrderMeasure) => number) => total(after, of) - total(before, of);
  const isKept = ({ orderId, promise }: OrderMeasure) => {
    const was = beforeById.get(orderId)?.promise ?? null;
    return promise === null || (was !== null && promise <= was);
  };
  const [only] = after;
  return {
    orders: after.length,
    ships: mergeDays(after.flatMap(({ ships }) => ships)),
    waiting: total(after, ({ waiting }) => waiting),
    cancelledUnits: less(({ cancelled }) => cancelled),
    cancelledMinor: less(({ cancelledMinor }) => cancelledMinor),
    creditedMinor: less(({ creditedMinor }) => creditedMinor),
    freightMinor: less(({ freightMinor }) => freightMinor),
    currency: only?.currency ?? "USD",
    keptOrders: after.filter(isKept).length,
    promise:
      after.length === 1 && only !== undefined
        ? { before: beforeById.get(only.orderId)?.promise ?? null, after: only.promise }
        : null,
    changesNothing: JSON.stringify(before) === JSON.stringify(after),
  };
}

function mergeDays(ships: OrderMeasure["ships"]): OrderMeasure["ships"] {
  const byDay = new Map<OrderMeasure["ships"][number]["date"], number>();
  for (const { date, units } of ships) {
    byDay.set(date, (byDay.get(date) ?? 0) + units);
  }
  return [...byDay]
    .map(([date, units]) => ({ date, units }))
    .toSorted((a, b) => (a.date < b.date ? -1 : 1));
}

const DAYS_TOLD = 3;

/**
 * What would happen, in one line: `26 ship on 2026-11-10, 14 on 2026-12-02 · +$18.40 freight · promise
 * kept`.
 */
export function consequenceText(
  consequence: Consequence,
  currencyText: (minor: number) => string,
): string {
  const { orders, ships, waiting, cancelledUnits, cancelledMinor } = consequence;
  const { creditedMinor, freightMinor } = consequence;
  if (orders === 0) {
    return "";
  }
  const days = ships
    .slice(0, DAYS_TOLD)
    .map(
      ({ date, units }, at) =>
        `${units} ${at === 0 ? (units === 1 ? "ships " : "ship ") : ""}on ${date}`,
    );
  const later = sum(ships.slice(DAYS_TOLD).map(({ units }) => units));
  const parts = [
    [...days, ...(later > 0 ? [`${later} later`] : [])].join(", "),
    waiting > 0 ? `${waiting} ${waiting === 1 ? "waits" : "wait"} without supply` : "",
    cancelledUnits > 0 ? `${cancelledUnits} cancelled, ${currencyText(cancelledMinor)}` : "",
    creditedMinor > 0 ? `${currencyText(creditedMinor)} credited` : "",
    freightMinor === 0
      ? "no more freight"
      : `${freightMinor > 0 ? "+" : "−"}${currencyText(Math.abs(freightMinor))} freight`,
    promiseText(consequence),
  ];
  return parts.filter((part) => part !== "").join(" · ");
}

function promiseText({ orders, keptOrders, promise }: Consequence): string {
  if (promise === null) {
    return `promise kept for ${keptOrders} of ${orders} orders`;
  }
  const { before, after } = promise;
  if (after === null) {
    return "";
  }
  if (before === null) {
    return `promised for ${after}`;
  }
  return after === before
    ? "promise kept"
    : `promise ${after < before ? "moves up" : "moves"} from ${before} to ${after}`;
}

/** Kinds that give something up: never what a clerk would do first. */
const GIVES_UP: ReadonlySet<ResolutionKind> = new Set([
  "credit",
  "cancel_waiting",
  "cancel_order",
  "give_up_job",
  "recount",
  "confirm_delivery",
]);

/**
 * Mark what a clerk would choose: of those that give nothing up, the one that leaves the fewest units
 * without supply, then keeps most promises, then costs the least freight, then the usual one.
 */
export function decideSuggestion(offers: readonly Omit<Offer, "isSuggested">[]): Offer[] {
  const [best] = offers
    .filter(({ kind }) => !GIVES_UP.has(kind))
    .toSorted(
      (a, b) =>
        a.consequence.waiting - b.consequence.waiting ||
        b.consequence.keptOrders - a.consequence.keptOrders ||
        a.consequence.freightMinor - b.consequence.freightMinor,
    );
  return offers.map((offer) => ({ ...offer, isSuggested: offer.kind === best?.kind }));
}
