import { groupBy } from "../kernel/groups";
import { sum } from "../kernel/quantity";
import { freightMicro, toMinor } from "../network/decide-freight";
import type { WindowPlan, WindowProblem } from "../sourcing/decide-window";
import type { Column, WindowOrder, WindowPart } from "../sourcing/decide-window-problem";
import type { MovableOrder, RunWindow } from "./decide-window-run";
import type { WindowRunOrder, WindowRunPart } from "./types";

/** What planning a window found, as its document says it. Amounts are those of all orders seen. */
export type WindowProposals = {
  readonly ordersSeen: number;
  readonly costBeforeMinor: number;
  readonly costAfterMinor: number;
  readonly freightBeforeMinor: number;
  readonly freightAfterMinor: number;
  readonly shipmentsBefore: number;
  readonly shipmentsAfter: number;
  /** Only those that would change, the ones that save most first. */
  readonly orders: WindowRunOrder[];
};

export type WindowFound = WindowProposals & {
  readonly plannedBy: "solver" | "search";
  /** What kept the solver from an answer. */
  readonly note: string;
};

/** Write a plan of a window as the document that a person decides about. */
export function decideProposals(
  planned: RunWindow,
  { columns }: WindowProblem,
  { chosen }: WindowPlan,
): WindowProposals {
  const rows = planned.orders.map((order, index) => {
    const before = columns[index]?.[0] as Column;
    const after = columns[index]?.[chosen[index] as number] as Column;
    return {
      isChanged: before !== after,
      shipmentsBefore: shipmentsOf(before),
      shipmentsAfter: shipmentsOf(after),
      order: {
        orderId: order.orderId,
        number: order.number,
        before: describeParts(planned, index, before.parts),
        after: describeParts(planned, index, after.parts),
        costBeforeMinor: toMinor(before.cost),
        costAfterMinor: toMinor(after.cost),
        freightBeforeMinor: freightOf(planned, index, before),
        freightAfterMinor: freightOf(planned, index, after),
      },
    };
  });
  const total = (of: (row: (typeof rows)[number]) => number) => sum(rows.map(of));
  const saving = ({ costBeforeMinor, costAfterMinor }: WindowRunOrder) =>
    costBeforeMinor - costAfterMinor;
  return {
    ordersSeen: rows.length,
    costBeforeMinor: total(({ order }) => order.costBeforeMinor),
    costAfterMinor: total(({ order }) => order.costAfterMinor),
    freightBeforeMinor: total(({ order }) => order.freightBeforeMinor),
    freightAfterMinor: total(({ order }) => order.freightAfterMinor),
    shipmentsBefore: total((row) => row.shipmentsBefore),
    shipmentsAfter: total((row) => row.shipmentsAfter),
    orders: rows
      .filter(({ isChanged }) => isChanged)
      .map(({ order }) => order)
      .sort((a, b) => saving(b) - saving(a) || compare(a.number, b.number)),
  };
}

/** Parts of a plan as a document names them, by node and line. */
function describeParts(
  { orders, nodes, window }: RunWindow,
  index: number,
  parts: readonly WindowPart[],
): WindowRunPart[] {
  const { sources } = window.orders[index] as WindowOrder;
  const { lines } = orders[index] as MovableOrder;
  return parts
    .flatMap(({ line, source, units }) => {
      const from = sources[source];
      const wanted = lines[line];
      const node = nodes[index]?.find(({ nodeId }) => nodeId === from?.nodeId);
      return from === undefined || wanted === undefined || node === undefined
        ? []
        : [
            {
              lineId: wanted.lineId as string,
              sku: wanted.sku,
              nodeId: node.nodeId as string,
              node: node.name,
              units,
              shipDate: from.shipDate,
              deliveryDate: from.deliveryDate,
            },
          ];
    })
    .sort(
      (a, b) => compare(a.node, b.node) || compare(a.sku, b.sku) || compare(a.lineId, b.lineId),
    );
}

/** Freight of a plan in minor units, rounded once per shipment. */
function freightOf({ window }: RunWindow, index: number, { parts }: Column): number {
  const { sources, lines } = window.orders[index] as WindowOrder;
  return sum(
    [...groupBy(parts, ({ source }) => source)].map(([source, own]) => {
      const rate = sources[source]?.rate;
      const grams = sum(own.map(({ line, units }) => units * (lines[line]?.gramsPerUnit ?? 0)));
      return rate === undefined ? 0 : toMinor(freightMicro(rate, grams));
    }),
  );
}

const shipmentsOf = ({ parts }: Column): number => new Set(parts.map(({ source }) => source)).size;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
