import { groupBy } from "../kernel/groups";
import { sum } from "../kernel/quantity";
import { freightMicro, toMinor } from "../network/decide-freight";
import type { WindowPlan, WindowProblem } from "../sourcing/decide-window";
import type { Column, WindowOrder, WindowPart } from "../sourcing/decide-window-problem";
import type { WindowFill, WindowFills } from "./decide-window-fill";
import type { MovableOrder } from "./decide-window-movable";
import type { RunWindow } from "./decide-window-run";
import { whyMoved } from "./decide-window-words";
import type { PassedOver, WindowRunOrder, WindowRunPart } from "./types";

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
  /** Orders that could not be planned or not be filled, by their numbers. */
  readonly passedOver: PassedOver[];
};

export type WindowFound = WindowProposals & {
  readonly plannedBy: "solver" | "search";
  /** What kept the solver from an answer. */
  readonly note: string;
};

/**
 * Write a plan of a window as the document that a person decides about: what moves and why, what is
 * filled, and which orders could not be considered.
 */
export function decideProposals(
  planned: RunWindow,
  { columns }: WindowProblem,
  { chosen }: WindowPlan,
  { fills, unfilled }: WindowFills,
): WindowProposals {
  const filledOf = groupBy(fills, ({ orderId }) => orderId);
  const roomFor = makeRoom(planned, columns, chosen);
  const rows = planned.orders.map((order, index) => {
    const before = columns[index]?.[0] as Column;
    const after = columns[index]?.[chosen[index] as number] as Column;
    const filled = (filledOf.get(order.orderId) ?? []).flatMap(({ parts }) => parts);
    return {
      isMoved: before !== after,
      isChanged: before !== after || filled.length > 0,
      shipmentsBefore: shipmentsOf(before),
      shipmentsAfter: shipmentsOf(after),
      order: {
        orderId: order.orderId,
        number: order.number,
        before: describeParts(planned, index, before.parts),
        after: describeParts(planned, index, after.parts),
        filled,
        why: "",
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
  const inWindow = new Set(planned.orders.map(({ orderId }) => orderId));
  const changed = [
    ...rows
      .filter((row) => row.isChanged)
      .map(({ isMoved, order }) => (isMoved ? order : { ...order, before: [], after: [] })),
    ...filledOnly(fills, inWindow),
  ].sort((a, b) => saving(b) - saving(a) || compare(a.number, b.number));
  const isChanged = new Set(changed.map(({ orderId }) => orderId));
  const kept = joinReasons([...planned.passedOver, ...unfilled]);
  return {
    ordersSeen: rows.length,
    costBeforeMinor: total(({ order }) => order.costBeforeMinor),
    costAfterMinor: total(({ order }) => order.costAfterMinor),
    freightBeforeMinor: total(({ order }) => order.freightBeforeMinor),
    freightAfterMinor: total(({ order }) => order.freightAfterMinor),
    shipmentsBefore: total((row) => row.shipmentsBefore),
    shipmentsAfter: total((row) => row.shipmentsAfter),
    orders: changed.map((order) => ({
      ...order,
      why: whyMoved(
        order,
        roomFor.get(order.orderId) ?? [],
        kept.filter(({ orderId }) => orderId === order.orderId).map(({ reason }) => reason),
      ),
    })),
    passedOver: kept.filter(({ orderId }) => !isChanged.has(orderId)),
  };
}

/** One entry per order, with all that is to be said of it. */
function joinReasons(said: readonly PassedOver[]): PassedOver[] {
  return [...groupBy(said, ({ orderId }) => orderId).values()]
    .flatMap((own): PassedOver[] => {
      const [first] = own;
      const reasons = [...new Set(own.map(({ reason }) => reason))];
      return first === undefined ? [] : [{ ...first, reason: reasons.join("; ") }];
    })
    .sort((a, b) => compare(a.number, b.number));
}

/** Orders of which nothing moves, and that are filled. */
const filledOnly = (
  fills: readonly WindowFill[],
  isPlanned: ReadonlySet<string>,
): WindowRunOrder[] =>
  [...groupBy(fills, ({ orderId }) => orderId).values()].flatMap((own): WindowRunOrder[] => {
    const [first] = own;
    return first === undefined || isPlanned.has(first.orderId)
      ? []
      : [
          {
            orderId: first.orderId,
            number: first.number,
            before: [],
            after: [],
            filled: own.flatMap(({ parts }) => parts),
            why: "",
            costBeforeMinor: 0,
            costAfterMinor: 0,
            freightBeforeMinor: 0,
            freightAfterMinor: 0,
          },
        ];
  });

/** By order that gives up units or room: the numbers of the orders that take them. */
function makeRoom(
  { orders }: RunWindow,
  columns: WindowProblem["columns"],
  chosen: readonly number[],
): ReadonlyMap<string, readonly string[]> {
  const takers = new Map<number, number[]>();
  const givers = new Map<number, number[]>();
  chosen.forEach((place, index) => {
    const amounts = new Map<number, number>();
    const count = ({ uses, amounts: of }: Column, sign: 1 | -1) =>
      uses.forEach((use, at) => {
        amounts.set(use, (amounts.get(use) ?? 0) + sign * (of[at] as number));
      });
    if (place > 0) {
      count(columns[index]?.[0] as Column, -1);
      count(columns[index]?.[place] as Column, 1);
    }
    for (const [use, more] of amounts) {
      const side = more > 0 ? takers : givers;
      if (more !== 0) {
        side.set(use, [...(side.get(use) ?? []), index]);
      }
    }
  });
  const roomFor = new Map<string, string[]>();
  for (const [use, own] of givers) {
    for (const giver of own) {
      const order = orders[giver] as MovableOrder;
      const numbers = (takers.get(use) ?? []).map((taker) => orders[taker]?.number ?? "");
      roomFor.set(order.orderId, [...new Set([...(roomFor.get(order.orderId) ?? []), ...numbers])]);
    }
  }
  return roomFor;
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
