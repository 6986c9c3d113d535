import { formatCount, formatDate } from "@/components/format";
import type { DisruptionListRow } from "@/server/oms/network/queries-disruptions";
import type { AreaReach } from "@/server/oms/network/types";

const REACH_WORDS: Readonly<Record<AreaReach, string>> = {
  destinations: "Deliveries to",
  origins: "Shipments from nodes in",
  both: "Shipments from and to",
};

/** `Deliveries to US, WA, postal codes from 981`: what a disruption keeps. */
export function keptInWords(row: DisruptionListRow): string {
  if (row.scope === "node") {
    return `Shipments from ${row.node ?? "a node"}`;
  }
  if (row.scope === "service") {
    return row.carrier === null ? `${row.service ?? row.serviceCode}` : `All of ${row.carrier}`;
  }
  const codes = row.postalPrefix === null ? [] : [`postal codes from ${row.postalPrefix}`];
  const region = row.region === null ? [] : [row.region];
  return `${REACH_WORDS[row.reach]} ${[row.country ?? "", ...region, ...codes].join(", ")}`;
}

/** `Nothing moves`, `2 working days more`. */
export const effectInWords = ({ delayDays }: Pick<DisruptionListRow, "delayDays">): string =>
  delayDays === null ? "Nothing moves" : `${formatCount(delayDays, "working day")} more`;

export const windowInWords = (
  { from, until }: Pick<DisruptionListRow, "from" | "until">,
  today: string,
): string =>
  from === until
    ? formatDate(from, today)
    : `${formatDate(from, today)} to ${formatDate(until, today)}`;
