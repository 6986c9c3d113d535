import { freightMicro } from "../network/decide-freight";
import type { LaneRate } from "../network/types";
import type { StepCount } from "./decide-assignment";
import { PairFreight } from "./decide-pair";
import { at, type Freight, type Problem, type Table, table, wholePacks } from "./decide-problem";
import { leastAbove } from "./decide-surplus";

/** One way to share out the part of a line that several nodes could ship equally early. */
type Option = { readonly units: Table; readonly grams: Table; readonly cost: number };

/** A line with a part that can be shared out in several ways. */
type Shared = { readonly line: number; readonly options: readonly Option[] };

/** More ways to share out one line than these are left to the general search. */
const OPTIONS_MAX = 1_500;

/**
 * The cheapest filling of an order from a set of nodes whose freight is no straight line: exact.
 *
 * For orders whose lines meet in nothing but the weight of the shipments. What each line gets in all
 * and how early is settled, so all fillings weigh the same together. What cannot be chosen is given out
 * first; then line by line each way to share out the rest. What lines not yet given out may add to each
 * shipment bounds what the freight comes to.
 */
export class WeighedFilling {
  /** [position in the set × lines + line] units, of the best filling of the last call. */
  readonly units: Table;

  readonly #problem: Problem;
  readonly #freight: Freight;
  readonly #steps: StepCount;
  #opened: readonly number[] = [];
  #count = 0;
  readonly #chosen: Option[] = [];
  readonly #settled: Table;
  #lines: Shared[] = [];
  /** By depth and position: least and most grams that the lines from there on add; the least cost. */
  readonly #least: Table[] = [];
  readonly #most: Table[] = [];
  readonly #rest: Table = [];
  readonly #grams: Table;
  readonly #seen: Map<string | number, number>[] = [];
  #pair: PairFreight | null = null;
  /** Grams of all shipments together, and a price per gram that bounds what they cost. */
  #total = 0;
  #slope = 0;
  #limit = 0;
  #mayTie = false;
  #isFound = false;

  constructor(problem: Problem, freight: Freight, steps: StepCount) {
    this.#problem = problem;
    this.#freight = freight;
    this.#steps = steps;
    this.units = table(problem.nodeCount * problem.lineCount);
    this.#settled = table(problem.nodeCount * problem.lineCount);
    this.#grams = table(problem.nodeCount);
  }

  /**
   * @param limit what the plan has to stay below in cost; with `mayTie` as much will do
   * @returns whether a filling is below the limit, or null where the ways to share out are too many
   */
  fill(opened: readonly number[], count: number, limit: number, mayTie: boolean): boolean | null {
    const { lineCount, splitPenalty } = this.#problem;
    this.#opened = opened;
    this.#count = count;
    this.#settled.fill(0, 0, count * lineCount);
    this.#grams.fill(0, 0, count);
    this.#lines = [];
    let cost = -splitPenalty;
    for (let k = 0; k < count; k += 1) {
      cost += this.#opening(k);
    }
    for (let line = 0; line < lineCount; line += 1) {
      const settled = this.#shareOut(line);
      if (settled === null) {
        return null;
      }
      cost += settled;
    }
    this.#prepare();
    this.#limit = limit;
    this.#mayTie = mayTie;
    this.#isFound = false;
    this.#choose(0, cost);
    return this.#isFound;
  }

