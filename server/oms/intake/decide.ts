import { priceInstead } from "../catalog/decide-relation";
import type { Fault } from "../kernel/errors";
import type { OrderId, OrderLineId } from "../kernel/ids";
import type { LocalDate } from "../kernel/local-date";
import { lineTotal } from "../kernel/money";
import { sum } from "../kernel/quantity";
import { err, ok, type Result } from "../kernel/result";
import type { Network } from "../network/types";
import { type BackorderWish, isAsStrict } from "../orders/decide-backorders";
import { decideRuleHolds } from "../orders/decide-hold-rule";
import { decideRestricted } from "../orders/decide-restriction";
import type { HoldBook } from "../orders/types";
import { decidePrice, type NoPrice } from "../pricing/decide";
import { findingsOf } from "./decide-findings";
import { checkKitQuantity, explodeLine } from "./decide-kit";
import { serviceFaults } from "./decide-service";
import { decideShipping, type Shipping, skuKey } from "./decide-shipping";
import type { PlaceOrderInput } from "./schema";
import type {
  Customer,
  IntakeFacts,
  OrderableSku,
  ResolvedLine,
  ResolvedOrder,
  StockedSku,
} from "./types";

export const tierKey = (priceListId: string, skuId: string) => `${priceListId} ${skuId}`;

const fault = (field: string, code: string, message: string): Fault => ({ field, code, message });

/** Doors at which nobody can be asked again: a doubtful order is taken and held, not refused. */
export const UNATTENDED: ReadonlySet<string> = new Set([
  "edi",
  "csv",
  "api",
  "webshop",
  "marketplace",
]);

export type LineRequest = {
  readonly input: Pick<PlaceOrderInput, "lines" | "requestedDate" | "substitution" | "channelCode">;
  /** For each asked line one id per order line that it becomes: see `linesOf`. */
  readonly lineIds: readonly (readonly OrderLineId[])[];
  readonly today: LocalDate;
  readonly facts: Pick<IntakeFacts, "skus" | "tiers" | "alternatives" | "restrictions">;
  readonly mayOverridePrice: boolean;
};

export type CheckRequest = LineRequest & {
  readonly index: number;
  readonly input: PlaceOrderInput;
  readonly orderId: OrderId;
  readonly network: Network;
  readonly facts: IntakeFacts;
};

/**
 * Check one order against master data: who, where to, on what terms, which SKUs, how many, at
 * what price, when. All faults at once, each with its field and the way out.
 */
export function decideOrder(request: CheckRequest): Result<ResolvedOrder, readonly Fault[]> {
  const { input, index, facts, network, today } = request;
  const customer = facts.customers.get(index);
  const channel = network.channels.get(input.channelCode);
  const faults: Fault[] = [];
  if (channel === undefined) {
    const known = [...network.channels.keys()].join(", ");
    faults.push(
      fault(
        "channelCode",
        "channel_unknown",
        `There is no channel “${input.channelCode}”; use one of ${known}`,
      ),
    );
  }
  if (customer === undefined) {
    faults.push(...serviceFaults(request, null, null));
    const field = input.companyId === undefined ? "companyCode" : "companyId";
    faults.push(fault(field, "company_unknown", "There is no such customer"));
    return err(faults);
  }
  faults.push(...customerFaults(input, customer), ...dateFaults(input, today));
  const isUnattended = channel !== undefined && UNATTENDED.has(channel.kind);
  const duplicate = facts.duplicatePos.get(index);
  const isDoubtful = duplicate !== undefined && !input.confirmsDuplicatePo;
  if (isDoubtful && !isUnattended) {
    faults.push(
      fault(
        "customerPo",
        "duplicate_po",
        `${duplicate} already carries PO ${input.customerPo}; confirm that this is another order`,
      ),
    );
  }
  const lines = resolveLines(request, customer, faults);
  // It stands with what the whole order asks, before its lines.
  faults.unshift(...serviceFaults(request, customer.shipTo, faults.length > 0 ? null : lines));
  const { companyLocationId, shipTo } = customer;
  if (faults.length > 0 || channel === undefined || companyLocationId === null || shipTo === null) {
    return err(faults);
  }
  const subtotal = sum(lines.map((line) => line.lineTotal));
  const found = findingsOf({
    ...{ input, customer, lines, subtotal, today, rules: facts.holdBook.rules },
    duplicateOf: isDoubtful ? duplicate : null,
  });
  const holds = decideRuleHolds(found, facts.holdBook.types);
  return ok({
    index,
    orderId: request.orderId,
    input,
    customer,
    companyLocationId,
    shipTo,
    channelId: channel.id,
    lines,
    subtotal,
    holds,
    warnings: found.flatMap(({ severity, reason }) => (severity === "warn" ? [reason] : [])),
    keptFromStock: keptFromStock(holds, facts.holdBook),
    needsApproval: needsApproval(customer, subtotal),
  });
}

