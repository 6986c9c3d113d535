/**
 * The judge of the window: all orders in one compact mixed-integer program, in which each line may be
 * divided over all nodes at will. It shares no plan and no list of plans with the product.
 */
import type { LaneRate } from "@/server/oms/network/types";
import type { Program, ProgramSolver } from "@/server/oms/sourcing/decide-window-program";
import { type Instance, stockKey } from "./sourcing-instance";

const MINOR = 1_000_000;
const ENDLESS = Number.POSITIVE_INFINITY;

export type Bound = {
  /** No placement of all these units costs less. */
  readonly costMicro: number;
  readonly isProven: boolean;
};

/**
 * What the cheapest placement of all lines costs at least. Every line must be fillable.
 *
 * @param knownMicro the cost of a placement that somebody found
 */
export async function boundOf(
  instance: Instance,
  solver: ProgramSolver,
  limits: { readonly seconds: number; readonly gap: number },
): Promise<Bound> {
  const { program, offset } = compactProgram(instance);
  const answer = await solver.solve(program, limits);
  if (answer.status === "none") {
    throw new Error(`${instance.name}: ${answer.why}`);
  }
  return {
    costMicro: (answer.bound + offset) * MINOR,
    isProven: answer.status === "optimal",
  };
}

function compactProgram(instance: Instance): { program: Program; offset: number } {
  const costs: number[] = [];
  const uppers: number[] = [];
  const rowLowers: number[] = [];
  const rowUppers: number[] = [];
  const entries: [row: number, value: number][][] = [];
  const row = (lower: number, upper: number) => {
    rowLowers.push(lower);
    return rowUppers.push(upper) - 1;
  };
  const column = (cost: number, upper: number, cells: [number, number][]) => {
    costs.push(cost);
    uppers.push(upper);
    return entries.push(cells) - 1;
  };
  /**
   * A shipment is in one piece of its rate, with its weight and the whole steps that are charged.
   *
   * @returns the row in which the weight of what is shipped stands
   */
  const freightColumns = ({ pieces }: LaneRate, opened: number, heaviest: number): number => {
    const weigh = row(0, 0);
    const isOne = row(0, 0);
    entries[opened]?.push([isOne, -1]);
    let first = 0;
    for (const { upToGrams, stepGrams, fixedMicro, microPerGram } of pieces) {
      if (first > heaviest) {
        break;
      }
      const last = Math.min(upToGrams ?? heaviest, heaviest);
      const [above, below] = [row(0, ENDLESS), row(-ENDLESS, 0)];
      column(fixedMicro / MINOR, 1, [
        [isOne, 1],
        [above, -first],
        [below, -last],
      ]);
      const cells: [number, number][] = [
        [weigh, -1],
        [above, 1],
        [below, 1],
      ];
      if (stepGrams === 1 || microPerGram === 0) {
        column(microPerGram / MINOR, last, cells);
      } else {
        const charged = row(0, ENDLESS);
        column(0, last, [...cells, [charged, -1]]);
        column((microPerGram * stepGrams) / MINOR, Math.ceil(last / stepGrams), [
          [charged, stepGrams],
        ]);
      }
      first = last + 1;
    }
    return weigh;
  };
  const stockRows = new Map([...instance.stock].map(([key, units]) => [key, row(0, units)]));
  let offset = 0;
  for (const { lines, nodes } of instance.orders) {
    offset -= instance.splitPenaltyMinor;
    const lineRows = lines.map(({ quantity }) => row(quantity, quantity));
    for (const node of nodes) {
      const opened = column(node.handlingPerOrderMinor + instance.splitPenaltyMinor, 1, []);
      const heaviest = lines.reduce((sum, line) => sum + line.quantity * line.gramsPerUnit, 0);
      const weigh = freightColumns(node.rate, opened, heaviest);
      for (const [at, line] of lines.entries()) {
        const stockRow = stockRows.get(stockKey(node.nodeId, line.skuId));
        const most = Math.min(
          line.quantity,
          instance.stock.get(stockKey(node.nodeId, line.skuId)) ?? 0,
        );
        if (stockRow === undefined || most === 0 || node.excluded !== null) {
          continue;
        }
        const unit = node.handlingPerUnitMinor;
        const link = row(Number.NEGATIVE_INFINITY, 0);
        const cells: [number, number][] = [
          [lineRows[at] as number, 1],
          [stockRow, 1],
          [link, 1],
          [weigh, line.gramsPerUnit],
        ];
        if (node.handlingPerLineMinor === 0) {
          column(unit, most, cells);
          entries[opened]?.push([link, -most]);
        } else {
          // The line's own handling: a switch between its units and the shipment.
          const through = row(Number.NEGATIVE_INFINITY, 0);
          column(unit, most, cells);
          column(node.handlingPerLineMinor, 1, [
            [link, -most],
            [through, 1],
          ]);
          entries[opened]?.push([through, -1]);
        }
      }
    }
  }
  const starts = [0];
  for (const cells of entries) {
    starts.push((starts.at(-1) as number) + cells.length);
  }
  const cells = entries.flat();
  const program = {
    costs,
    uppers,
    isWhole: costs.map(() => true),
    rowLowers,
    rowUppers,
    starts,
    rows: cells.map(([at]) => at),
    values: cells.map(([, value]) => value),
    known: null,
  };
  return { program, offset };
}
