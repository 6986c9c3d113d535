import type { Fault } from "../kernel/errors";
import type { OrderLineId } from "../kernel/ids";
import type { LocalDate } from "../kernel/local-date";
import { shareOut, unitPriceOf } from "../kernel/money";
import { QUANTITY_MAX, sum } from "../kernel/quantity";
import type { PromiseState } from "../orders/types";
import type { KitComponent, OrderableSku, ResolvedLine, StockedSku } from "./types";

/** How many order lines an asked line becomes: a kit has one per component. */
export const linesOf = (sku: OrderableSku | undefined): number =>
  Math.max(1, sku?.components.length ?? 0);

/** The SKUs whose stock is asked when one is ordered: the components of a kit, or itself. */
export const stockedSkus = (sku: OrderableSku): readonly StockedSku[] =>
  sku.components.length === 0 ? [sku] : sku.components.map((component) => component.sku);

/** Whether so many kits have more units of a component than a line can count. */
export function checkKitQuantity(sku: OrderableSku, kits: number): Omit<Fault, "field"> | null {
  const most = Math.floor(QUANTITY_MAX / Math.max(1, ...sku.components.map((c) => c.quantity)));
  return kits <= most
    ? null
    : { code: "too_many", message: `${sku.code} is a kit: order at most ${most} at once` };
}

/**
 * An asked line as the order lines that are sourced, picked and shipped: itself, or for a kit one
 * line per component (a sales bill of material).
 *
 * The kit's price is decided for the kit. Its total is shared out over the components by their list
 * prices, to the last minor unit (by their units where none has one), so that the lines add up to
 * what the kit costs; a component's unit price is its share per unit, rounded.
 *
 * @param line the asked line, priced
 * @param lineIds one per component
 */
export function explodeLine(
  line: ResolvedLine,
  { components, ...sku }: OrderableSku,
  lineIds: readonly OrderLineId[],
  currency: string,
): ResolvedLine[] {
  if (components.length === 0) {
    return [line];
  }
  const { quantity, unitPriceE4, customerPart } = line;
  const kit = {
    sku,
    quantity,
    unitPriceE4,
    customerPart,
    lineTotal: line.lineTotal,
    neverWaits: neverWaiting([sku, ...components.map((part) => part.sku)]),
  };
  const shares = shareOut(line.lineTotal, weightsOf(components));
  return components.map((component, index): ResolvedLine => {
    const units = quantity * component.quantity;
    const share = shares[index] ?? 0;
    return {
      ...line,
      lineId: lineIds[index] as OrderLineId,
      sku: component.sku,
      quantity: units,
      customerPart: null,
      unitPriceE4: unitPriceOf(share, units, currency),
      expectedUnitPriceE4: null,
      lineTotal: share,
      kit,
    };
  });
}

/**
 * A refusal of one of them keeps the kit from being taken in part; else one that cancels decides. A kit
 * of which a part is not out yet has to wait, whatever they say.
 */
function neverWaiting(skus: readonly StockedSku[]): "refuse" | "cancel" | null {
  if (skus.some(({ comesOutOn }) => comesOutOn !== null)) {
    return null;
  }
  const policies = skus.map(({ backorderPolicy }) => backorderPolicy);
  return policies.includes("refuse") ? "refuse" : policies.includes("cancel") ? "cancel" : null;
}

function weightsOf(components: readonly KitComponent[]): number[] {
  const byPrice = components.map(({ sku, quantity }) => sku.listPriceE4 * quantity);
  return sum(byPrice) > 0 ? byPrice : components.map(({ quantity }) => quantity);
}

/** A line with what stock does not give of it, and what of that may not wait. */
export type ShortLine = {
  readonly line: ResolvedLine;
  readonly open: number;
  readonly refused: number;
  /** Who lets those not wait, in words. */
  readonly because: string;
  /** Set where pre-orders are capped: day on which the SKU comes out. */
  readonly comesOutOn?: LocalDate;
};

