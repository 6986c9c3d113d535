import { compareDates } from "../kernel/local-date";
import { sum } from "../kernel/quantity";
import type {
  DatedUnits,
  ItemToCome,
  LetterItem,
  LineFacts,
  OrderFacts,
  ParcelFacts,
  PartFacts,
} from "./types";

/** A line in a customer's words, with a number of its units. */
export const itemOf = (line: LineFacts, units: number): LetterItem => ({
  lineId: line.lineId,
  description: line.description,
  skuCode: line.skuCode,
  customerPart: line.customerPart,
  kit: line.kit,
  unit: line.unit,
  units,
  ...(line.comesOutOn ? { comesOutOn: line.comesOutOn } : {}),
});

export const wantedUnits = (line: LineFacts): number => line.ordered - line.cancelled;

/** Units of a line that have a parcel with a label. */
const parcelledUnits = (parcels: readonly ParcelFacts[], lineId: string): number =>
  sum(
    parcels.flatMap((parcel) =>
      parcel.items.filter((item) => item.lineId === lineId).map((item) => item.units),
    ),
  );

/**
 * When the units of a line come that have no parcel yet: first those that the nearest plan covers.
 * What no plan covers comes on the line's own day, if it has one.
 *
 * @returns units by day, the undated last; Σ units = wanted − in parcels
 */
export function unitsToCome(order: OrderFacts, line: LineFacts): DatedUnits[] {
  let open = wantedUnits(line) - parcelledUnits(order.parcels, line.lineId);
  // Units in a parcel that has not left stand in a released plan too; they are not to come twice.
  let labelled = parcelledUnits(
    order.parcels.filter((parcel) => !parcel.hasLeft),
    line.lineId,
  );
  const parts = order.parts.filter((part) => part.lineId === line.lineId).sort(byLeaving);
  const byDay = new Map<DatedUnits["arrivesOn"], number>();
  for (const part of parts) {
    const inParcels = Math.min(labelled, part.units);
    labelled -= inParcels;
    const units = Math.min(open, part.units - inParcels);
    open -= units;
    add(byDay, part.arrivesOn, units);
  }
  add(byDay, line.currentPromise, open);
  return [...byDay].map(([arrivesOn, units]) => ({ arrivesOn, units })).sort(byArrival);
}

/** What a node has in hand leaves first, then the earliest day. */
function byLeaving(a: PartFacts, b: PartFacts): number {
  const [first, second] = [a, b].map(({ state }) => (state === "released" ? 0 : 1));
  return (first ?? 0) - (second ?? 0) || compareDates(a.arrivesOn, b.arrivesOn);
}

/** The undated last. */
function byArrival(a: Pick<DatedUnits, "arrivesOn">, b: Pick<DatedUnits, "arrivesOn">): number {
  if (a.arrivesOn === null || b.arrivesOn === null) {
    return Number(a.arrivesOn === null) - Number(b.arrivesOn === null);
  }
  return compareDates(a.arrivesOn, b.arrivesOn);
}

function add<Day>(byDay: Map<Day, number>, day: Day, units: number): void {
  if (units > 0) {
    byDay.set(day, (byDay.get(day) ?? 0) + units);
  }
}

/** Everything of an order that has no parcel yet, by day. */
export const itemsToCome = (order: OrderFacts): ItemToCome[] =>
  order.lines
    .flatMap((line) =>
      unitsToCome(order, line).map(({ units, arrivesOn }) => ({
        ...itemOf(line, units),
        arrivesOn,
      })),
    )
    .sort(byArrival);
