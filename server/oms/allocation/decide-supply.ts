import type { Fault } from "../kernel/errors";
import type { LocalDate } from "../kernel/local-date";
import { err, ok, type Result } from "../kernel/result";

/** What is to come of a SKU to a node, as its supplier or plant says it. */
export type WantedSupply = {
  readonly reference: string;
  /** Units in all, what was received among them; 0: it does not come. */
  readonly quantity: number;
  readonly eta: LocalDate;
  readonly dockToStockDays: number;
  readonly confidence: number;
  readonly supplier: string;
};

export type KnownSupply = WantedSupply & {
  readonly received: number;
  /** Units of the rest that orders were promised. */
  readonly pegged: number;
  readonly isOpen: boolean;
};

/**
 * What becomes of a supply. `opened` is new, `ended` comes no more, or is all there; of a changed one
 * `over` units that were promised do not fit any more, and `isMoved` says that what stands on it is dated
 * anew.
 */
export type SupplyVerdict =
  | { readonly kind: "unchanged" }
  | { readonly kind: "opened" }
  | {
      readonly kind: "changed" | "ended";
      readonly over: number;
      readonly isMoved: boolean;
    };

/**
 * Compare what is said of a supply with what is known of it.
 *
 * @param known null while nobody named it before
 * @returns a fault where less is said to come than was received already
 */
export function decideSupply(
  wanted: WantedSupply,
  known: KnownSupply | null,
): Result<SupplyVerdict, Omit<Fault, "field">> {
  if (known === null) {
    return ok({ kind: wanted.quantity === 0 ? "unchanged" : "opened" });
  }
  const { quantity } = wanted;
  if (quantity > 0 && quantity < known.received) {
    return err({
      code: "below_received",
      message: `${known.received} of ${wanted.reference} were received already`,
    });
  }
  const rest = Math.max(0, quantity - known.received);
  if (rest === 0 && !known.isOpen) {
    return ok({ kind: "unchanged" });
  }
  const isMoved = wanted.eta !== known.eta || wanted.dockToStockDays !== known.dockToStockDays;
  const isSame =
    known.isOpen &&
    !isMoved &&
    quantity === known.quantity &&
    wanted.confidence === known.confidence &&
    wanted.supplier === known.supplier;
  return isSame
    ? ok({ kind: "unchanged" })
    : ok({
        kind: rest === 0 ? "ended" : "changed",
        over: Math.max(0, known.pegged - rest),
        isMoved: isMoved && rest > 0,
      });
}

type Promised = { readonly quantity: number };

/** Which promises give up so many units: the last ones first, the last of them in part. */
export function promisesOver<Peg extends Promised>(
  pegs: readonly Peg[],
  over: number,
): (Peg & { readonly units: number })[] {
  let left = over;
  return pegs.toReversed().flatMap((peg) => {
    const units = Math.min(left, peg.quantity);
    left -= units;
    return units === 0 ? [] : [{ ...peg, units }];
  });
}
