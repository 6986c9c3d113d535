import type { inferRouterOutputs } from "@trpc/server";
import { withDays } from "@/components/admin/words";
import type {
  EntryProduct,
  GridSnapshot,
  LineOffer,
  LineQuote,
  QuoteResult,
} from "@/components/entry-grid/types";
import { formatDate, formatMoney, formatQuantity, preorderText } from "@/components/format";
import type { DerivationStep, PromiseChipProps } from "@/components/signature/promise-chip";
import type { Audience } from "@/components/status";
import type { AppRouter } from "@/server/api/root";
import type { OrderDraftContent } from "@/server/oms/orders/schema";

/** What the API says, turned into what the grid shows, and back. Pure. */

type Outputs = inferRouterOutputs<AppRouter>;
export type SkuMatch = Outputs["catalog"]["search"]["items"][number];
export type Quote = Outputs["orders"]["quote"];
export type QuotedLine = Quote["lines"][number];
type QuotedPart = QuotedLine["parts"][number];

/**
 * @param isNamed the text named exactly this SKU: then a part number of the customer's may stand
 *   for it on the order; from a list of likely ones, our own code does
 */
export function productOf(match: SkuMatch, isNamed: boolean): EntryProduct {
  const whole = match.units.filter((unit) => unit.denominator === 1);
  return {
    skuId: match.skuId,
    code: match.code,
    name: match.name,
    alias: isNamed && match.matchedBy === "customer_part" ? match.matched : undefined,
    baseUnit: match.unit,
    units: [
      { code: match.unit, label: match.unit, factor: 1 },
      ...whole.map(({ unit, numerator }) => ({ code: unit, label: unit, factor: numerator })),
    ],
    packMultiple: match.packMultiple,
    minimum: match.minQuantity,
  };
}

