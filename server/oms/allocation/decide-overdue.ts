/** A line of an order whose cancel-after day is over. */
export type OverdueLine = {
  readonly id: string;
  readonly skuId: string;
  readonly sku: string;
  /** The kit line that it is a component of, and how many kits were ordered. */
  readonly kitGroup: number | null;
  readonly kitQuantity: number | null;
  readonly ordered: number;
  readonly cancelled: number;
  readonly allocated: number;
  readonly backordered: number;
};

/** Units of a line that are not wanted any more. */
export type OverdueUnits = { readonly line: OverdueLine; readonly units: number };

const openUnits = ({ allocated, backordered }: OverdueLine) => allocated + backordered;

/** Units that a node was given, or that have left. */
const goingUnits = (line: OverdueLine) => line.ordered - line.cancelled - openUnits(line);

/** Kits of which a component is on its way. */
const goingKits = (line: OverdueLine) =>
  Math.ceil((goingUnits(line) * (line.kitQuantity ?? 0)) / line.ordered);

/**
 * Which units end when the day is over: all that no node was given. A kit of which a component is at a
 * node or gone is kept with all its components, so that nobody gets half of one.
 *
 * @returns the lines that lose units, in their order
 */
export function decideOverdue(lines: readonly OverdueLine[]): OverdueUnits[] {
  return lines.flatMap((line) => {
    const units = openUnits(line) - keptUnits(line, lines);
    return units > 0 ? [{ line, units }] : [];
  });
}

/** Of the units that no node was given, those that kits on their way still need. */
function keptUnits(line: OverdueLine, lines: readonly OverdueLine[]): number {
  if (line.kitGroup === null || line.kitQuantity === null) {
    return 0;
  }
  const parts = lines.filter(({ kitGroup }) => kitGroup === line.kitGroup);
  const kits = Math.max(...parts.map(goingKits));
  const wanted = Math.min(line.ordered - line.cancelled, (kits * line.ordered) / line.kitQuantity);
  return Math.max(0, wanted - goingUnits(line));
}

/** What the customer is told of it, one sentence per line. */
export const overdueSentences = (taken: readonly OverdueUnits[], cancelAfter: string): string[] =>
  taken.map(
    ({ line, units }) =>
      `${line.sku}: ${units} of ${line.ordered} cancelled, not on the way by ${cancelAfter}`,
  );
