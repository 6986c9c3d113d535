import { at, type Problem, type Table, table } from "./decide-problem";

/** Bits of a number on which the machine works as a whole. */
const BITS_MAX = 31;

/**
 * What can be in a shipment, or still be wanted, of an order: so many packs of each line.
 *
 * A content is one whole number, a digit for each line in a base of its own, so that contents add up
 * like numbers and stand in tables. Lines come with those first that fewest nodes can ship: the
 * first line that is still wanted is then what there is least choice for.
 */
export type Contents = {
  /** How many there are; the last is the whole order, 0 is nothing. */
  readonly count: number;
  /** By place: line of the order, most packs, what one pack adds to a content. */
  readonly lines: readonly number[];
  readonly packs: Table;
  readonly weights: Table;
  /** By content: its units, and the place of its first line; the number of lines for nothing. */
  readonly units: Table;
  readonly lead: Table;
  /** By content: its digits in binary, a free bit above each, and all those bits. */
  readonly packed: Table;
  readonly free: number;
};

/** Does a content hold another? No digit may borrow the free bit above it. */
export const holds = (free: number, packed: number, other: number): boolean =>
  (((packed | free) - other) & free) === free;

/** Packs of the line at a place. */
export const packsAt = ({ weights, packs }: Contents, content: number, place: number): number =>
  Math.floor(content / at(weights, place)) % (at(packs, place) + 1);

/** @returns null when there are more than `max` */
export function contentsOf(problem: Problem, max: number): Contents | null {
  const { lineCount, quantity, multiple } = problem;
  const packsOf = (line: number) => at(quantity, line) / at(multiple, line);
  let count = 1;
  let bits = 0;
  for (let line = 0; line < lineCount; line += 1) {
    count *= packsOf(line) + 1;
    bits += bitsOf(packsOf(line)) + 1;
    if (count > max || bits > BITS_MAX) {
      return null;
    }
  }
  const lines = byChoice(problem);
  const packs = lines.map(packsOf);
  const weights = table(lineCount, 1);
  for (let place = lineCount - 2; place >= 0; place -= 1) {
    weights[place] = at(weights, place + 1) * (at(packs, place + 1) + 1);
  }
  const units = [0];
  const lead = [lineCount];
  const packed = [0];
  let free = 0;
  let shift = 0;
  for (let place = lineCount - 1; place >= 0; place -= 1) {
    const below = at(weights, place);
    const perPack = at(multiple, lines[place] as number);
    for (let content = below; content < below * (at(packs, place) + 1); content += 1) {
      units.push(at(units, content - below) + perPack);
      packed.push(at(packed, content - below) + 2 ** shift);
      lead.push(place);
    }
    shift += bitsOf(at(packs, place));
    free += 2 ** shift;
    shift += 1;
  }
  return { count, lines, packs, weights, units, lead, packed, free };
}

const bitsOf = (packs: number): number => 32 - Math.clz32(packs);

/** Lines by the number of nodes that have a pack of them. */
function byChoice({ lineCount, nodeCount, groupCount, groupOf, stock, multiple }: Problem) {
  const keepers = table(lineCount);
  for (let line = 0; line < lineCount; line += 1) {
    for (let node = 0; node < nodeCount; node += 1) {
      const offered = at(stock, node * groupCount + at(groupOf, line));
      keepers[line] = at(keepers, line) + (offered >= at(multiple, line) ? 1 : 0);
    }
  }
  return keepers.map((_, line) => line).sort((a, b) => at(keepers, a) - at(keepers, b) || a - b);
}
