import { decideSuccession, joined, mostInstead } from "../catalog/decide-relation";
import type { Alternative } from "../catalog/types";
import type { Fault } from "../kernel/errors";
import type { LocalDate } from "../kernel/local-date";
import { lineTotal } from "../kernel/money";
import { sum } from "../kernel/quantity";
import type { QuotedOffer } from "./decide-quote";
import { skuKey } from "./decide-shipping";
import type { PlaceOrderInput } from "./schema";
import type { Customer, IntakeFacts, OrderableSku, ResolvedLine } from "./types";

type AskedLine = PlaceOrderInput["lines"][number];

/** An asked line, and the units of it that cannot ship. */
export type ShortAsk = {
  readonly position: number;
  readonly line: AskedLine;
  readonly short: number;
};

/** Another SKU that is tried for a short line, as a line of its own. */
export type Wish = {
  readonly ask: ShortAsk;
  readonly alternative: Alternative;
  readonly asked: OrderableSku;
  readonly instead: OrderableSku;
  readonly line: AskedLine;
};

/** So many other SKUs are tried for a line: more would be no choice. */
const WISHES_PER_LINE = 3;
/** So many lines of an order are offered something; whoever is short of more is not helped one by one. */
const LINES_MAX = 40;

type Part = {
  readonly lineId: string;
  readonly units: number;
  readonly shipDate: LocalDate;
  readonly deliveryDate: LocalDate;
};

/**
 * Units of an asked line that cannot ship from stock now; null where another SKU is none of the answers: for
 * kits, for lines that ship another SKU already, and for those with another fault.
 *
 * @param own what the asked line became; nothing when it was refused
 */
export function openOf(
  own: readonly ResolvedLine[],
  faults: readonly Fault[],
  position: number,
  parts: readonly Part[],
): number | null {
  const [line] = own;
  if (line === undefined) {
    const isSuperseded = faults.some(
      ({ field, code }) => field === `lines.${position}.sku` && code === "superseded",
    );
    return isSuperseded ? Number.POSITIVE_INFINITY : null;
  }
  if (line.kit !== null || line.asked !== null) {
    return null;
  }
  return line.quantity - unitsOf(parts, line.lineId);
}

const unitsOf = (parts: readonly Part[], lineId: string) =>
  sum(parts.flatMap((part) => (part.lineId === lineId ? [part.units] : [])));

/**
 * The lines to be tried for what is short: for each the other SKUs that may stand in, what follows it first,
 * without those that the order asks for anyway.
 */
export function wishesOf(
  short: readonly ShortAsk[],
  request: {
    readonly input: Pick<PlaceOrderInput, "lines" | "substitution">;
    readonly facts: Pick<IntakeFacts, "skus" | "alternatives">;
  },
  customer: Pick<Customer, "companyId" | "substitution">,
): Wish[] {
  const { input, facts } = request;
  if ((input.substitution ?? customer.substitution) === "never") {
    return [];
  }
  const find = (text: string) => facts.skus.get(skuKey({ text, companyId: customer.companyId }));
  const inOrder = new Set(input.lines.map(({ sku }) => find(sku)?.id));
  return short.slice(0, LINES_MAX).flatMap((ask) => {
    const asked = find(ask.line.sku);
    if (asked === undefined) {
      return [];
    }
    return alternativesOf(asked.id, facts.alternatives)
      .flatMap((alternative): Wish[] => {
        const instead = find(alternative.insteadSku);
        const units = Math.min(ask.short, ask.line.quantity);
        const most =
          instead === undefined || inOrder.has(instead.id)
            ? null
            : mostInstead(
                alternative.ratio,
                {
                  short: units,
                  available: Number.MAX_SAFE_INTEGER,
                  isWhole: units === ask.line.quantity,
                },
                { asked, instead },
              );
        return instead === undefined || most === null || most.instead === 0
          ? []
          : [
              {
                ask,
                alternative,
                asked,
                instead,
                line: { sku: instead.code, quantity: most.instead, insteadOf: asked.code },
              },
            ];
      })
      .slice(0, WISHES_PER_LINE);
  });
}

/** What may ship instead of a SKU: the end of its supersessions, then what stands in for it. */
export function alternativesOf(
  skuId: string,
  alternatives: ReadonlyMap<string, readonly Alternative[]>,
): Alternative[] {
  const successor = joined(decideSuccession(skuId, Number.POSITIVE_INFINITY, alternatives));
  const substitutes = (alternatives.get(skuId) ?? []).filter(
    ({ kind, insteadSkuId }) => kind === "substitution" && insteadSkuId !== successor?.insteadSkuId,
  );
  return [...(successor === null ? [] : [successor]), ...substitutes];
}

/**
 * What can be offered of what was tried: as much as ships from stock, in whole packs of both SKUs.
 *
 * @param lines the wishes as lines, those that cannot be ordered left out
 * @param parts what stock gives them
 * @returns by the position of the asked line
 */
export function decideOffers(
  wishes: readonly Wish[],
  lines: readonly ResolvedLine[],
  parts: readonly Part[],
  currency: string,
): Map<number, QuotedOffer[]> {
  const offers = new Map<number, QuotedOffer[]>();
  wishes.forEach(({ ask, alternative, asked, instead }, at) => {
    const line = lines.find(({ askedAt }) => askedAt === at);
    const own = parts.filter(({ lineId }) => lineId === line?.lineId);
    const units = Math.min(ask.short, ask.line.quantity);
    const most = mostInstead(
      alternative.ratio,
      {
        short: units,
        available: line === undefined ? 0 : unitsOf(own, line.lineId),
        isWhole: units === ask.line.quantity,
      },
      { asked, instead },
    );
    if (line === undefined || line.asked === null || most.instead === 0) {
      return;
    }
    const { id, code, name, baseUnit, packMultiple, minQuantity } = instead;
    const last = own.toSorted((a, b) => (a.deliveryDate < b.deliveryDate ? 1 : -1))[0];
    const offer: QuotedOffer = {
      kind: alternative.kind,
      sku: { id, code, name, baseUnit, packMultiple, minQuantity },
      quantity: most.instead,
      insteadOf: most.asked,
      shipDate: last?.shipDate ?? null,
      deliveryDate: last?.deliveryDate ?? null,
      unitPriceE4: line.unitPriceE4,
      moreMinor:
        lineTotal(most.instead, line.unitPriceE4, currency) -
        lineTotal(most.asked, line.asked.unitPriceE4, currency),
    };
    offers.set(ask.position, [...(offers.get(ask.position) ?? []), offer]);
  });
  return offers;
}
