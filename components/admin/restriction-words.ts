import { placeOf, type RestrictionKind } from "@/server/oms/orders/decide-restriction";
import type { RestrictionRow } from "@/server/oms/orders/queries-restrictions";

export const RESTRICTION_WORDS: Record<RestrictionKind, string> = {
  forbidden: "Not sold",
  only_allowed: "Sold only",
};

/** What a restriction says of where, through whom and to whom. */
export function scopeSentence(row: RestrictionRow): string {
  const place = placeOf(row);
  return [
    place === null ? null : `to ${place}`,
    row.channelCode === null ? null : `through ${row.channelCode}`,
    row.company === null ? null : `to ${row.company}`,
  ]
    .filter((part) => part !== null)
    .join(", ");
}

/** The days on which it is in force; empty when on all. */
export function daysSentence({
  validFrom,
  validTo,
}: Pick<RestrictionRow, "validFrom" | "validTo">): string {
  if (validFrom === null) {
    return validTo === null ? "always" : `until ${validTo}`;
  }
  return validTo === null ? `from ${validFrom} on` : `from ${validFrom} until ${validTo}`;
}
