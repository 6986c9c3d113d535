import { checkQuantity, restrictedFault, tierKey } from "../intake/decide-lines";
import { skuKey } from "../intake/decide-shipping";
import type { OrderableSku } from "../intake/types";
import { decidePrice } from "../pricing/decide";
import type { ChangeFacts, Findings } from "./decide-change";
import { wantedOf } from "./decide-scope";
import type { ChangeContent } from "./schema";
import type {
  AddedUnits,
  ChangePlan,
  ChangeScope,
  LineProgress,
  LineScope,
  OrderProgress,
  TakenUnits,
} from "./types";

/**
 * What becomes of the lines that a change names: units taken, units added, and what is against it.
 *
 * A line that grows is priced for its new quantity as a new order would be, unless its price was
 * agreed apart or part of it has left; one that shrinks keeps its price. A kit is cancelled with all
 * its components.
 */
export function changedLines(
  order: OrderProgress,
  content: ChangeContent,
  scope: ChangeScope,
  facts: ChangeFacts,
  found: Findings,
): Pick<ChangePlan, "taken" | "added"> {
  const taken: TakenUnits[] = [];
  const added: AddedUnits[] = [];
  content.lines.forEach(({ lineId, quantity }, position) => {
    const field = `lines.${position}.quantity`;
    const line = order.lines.find((each) => each.lineId === lineId);
    const limits = scope.lines.find((each) => each.lineId === lineId);
    if (line === undefined || limits === undefined) {
      const message = `${order.number} has no such line`;
      found.faults.push({ field: `lines.${position}.lineId`, code: "line_unknown", message });
      return;
    }
    const step = quantity - wantedOf(line);
    const fault = step === 0 ? null : faultOf(order, line, limits, content, quantity, facts);
    if (fault !== null) {
      found.faults.push({ field, ...fault });
    } else if (step < 0) {
      taken.push({ lineId, units: -step });
      found.sentences.push(
        quantity === 0
          ? `${line.sku} cancelled, ${-step} less`
          : `${line.sku} from ${wantedOf(line)} to ${quantity}`,
      );
    } else if (step > 0) {
      added.push({ lineId, units: step, unitPriceE4: priceOf(line, quantity, facts) });
      found.sentences.push(`${line.sku} from ${wantedOf(line)} to ${quantity}`);
    }
  });
  return { taken, added };
}

export type LineFault = { readonly code: string; readonly message: string };

/** What stands against a quantity of a line: that it is too late, or that it fits no packs. */
function faultOf(
  order: OrderProgress,
  line: LineProgress,
  limits: LineScope,
  content: ChangeContent,
  quantity: number,
  facts: ChangeFacts,
): LineFault | null {
  const wanted = wantedOf(line);
  if (quantity > wanted) {
    return limits.growth === null
      ? (restrictedLine(order, line, facts) ?? quantityFault(line, quantity, facts))
      : { code: "too_late", message: limits.growth };
  }
  if (line.kitGroup !== null) {
    return kitFault(order, line, limits, content);
  }
  if (quantity < limits.least) {
    const message = `${limits.why ?? "Part of it is gone"}: ${limits.least} is the least that can stay of ${line.sku}`;
    return { code: "too_late", message };
  }
  // What has left need not be whole packs with what remains: only what still comes is checked.
  return quantity === 0 || quantity === limits.least ? null : quantityFault(line, quantity, facts);
}

function kitFault(
  order: OrderProgress,
  line: LineProgress,
  limits: LineScope,
  content: ChangeContent,
): LineFault | null {
  const kit = order.lines.filter(({ kitGroup }) => kitGroup === line.kitGroup);
  const isWhole = kit.every(({ lineId }) =>
    content.lines.some((each) => each.lineId === lineId && each.quantity === 0),
  );
  if (limits.least > 0) {
    const message = `${limits.why ?? "Another part of its kit is gone"}: the kit can no longer be cancelled`;
    return { code: "too_late", message };
  }
  return isWhole
    ? null
    : { code: "kit_in_part", message: "A kit is cancelled whole: set all its parts to 0" };
}

export const skuOf = (
  line: Pick<LineProgress, "sku">,
  { intake, customer }: Pick<ChangeFacts, "intake" | "customer">,
): OrderableSku | undefined =>
  intake.skus.get(skuKey({ text: line.sku, companyId: customer.companyId }));

function restrictedLine(
  input: OrderProgress,
  line: LineProgress,
  facts: ChangeFacts,
): LineFault | null {
  const sku = skuOf(line, facts);
  const { intake, today, customer } = facts;
  return sku === undefined ? null : restrictedFault({ facts: intake, input, today }, customer, sku);
}

export function quantityFault(
  line: LineProgress,
  quantity: number,
  facts: ChangeFacts,
): LineFault | null {
  const sku = skuOf(line, facts);
  return sku === undefined ? null : checkQuantity(sku, quantity);
}

/** The price of all of a line for what will be wanted of it, in ten-thousandths. */
function priceOf(line: LineProgress, quantity: number, facts: ChangeFacts): number {
  const sku = skuOf(line, facts);
  if (sku === undefined || line.shipped > 0) {
    return line.unitPriceE4;
  }
  const { priceList } = facts.customer;
  const source = {
    priceList,
    tiers: (priceList && facts.intake.tiers.get(tierKey(priceList.id, sku.id))) ?? [],
    listPriceE4: sku.listPriceE4,
  };
  const usual = decidePrice(source, wantedOf(line), facts.today);
  const next = decidePrice(source, quantity, facts.today);
  const isUsual = usual.ok && usual.value.unitPriceE4 === line.unitPriceE4;
  return isUsual && next.ok ? next.value.unitPriceE4 : line.unitPriceE4;
}
