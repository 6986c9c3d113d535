import { at, type Problem, type Table, table, wholePacks } from "./decide-problem";

/** Below this part of a millionth of a minor unit an opening counts as shared out. */
const SLACK_MIN = 1e-3;

/**
 * What is bounded for itself: a line, or the lines of one SKU together. Lines that share a SKU are
 * bounded both ways, since neither sees all: each line alone knows its own dates, together they
 * know that the stock is one.
 */
type Demand = {
  readonly group: number;
  readonly lines: readonly number[];
  readonly quantity: number;
  readonly multiple: number;
};

/** How far the price of a group's units has risen. Ranks index its ranked nodes. */
type Climb = {
  readonly group: number;
  readonly demand: number;
  readonly from: number;
  readonly to: number;
  /** Nodes up to here have been reached by the price. */
  reached: number;
  readonly open: number;
  level: number;
  isDone: boolean;
  readonly blocked: boolean[];
  /** Units at blocked nodes. */
  held: number;
};

/**
 * What the units of each demand cost at least, at each node.
 *
 * The cost of opening a node is shared out to the groups that might use it. A demand that is then
 * filled from the cheapest nodes, for itself, never pays more than it would in a real plan: any
 * shares are right as long as those of one node never add up to more than it costs to open. Large
 * ones are found by raising all prices together (dual ascent, as in facility location).
 */
export class Prices {
  readonly demands: readonly Demand[];
  /** By group: its line, or its lines and then all of them together. */
  readonly demandsOf: readonly (readonly number[])[];
  /** All [node × demands + demand]: units it can give, and per unit the least days late, the least
   * cost when the node is open, and that with the share of opening it. */
  readonly units: Table;
  readonly late: Table;
  readonly open: Table;
  readonly full: Table;
  /** By demand of several lines: the least handling of a line. */
  readonly handling: Table;
  /** By node: cost of opening it that no group bears. */
  readonly unshared: Table;
  /** By demand: nodes that have units of it, by lateness, then full price. */
  readonly ranked: number[][];

  readonly #problem: Problem;

  constructor(problem: Problem, nodes: readonly number[]) {
    this.#problem = problem;
    this.demands = demandsOf(problem);
    this.demandsOf = problem.linesOf.map((_, group) =>
      this.demands.flatMap((demand, index) => (demand.group === group ? [index] : [])),
    );
    const cells = problem.nodeCount * this.demands.length;
    this.units = table(cells);
    this.late = table(cells);
    this.open = table(cells);
    this.handling = table(this.demands.length);
    this.unshared = problem.openCost.slice();
    for (let index = 0; index < this.demands.length; index += 1) {
      this.#price(index, nodes);
    }
    this.full = this.open.slice();
    this.ranked = this.demands.map((_, demand) =>
      nodes.filter((node) => at(this.units, node * this.demands.length + demand) > 0),
    );
    this.#rank();
    this.#raise();
    this.#rank();
  }

