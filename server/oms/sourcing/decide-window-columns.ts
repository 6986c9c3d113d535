import {
  type Column,
  type OrderTables,
  packOf,
  type Shared,
  surplusOf,
  type WindowBundle,
  type WindowPart,
  writeColumn,
} from "./decide-window-problem";

/** Sources of one order that are combined with each other. */
const SOURCES_MAX = 12;
/** Shipments that an order is split into at most by a plan that it does not have already. */
const SPLIT_MAX = 5;
/** Steps of the search for one order's plans. */
const STEPS_MAX = 20_000;

/** A way to place lines that go together, with its least price without the opening of shipments. */
type Way = { readonly parts: readonly WindowPart[]; readonly cost: number };

/**
 * The cheapest plans of one order, the one that it has first.
 *
 * A plan places each line whole at one source, or as it stands now, or over two sources where no
 * single one could ever have so many units; lines that its rules keep together go as one. Sets of
 * sources are counted out first, the cheapest plan of each; then a branch and bound finds plans that are as cheap with other lines at other members.
 *
 * @param count how many plans are kept besides the one that the order has
 */
export function decideColumns(tables: OrderTables, shared: Shared, count: number): Column[] {
  const current = writeColumn(tables, tables.order.held);
  const search = new ColumnSearch(tables, shared, count);
  const { rules } = tables.order;
  const others = search
    .run()
    .filter((column) => isOther(column, current) && column.late <= current.late);
  return [current, ...others.filter((column) => rules?.allows(column, current) ?? true)];
}

const isOther = (column: Column, current: Column): boolean =>
  column.cost !== current.cost || fingerprint(column.parts) !== fingerprint(current.parts);

const fingerprint = (parts: readonly WindowPart[]): string =>
  parts
    .map(({ line, source, units }) => `${line}.${source}.${units}`)
    .sort()
    .join(" ");

type Ranked = { readonly parts: readonly WindowPart[]; readonly value: number };

const loneLine = (_: unknown, line: number): WindowBundle => ({
  lines: [line],
  isWhole: false,
  isFixed: false,
});

class ColumnSearch {
  readonly #tables: OrderTables;
  readonly #shared: Shared;
  readonly #count: number;
  /** Per bundle of lines: its ways, cheapest first. */
  readonly #ways: readonly (readonly Way[])[];
  readonly #best: Ranked[] = [];
  readonly #seen = new Set<string>();
  #steps = 0;

  constructor(tables: OrderTables, shared: Shared, count: number) {
    this.#tables = tables;
    this.#shared = shared;
    this.#count = count;
    const kept = keptSources(tables, shared);
    const { lines, rules } = tables.order;
    const bundles = rules?.bundles ?? lines.map(loneLine);
    this.#ways = bundles.map((bundle) => waysOf(tables, shared, kept, bundle));
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

  /** By bundle: what the bundles from it on come to at least. */
  #restCosts(): number[] {
    const rest = [0];
    for (const ways of [...this.#ways].reverse()) {
      rest.unshift((rest[0] as number) + (ways[0] as Way).cost);
    }
    return rest;
  }

  #branch(
    place: number,
    parts: readonly WindowPart[],
    opened: ReadonlySet<number>,
    value: number,
    rest: readonly number[],
  ): void {
    this.#steps += 1;
    if (this.#steps > STEPS_MAX || value + (rest[place] as number) >= this.#worst()) {
      return;
    }
    const ways = this.#ways[place];
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
        this.#branch(place + 1, [...parts, ...way.parts], grown, cost, rest);
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

function waysOf(
  tables: OrderTables,
  shared: Shared,
  kept: readonly number[],
  { lines, isWhole, isFixed }: WindowBundle,
): Way[] {
  const { order } = tables;
  const [line] = lines;
  const choices: WindowPart[][] = isFixed ? [] : togetherAt(tables, shared, kept, lines);
  if (choices.length === 0 && !isWhole && !isFixed && line !== undefined) {
    choices.push(...pairsOf(tables, shared, kept, line));
  }
  choices.push(order.held.filter((part) => lines.includes(part.line)));
  const seen = new Set<string>();
  return choices
    .filter((parts) => {
      const print = fingerprint(parts);
      return !seen.has(print) && seen.add(print) !== undefined;
    })
    .map((parts) => ({ parts, cost: priceOf(tables, parts) }))
    .sort((a, b) => a.cost - b.cost);
}

/** All of the lines whole at one source. */
const togetherAt = (
  tables: OrderTables,
  shared: Shared,
  kept: readonly number[],
  lines: readonly number[],
): WindowPart[][] =>
  kept
    .filter((source) =>
      lines.every((line) => offeredAt(tables, shared, source, line) >= unitsOf(tables, line)),
    )
    .map((source) => lines.map((line) => ({ line, source, units: unitsOf(tables, line) })));

const unitsOf = ({ order }: OrderTables, line: number): number =>
  (order.lines[line] as (typeof order.lines)[number]).units;

/** Units of the line that the source could have at most; 0 where none may come to it. */
function offeredAt(
  { order, mayTake, unitsOf: numbers }: OrderTables,
  { limits }: Shared,
  source: number,
  line: number,
): number {
  const cell = source * order.lines.length + line;
  return mayTake[cell] === true ? (limits[numbers[cell] as number] as number) : 0;
}

/** The line over two sources, as much as it can have from the first. */
function pairsOf(
  tables: OrderTables,
  shared: Shared,
  kept: readonly number[],
  line: number,
): WindowPart[][] {
  const { lines, rules } = tables.order;
  const wanted = lines[line] as (typeof lines)[number];
  const pack = rules?.packs[line] ?? packOf(wanted);
  const least = rules?.leastPart[line] ?? 1;
  const takers = kept.filter((source) => offeredAt(tables, shared, source, line) > 0);
  return takers.flatMap((first) =>
    takers.flatMap((second): WindowPart[][] => {
      const offered = offeredAt(tables, shared, first, line);
      const most = first === second ? 0 : Math.min(offered, wanted.units - least);
      const units = Math.floor(most / pack) * pack;
      const rest = wanted.units - units;
      return units < least || offeredAt(tables, shared, second, line) < rest
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
