import { refusesAddress } from "../network/decide-service";
import type { CarrierService } from "../network/types";
import type { Demand, Slot } from "./decide-candidates";
import type { Exclusion } from "./types";

/** A node that is stopped gives way to others, unless units would stay open without it. */
export const disrupted = (slot: Slot, { waiting }: Pick<Demand, "waiting">): Exclusion | null =>
  slot.ok && slot.stopped !== null && waiting === undefined
    ? { code: "disrupted", note: slot.stopped }
    : null;

/** A service that does not go to such addresses goes there from no node. */
export function refused(
  service: CarrierService | undefined,
  { shipTo }: Pick<Demand, "shipTo">,
): Exclusion | null {
  const refusal = service && refusesAddress(service, shipTo);
  return refusal ? { code: "service_refuses", note: refusal.because } : null;
}
