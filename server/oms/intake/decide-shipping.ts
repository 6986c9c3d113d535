import { decideSuccession, joined, turned, unitsInstead } from "../catalog/decide-relation";
import type { Alternative } from "../catalog/types";
import type { Fault } from "../kernel/errors";
import { err, ok, type Result } from "../kernel/result";
import type { PlaceOrderInput } from "./schema";
import type { Customer, IntakeFacts, OrderableSku, StockedSku } from "./types";

export type SkuRequest = { readonly text: string; readonly companyId: string };

export const skuKey = ({ text, companyId }: SkuRequest) => `${companyId} ${text.toUpperCase()}`;

/** Which SKU a line ships and how much of it, and what was asked for when that is another. */
export type Shipping = {
  readonly sku: OrderableSku;
  readonly quantity: number;
  readonly asked: { readonly sku: StockedSku; readonly quantity: number } | null;
  readonly alternative: Alternative | null;
};

type Request = {
  readonly input: Pick<PlaceOrderInput, "substitution">;
  readonly facts: Pick<IntakeFacts, "skus" | "alternatives">;
};

type Line = PlaceOrderInput["lines"][number];

/**
 * Which SKU a line ships: the one it names; what follows that, when it is not sold any more and the customer
 * lets other SKUs ship; or one that the customer chose instead of another.
 *
 * @param sku what the line names
 * @returns or the fault, with the way out, and its field within the line
 */
export function decideShipping(
  request: Request,
  customer: Customer,
  sku: OrderableSku,
  line: Line,
): Result<Shipping, Fault> {
  return line.insteadOf === undefined
    ? succeeded(request, customer, sku, line)
    : chosen(request, customer, sku, line, line.insteadOf);
}

const policyOf = ({ input }: Request, { substitution }: Customer) =>
  input.substitution ?? substitution;

function succeeded(
  request: Request,
  customer: Customer,
  sku: OrderableSku,
  { quantity }: Line,
): Result<Shipping, Fault> {
  const { alternatives, skus } = request.facts;
  const alternative = joined(decideSuccession(sku.id, quantity, alternatives));
  if (alternative === null) {
    return ok({ sku, quantity, asked: null, alternative: null });
  }
  const { insteadSku, ratio, freeUnits } = alternative;
  const next = skus.get(skuKey({ text: insteadSku, companyId: customer.companyId }));
  const units = unitsInstead(ratio, quantity);
  const state =
    alternative.timing === "when_out" && (freeUnits ?? 0) > 0
      ? `${sku.code} is not made any more and only ${freeUnits} are left`
      : `${sku.code} is not sold any more`;
  const wayOut = `order ${units === null ? "" : `${units} × `}${insteadSku} instead`;
  if (policyOf(request, customer) !== "allow" || next === undefined || units === null) {
    return err({ field: "sku", code: "superseded", message: `${state}: ${wayOut}` });
  }
  return ok({ sku: next, quantity: units, asked: { sku, quantity }, alternative });
}

function chosen(
  request: Request,
  customer: Customer,
  sku: OrderableSku,
  { quantity }: Line,
  insteadOf: string,
): Result<Shipping, Fault> {
  const { alternatives, skus } = request.facts;
  const fault = (code: string, message: string) => err({ field: "insteadOf", code, message });
  const asked = skus.get(skuKey({ text: insteadOf, companyId: customer.companyId }));
  if (asked === undefined) {
    return fault("sku_unknown", `“${insteadOf}” is no SKU, GTIN or part number that we know`);
  }
  if (policyOf(request, customer) === "never") {
    return fault(
      "no_substitutes",
      `${customer.name} takes no substitutes: order ${sku.code} by itself`,
    );
  }
  const succession = joined(decideSuccession(asked.id, Number.POSITIVE_INFINITY, alternatives));
  const alternative =
    alternatives.get(asked.id)?.find(({ insteadSkuId }) => insteadSkuId === sku.id) ??
    (succession?.insteadSkuId === sku.id ? succession : null);
  if (alternative === null) {
    return fault(
      "no_substitute",
      `${sku.code} does not stand in for ${asked.code}: order it by itself`,
    );
  }
  const units = unitsInstead(turned(alternative.ratio), quantity);
  if (units === null) {
    const { numerator, denominator } = alternative.ratio;
    return fault(
      "not_whole",
      `${numerator} × ${sku.code} ${numerator === 1 ? "stands" : "stand"} in for ${denominator} × ${asked.code}: order a multiple of ${numerator}`,
    );
  }
  return ok({ sku, quantity, asked: { sku: asked, quantity: units }, alternative });
}