  /**
   * A line's handling is fixed, so it is spread over the units that the node can give. Lines
   * together pay the least handling of any node once each, as far as they must be touched.
   */
  #price(index: number, nodes: readonly number[]): void {
    const { groupCount, lineCount, stock, unitCost, lateDays, lineCost } = this.#problem;
    const { group, lines, quantity, multiple } = this.demands[index] as Demand;
    let leastHandling = Number.POSITIVE_INFINITY;
    for (const node of nodes) {
      const cell = node * this.demands.length + index;
      const stocked = Math.min(quantity, at(stock, node * groupCount + group));
      const units = wholePacks(stocked, multiple);
      let late = Number.POSITIVE_INFINITY;
      let price = Number.POSITIVE_INFINITY;
      for (const line of lines) {
        late = Math.min(late, at(lateDays, node * lineCount + line));
        price = Math.min(price, at(unitCost, node * lineCount + line));
      }
      this.units[cell] = units;
      this.late[cell] = late;
      this.open[cell] = price + (lines.length === 1 && units > 0 ? at(lineCost, node) / units : 0);
      leastHandling = units > 0 ? Math.min(leastHandling, at(lineCost, node)) : leastHandling;
    }
    this.handling[index] =
      lines.length > 1 && leastHandling < Number.POSITIVE_INFINITY ? leastHandling : 0;
  }

  /** Sort each demand's nodes in place; the second time they are nearly in order. */
  #rank(): void {
    for (let demand = 0; demand < this.demands.length; demand += 1) {
      const ranked = this.ranked[demand] as number[];
      for (let next = 1; next < ranked.length; next += 1) {
        const node = ranked[next] as number;
        let rank = next;
        while (rank > 0 && this.#compare(node, ranked[rank - 1] as number, demand) < 0) {
          ranked[rank] = ranked[rank - 1] as number;
          rank -= 1;
        }
        ranked[rank] = node;
      }
    }
  }

  #compare(a: number, b: number, demand: number): number {
    const cellA = a * this.demands.length + demand;
    const cellB = b * this.demands.length + demand;
    return (
      at(this.late, cellA) - at(this.late, cellB) ||
      at(this.full, cellA) - at(this.full, cellB) ||
      a - b
    );
  }

  /** Share out what nodes cost to open, as far as the groups' prices can rise together. */
  #raise(): void {
    const climbs: Climb[] = [];
    for (let group = 0; group < this.#problem.groupCount; group += 1) {
      const climb = this.#start(group);
      if (climb !== null) {
        climbs.push(climb);
      }
    }
    for (let isRising = true; isRising; ) {
      isRising = false;
      for (const climb of climbs) {
        if (!climb.isDone) {
          this.#climb(climb);
          isRising = true;
        }
      }
    }
    this.#shareLimited();
  }

  /**
   * Nodes early enough to be emptied in any case bear their own opening. The climb is among the
   * equally late ones that have more than is left to fill; null when there are none.
   */
  #start(group: number): Climb | null {
    const demand = this.#whole(group);
    const ranked = this.ranked[demand] as number[];
    const cell = (rank: number) => (ranked[rank] as number) * this.demands.length + demand;
    let open = at(this.#problem.groupQuantity, group);
    for (let from = 0; from < ranked.length; ) {
      const late = at(this.late, cell(from));
      let to = from;
      let offered = 0;
      while (to < ranked.length && at(this.late, cell(to)) === late) {
        offered += at(this.units, cell(to));
        to += 1;
      }
      if (offered > open) {
        const level = at(this.open, cell(from));
        return {
          group,
          demand,
          from,
          to,
          reached: from,
          open,
          level,
          isDone: false,
          blocked: [],
          held: 0,
        };
      }
      for (let rank = from; rank < to; rank += 1) {
        const node = ranked[rank] as number;
        this.#lift(node, group, this.#slack(node, group) / at(this.units, cell(rank)));
      }
      open -= offered;
      from = to;
    }
    return null;
  }

  /** One step up: to the price of the next node, or until a node's opening is all shared out. */
  #climb(climb: Climb): void {
    const { group, demand, blocked } = climb;
    const ranked = this.ranked[demand] as number[];
    const cell = (rank: number) => (ranked[rank] as number) * this.demands.length + demand;
    while (climb.reached < climb.to && at(this.open, cell(climb.reached)) <= climb.level) {
      climb.reached += 1;
    }
    let rise =
      climb.reached < climb.to
        ? at(this.open, cell(climb.reached)) - climb.level
        : Number.POSITIVE_INFINITY;
    for (let rank = climb.from; rank < climb.reached; rank += 1) {
      if (blocked[rank] !== true) {
        const slack = this.#slack(ranked[rank] as number, group);
        rise = Math.min(rise, Math.max(0, slack) / at(this.units, cell(rank)));
      }
    }
    for (let rank = climb.from; rank < climb.reached; rank += 1) {
      const node = ranked[rank] as number;
      if (blocked[rank] !== true) {
        this.#lift(node, group, rise);
        if (this.#slack(node, group) < SLACK_MIN) {
          blocked[rank] = true;
          climb.held += at(this.units, cell(rank));
        }
      }
    }
    climb.level += rise;
    // Nodes that cannot rise with the others have all that is wanted: the price stays.
    climb.isDone = climb.held >= climb.open;
  }

  /** What a node's opening can still put on a group. */
  #slack(node: number, group: number): number {
    const { capacity, groupCount, openCost } = this.#problem;
    const room = at(capacity, node);
    // At most `room` groups can use a node with little room, so each may bear that part of it.
    return room >= groupCount
      ? at(this.unshared, node)
      : at(openCost, node) / room - this.#borne(node, group);
  }

  #borne(node: number, group: number): number {
    const cell = node * this.demands.length + this.#whole(group);
    return (at(this.full, cell) - at(this.open, cell)) * at(this.units, cell);
  }

  /** Raise the price of a unit at a node for all demands of the group. */
  #lift(node: number, group: number, rise: number): void {
    const { capacity, groupCount } = this.#problem;
    for (const demand of this.demandsOf[group] as readonly number[]) {
      const cell = node * this.demands.length + demand;
      this.full[cell] = at(this.full, cell) + rise;
    }
    if (at(capacity, node) >= groupCount) {
      const cell = node * this.demands.length + this.#whole(group);
      this.unshared[node] = at(this.unshared, node) - rise * at(this.units, cell);
    }
  }

  /** Of nodes with little room, what the groups bear at most together. */
  #shareLimited(): void {
    const { groupCount, capacity, nodeCount, openCost } = this.#problem;
    for (let node = 0; node < nodeCount; node += 1) {
      const room = at(capacity, node);
      if (room < groupCount) {
        let most = 0;
        for (let group = 0; group < groupCount; group += 1) {
          most = Math.max(most, this.#borne(node, group));
        }
        this.unshared[node] = at(openCost, node) - room * most;
      }
    }
  }

  /** The demand that stands for all of a group. */
  #whole(group: number): number {
    return (this.demandsOf[group] as readonly number[]).at(-1) as number;
  }
}

function demandsOf(problem: Problem): Demand[] {
  return problem.linesOf.flatMap((lines, group) => {
    const single = lines.map((line) => ({
      group,
      lines: [line],
      quantity: at(problem.quantity, line),
      multiple: at(problem.multiple, line),
    }));
    const joint = {
      group,
      lines,
      quantity: at(problem.groupQuantity, group),
      multiple: at(problem.groupMultiple, group),
    };
    return lines.length === 1 ? single : [...single, joint];
  });
}
