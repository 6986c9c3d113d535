import { priceInstead } from "../catalog/decide-relation";
import type { Fault } from "../kernel/errors";
import type { OrderLineId } from "../kernel/ids";
import type { LocalDate } from "../kernel/local-date";
import { lineTotal } from "../kernel/money";
import { err, ok, type Result } from "../kernel/result";
import { decideRestricted } from "../orders/decide-restriction";
import { decidePrice, type NoPrice } from "../pricing/decide";
import { checkKitQuantity, explodeLine } from "./decide-kit";
import { type Judge, judge } from "./decide-severity";
import { decideShipping, type Shipping, skuKey } from "./decide-shipping";
import type { PlaceOrderInput } from "./schema";
import type { Customer, IntakeFacts, OrderableSku, ResolvedLine, StockedSku } from "./types";

export const tierKey = (priceListId: string, skuId: string) => `${priceListId} ${skuId}`;

export type LineRequest = {
  readonly input: Pick<PlaceOrderInput, "lines" | "requestedDate" | "substitution" | "channelCode">;
  /** For each asked line one id per order line that it becomes: see `linesOf`. */
  readonly lineIds: readonly (readonly OrderLineId[])[];
  readonly today: LocalDate;
  readonly facts: Pick<IntakeFacts, "skus" | "tiers" | "alternatives" | "restrictions">;
  readonly mayOverridePrice: boolean;
};

/**
 * The lines that can be ordered, with SKU, price and total, kits as their components; the others
 * leave their faults.
 */
export function resolveLines(
  request: LineRequest,
  customer: Customer,
  judgement: Judge,
): ResolvedLine[] {
  const { faults } = judgement;
  return request.input.lines.flatMap((line, position) => {
    const at = `lines.${position}`;
    const sku = request.facts.skus.get(skuKey({ text: line.sku, companyId: customer.companyId }));
    if (sku === undefined) {
      const message = `“${line.sku}” is no SKU, GTIN or part number that we know`;
      faults.push({ field: `${at}.sku`, code: "sku_unknown", message });
      return [];
    }
    const shipping = decideShipping(request, customer, sku, line);
    if (!shipping.ok) {
      faults.push({ ...shipping.error, field: `${at}.${shipping.error.field}` });
      return [];
    }
    const { asked, sku: ships } = shipping.value;
    const restricted = restrictedFault(request, customer, ships);
    if (restricted !== null) {
      faults.push({ ...restricted, field: `${at}.sku` });
      return [];
    }
    const quantity = fittedQuantity(judgement, `${at}.quantity`, shipping.value);
    if (quantity === null) {
      return [];
    }
    const price = priceOf(request, customer, { ...shipping.value, quantity }, line);
    if (!price.ok) {
      faults.push({ ...price.error, field: `${at}.unitPriceE4` });
      return [];
    }
    const lineIds = request.lineIds[position] ?? [];
    const { askedUnitPriceE4, ...priced } = price.value;
    const word = line.insteadOf ?? line.sku;
    const resolved: ResolvedLine = {
      lineId: lineIds[0] as OrderLineId,
      askedAt: position,
      kit: null,
      asked: asked && { ...asked, unitPriceE4: askedUnitPriceE4 ?? priced.unitPriceE4 },
      sku: ships,
      quantity,
      customerPart: isCode(word, asked?.sku ?? ships) ? null : word,
      ...priced,
      expectedUnitPriceE4: expectedPrice(line, shipping.value),
      lineTotal: lineTotal(quantity, priced.unitPriceE4, customer.currency),
      requestedDate: line.requestedDate ?? request.input.requestedDate ?? null,
    };
    return explodeLine(resolved, ships, lineIds, customer.currency);
  });
}

/** Whether a SKU, or what a kit is made of, may be sold to where an order goes. */
export const restrictedFault = (
  {
    facts,
    input,
    today,
  }: {
    readonly facts: Pick<IntakeFacts, "restrictions">;
    readonly input: Pick<PlaceOrderInput, "channelCode">;
    readonly today: LocalDate;
  },
  { companyId, shipTo }: Customer,
  sku: OrderableSku,
): Omit<Fault, "field"> | null =>
  decideRestricted(facts.restrictions, [sku, ...sku.components.map((part) => part.sku)], {
    ...{ shipTo, companyId, today, channelCode: input.channelCode },
  });

/**
 * The quantity that is ordered of what ships: as it was asked for, or up to what is sold where the door
 * lets that be put right; null when it left a fault. What stands in for another SKU comes in its ratio.
 */
function fittedQuantity(
  at: Judge,
  field: string,
  { sku, quantity, asked }: Shipping,
): number | null {
  const misfit = checkQuantity(sku, quantity);
  const fits = fittingQuantity(sku, quantity);
  const corrected = `${quantity} × ${sku.code} became ${fits}: ${misfit?.message ?? ""}`;
  const strict = asked === null ? at : { ...at, severityOf: () => "error" as const };
  const isPutRight =
    misfit !== null && judge(strict, { ...misfit, field }, corrected) === "corrected";
  const taken = isPutRight ? fits : quantity;
  const tooMany = checkKitQuantity(sku, taken);
  if (tooMany !== null) {
    at.faults.push({ ...tooMany, field });
  }
  return (misfit !== null && !isPutRight) || tooMany !== null ? null : taken;
}

