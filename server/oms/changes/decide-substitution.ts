import { priceInstead, unitsInstead } from "../catalog/decide-relation";
import { checkQuantity, usualPrice } from "../intake/decide-lines";
import { alternativesOf } from "../intake/decide-offers";
import type { ResolvedLine } from "../intake/types";
import type { OrderLineId } from "../kernel/ids";
import { lineTotal } from "../kernel/money";
import { err, ok, type Result } from "../kernel/result";
import type { ChangeFacts, Findings } from "./decide-change";
import { type LineFault, quantityFault, skuOf } from "./decide-lines";
import { wantedOf } from "./decide-scope";
import type { ChangeContent } from "./schema";
import type {
  ChangePlan,
  ChangeScope,
  LineProgress,
  OrderProgress,
  OrderTerms,
  ReplacedUnits,
  TakenUnits,
} from "./types";

type Deciding = {
  readonly terms: OrderTerms;
  readonly scope: ChangeScope;
  readonly facts: ChangeFacts;
  readonly found: Findings;
};

type Asked = ChangeContent["substitutions"][number];

/**
 * What becomes of lines some of whose units are to ship as another SKU: those units are taken from the line,
 * and a new line ships as much of the other as stands in for them, at the price that the relation says.
 */
export function substitutedLines(
  order: OrderProgress,
  content: ChangeContent,
  deciding: Deciding,
): Pick<ChangePlan, "taken" | "newLines" | "replaced"> {
  const taken: TakenUnits[] = [];
  const newLines: ResolvedLine[] = [];
  const replaced: ReplacedUnits[] = [];
  const { facts, found } = deciding;
  content.substitutions.forEach((asked, position) => {
    const line = order.lines.find(({ lineId }) => lineId === asked.lineId);
    const byLineId = facts.insteadIds[position];
    if (line === undefined || byLineId === undefined) {
      const message = `${order.number} has no such line`;
      const field = `substitutions.${position}.lineId`;
      found.faults.push({ field, code: "line_unknown", message });
      return;
    }
    const fault = faultOf(order, line, asked, content, deciding);
    const instead = fault === null ? insteadOf(line, asked, byLineId, deciding) : err(fault);
    if (!instead.ok) {
      found.faults.push({ field: `substitutions.${position}.quantity`, ...instead.error });
      return;
    }
    taken.push({ lineId: line.lineId, units: asked.quantity });
    replaced.push({ lineId: line.lineId, units: asked.quantity, byLineId });
    newLines.push({ ...instead.value, askedAt: content.newLines.length + position });
    const { sku, quantity } = instead.value;
    found.sentences.push(`${quantity} × ${sku.code} instead of ${asked.quantity} × ${line.sku}`);
  });
  return { taken, newLines, replaced };
}

/** What stands against taking so many units of a line for another SKU. */
function faultOf(
  order: OrderProgress,
  line: LineProgress,
  { quantity }: Asked,
  content: ChangeContent,
  { terms, scope, facts }: Deciding,
): LineFault | null {
  const limits = scope.lines.find(({ lineId }) => lineId === line.lineId);
  const stays = wantedOf(line) - quantity;
  const named = [...content.lines, ...content.substitutions].filter(
    ({ lineId }) => lineId === line.lineId,
  );
  if ((terms.substitution ?? facts.customer.substitution) === "never") {
    const message = `${facts.customer.name} takes no substitutes for ${order.number}: allow them first`;
    return { code: "no_substitutes", message };
  }
  if (line.kitGroup !== null) {
    const message = `${line.sku} is part of a kit: add another line and cancel the kit`;
    return { code: "kit_in_part", message };
  }
  if (named.length > 1) {
    const message = `${line.sku} is changed twice: change its quantity, or ship another SKU for it`;
    return { code: "named_twice", message };
  }
  if (limits === undefined || stays < limits.least) {
    const least = limits?.least ?? wantedOf(line);
    const message = `${limits?.why ?? "So much is not open"}: ${wantedOf(line) - least} of ${line.sku} can ship as another SKU`;
    return { code: "too_late", message };
  }
  return stays === 0 || stays === limits.least ? null : quantityFault(line, stays, facts);
}

/** The line that ships instead, or why there is none. */
function insteadOf(
  line: LineProgress,
  { sku: text, quantity: units }: Asked,
  lineId: OrderLineId,
  { terms, facts }: Deciding,
): Result<ResolvedLine, LineFault> {
  const { customer, intake } = facts;
  const asked = skuOf(line, facts);
  const sku = skuOf({ sku: text }, facts);
  const alternative =
    asked &&
    alternativesOf(asked.id, intake.alternatives).find(
      ({ insteadSkuId }) => insteadSkuId === sku?.id,
    );
  if (asked === undefined || sku === undefined || alternative === undefined) {
    const message = `${text} does not stand in for ${line.sku}: add it as a line of its own`;
    return err({ code: "no_substitute", message });
  }
  const quantity = unitsInstead(alternative.ratio, units);
  if (quantity === null) {
    const { denominator } = alternative.ratio;
    const message = `${sku.code} stands in for ${denominator} × ${line.sku} at a time: take a multiple of ${denominator}`;
    return err({ code: "not_whole", message });
  }
  const fault = checkQuantity(sku, quantity);
  if (fault !== null) {
    return err(fault);
  }
  const usual = usualPrice({ facts: intake, today: facts.today }, customer, sku, quantity);
  const unitPriceE4 = priceInstead(alternative.price, alternative.ratio, {
    asked: line.unitPriceE4,
    instead: usual.ok ? usual.value.unitPriceE4 : null,
  });
  if (unitPriceE4 === null) {
    return err({ code: "no_price", message: `${sku.code} has no price for this customer` });
  }
  return ok({
    lineId,
    askedAt: 0,
    kit: null,
    asked: { sku: asked, quantity: units, unitPriceE4: line.unitPriceE4 },
    sku,
    quantity,
    customerPart: null,
    unitPriceE4,
    expectedUnitPriceE4: null,
    priceListId: usual.ok ? usual.value.priceListId : null,
    lineTotal: lineTotal(quantity, unitPriceE4, customer.currency),
    requestedDate: terms.requestedDate,
  });
}