  /** Cost of a shipment without its freight. */
  #opening(k: number): number {
    const { openCost } = this.#problem;
    const { below, weight } = this.#freight;
    const node = this.#opened[k] as number;
    return at(openCost, node) - weight * (below[node]?.[0] ?? 0);
  }

  /** Cost of a unit without its freight. */
  #unitCost(k: number, line: number): number {
    const { unitCost, lineCount } = this.#problem;
    const { below, weight, gramsPerUnit } = this.#freight;
    const node = this.#opened[k] as number;
    const freight = weight * (below[node]?.[1] ?? 0) * at(gramsPerUnit, line);
    return at(unitCost, node * lineCount + line) - freight;
  }

  #costOf(k: number, line: number, units: number): number {
    const { lineCost } = this.#problem;
    return units === 0
      ? 0
      : units * this.#unitCost(k, line) + at(lineCost, this.#opened[k] as number);
  }

  #packs(k: number, line: number): number {
    const { stock, groupCount, groupOf, quantity, multiple } = this.#problem;
    const offered = at(stock, (this.#opened[k] as number) * groupCount + at(groupOf, line));
    return wholePacks(Math.min(offered, at(quantity, line)), at(multiple, line));
  }

  /** Give out what the earliest nodes must give, and write down the ways to share out the rest. */
  #shareOut(line: number): number | null {
    const { lineCount, lateDays, quantity } = this.#problem;
    const late = (k: number) => at(lateDays, (this.#opened[k] as number) * lineCount + line);
    const givers: number[] = [];
    for (let k = 0; k < this.#count; k += 1) {
      if (this.#packs(k, line) > 0) {
        givers.push(k);
      }
    }
    givers.sort((a, b) => late(a) - late(b) || a - b);
    let open = at(quantity, line);
    let cost = 0;
    for (let from = 0; from < givers.length && open > 0; ) {
      let to = from;
      let offered = 0;
      while (to < givers.length && late(givers[to] as number) === late(givers[from] as number)) {
        offered += this.#packs(givers[to] as number, line);
        to += 1;
      }
      if (offered > open && to - from > 1) {
        const options = this.#optionsOf(line, givers.slice(from, to), open);
        if (options === null) {
          return null;
        }
        this.#lines.push({ line, options });
        return cost;
      }
      for (const k of givers.slice(from, to)) {
        const units = Math.min(open, this.#packs(k, line));
        this.#settled[k * lineCount + line] = units;
        this.#grams[k] = at(this.#grams, k) + units * at(this.#freight.gramsPerUnit, line);
        cost += this.#costOf(k, line, units);
        open -= units;
      }
      from = to;
    }
    return cost;
  }

  #optionsOf(line: number, givers: readonly number[], open: number): Option[] | null {
    const options: Option[] = [];
    const step = at(this.#problem.multiple, line);
    const perUnit = at(this.#freight.gramsPerUnit, line);
    const units = table(this.#count);
    const give = (place: number, left: number): boolean => {
      const k = givers[place];
      if (k === undefined) {
        if (left === 0) {
          const cost = givers.reduce(
            (sum, each) => sum + this.#costOf(each, line, at(units, each)),
            0,
          );
          options.push({ units: [...units], grams: units.map((given) => given * perUnit), cost });
        }
        return options.length <= OPTIONS_MAX;
      }
      let after = 0;
      for (let other = place + 1; other < givers.length; other += 1) {
        after += this.#packs(givers[other] as number, line);
      }
      const most = Math.min(left, this.#packs(k, line));
      for (let given = most; given >= Math.max(0, left - after); given -= step) {
        units[k] = given;
        if (!give(place + 1, left - given)) {
          return false;
        }
      }
      units[k] = 0;
      return true;
    };
    return give(0, open) ? options.sort((a, b) => a.cost - b.cost) : null;
  }

  /** Lines that move most weight come first; what those behind them add is summed up from the end. */
  #prepare(): void {
    const reach = ({ options }: Shared) =>
      Math.max(...options.map(({ grams }) => at(grams, this.#widest(options))));
    this.#lines.sort((a, b) => reach(b) - reach(a));
    const depth = this.#lines.length;
    this.#least[depth] = table(this.#count);
    this.#most[depth] = table(this.#count);
    this.#rest[depth] = 0;
    for (let place = depth - 1; place >= 0; place -= 1) {
      const { options } = this.#lines[place] as Shared;
      const least = table(this.#count);
      const most = table(this.#count);
      for (let k = 0; k < this.#count; k += 1) {
        let fewest = Number.POSITIVE_INFINITY;
        let greatest = 0;
        for (const { grams } of options) {
          fewest = Math.min(fewest, at(grams, k));
          greatest = Math.max(greatest, at(grams, k));
        }
        least[k] = at(this.#least[place + 1] as Table, k) + fewest;
        most[k] = at(this.#most[place + 1] as Table, k) + greatest;
      }
      this.#least[place] = least;
      this.#most[place] = most;
      this.#rest[place] = at(this.#rest, place + 1) + (options[0] as Option).cost;
    }
    for (let place = 0; place <= depth; place += 1) {
      this.#seen[place] = new Map();
    }
    this.#pair = null;
    if (depth > 0) {
      this.#total = this.#weightOfAll();
      if (this.#count === 2) {
        this.#pair = new PairFreight(this.#rate(0), this.#rate(1), this.#total);
      } else {
        this.#slope = this.#bestSlope();
      }
    }
  }

  #widest(options: readonly Option[]): number {
    return (options[0] as Option).units.findIndex((given) => given > 0);
  }

  #weightOfAll(): number {
    let grams = 0;
    for (let k = 0; k < this.#count; k += 1) {
      grams += at(this.#grams, k);
    }
    for (const { options } of this.#lines) {
      grams += (options[0] as Option).grams.reduce((sum, own) => sum + own, 0);
    }
    return grams;
  }

  #rate(k: number): LaneRate {
    return this.#freight.rates[this.#opened[k] as number] as LaneRate;
  }

  /** Of the prices per gram that the nodes charge, the one that bounds their freight best. */
  #bestSlope(): number {
    let best = 0;
    let most = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < this.#count; k += 1) {
      for (const { microPerGram } of this.#rate(k).pieces) {
        const least = this.#leastAbove(0, microPerGram);
        if (least > most) {
          most = least;
          best = microPerGram;
        }
      }
    }
    return best;
  }

  #choose(place: number, cost: number): void {
    this.#steps.taken += 1;
    const least = cost + at(this.#rest, place) + this.#leastFreight(place);
    if (this.#isHopeless(least) || this.#isMet(place, cost)) {
      return;
    }
    const line = this.#lines[place];
    if (line === undefined) {
      this.#keep(least);
      return;
    }
    for (const option of line.options) {
      this.#chosen[place] = option;
      for (let k = 0; k < this.#count; k += 1) {
        this.#grams[k] = at(this.#grams, k) + at(option.grams, k);
      }
      this.#choose(place + 1, cost + option.cost);
      for (let k = 0; k < this.#count; k += 1) {
        this.#grams[k] = at(this.#grams, k) - at(option.grams, k);
      }
    }
  }

  #isHopeless(least: number): boolean {
    return (
      this.#steps.taken > this.#steps.max ||
      least > this.#limit ||
      (least === this.#limit && !this.#mayTie)
    );
  }

  /** The same weights were met at this line before, for no more. */
  #isMet(place: number, cost: number): boolean {
    if (place === 0) {
      return false;
    }
    const key = this.#count === 2 ? at(this.#grams, 0) : this.#grams.slice(0, this.#count).join();
    const seen = this.#seen[place] as Map<string | number, number>;
    const met = seen.get(key);
    if (met !== undefined && met <= cost) {
      return true;
    }
    seen.set(key, cost);
    return false;
  }

  /** The least that the freight of all shipments comes to with the lines from `place` on still open. */
  #leastFreight(place: number): number {
    const { weight } = this.#freight;
    const least = this.#least[place] as Table;
    const most = this.#most[place] as Table;
    let isOpen = false;
    let known = 0;
    for (let k = 0; k < this.#count && !isOpen; k += 1) {
      isOpen = at(least, k) < at(most, k);
      known += isOpen ? 0 : freightMicro(this.#rate(k), at(this.#grams, k) + at(least, k));
    }
    if (!isOpen) {
      return weight * known;
    }
    if (this.#pair !== null) {
      const from = at(this.#grams, 0) + at(least, 0);
      return weight * this.#pair.least(from, at(this.#grams, 0) + at(most, 0));
    }
    return weight * this.#leastAbove(place, this.#slope);
  }

  /**
   * All fillings weigh the same, so a price per gram that is taken off every shipment is added back
   * once, whatever the lines do.
   */
  #leastAbove(place: number, slope: number): number {
    const least = this.#least[place] as Table;
    const most = this.#most[place] as Table;
    let sum = slope * this.#total;
    for (let k = 0; k < this.#count; k += 1) {
      const grams = at(this.#grams, k);
      sum += leastAbove(this.#rate(k), slope, grams + at(least, k), grams + at(most, k));
    }
    return sum;
  }

  #keep(cost: number): void {
    const { lineCount } = this.#problem;
    this.#limit = cost;
    this.#mayTie = false;
    this.#isFound = true;
    for (let cell = 0; cell < this.#count * lineCount; cell += 1) {
      this.units[cell] = at(this.#settled, cell);
    }
    this.#lines.forEach(({ line }, place) => {
      for (let k = 0; k < this.#count; k += 1) {
        const cell = k * lineCount + line;
        this.units[cell] = at(this.units, cell) + at((this.#chosen[place] as Option).units, k);
      }
    });
  }
}
