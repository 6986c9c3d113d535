import { formatDate } from "@/components/format";
import type { RehearsalBasis } from "@/server/oms/rehearsal/types";

export const BASIS_WORDS: Record<RehearsalBasis, { label: string; help: string }> = {
  that_day: {
    label: "Stock of that day",
    help: "Each order meets the nodes as they were when it was routed. Orders that were never routed are left out.",
  },
  today: {
    label: "Today's stock",
    help: "The orders come again from now on, each on its weekday, and take what is there one after the other.",
  },
};

/** "Version 3 (draft)". */
export const versionWords = (version: number, status?: string): string =>
  status === undefined ? `Version ${version}` : `Version ${version} (${status})`;

export const periodWords = (fromDay: string, toDay: string, today: string): string =>
  fromDay === toDay
    ? formatDate(fromDay, today)
    : `${formatDate(fromDay, today)} to ${formatDate(toDay, today)}`;
