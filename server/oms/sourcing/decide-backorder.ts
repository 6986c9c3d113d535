import { assert } from "../kernel/assert";
import type { SkuId } from "../kernel/ids";
import { addDays, type LocalDate } from "../kernel/local-date";
import { err, ok, type Result } from "../kernel/result";
import { multipleOf, wholePacks } from "./decide-problem";
import type {
  BackorderLine,
  BackorderPart,
  BackorderRefused,
  BackorderRule,
  BackorderSku,
  InboundOffer,
  RefusedUnits,
  SourcingParameters,
} from "./types";

export type BackorderInput = {
  /** In the order in which they are served. */
  readonly lines: readonly BackorderLine[];
  /** A rule for each SKU of the lines; where one is named twice the first holds. */
  readonly skus: readonly BackorderSku[];
  readonly offers: readonly InboundOffer[];
  readonly parameters: SourcingParameters;
  readonly today: LocalDate;
};

/**
 * Date the units that no node can ship from stock.
 *
 * Each line takes from the inbound supply that reaches the customer first; of one day, the supply
 * that is there first, then the cheaper node, then its code. A line may be served by several
 * supplies, in whole packs as when it is split. Supply below the least confidence is not promised.
 * What no supply covers is dated by the SKU's lead time, without a peg.
 *
 * @returns the dated parts, line by line, each line's earliest first; Σ units = units asked
 * @fails BACKORDER_REFUSED when a SKU takes no backorders or not so many; the error carries the
 *   parts of what it does take
 */
export function decideBackorder(
  input: BackorderInput,
): Result<readonly BackorderPart[], BackorderRefused> {
  const { lines, skus, parameters, today } = input;
  const skuById = new Map<SkuId, BackorderSku>();
  for (const sku of skus) {
    skuById.set(sku.skuId, skuById.get(sku.skuId) ?? sku);
  }
  const offers = input.offers
    .filter((offer) => offer.confidencePercent >= parameters.inboundConfidenceMinPercent)
    .sort(compareOffers);
  const free = new Map(offers.map((offer) => [offer.inboundSupplyId, offer.freeUnits]));
  const taken = new Map<SkuId, number>();
  const parts: BackorderPart[] = [];
  const refused: RefusedUnits[] = [];

  for (const line of lines) {
    const sku = skuById.get(line.skuId);
    assert(sku !== undefined, "each backordered SKU has a rule");
    const before = taken.get(line.skuId) ?? 0;
    const accepted = acceptedUnits(line, sku.rule, before);
    taken.set(line.skuId, before + accepted);
    if (accepted < line.units) {
      refused.push({
        lineId: line.lineId,
        skuId: line.skuId,
        units: line.units - accepted,
        reason: sku.rule.policy === "refuse" ? "not_backorderable" : "over_limit",
      });
    }
    parts.push(...dateUnits(line, accepted, sku, offers, free, today));
  }
  return refused.length === 0 ? ok(parts) : err({ code: "BACKORDER_REFUSED", refused, parts });
}

function acceptedUnits(line: BackorderLine, rule: BackorderRule, taken: number): number {
  switch (rule.policy) {
    case "backorder":
      return line.units;
    case "refuse":
      return 0;
    case "cap":
      return wholePacks(
        Math.min(line.units, Math.max(0, rule.unitsLeft - taken)),
        splitMultiple(line),
      );
  }
}

/** Peg to the offers in turn, taking the units out of `free`; the rest waits for the lead time. */
function dateUnits(
  line: BackorderLine,
  units: number,
  sku: BackorderSku,
  offers: readonly InboundOffer[],
  free: Map<string, number>,
  today: LocalDate,
): BackorderPart[] {
  const parts: BackorderPart[] = [];
  let open = units;
  for (const offer of offers) {
    if (open === 0) {
      break;
    }
    const left = offer.skuId === line.skuId ? (free.get(offer.inboundSupplyId) ?? 0) : 0;
    const pegged = wholePacks(Math.min(open, Math.max(0, left)), splitMultiple(line));
    if (pegged > 0) {
      const { inboundSupplyId, nodeId, availableDate, shipDate, deliveryDate } = offer;
      parts.push({
        kind: "pegged",
        lineId: line.lineId,
        units: pegged,
        inboundSupplyId,
        nodeId,
        availableDate,
        shipDate,
        deliveryDate,
      });
      free.set(inboundSupplyId, left - pegged);
      open -= pegged;
    }
  }
  if (open > 0) {
    const deliveryDate = sku.leadTimeDays === null ? null : addDays(today, sku.leadTimeDays);
    parts.push({ kind: "lead_time", lineId: line.lineId, units: open, deliveryDate });
  }
  return parts;
}

const splitMultiple = (line: BackorderLine): number =>
  multipleOf({ quantity: line.units, packMultiple: line.packMultiple });

const compareOffers = (a: InboundOffer, b: InboundOffer): number =>
  compare(a.deliveryDate, b.deliveryDate) ||
  compare(a.availableDate, b.availableDate) ||
  a.costMicroPerUnit - b.costMicroPerUnit ||
  compare(a.nodeCode, b.nodeCode) ||
  compare(a.inboundSupplyId, b.inboundSupplyId);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
