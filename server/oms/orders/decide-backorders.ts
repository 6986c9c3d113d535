import type { BackorderPolicy, BackorderSlip } from "../catalog/types";
import { addDays, type LocalDate } from "../kernel/local-date";

/** What one side wants to become of what is not there. */
export type BackorderWish = {
  readonly policy: BackorderPolicy;
  /** Under `cap`: units of one SKU that may wait at once; null: as many as there are. */
  readonly limit: number | null;
  /** Under `cap`: days from the order until the promised date; null: however many. */
  readonly days: number | null;
  /** Under `cap` with days: what becomes of units that slip beyond them; null: the customer is asked. */
  readonly slip?: BackorderSlip | null;
  /** Of a SKU that is not out yet: the wish is about pre-orders. */
  readonly comesOutOn?: LocalDate | null;
};

/**
 * What a SKU wants to become of units that no node has. Before it is out all of them are pre-orders,
 * which have a cap of their own: none where it is 0, which leaves the SKU to be looked at.
 */
export function decideSkuWish(
  wish: BackorderWish,
  sku: { readonly comesOutOn: LocalDate | null; readonly preorderLimit: number | null },
): BackorderWish {
  const { comesOutOn, preorderLimit: limit } = sku;
  return comesOutOn === null
    ? wish
    : { policy: limit === null ? "backorder" : "cap", limit, days: null, comesOutOn };
}

/** Whose wish decides: the order's own, its customer's, or the SKU's. */
export type BackorderSource = "order" | "customer" | "sku";

export type BackorderWishes = {
  /** Null: nothing was chosen for this order. */
  readonly order: BackorderWish | null;
  /** Null: the customer leaves it to the SKU. */
  readonly customer: BackorderWish | null;
  readonly sku: BackorderWish;
};

export type BackorderCap = {
  readonly amount: number;
  readonly source: BackorderSource;
  /** Of pre-orders: day on which the SKU comes out. */
  readonly comesOutOn?: LocalDate;
};

/** What holds for units of a line that nobody has now. */
export type BackorderTerms = {
  /** What becomes of units that may not wait. */
  readonly otherwise: "refuse" | "cancel";
  readonly mayWait: boolean;
  /** Whose wish that is. */
  readonly source: BackorderSource;
  /** Caps on units that wait at once: the order's counts its own, the customer's theirs, the SKU's all. */
  readonly units: readonly BackorderCap[];
  /** The strictest cap on the days until the promised date; null: none. */
  readonly days: (BackorderCap & { readonly slip: BackorderSlip }) | null;
};

const STRICTNESS: Readonly<Record<BackorderPolicy, number>> = {
  backorder: 0,
  cap: 1,
  refuse: 2,
  cancel: 2,
};

/** Whether one wish lets no more wait than another. */
export const isAsStrict = (wish: BackorderWish, than: BackorderWish): boolean =>
  STRICTNESS[wish.policy] >= STRICTNESS[than.policy];

/**
 * What holds for what is not there of one line.
 *
 * The customer's wish comes before the SKU's. The order's own comes before both, where it lets no
 * more wait than they do: an order may be stricter than its customer, never looser. Caps add up,
 * whoever set them: what waits keeps to each.
 */
export function decideBackorderTerms({ order, customer, sku }: BackorderWishes): BackorderTerms {
  const base = customer ?? sku;
  const isOrders = order !== null && isAsStrict(order, base);
  const { policy } = isOrders ? order : base;
  const source = isOrders ? "order" : customer === null ? "sku" : "customer";
  const mayWait = policy === "backorder" || policy === "cap";
  const sides: readonly (readonly [BackorderSource, BackorderWish | null])[] = [
    ["order", order],
    ["customer", customer],
    ["sku", sku],
  ];
  const caps = (of: "limit" | "days") =>
    sides.flatMap(([source, wish]): (BackorderCap & { readonly slip: BackorderSlip })[] => {
      const amount = wish?.policy === "cap" && mayWait ? wish[of] : null;
      return amount === null ? [] : [{ amount, source, slip: wish?.slip ?? "ask" }];
    });
  const [days] = caps("days").toSorted((a, b) => a.amount - b.amount);
  return {
    otherwise: policy === "cancel" ? "cancel" : "refuse",
    mayWait,
    source,
    units: caps("limit").map(({ amount, source: side }) => ({
      amount,
      source: side,
      ...(side === "sku" && sku.comesOutOn ? { comesOutOn: sku.comesOutOn } : {}),
    })),
    days: days ?? null,
  };
}

