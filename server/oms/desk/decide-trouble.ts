import type { Severity } from "../exceptions/types";
import type { LocalDate } from "../kernel/local-date";

/** What is wrong, in numbers, and how grave it is. Days are written as YYYY-MM-DD, for readers to format. */
export type Trouble = { readonly severity: Severity; readonly sentence: string };

const unitsText = (count: number) => (count === 1 ? "1 unit" : `${count} units`);
const waits = (count: number) => (count === 1 ? "waits" : "wait");
const ordersText = (count: number) => (count === 1 ? "1 order" : `${count} orders`);
const daysFrom = (from: LocalDate, to: LocalDate) =>
  Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

/** An order whose promise is near is graver than one that has time. */
const byPromise = (promise: LocalDate | null, today: LocalDate, soonDays: number): Severity =>
  promise !== null && daysFrom(today, promise) <= soonDays ? "high" : "medium";

export type StuckOrder = {
  readonly number: string;
  readonly why: "approval" | "on_hold" | "not_released";
  /** The day from which it stands still. */
  readonly since: LocalDate;
  readonly units: number;
  readonly node: string | null;
  readonly reason: string | null;
  readonly promise: LocalDate | null;
};

/** An order that time has passed by: who should have moved it, since when, and what was promised. */
export function decideStuck(order: StuckOrder, today: LocalDate): Trouble {
  const { number, why, since, units, node, reason, promise } = order;
  const promised = promise === null ? "" : `, promised for ${promise}`;
  const said = {
    approval: `${number} waits for its approver since ${since}: ${unitsText(units)}${promised}`,
    on_hold: `${number} stands on hold since ${since} (${reason ?? "no reason"}): ${unitsText(units)}${promised}`,
    not_released: `${number}: ${unitsText(units)} at ${node ?? "a node"} should have left by ${since} and no work order was made${promised}`,
  }[why];
  return { severity: byPromise(promise, today, 1), sentence: said };
}

export type ShortSku = {
  readonly sku: string;
  readonly units: number;
  readonly orders: number;
  readonly firstPromise: LocalDate | null;
  readonly nextSupply: LocalDate | null;
};

/** Demand that neither stock nor supply covers: something must be bought, made or told. */
export function decideShort(short: ShortSku, today: LocalDate): Trouble {
  const { sku, units, orders, firstPromise, nextSupply } = short;
  const promised = firstPromise === null ? "" : `, the first promised for ${firstPromise}`;
  const supply =
    nextSupply === null
      ? "no supply is on its way"
      : `the next supply, due ${nextSupply}, is promised to others or not sure enough`;
  return {
    severity: byPromise(firstPromise, today, 3),
    sentence: `${sku}: ${unitsText(units)} of ${ordersText(orders)} ${waits(units)} without stock or supply${promised}; ${supply}`,
  };
}

export type UnfillableLine = {
  readonly number: string;
  readonly lineNumber: number;
  readonly sku: string;
  readonly units: number;
  readonly isDiscontinued: boolean;
};

/** Units that nothing will ever fill: the customer must be asked. */
export const decideUnfillable = (line: UnfillableLine): Trouble => ({
  severity: "high",
  sentence: `${line.number} line ${line.lineNumber}: ${line.units} × ${line.sku} cannot be filled, ${
    line.isDiscontinued
      ? "it is discontinued and no supply is on its way"
      : "no node has it and no date can be given"
  }`,
});

export type StandingWork = {
  readonly work: string;
  readonly number: string;
  readonly node: string;
  readonly units: number;
  readonly shipBy: LocalDate;
  readonly service: string;
  /** On the node's clock. */
  readonly cutOff: string | null;
  /** On the node's clock, from when on its step stands. */
  readonly since: string;
  readonly state: "open" | "accepted" | "picking" | "packed";
};

const STEP: Readonly<Record<StandingWork["state"], string>> = {
  open: "is not accepted",
  accepted: "is accepted but nobody picks it",
  picking: "is being picked",
  packed: "is packed but not handed over",
};

const workOf = ({ work, units, number }: StandingWork) =>
  `${work} with ${unitsText(units)} of ${number}`;

/** Work of today that stands still while its cut-off is still ahead. */
export const decideOverdue = (work: StandingWork): Trouble => ({
  severity: "medium",
  sentence: `${workOf(work)} ${STEP[work.state]} at ${work.node} since ${work.since}; it is to leave on ${work.shipBy}${
    work.cutOff === null ? "" : ` by ${work.cutOff}`
  }`,
});

/** Work that will miss its cut-off unless somebody hurries. */
export const decideCutOffAtRisk = (work: StandingWork): Trouble => ({
  severity: work.state === "packed" ? "medium" : "high",
  sentence: `${workOf(work)} ${STEP[work.state]} at ${work.node}; ${work.service} leaves at ${work.cutOff ?? "the end of the day"}`,
});

/** Work whose cut-off is over. */
export const decideCutOffMissed = (work: StandingWork, today: LocalDate): Trouble => ({
  severity: daysFrom(work.shipBy, today) >= 2 ? "critical" : "high",
  sentence: `${workOf(work)} ${STEP[work.state]} at ${work.node}; it should have left${
    work.cutOff === null ? "" : ` by ${work.cutOff}`
  } on ${work.shipBy}`,
});

export type UnequalPack = {
  readonly work: string;
  readonly number: string;
  readonly node: string;
  readonly picked: number;
  readonly packed: number;
  readonly missing: string;
};

