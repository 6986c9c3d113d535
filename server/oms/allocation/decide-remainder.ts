import { addDays, type LocalDate, laterDate } from "../kernel/local-date";
import type { ShipPolicy } from "../orders/types";
import type { BackorderPart } from "../sourcing/types";
import type { LineAbout } from "../sourcing/types-route";

type Line = { readonly about: Pick<LineAbout, "kit"> };

type Terms = {
  readonly shipPolicy: ShipPolicy;
  /** Days that what has to wait may wait on for the next shipment; unset: it leaves by itself. */
  readonly remainderDays?: number | null;
};

/** Days that a line's remainder waits on for the next shipment; the components of a kit never do. */
export const waitsOnDays = ({ about }: Line, { shipPolicy, remainderDays }: Terms): number =>
  shipPolicy === "with_next" && about.kit === null ? (remainderDays ?? 0) : 0;

/** Whether units of a line that had to wait leave with the next shipment. */
export const ridesAlong = (line: Line, terms: Terms): boolean => waitsOnDays(line, terms) > 0;

/**
 * The same demand for units that waited and that stock turned up for: those of an order that ships its
 * remainders with the next shipment leave only after its days, unless one takes them along before.
 */
export function remainderDemand<
  Demand extends Terms & { readonly shipAfter: LocalDate | null; readonly lines: readonly Line[] },
>(demand: Demand, today: LocalDate): Demand {
  const days = Math.min(...demand.lines.map((line) => waitsOnDays(line, demand)));
  if (days === 0 || demand.lines.length === 0) {
    return demand;
  }
  const latest = addDays(today, days);
  return { ...demand, shipAfter: laterDate(demand.shipAfter ?? latest, latest) };
}

/** What is dated by lead time waits on for the next shipment behind it; pegs are dated with it. */
export const waitsOn = (part: BackorderPart, days: number): BackorderPart =>
  days === 0 || part.kind === "pegged" || part.deliveryDate === null
    ? part
    : { ...part, deliveryDate: addDays(part.deliveryDate, days) };
