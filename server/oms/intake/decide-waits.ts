import { type InboundBook, lookAtBackorder } from "../allocation/decide-dates";
import {
  type DemandOrder,
  type PlanWorld,
  planWithin,
  type StockPlan,
} from "../allocation/decide-plan";
import type { Fault } from "../kernel/errors";
import type { LocalDate } from "../kernel/local-date";
import { sum } from "../kernel/quantity";
import {
  type BackorderTerms,
  type BackorderWish,
  backorderReason,
  decideBackorderTerms,
  decideSkuWish,
  decideWaiting,
  lastDayOf,
  lateUnits,
  type Waiting,
} from "../orders/decide-backorders";
import { kitFault, type ShortLine } from "./decide-kit";
import type { PlaceOrderInput } from "./schema";
import type { Customer, ResolvedLine, ResolvedOrder } from "./types";

/** Units that wait, of SKUs and customers whose backorders are capped; grows with what orders add. */
export class BackorderCounts {
  private readonly bySku: Map<string, number>;
  private readonly byCompany: Map<string, number>;

  constructor(
    rows: readonly { readonly skuId: string; readonly companyId: string | null; units: number }[],
  ) {
    this.bySku = new Map(
      rows.flatMap(({ skuId, companyId, units }) => (companyId === null ? [[skuId, units]] : [])),
    );
    this.byCompany = new Map(
      rows.flatMap(({ skuId, companyId, units }) =>
        companyId === null ? [] : [[`${companyId} ${skuId}`, units]],
      ),
    );
  }

  /** Units of a SKU that wait, for everybody and for one company. */
  of(skuId: string, companyId: string): { readonly all: number; readonly company: number } {
    return {
      all: this.bySku.get(skuId) ?? 0,
      company: this.byCompany.get(`${companyId} ${skuId}`) ?? 0,
    };
  }

  add(skuId: string, companyId: string, units: number): void {
    const { all, company } = this.of(skuId, companyId);
    this.bySku.set(skuId, all + units);
    this.byCompany.set(`${companyId} ${skuId}`, company + units);
  }
}

/** Who asks for what, and what they chose for it. */
export type Asking = {
  readonly lines: readonly ResolvedLine[];
  readonly customer: Pick<Customer, "companyId" | "backorders">;
  readonly wish: BackorderWish | null;
};

/** What an order chose; null: nothing. */
export const wishOf = ({ backorders }: Pick<PlaceOrderInput, "backorders">): BackorderWish | null =>
  backorders ?? null;

/** What holds for what is not there of a line; for a component, what holds for its kit. */
export const termsOf = (
  { sku, kit }: ResolvedLine,
  { customer, wish }: Pick<Asking, "customer" | "wish">,
): BackorderTerms =>
  decideBackorderTerms({
    order: wish,
    customer: customer.backorders,
    sku: decideSkuWish(
      {
        policy: kit?.neverWaits ?? sku.backorderPolicy,
        limit: sku.backorderLimit,
        days: sku.backorderDays,
      },
      sku,
    ),
  });

/** Whether the terms of a line ask how many units wait already. */
export const asksCounts = (line: ResolvedLine, asking: Omit<Asking, "lines">): boolean =>
  termsOf(line, asking).units.length > 0;
const asksDates = (line: ResolvedLine, asking: Omit<Asking, "lines">): boolean =>
  termsOf(line, asking).days !== null;

const askingOf = ({ customer, input }: ResolvedOrder) => ({ customer, wish: wishOf(input) });

/** SKUs and customers of which it has to be known how many units wait already. */
export const cappedOf = (orders: readonly ResolvedOrder[]) =>
  orders.flatMap((order) =>
    order.lines
      .filter((line) => asksCounts(line, askingOf(order)))
      .map(({ sku }) => ({ skuId: sku.id, companyId: order.customer.companyId })),
  );

/** Whether it has to be known when what waits would come, before it may. */
export const isDated = (order: ResolvedOrder): boolean =>
  order.lines.some((line) => asksDates(line, askingOf(order)));

/**
 * Plan an order on stock. Of a kit whose remainder is cancelled no more components are taken than
 * make whole kits.
 *
 * @returns the plan, and the demand that it answers
 */
export function planKits(
  asking: Asking,
  demand: DemandOrder,
  world: PlanWorld,
): { readonly plan: StockPlan; readonly asked: DemandOrder } {
  const most = new Map<string, number>();
  let planned = planWithin(demand, world, most);
  for (;;) {
    const before = most.size === 0 ? Number.POSITIVE_INFINITY : sum([...most.values()]);
    limitKits(asking, planned.plan, most);
    // Fewer kits each time: it ends where they are whole, at the latest with none.
    if (most.size === 0 || sum([...most.values()]) === before) {
      return planned;
    }
    planned = planWithin(demand, world, most);
  }
}