/** All is picked, parcels are filled, and units are in none of them. */
export const decidePackMismatch = (pack: UnequalPack): Trouble => ({
  severity: "medium",
  sentence: `${pack.work} of ${pack.number} at ${pack.node}: ${pack.packed} of ${pack.picked} picked units are in parcels, ${pack.missing} ${pack.picked - pack.packed === 1 ? "is" : "are"} in none`,
});

export type UnlabelledShipment = {
  readonly shipment: string;
  readonly number: string;
  readonly node: string;
  readonly parcels: number;
  readonly carrier: string;
  /** On the node's clock. */
  readonly since: string;
};

const parcelsText = (count: number) => (count === 1 ? "1 parcel" : `${count} parcels`);

/** Packed, and the carrier gave no labels. */
export const decideUnlabelled = (shipment: UnlabelledShipment): Trouble => ({
  severity: "high",
  sentence: `${shipment.shipment} with ${parcelsText(shipment.parcels)} of ${shipment.number} has no labels from ${shipment.carrier} since it was packed at ${shipment.node} at ${shipment.since}`,
});

export type QuietShipment = {
  readonly shipment: string;
  readonly number: string;
  readonly node: string;
  readonly carrier: string;
  readonly parcels: number;
  readonly since: LocalDate;
  readonly expected: LocalDate | null;
};

const expectedText = ({ expected }: Pick<QuietShipment, "expected">) =>
  expected === null ? "" : `, expected on ${expected}`;

/** Handed over, and the carrier never scanned it: perhaps it still stands on the dock. */
export const decideNotCollected = (shipment: QuietShipment, today: LocalDate): Trouble => ({
  severity: byPromise(shipment.expected, today, 1),
  sentence: `${shipment.carrier} has not scanned ${parcelsText(shipment.parcels)} of ${shipment.shipment} (${shipment.number}) handed over at ${shipment.node} on ${shipment.since}${expectedText(shipment)}`,
});

/** On its way, and nothing was heard for days. */
export const decideStalled = (shipment: QuietShipment, today: LocalDate): Trouble => ({
  severity: byPromise(shipment.expected, today, -1),
  sentence: `${parcelsText(shipment.parcels)} of ${shipment.shipment} (${shipment.number}) with ${shipment.carrier} had no scan since ${shipment.since}${expectedText(shipment)}`,
});

export type FailedDelivery = QuietShipment & {
  readonly status: "failed_attempt" | "exception" | "return_to_sender";
  readonly said: string;
};

const FAILED: Readonly<Record<FailedDelivery["status"], string>> = {
  failed_attempt: "could not be delivered",
  exception: "cannot be delivered at present",
  return_to_sender: "went back to the sender",
};

/** The carrier said that it could not deliver, with what it said. */
export const decideFailedDelivery = (shipment: FailedDelivery): Trouble => ({
  severity: shipment.status === "failed_attempt" ? "medium" : "high",
  sentence: `${parcelsText(shipment.parcels)} of ${shipment.shipment} (${shipment.number}) ${FAILED[shipment.status]}, says ${shipment.carrier} on ${shipment.since}${
    shipment.said === "" ? "" : `: ${shipment.said}`
  }`,
});

export type LateSupply = {
  readonly reference: string;
  readonly sku: string;
  readonly node: string;
  readonly openUnits: number;
  readonly eta: LocalDate;
  readonly originalEta: LocalDate;
  readonly peggedUnits: number;
  readonly orders: number;
};

/** Supply that is overdue, or that moved behind what was promised from it. */
export function decideLateSupply(supply: LateSupply, today: LocalDate): Trouble {
  const { reference, sku, node, openUnits, eta, originalEta, peggedUnits, orders } = supply;
  const isOverdue = eta < today;
  const moved = isOverdue
    ? `were due at ${node} on ${eta}`
    : `come to ${node} on ${eta} instead of ${originalEta}`;
  const threatens =
    peggedUnits === 0
      ? "nobody was promised any of it"
      : `${unitsText(peggedUnits)} of ${ordersText(orders)} ${waits(peggedUnits)} for it`;
  return {
    severity: peggedUnits === 0 ? "low" : isOverdue ? "high" : "medium",
    sentence: `${reference}: ${openUnits} × ${sku} ${moved}; ${threatens}`,
  };
}

export type UnansweredSupplier =
  | {
      readonly kind: "work";
      readonly work: string;
      readonly number: string;
      readonly node: string;
      readonly units: number;
      readonly since: LocalDate;
    }
  | {
      readonly kind: "supply";
      readonly reference: string;
      readonly sku: string;
      readonly units: number;
      readonly eta: LocalDate;
      readonly confidencePercent: number;
    };

/** A supplier who did not confirm what customers were promised from it. */
export const decideUnanswered = (supplier: UnansweredSupplier): Trouble =>
  supplier.kind === "work"
    ? {
        severity: "high",
        sentence: `${supplier.node} has not answered ${supplier.work} with ${unitsText(supplier.units)} of ${supplier.number}, given to it on ${supplier.since}`,
      }
    : {
        severity: "medium",
        sentence: `${supplier.reference} is due on ${supplier.eta} and its supplier has confirmed it only to ${supplier.confidencePercent} %: ${supplier.units} × ${supplier.sku} are promised from it`,
      };