/**
 * What stands against a kit some of whose units must wait; null when they may.
 *
 * A component with a cap lets as many kits wait as its own units may.
 *
 * @param parts all lines of one kit line of the order
 */
export function kitFault(parts: readonly ShortLine[]): Omit<Fault, "field"> | null {
  const kit = parts[0]?.line.kit;
  if (!kit) {
    return null;
  }
  const kitsOf = ({ line }: ShortLine, units: number) =>
    Math.floor((units * kit.quantity) / line.quantity);
  const isShort = parts.some(({ open }) => open > 0);
  const can = parts.map((part) => kitsOf(part, part.line.quantity - part.open));
  const most = parts.map((part) => kitsOf(part, part.line.quantity - part.refused));
  const limit = Math.min(...most);
  if (!isShort || limit === kit.quantity) {
    return null;
  }
  const ships = Math.min(...can);
  const short = parts[most.indexOf(limit)] as ShortLine;
  const waits = limit > ships ? `${limit - ships} may wait` : short.because;
  return {
    code: short.comesOutOn === undefined ? "not_backorderable" : "preorder_limit",
    message: `${kit.sku.code}: ${kit.quantity} ordered, ${ships} can ship because ${short.line.sku.code} is short by ${short.open}, and ${waits}; order ${limit === 0 ? "another SKU" : `${limit} or less`}`,
  };
}

/** Units that leave together, as a quote tells them. */
type Part = {
  readonly quantity: number;
  readonly nodeName: string | null;
  readonly shipDate: LocalDate | null;
  readonly deliveryDate: LocalDate | null;
  readonly state: PromiseState;
};

/**
 * The parts of a kit line, in kits: a kit has arrived when the last unit of its last component has.
 *
 * While a component of the line waits none of its components leaves, so all kits of it are one part
 * then, with the latest of all days.
 *
 * @param components the parts of each component's line, in its units
 */
export function kitParts(
  kits: number,
  components: readonly { readonly perKit: number; readonly parts: readonly Part[] }[],
): Part[] {
  const all = components.flatMap(({ parts }) => parts);
  if (all.some(({ state }) => state !== "firm")) {
    return [joined(kits, all)];
  }
  const queues = components.map(({ perKit, parts }) => {
    let units = 0;
    return parts.toSorted(byDays).map((part) => {
      units += part.quantity;
      return { part, kits: Math.floor(units / perKit) };
    });
  });
  const steps = [...new Set(queues.flatMap((queue) => queue.map((step) => step.kits)))]
    .filter((step) => step > 0)
    .toSorted((a, b) => a - b);
  return steps.map((step, index) => {
    // Of each component the units that the step's last kit takes decide; earlier ones are there.
    const last = queues.flatMap((queue) => queue.find((part) => part.kits >= step)?.part ?? []);
    return joined(step - (steps[index - 1] ?? 0), last);
  });
}

/** More places than this are counted. */
const NAMED_MAX = 2;

const byDays = (a: Part, b: Part) =>
  `${a.deliveryDate} ${a.shipDate}`.localeCompare(`${b.deliveryDate} ${b.shipDate}`);

function joined(quantity: number, parts: readonly Part[]): Part {
  const names = [...new Set(parts.map(({ nodeName }) => nodeName))];
  const states = new Set(parts.map(({ state }) => state));
  return {
    quantity,
    nodeName: names.includes(null)
      ? null
      : names.length > NAMED_MAX
        ? `${names.length} places`
        : names.toSorted().join(" and "),
    shipDate: latestOf(parts.map(({ shipDate }) => shipDate)),
    deliveryDate: latestOf(parts.map(({ deliveryDate }) => deliveryDate)),
    state: states.has("unknown") ? "unknown" : states.has("expected") ? "expected" : "firm",
  };
}

/** The latest day; null when one of them is not known. */
const latestOf = (days: readonly (LocalDate | null)[]): LocalDate | null =>
  days.reduce((last, day) => (last === null || day === null ? null : day > last ? day : last));
