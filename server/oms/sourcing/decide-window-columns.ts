import {
  type Column,
  type OrderTables,
  packOf,
  type Shared,
  surplusOf,
  type WindowPart,
  writeColumn,
} from "./decide-window-problem";

/** Sources of one order that are combined with each other. */
const SOURCES_MAX = 12;
/** Shipments that an order is split into at most by a plan that it does not have already. */
const SPLIT_MAX = 5;
/** Steps of the search for one order's plans. */
const STEPS_MAX = 20_000;

/** A way to place all units of one line, with its least price without the opening of shipments. */
type Way = { readonly parts: readonly WindowPart[]; readonly cost: number };

/**
 * The cheapest plans of one order, the one that it has first.
 *
 * A plan places each line whole at one source, or as it stands now, or over two sources where no
 * single one could ever have so many units. Sets of sources are counted out first, the cheapest plan
 * of each; then a branch and bound finds plans that are as cheap with other lines at other members.
 *
 * @param count how many plans are kept besides the one that the order has
 */
export function decideColumns(tables: OrderTables, shared: Shared, count: number): Column[] {
  const current = writeColumn(tables, tables.order.held);
  const search = new ColumnSearch(tables, shared, count);
  return [current, ...search.run().filter((column) => isOther(column, current))].filter(
    ({ late }) => late <= current.late,
  );
}

const isOther = (column: Column, current: Column): boolean =>
  column.cost !== current.cost || fingerprint(column.parts) !== fingerprint(current.parts);

const fingerprint = (parts: readonly WindowPart[]): string =>
  parts
    .map(({ line, source, units }) => `${line}.${source}.${units}`)
    .sort()
    .join(" ");

type Ranked = { readonly parts: readonly WindowPart[]; readonly value: number };

class ColumnSearch {
  readonly #tables: OrderTables;
  readonly #shared: Shared;
  readonly #count: number;
  /** Per line: its ways, cheapest first. */
  readonly #ways: readonly (readonly Way[])[];
  readonly #best: Ranked[] = [];
  readonly #seen = new Set<string>();
  #steps = 0;

  constructor(tables: OrderTables, shared: Shared, count: number) {
    this.#tables = tables;
    this.#shared = shared;
    this.#count = count;
    const kept = keptSources(tables, shared);
    this.#ways = tables.order.lines.map((_, line) => waysOf(tables, shared, kept, line));
  }

