import type { ServiceLimits } from "@/server/oms/network/types";

/** What a service does not take, in a few words; empty: it takes all. */
export const limitsInWords = (limits: ServiceLimits): string =>
  [
    limits.refusesResidential ? "residential addresses" : "",
    limits.refusesPostBox ? "post-office boxes" : "",
    limits.fromGrams === null ? "" : `under ${limits.fromGrams / 1_000} kg`,
    limits.upToGrams === null ? "" : `over ${limits.upToGrams / 1_000} kg`,
  ]
    .filter((part) => part !== "")
    .join(", ");