/** Of each kit that is cut to what is there: the units of its components that make whole kits. */
function limitKits(asking: Asking, plan: StockPlan, most: Map<string, number>): void {
  const groups = new Map<number, { line: ResolvedLine; filled: number }[]>();
  asking.lines.forEach((line, at) => {
    const terms = line.kit && termsOf(line, asking);
    if (terms !== null && !terms.mayWait && terms.otherwise === "cancel") {
      const parts = groups.get(line.askedAt) ?? [];
      groups.set(line.askedAt, parts);
      parts.push({ line, filled: line.quantity - (plan.openUnits[at] ?? 0) });
    }
  });
  for (const parts of groups.values()) {
    const kits = Math.min(
      ...parts.map(({ line, filled }) =>
        Math.floor((filled * (line.kit?.quantity ?? 0)) / line.quantity),
      ),
    );
    for (const { line, filled } of parts) {
      const units = (kits * line.quantity) / (line.kit?.quantity ?? 1);
      if (units < filled || most.has(line.lineId)) {
        most.set(line.lineId, units);
      }
    }
  }
}

/** What becomes of the open units of a line, and who says so in words. */
export type LineWaiting = Omit<Waiting, "because"> & {
  readonly because: string | null;
  /** Set where pre-orders are capped: day on which the SKU comes out. */
  readonly comesOutOn?: LocalDate;
};

export type WaitFault = Omit<Fault, "field"> & { readonly askedAt: number };

export type KnownWaiting = {
  readonly counts: BackorderCounts;
  readonly inbound: InboundBook;
  readonly today: LocalDate;
  /** How the customer is called to whoever reads it. */
  readonly customerName: string;
};

/**
 * What becomes of what stock does not give: for each line the units that wait and those that are
 * cancelled, and what stands against lines of which units may do neither. A kit has one fault for
 * all its components. For supply that has to be known, look at what is on its way; nothing is taken.
 */
export function decideWaits(
  asking: Asking,
  demand: DemandOrder,
  openUnits: readonly number[],
  world: PlanWorld,
  { counts, inbound, today, customerName }: KnownWaiting,
): { readonly waiting: readonly LineWaiting[]; readonly faults: readonly WaitFault[] } {
  const terms = asking.lines.map((line) => termsOf(line, asking));
  const isDated = terms.some(({ days }, at) => days !== null && (openUnits[at] ?? 0) > 0);
  const dated = isDated ? lookAtBackorder(demand, openUnits, inbound, world, today) : [];
  const added = new Map<string, number>();
  const asked = new Map<number, ShortLine[]>();
  const waiting = asking.lines.map((line, at): LineWaiting => {
    const open = openUnits[at] ?? 0;
    const own = terms[at] as BackorderTerms;
    const { all, company } = counts.of(line.sku.id, asking.customer.companyId);
    const order = added.get(line.sku.id) ?? 0;
    const before = { order, customer: company + order, sku: all + order };
    const late = lateUnits(
      dated.filter(({ lineId }) => lineId === line.lineId),
      lastDayOf(own, today),
    );
    const { because, ...what } = decideWaiting(own, open, before, late);
    added.set(line.sku.id, order + what.waits);
    const sku = line.kit === null ? "it" : "the kit";
    const words = because && backorderReason(because, { customer: customerName, sku });
    const parts = asked.get(line.askedAt) ?? [];
    asked.set(line.askedAt, parts);
    const early = because?.comesOutOn === undefined ? {} : { comesOutOn: because.comesOutOn };
    parts.push({ line, open, refused: what.refused, because: words ?? "", ...early });
    return { ...what, because: words, ...early };
  });
  const faults = [...asked].flatMap(([askedAt, parts]): WaitFault[] => {
    const fault = kitFault(parts) ?? shortFault(parts);
    return fault === null ? [] : [{ ...fault, askedAt }];
  });
  return { waiting, faults };
}

/** A pre-order beyond its cap: what is left of it may be ordered now, and all once the SKU is out. */
function preorderFault({ line, open, refused, because }: ShortLine): Omit<Fault, "field"> {
  const left = open - refused;
  const way = left === 0 ? "order it from that day on" : `${left} are left: order ${left} or less`;
  return {
    code: "preorder_limit",
    message: `${line.sku.code}: ${line.quantity} ordered, ${because}; ${way}`,
  };
}

/** What stands against a line that is no kit; null when its open units may wait or are cancelled. */
function shortFault(parts: readonly ShortLine[]): Omit<Fault, "field"> | null {
  const [part] = parts;
  if (part === undefined || part.refused === 0 || part.line.kit !== null) {
    return null;
  }
  const { line, open, refused, because, comesOutOn } = part;
  if (comesOutOn !== undefined) {
    return preorderFault(part);
  }
  const can = line.quantity - open;
  const most = can + open - refused;
  const why = refused === open ? because : `${open - refused} may wait: ${because}`;
  return {
    code: "not_backorderable",
    message: `${line.sku.code}: ${line.quantity} ordered, ${can} can ship and ${why}; order ${most === 0 ? "another SKU" : `${most} or less`}`,
  };
}