/** What stands beside a suggestion, so that the right one is chosen without trying. */
export function suggestionDetail(match: SkuMatch): string | undefined {
  const parts = [
    match.matchedBy === "gtin" ? `GTIN ${match.matched}` : null,
    match.customerPart ? `your ${match.customerPart}` : null,
    match.status === "discontinued" ? "discontinued" : null,
    match.packMultiple > 1 ? `packs of ${formatQuantity(match.packMultiple)}` : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? undefined : parts.join(" · ");
}

/** Lines that an order can be made of: a known product and a whole quantity each. */
export type AskedLine = {
  lineId: string;
  version: number;
  sku: string;
  quantity: number;
  insteadOf: string | null;
};

export const askedLines = (snapshot: GridSnapshot): AskedLine[] =>
  snapshot.lines.flatMap(({ id, version, product, quantity, insteadOf }) =>
    product === null || quantity === null
      ? []
      : [{ lineId: id, version, sku: product.alias ?? product.code, quantity, insteadOf }],
  );

const isFirm = (part: QuotedPart) => part.state === "firm";

const latest = (dates: readonly (string | null)[]): string | null =>
  dates.includes(null) || dates.length === 0
    ? null
    : dates.reduce((last, date) => ((date ?? "") > (last ?? "") ? date : last), null);

/** From supply to door, and why so: what a date's chip opens. */
function derivation(
  parts: readonly QuotedPart[],
  sentence: string | null,
  today: string,
): DerivationStep[] {
  const day = (date: string | null) => (date === null ? "no date yet" : formatDate(date, today));
  const steps = parts.map((part, at) => ({
    label: `${formatQuantity(part.quantity)} ${part.nodeName ? `from ${part.nodeName}` : `part ${at + 1}`}`,
    value: part.shipDate
      ? `leaves ${part.ridesAlong ? "with the next shipment, at the latest " : ""}${day(part.shipDate)}, arrives ${day(part.deliveryDate)}`
      : day(part.deliveryDate),
  }));
  return sentence ? [...steps, { label: "Why", value: sentence }] : steps;
}

export type QuoteReading = { today: string; audience: Audience };

/** One line's answer as the grid shows it: now and later apart, each with its date. */
export function lineQuoteOf(line: QuotedLine, currency: string, reading: QuoteReading): LineQuote {
  const { today, audience } = reading;
  const now = line.parts.filter(isFirm);
  const chip = (parts: readonly QuotedPart[]): PromiseChipProps => ({
    date: latest(parts.map((part) => part.deliveryDate)),
    state: parts[0]?.state ?? "unknown",
    derivation: derivation(parts, line.sentence, today),
    audience,
  });
  const byDate = new Map<string, QuotedPart[]>();
  for (const part of line.parts.filter((one) => !isFirm(one))) {
    const day = `${part.deliveryDate} ${part.state}`;
    byDate.set(day, [...(byDate.get(day) ?? []), part]);
  }
  const fault = line.faults[0]?.message;
  return {
    currency,
    unitPriceE4: line.unitPriceE4,
    lineTotalMinor: line.lineTotal,
    availableNow: now.reduce((sum, part) => sum + part.quantity, 0),
    ...(now.length > 0 ? { promise: chip(now) } : {}),
    later: [...byDate.values()]
      .map((parts) => ({
        quantity: parts.reduce((sum, part) => sum + part.quantity, 0),
        promise: chip(parts),
      }))
      // Read aloud in the order in which it comes; what has no day comes last.
      .toSorted((a, b) => (a.promise.date ?? "9999").localeCompare(b.promise.date ?? "9999")),
    ...(line.preorder === null ? {} : { preorder: preorderText(line.preorder.comesOutOn, today) }),
    components: line.components,
    offers: line.offers.map((offer) => offerOf(offer, currency, today)),
    // A line that was taken instead of another says so by itself.
    replacement:
      line.replacement === null || line.replacement.ships.code === line.sku?.code
        ? undefined
        : replacementText(line.replacement),
    cancelled: line.cancelled,
    error: fault && withDays(fault, today),
    warning: withDays(line.findings.map(({ message }) => message).join("; "), today) || undefined,
  };
}

/** What ships for what was asked for. */
export const replacementText = ({ asked, ships }: NonNullable<QuotedLine["replacement"]>) =>
  `${formatQuantity(ships.quantity)} × ${ships.code} for ${formatQuantity(asked.quantity)} × ${asked.code}`;

function offerOf(offer: QuotedLine["offers"][number], currency: string, today: string): LineOffer {
  const { sku, moreMinor, shipDate } = offer;
  const day = shipDate === today ? "today" : formatDate(shipDate ?? today, today);
  const price =
    moreMinor === 0
      ? "same price"
      : `${formatMoney(Math.abs(moreMinor), currency)} ${moreMinor > 0 ? "more" : "less"}`;
  return {
    product: {
      skuId: sku.id,
      code: sku.code,
      name: sku.name,
      baseUnit: sku.baseUnit,
      units: [{ code: sku.baseUnit, label: sku.baseUnit, factor: 1 }],
      packMultiple: sku.packMultiple,
      minimum: sku.minQuantity,
    },
    quantity: offer.quantity,
    insteadOf: offer.insteadOf,
    terms: `can leave ${day} instead, ${price}`,
  };
}

/** Answers by line, each with the version that was asked for. */
export function resultsOf(
  asked: readonly AskedLine[],
  quote: Quote,
  reading: QuoteReading,
): QuoteResult[] {
  const byKey = new Map(quote.lines.map((line) => [line.key, line]));
  return asked.flatMap(({ lineId, version }) => {
    const line = byKey.get(lineId);
    return line === undefined
      ? []
      : [{ lineId, version, quote: lineQuoteOf(line, quote.currency, reading) }];
  });
}

export type ShipGroup = {
  /** Null: no day is known yet. */
  shipDate: string | null;
  deliveryDate: string | null;
  isFirm: boolean;
  /** It leaves with the next shipment to its address, and alone on its day. */
  ridesAlong: boolean;
  nodeName: string | null;
  rows: { key: string; code: string; name: string; unit: string; quantity: number }[];
};

/** What leaves when and from where: one group per shipment to come, soonest first. */
export function shipGroups(quote: Quote): ShipGroup[] {
  const groups = new Map<string, ShipGroup>();
  for (const line of quote.lines) {
    for (const part of line.parts) {
      const key = `${part.shipDate} ${part.deliveryDate} ${part.nodeName} ${part.state} ${part.ridesAlong}`;
      const group = groups.get(key) ?? {
        shipDate: part.shipDate,
        deliveryDate: part.deliveryDate,
        isFirm: isFirm(part),
        ridesAlong: part.ridesAlong === true,
        nodeName: part.nodeName,
        rows: [],
      };
      group.rows.push({
        key: line.key,
        code: line.sku?.code ?? line.key,
        name: line.sku?.name ?? "",
        unit: line.sku?.baseUnit ?? "",
        quantity: part.quantity,
      });
      groups.set(key, group);
    }
  }
  const order = (group: ShipGroup) => `${group.shipDate ?? "9999"} ${group.deliveryDate ?? "9999"}`;
  return [...groups.values()].toSorted((a, b) => order(a).localeCompare(order(b)));
}

/** The grid as a draft keeps it: what was typed, line by line, right or not. */
export const draftLines = (snapshot: GridSnapshot): OrderDraftContent["lines"] =>
  snapshot.lines.map((line) => ({
    code: (line.product?.alias ?? line.product?.code ?? line.text).slice(0, 100),
    quantityText: line.quantityText.slice(0, 40),
    quantity: line.quantity,
    note: line.note.slice(0, 500),
    insteadOf: line.insteadOf,
  }));

/** Notes on lines travel with the order's instructions: the people who pack read them there. */
export function instructionsOf({ note, lines }: OrderDraftContent): string {
  const notes = lines
    .filter((line) => line.note.trim() !== "")
    .map((line) => `${line.code}: ${line.note.trim()}`);
  return [note.trim(), ...notes]
    .filter((text) => text !== "")
    .join("\n")
    .slice(0, 2_000);
}

/** What a person saw of price and date, to be compared with what is said later. */
export type SeenTerms = OrderDraftContent["seen"];

export const seenTerms = (quote: Quote): SeenTerms =>
  quote.lines.map((line) => ({
    code: line.sku?.code ?? line.key,
    unitPriceE4: line.unitPriceE4,
    date: line.promiseDate,
  }));

export type MovedTerm = {
  code: string;
  price: { from: number | null; to: number | null } | null;
  date: { from: string | null; to: string | null } | null;
};

/** The lines whose price or date is no longer what was seen. */
export function movedTerms(seen: SeenTerms, quote: Quote): MovedTerm[] {
  const before = [...seen];
  return seenTerms(quote).flatMap((now) => {
    // A SKU may stand on several lines: each takes the first of its kind that is left.
    const at = before.findIndex((term) => term.code === now.code);
    const [then] = at < 0 ? [] : before.splice(at, 1);
    if (then === undefined) {
      return [];
    }
    const price =
      then.unitPriceE4 === now.unitPriceE4 ? null : { from: then.unitPriceE4, to: now.unitPriceE4 };
    const date = then.date === now.date ? null : { from: then.date, to: now.date };
    return price === null && date === null ? [] : [{ code: now.code, price, date }];
  });
}
