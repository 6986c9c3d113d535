import { formatCount, formatInstant } from "@/components/format";
import type { Off } from "@/server/oms/network/decide-off";
import type { NodeKind, NodeMeasure } from "@/server/oms/network/types";

export const NODE_KINDS: Record<NodeKind, string> = {
  warehouse: "Warehouse",
  store: "Store",
  third_party: "Logistics provider",
  dropship_supplier: "Drop-ship supplier",
};

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;

/** The week as its days: bit 0 is Monday. */
export const weekdays = DAYS.map((label, bit) => ({ label, bit }));

/** `31` → `Mon to Fri`; days that do not follow one another are listed. */
export function weekInWords(workingDays: number): string {
  const open = weekdays.filter(({ bit }) => ((workingDays >> bit) & 1) === 1);
  const [first, last] = [open[0], open.at(-1)];
  if (first === undefined || last === undefined) {
    return "No day";
  }
  return open.length > 2 && last.bit - first.bit === open.length - 1
    ? `${first.label} to ${last.label}`
    : open.map(({ label }) => label).join(", ");
}

/** `Flood, until Fri 13 Nov 08:00`: on the clock of the place itself. */
export function offInWords(
  off: Pick<Off, "reason" | "until">,
  zone: string,
  today: string,
): string {
  const until =
    off.until === null ? "until turned on" : `until ${formatInstant(off.until, zone, today)}`;
  return `${off.reason ?? "Off"}, ${until}`;
}

/** `America/Los_Angeles` → `Los Angeles`: whose clock it is. */
export const placeOf = (timeZone: string): string =>
  timeZone.split("/").at(-1)?.replaceAll("_", " ") ?? timeZone;

/** `Measured: 2, from 41 shipments`. */
export const measuredInWords = (measure: NodeMeasure | null): string =>
  measure?.processingDays == null
    ? "Measured: too few shipments to say"
    : `Measured: ${measure.processingDays}, from ${formatCount(measure.shipments, "shipment")}`;
