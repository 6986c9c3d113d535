/** `Adventure Works <orders@example.com>` → `Adventure Works`; a bare address speaks for itself. */
export const sellerOf = (mailFrom: string): string =>
  mailFrom.match(/^\s*"?([^<"]*[^<"\s])"?\s*</)?.[1] ?? mailFrom;
