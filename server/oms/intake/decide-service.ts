import type { Fault } from "../kernel/errors";
import { sum } from "../kernel/quantity";
import { decideService } from "../network/decide-service";
import type { Network } from "../network/types";
import type { PlaceOrderInput } from "./schema";
import type { ResolvedLine, ShipTo } from "./types";

/**
 * Whether the service exists, is still offered, and takes an order of these lines to there.
 *
 * @param lines null while not all of them are known: the weight is not asked then
 */
export function serviceFaults(
  {
    input,
    network,
  }: { readonly input: Pick<PlaceOrderInput, "serviceCode">; readonly network: Network },
  to: ShipTo | null,
  lines: readonly ResolvedLine[] | null,
): Fault[] {
  const grams = lines && sum(lines.map(({ quantity, sku }) => quantity * sku.grams));
  const found = decideService(network, input.serviceCode, { to, grams });
  return found === null ? [] : [{ field: "serviceCode", ...found }];
}