  run(): Column[] {
    if (this.#ways.every((ways) => ways.length > 0)) {
      this.#countSets([], 0, this.#sources());
      this.#branch(0, [], new Set(), 0, this.#restCosts());
    }
    return this.#best
      .map(({ parts }) => writeColumn(this.#tables, parts))
      .filter(({ uses, amounts }) =>
        uses.every((use, at) => (amounts[at] as number) <= (this.#shared.limits[use] as number)),
      );
  }

  #sources(): number[] {
    const all = this.#ways.flatMap((ways) => ways.flatMap(({ parts }) => parts));
    return [...new Set(all.map(({ source }) => source))].sort((a, b) => a - b);
  }

  /** The cheapest plan of each set of sources in which each member has a part. */
  #countSets(members: number[], from: number, sources: readonly number[]): void {
    if (members.length > 0) {
      this.#tryMembers(members);
    }
    const most = Math.min(SPLIT_MAX, this.#tables.shipmentsMax, this.#ways.length + 1);
    if (members.length < most) {
      for (let place = from; place < sources.length; place += 1) {
        members.push(sources[place] as number);
        this.#countSets(members, place + 1, sources);
        members.pop();
      }
    }
  }

  #tryMembers(members: readonly number[]): void {
    const parts: WindowPart[] = [];
    let value = 0;
    for (const ways of this.#ways) {
      const way = ways.find((each) => each.parts.every(({ source }) => members.includes(source)));
      if (way === undefined) {
        return;
      }
      value += way.cost;
      parts.push(...way.parts);
    }
    if (members.every((member) => parts.some(({ source }) => source === member))) {
      for (const member of members) {
        value += this.#tables.openCost[member] as number;
      }
      this.#keep(parts, value + surplusOf(this.#tables, parts));
    }
  }

  /** By line: what the lines from it on come to at least. */
  #restCosts(): number[] {
    const rest = [0];
    for (const ways of [...this.#ways].reverse()) {
      rest.unshift((rest[0] as number) + (ways[0] as Way).cost);
    }
    return rest;
  }

  #branch(
    line: number,
    parts: readonly WindowPart[],
    opened: ReadonlySet<number>,
    value: number,
    rest: readonly number[],
  ): void {
    this.#steps += 1;
    if (this.#steps > STEPS_MAX || value + (rest[line] as number) >= this.#worst()) {
      return;
    }
    const ways = this.#ways[line];
    if (ways === undefined) {
      this.#keep(parts, value + surplusOf(this.#tables, parts));
      return;
    }
    for (const way of ways) {
      let cost = value + way.cost;
      let grown = opened;
      for (const { source } of way.parts) {
        if (!grown.has(source)) {
          grown = new Set(grown).add(source);
          cost += this.#tables.openCost[source] as number;
        }
      }
      if (grown.size <= this.#tables.shipmentsMax) {
        this.#branch(line + 1, [...parts, ...way.parts], grown, cost, rest);
      }
    }
  }

  #worst(): number {
    return this.#best.length < this.#count
      ? Number.POSITIVE_INFINITY
      : (this.#best[this.#count - 1] as Ranked).value;
  }

  #keep(parts: readonly WindowPart[], value: number): void {
    if (value >= this.#worst()) {
      return;
    }
    const print = fingerprint(parts);
    if (this.#seen.has(print)) {
      return;
    }
    this.#seen.add(print);
    let place = this.#best.length;
    while (place > 0 && (this.#best[place - 1] as Ranked).value > value) {
      place -= 1;
    }
    this.#best.splice(place, 0, { parts, value });
    if (this.#best.length > this.#count) {
      this.#best.pop();
    }
  }
}

/** Sources that take most of the order, cheapest first; those that hold units now are always kept. */
function keptSources(tables: OrderTables, shared: Shared): readonly number[] {
  const { order, openCost, unitCost, mayTake, unitsOf } = tables;
  const lineCount = order.lines.length;
  const ranked = order.sources.map((_, source) => {
    let lines = 0;
    let cost = openCost[source] as number;
    order.lines.forEach(({ units }, line) => {
      const cell = source * lineCount + line;
      if (mayTake[cell] === true && (shared.limits[unitsOf[cell] as number] as number) > 0) {
        lines += 1;
        cost += units * (unitCost[cell] as number);
      }
    });
    return { source, lines, share: lines === 0 ? Number.POSITIVE_INFINITY : cost / lines };
  });
  const holding = new Set(order.held.map(({ source }) => source));
  return ranked
    .filter(({ source, lines }) => lines > 0 || holding.has(source))
    .sort(
      (a, b) =>
        Number(holding.has(b.source)) - Number(holding.has(a.source)) ||
        a.share - b.share ||
        a.source - b.source,
    )
    .slice(0, Math.max(SOURCES_MAX, holding.size))
    .map(({ source }) => source);
}

function waysOf(tables: OrderTables, shared: Shared, kept: readonly number[], line: number): Way[] {
  const { order, mayTake, unitsOf } = tables;
  const { units } = order.lines[line] as (typeof order.lines)[number];
  const lineCount = order.lines.length;
  const offered = (source: number) =>
    shared.limits[unitsOf[source * lineCount + line] as number] as number;
  const takers = kept.filter((source) => mayTake[source * lineCount + line] === true);
  const whole = takers.filter((source) => offered(source) >= units);
  const choices: WindowPart[][] = whole.map((source) => [{ line, source, units }]);
  if (whole.length === 0) {
    choices.push(...pairsOf(tables, line, takers, offered));
  }
  choices.push(order.held.filter((part) => part.line === line));
  const seen = new Set<string>();
  return choices
    .filter((parts) => {
      const print = fingerprint(parts);
      return !seen.has(print) && seen.add(print) !== undefined;
    })
    .map((parts) => ({ parts, cost: priceOf(tables, parts) }))
    .sort((a, b) => a.cost - b.cost);
}

/** The line over two sources, as much as it can have from the first. */
function pairsOf(
  { order }: OrderTables,
  line: number,
  takers: readonly number[],
  offered: (source: number) => number,
): WindowPart[][] {
  const wanted = order.lines[line] as (typeof order.lines)[number];
  const pack = packOf(wanted);
  return takers.flatMap((first) =>
    takers.flatMap((second): WindowPart[][] => {
      const units = Math.floor(Math.min(offered(first), wanted.units) / pack) * pack;
      const rest = wanted.units - units;
      return first === second || units <= 0 || rest <= 0 || offered(second) < rest
        ? []
        : [
            [
              { line, source: first, units },
              { line, source: second, units: rest },
            ],
          ];
    }),
  );
}

function priceOf({ order, unitCost, lineCost }: OrderTables, parts: readonly WindowPart[]): number {
  let cost = 0;
  for (const { line, source, units } of parts) {
    const cell = source * order.lines.length + line;
    cost += units * (unitCost[cell] as number) + (lineCost[source] as number);
  }
  return cost;
}
