import type { CarrierService } from "@/server/oms/network/types";

/** A service that is offered and takes any order to any address. */
export const TAKES_ALL: Pick<CarrierService, "limits" | "isRetired"> = {
  limits: { refusesResidential: false, refusesPostBox: false, fromGrams: null, upToGrams: null },
  isRetired: false,
};