/** The least quantity that the SKU is sold in and that is no less than what was asked for. */
const fittingQuantity = ({ minQuantity, packMultiple }: OrderableSku, quantity: number): number =>
  Math.ceil(Math.max(quantity, minQuantity) / packMultiple) * packMultiple;

/** Whether a quantity fits the SKU's minimum and packs; the message names what would. */
export function checkQuantity(sku: OrderableSku, quantity: number): Omit<Fault, "field"> | null {
  if (quantity < sku.minQuantity) {
    return {
      code: "below_minimum",
      message: `${sku.code} is sold from ${sku.minQuantity} ${sku.baseUnit} on`,
    };
  }
  const over = quantity % sku.packMultiple;
  if (over === 0) {
    return null;
  }
  const below = quantity - over;
  const above = below + sku.packMultiple;
  const choices = below >= Math.max(1, sku.minQuantity) ? `${below} or ${above}` : `${above}`;
  return {
    code: "not_whole_packs",
    message: `${sku.code} comes in packs of ${sku.packMultiple}: order ${choices}`,
  };
}

const isCode = (word: string, { code }: Pick<StockedSku, "code">) =>
  word.toUpperCase() === code.toUpperCase();

/** What the customer expects to pay for a unit of what ships, from what they said of what they asked for. */
const expectedPrice = (
  { expectedUnitPriceE4 }: PlaceOrderInput["lines"][number],
  { alternative }: Shipping,
): number | null =>
  alternative === null
    ? (expectedUnitPriceE4 ?? null)
    : priceInstead("ordered", alternative.ratio, {
        asked: expectedUnitPriceE4 ?? null,
        instead: null,
      });

type LinePrice = {
  readonly unitPriceE4: number;
  readonly priceListId: string | null;
  /** What a unit of what was asked for costs, where another SKU ships. */
  readonly askedUnitPriceE4: number | null;
};

function priceOf(
  request: LineRequest,
  customer: Customer,
  { sku, quantity, asked, alternative }: Shipping,
  line: PlaceOrderInput["lines"][number],
): Result<LinePrice, Omit<Fault, "field">> {
  if (line.unitPriceE4 !== undefined) {
    return request.mayOverridePrice
      ? ok({ unitPriceE4: line.unitPriceE4, priceListId: null, askedUnitPriceE4: null })
      : err({
          code: "price_not_yours_to_set",
          message: "The price comes from your price list; leave it out",
        });
  }
  const own = usualPrice(request, customer, sku, quantity);
  if (asked === null || alternative === null) {
    return own.ok
      ? ok({ ...own.value, askedUnitPriceE4: null })
      : err(noPriceFault(own.error, sku));
  }
  const before = usualPrice(request, customer, asked.sku, asked.quantity);
  const unitPriceE4 = priceInstead(alternative.price, alternative.ratio, {
    asked: before.ok ? before.value.unitPriceE4 : null,
    instead: own.ok ? own.value.unitPriceE4 : null,
  });
  if (unitPriceE4 === null) {
    const missing = before.ok ? own : before;
    return err(noPriceFault(missing.ok ? { code: "NO_PRICE" } : missing.error, sku));
  }
  return ok({
    unitPriceE4,
    priceListId: own.ok ? own.value.priceListId : null,
    askedUnitPriceE4: before.ok ? before.value.unitPriceE4 : null,
  });
}

/** What a quantity of a SKU costs this customer by their list. */
export const usualPrice = (
  { facts, today }: Pick<LineRequest, "facts" | "today">,
  { priceList }: Pick<Customer, "priceList">,
  sku: StockedSku,
  quantity: number,
): ReturnType<typeof decidePrice> =>
  decidePrice(
    {
      priceList,
      tiers: (priceList && facts.tiers.get(tierKey(priceList.id, sku.id))) ?? [],
      listPriceE4: sku.listPriceE4,
    },
    quantity,
    today,
  );

function noPriceFault(error: NoPrice, sku: Pick<StockedSku, "code">): Omit<Fault, "field"> {
  switch (error.code) {
    case "PRICE_LIST_ENDED":
      return {
        code: "price_list_ended",
        message: `Price list “${error.name}” ended on ${error.on}; ask your sales rep for the current one`,
      };
    case "PRICE_LIST_NOT_YET_VALID":
      return {
        code: "price_list_not_yet_valid",
        message: `Price list “${error.name}” holds from ${error.on} on`,
      };
    case "NO_PRICE":
      return { code: "no_price", message: `${sku.code} has no price for this customer` };
    default:
      return error satisfies never;
  }
}