/** The last day for which units of an order of that day may be promised; null: any. */
export const lastDayOf = ({ days }: BackorderTerms, placed: LocalDate): LocalDate | null =>
  days && addDays(placed, days.amount);

/** A dated part of what waits. */
export type WaitingPart = { readonly units: number; readonly deliveryDate: LocalDate | null };

export type Waiting = {
  /** Units that wait. */
  readonly waits: number;
  readonly cancelled: number;
  /** Units that may neither wait nor are cancelled: the line cannot be taken as it is. */
  readonly refused: number;
  /** Whose wish keeps units from waiting, and what it is about; null: all of them may wait. */
  readonly because: {
    readonly source: BackorderSource;
    readonly what: "none" | "units" | "days";
    readonly amount: number;
    /** Of pre-orders: day on which the SKU comes out. */
    readonly comesOutOn?: LocalDate;
  } | null;
};

/**
 * What becomes of the open units of one line.
 *
 * @param open units that no node has now
 * @param before units that wait already, as each side counts them
 * @param late units of these that could come only after the last day that the terms allow
 */
export function decideWaiting(
  terms: BackorderTerms,
  open: number,
  before: Readonly<Record<BackorderSource, number>>,
  late: number,
): Waiting {
  if (open === 0) {
    return { waits: 0, cancelled: 0, refused: 0, because: null };
  }
  if (!terms.mayWait) {
    const isCancelled = terms.otherwise === "cancel";
    return {
      waits: 0,
      cancelled: isCancelled ? open : 0,
      refused: isCancelled ? 0 : open,
      because: { source: terms.source, what: "none", amount: 0 },
    };
  }
  let waits = open;
  let because: Waiting["because"] = null;
  for (const cap of terms.units) {
    const room = Math.max(0, cap.amount - before[cap.source]);
    if (room < waits) {
      waits = room;
      because = { ...cap, what: "units" };
    }
  }
  if (terms.days !== null && open - late < waits) {
    waits = open - late;
    because = { source: terms.days.source, what: "days", amount: terms.days.amount };
  }
  return { waits, cancelled: 0, refused: open - waits, because };
}

/** Of dated parts, the units that come after a day, or on none that is known. */
export const lateUnits = (parts: readonly WaitingPart[], lastDay: LocalDate | null): number =>
  lastDay === null
    ? 0
    : parts.reduce(
        (units, part) =>
          part.deliveryDate === null || part.deliveryDate > lastDay ? units + part.units : units,
        0,
      );

export type BackorderNames = { readonly customer: string; readonly sku: string };

/** Why units may not wait: `Meridian Cycles takes no backorders`. */
export function backorderReason(
  because: NonNullable<Waiting["because"]>,
  names: BackorderNames,
): string {
  const { source, what, amount, comesOutOn } = because;
  const who = { order: "this order", customer: names.customer, sku: names.sku }[source];
  const days = amount === 1 ? "1 day" : `${amount} days`;
  switch (what) {
    case "none":
      return source === "sku" ? `${who} is not backordered` : `${who} takes no backorders`;
    case "units":
      if (comesOutOn !== undefined) {
        return amount === 0
          ? `${who} comes out on ${comesOutOn} and is not pre-ordered`
          : `no more than ${amount} of ${who} may be pre-ordered before ${comesOutOn}`;
      }
      return source === "sku"
        ? `no more than ${amount} of ${who} may wait at once`
        : `${who} lets no more than ${amount} of a SKU wait`;
    case "days":
      return source === "sku" ? `${who} may wait ${days} at most` : `${who} waits ${days} at most`;
    default:
      return what satisfies never;
  }
}
