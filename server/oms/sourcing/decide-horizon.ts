import { addDays, type LocalDate } from "../kernel/local-date";
import type { BeyondHorizon } from "./types";

/** Of a profile that names no horizon. */
export const DEFAULT_HORIZON_DAYS = 45;

/**
 * Whether an order may leave only so late that no stock is kept for it yet. It is promised, and what
 * is there today goes to those who ship earlier.
 *
 * @param shipAfter first day on which the customer lets it leave; null = at once
 * @param horizonDays whole days ahead of today for which stock is held
 * @returns the day from which stock is taken; null when that is today or has passed
 */
export function decideHorizon(
  shipAfter: LocalDate | null,
  today: LocalDate,
  horizonDays: number,
): BeyondHorizon | null {
  if (shipAfter === null) {
    return null;
  }
  const allocateFrom = addDays(shipAfter, -horizonDays);
  return allocateFrom > today ? { wantedFrom: shipAfter, allocateFrom } : null;
}
