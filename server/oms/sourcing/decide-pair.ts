import type { LaneRate, RatePiece } from "../network/types";

/** More steps of a break than these are bounded by the straight line below them. */
const STEPS_MAX = 48;

/** What two shipments cost that weigh so much together, by how much the first of them weighs. */
export class PairFreight {
  readonly #first: LaneRate;
  readonly #second: LaneRate;
  readonly #total: number;
  /** Weights of the first at which the sum can be least, rising, and the least it then is. */
  readonly #weights: readonly number[];
  readonly #costs: readonly number[];

  constructor(first: LaneRate, second: LaneRate, total: number) {
    this.#first = first;
    this.#second = second;
    this.#total = total;
    const weights = new Set<number>();
    for (const weight of turns(first, total)) {
      weights.add(weight);
    }
    for (const weight of turns(second, total)) {
      weights.add(total - weight);
    }
    this.#weights = [...weights].sort((a, b) => a - b);
    this.#costs = this.#weights.map(
      (weight) => lower(first, weight) + lower(second, total - weight),
    );
  }

  /** The least sum while the first weighs between so and so many grams. */
  least(from: number, to: number): number {
    let least = Math.min(this.#at(from), this.#at(to));
    for (let index = this.#begin(from); index < this.#weights.length; index += 1) {
      if ((this.#weights[index] as number) > to) {
        break;
      }
      least = Math.min(least, this.#costs[index] as number);
    }
    return least;
  }

  #at(weight: number): number {
    return lower(this.#first, weight) + lower(this.#second, this.#total - weight);
  }

  #begin(from: number): number {
    let low = 0;
    let high = this.#weights.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#weights[middle] as number) < from) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}

/** Are all steps of the piece looked at, up to a weight? */
const isCounted = (piece: RatePiece, first: number, last: number): boolean =>
  piece.stepGrams === 1 || (last - first) / piece.stepGrams <= STEPS_MAX;

/** Freight, or where a piece has too many steps the line below it. */
function lower({ pieces }: LaneRate, grams: number): number {
  let first = 0;
  for (const piece of pieces) {
    const end = piece.upToGrams ?? Number.POSITIVE_INFINITY;
    if (grams <= end) {
      const charged =
        piece.stepGrams === 1 || !isCounted(piece, first, end)
          ? grams
          : Math.ceil(grams / piece.stepGrams) * piece.stepGrams;
      return piece.fixedMicro + piece.microPerGram * charged;
    }
    first = end + 1;
  }
  return 0;
}

/** Weights at which a price begins or ends to rise: ends of pieces with the gram behind, and steps. */
function* turns({ pieces }: LaneRate, most: number): Generator<number> {
  let first = 0;
  for (const piece of pieces) {
    const end = piece.upToGrams ?? Number.POSITIVE_INFINITY;
    yield first;
    if (piece.microPerGram > 0 && piece.stepGrams > 1 && isCounted(piece, first, end)) {
      const { stepGrams } = piece;
      for (
        let weight = Math.ceil(first / stepGrams) * stepGrams;
        weight < Math.min(end, most);
        weight += stepGrams
      ) {
        yield weight;
      }
    }
    if (end >= most) {
      yield most;
      return;
    }
    yield end;
    first = end + 1;
  }
}
