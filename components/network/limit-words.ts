import type { ServiceLimits } from "@/server/oms/network/types";

/** What a service does not take, in a few words; empty: nothing. */
export const limitsInWords = (limits: ServiceLimits): string =>
  [
    limits.refusesResidential ? "no residential" : "",
    limits.refusesPostBox ? "no post-office boxes" : "",
    limits.fromGrams === null ? "" : `from ${limits.fromGrams / 1_000} kg`,
    limits.upToGrams === null ? "" : `up to ${limits.upToGrams / 1_000} kg`,
  ]
    .filter((part) => part !== "")
    .join(", ");