function customerFaults(input: PlaceOrderInput, customer: Customer): Fault[] {
  const faults: Fault[] = [];
  if (customer.status === "blocked") {
    faults.push(
      fault("companyId", "company_blocked", `${customer.name} is blocked for orders; ask finance`),
    );
  }
  if (customer.shipTo === null) {
    faults.push(
      input.companyLocationId === undefined
        ? fault(
            "companyLocationId",
            "ship_to_missing",
            `${customer.name} has no default ship-to; name one`,
          )
        : fault("companyLocationId", "ship_to_unknown", `${customer.name} has no such ship-to`),
    );
  }
  if (customer.requiresPo && input.customerPo === undefined) {
    faults.push(
      fault("customerPo", "po_required", `${customer.name} orders with a PO number only`),
    );
  }
  const wish = input.backorders;
  if (wish !== undefined && !mayWish(wish, customer.backorders)) {
    faults.push(
      fault(
        "backorders.policy",
        "backorders_not_allowed",
        `${customer.name} takes no backorders; leave it out, or choose refuse or cancel`,
      ),
    );
  }
  if (input.contactId !== undefined && customer.contact === null) {
    faults.push(fault("contactId", "contact_unknown", `${customer.name} has no such contact`));
  }
  return faults;
}

/** An order may let nothing wait where its customer does; where those take no backorders it has to. */
const mayWish = (wish: BackorderWish, customer: BackorderWish | null): boolean =>
  customer === null || customer.policy === "backorder" || customer.policy === "cap"
    ? true
    : isAsStrict(wish, customer);

function dateFaults(input: PlaceOrderInput, today: LocalDate): Fault[] {
  const faults: Fault[] = [];
  for (const field of ["requestedDate", "cancelAfter"] as const) {
    const date = input[field];
    if (date !== undefined && date < today) {
      faults.push(
        fault(field, "date_passed", `${date} has passed; name today (${today}) or later`),
      );
    }
  }
  if (input.shipAfter && input.cancelAfter && input.shipAfter > input.cancelAfter) {
    faults.push(
      fault(
        "shipAfter",
        "dates_crossed",
        `It may leave from ${input.shipAfter} on but is cancelled after ${input.cancelAfter}`,
      ),
    );
  }
  return faults;
}

/**
 * The lines that can be ordered, with SKU, price and total, kits as their components; the others
 * leave their faults.
 */
export function resolveLines(
  request: LineRequest,
  customer: Customer,
  faults: Fault[],
): ResolvedLine[] {
  return request.input.lines.flatMap((line, position) => {
    const at = `lines.${position}`;
    const sku = request.facts.skus.get(skuKey({ text: line.sku, companyId: customer.companyId }));
    if (sku === undefined) {
      faults.push(
        fault(
          `${at}.sku`,
          "sku_unknown",
          `“${line.sku}” is no SKU, GTIN or part number that we know`,
        ),
      );
      return [];
    }
    const shipping = decideShipping(request, customer, sku, line);
    if (!shipping.ok) {
      faults.push({ ...shipping.error, field: `${at}.${shipping.error.field}` });
      return [];
    }
    const { asked, quantity, sku: ships } = shipping.value;
    const restricted = restrictedFault(request, customer, ships);
    if (restricted !== null) {
      faults.push({ ...restricted, field: `${at}.sku` });
      return [];
    }
    const quantityFault = checkQuantity(ships, quantity) ?? checkKitQuantity(ships, quantity);
    if (quantityFault !== null) {
      faults.push({ ...quantityFault, field: `${at}.quantity` });
      return [];
    }
    const price = priceOf(request, customer, shipping.value, line);
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

/** The reason of the first hold whose type lets no stock be given. */
const keptFromStock = (holds: ResolvedOrder["holds"], { types }: HoldBook): string | null =>
  holds.find(({ type }) => types.get(type)?.blocks.includes("allocate"))?.reason ?? null;

const needsApproval = ({ contact }: Customer, subtotal: number) =>
  contact?.role === "buyer" && contact.spendingLimit !== null && subtotal > contact.spendingLimit;
