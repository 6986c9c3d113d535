import { present } from "../kernel/assert";
import {
  type Column,
  type OrderTables,
  readOrder,
  shareWindow,
  type WindowPart,
  writeColumn,
} from "../sourcing/decide-window-problem";
import type { RunWindow } from "./decide-window-run";
import type { WindowRunPart } from "./types";

/** What is to become of the proposals of a run, as things stand now. */
export type Appliable = {
  /** By place of the order in the window: the plan it gets. */
  readonly applied: ReadonlyMap<number, Column>;
  /** By order: why it stays as it is. */
  readonly left: ReadonlyMap<string, string>;
};

export const LEFT = {
  moved: "its units were moved, released or cancelled meanwhile",
  closed: "its new place no longer has the units, or can no longer ship them on the day planned",
  ruled: "its kit or its strategy would keep it where it is now",
  short: "the units or the room it was to get are gone",
  dear: "it would only have made room for an order that stays as it was",
} as const;

type Wish = { readonly index: number; readonly now: Column; readonly moved: Column };

/**
 * Which of a run's proposals can still be done together, once the orders, their stock and their nodes'
 * days are locked.
 *
 * An order whose new places are not open to it any more stays as it is. What it keeps thereby may be
 * missing to others: of those that share something short, the one that saves least stays as well, until
 * all that is left fits. An order that was to cost more, so that others save, is moved only while that
 * is still needed; nothing is done that saves nothing in all.
 *
 * @param proposals by order: the parts it was to have
 */
export function decideAppliable(
  { window, orders }: RunWindow,
  proposals: ReadonlyMap<string, readonly WindowRunPart[]>,
): Appliable {
  const shared = shareWindow(window);
  const left = new Map<string, string>();
  const wishes = new Map<number, Wish>();
  const standing: Column[] = [];
  window.orders.forEach((order, index) => {
    const tables = readOrder(order, window, shared);
    const now = writeColumn(tables, order.held);
    standing.push(now);
    const wanted = proposals.get(order.orderId);
    if (wanted !== undefined) {
      const parts = openParts(tables, wanted);
      const moved = parts === null ? null : writeColumn(tables, parts);
      if (moved === null) {
        left.set(order.orderId, LEFT.closed);
      } else if (order.rules?.allows(moved, now) === false) {
        left.set(order.orderId, LEFT.ruled);
      } else {
        wishes.set(index, { index, now, moved });
      }
    }
  });
  const orderId = (index: number) => orders[index]?.orderId ?? "";
  for (let short = findShort(shared.limits, standing, wishes); short !== null; ) {
    const least = present(leastSaving(wishes, short), "what stands fits, so a move is too much");
    wishes.delete(least.index);
    left.set(orderId(least.index), LEFT.short);
    short = findShort(shared.limits, standing, wishes);
  }
  for (const wish of [...wishes.values()].filter(({ now, moved }) => moved.cost > now.cost)) {
    wishes.delete(wish.index);
    if (findShort(shared.limits, standing, wishes) === null) {
      left.set(orderId(wish.index), LEFT.dear);
    } else {
      wishes.set(wish.index, wish);
    }
  }
  if (!isWorth([...wishes.values()])) {
    for (const { index } of wishes.values()) {
      left.set(orderId(index), LEFT.dear);
    }
    wishes.clear();
  }
  return { applied: new Map([...wishes].map(([index, { moved }]) => [index, moved])), left };
}

const isWorth = (wishes: readonly Wish[]): boolean => {
  const late = wishes.reduce((sum, { now, moved }) => sum + moved.late - now.late, 0);
  const cost = wishes.reduce((sum, { now, moved }) => sum + moved.cost - now.cost, 0);
  return late < 0 || (late === 0 && cost < 0);
};

/** The parts by place, if every one of them stands there already or may still come; else null. */
function openParts(
  { order, mayTake }: OrderTables,
  wanted: readonly WindowRunPart[],
): WindowPart[] | null {
  const placed = order.lines.map(() => 0);
  const parts: WindowPart[] = [];
  for (const { lineId, nodeId, units, shipDate, deliveryDate } of wanted) {
    const line = order.lines.findIndex((each) => each.lineId === lineId);
    const source = order.sources.findIndex(
      (each) =>
        each.nodeId === nodeId && each.shipDate === shipDate && each.deliveryDate === deliveryDate,
    );
    if (line < 0 || source < 0) {
      return null;
    }
    const held = order.held
      .filter((part) => part.line === line && part.source === source)
      .reduce((sum, part) => sum + part.units, 0);
    if (units > held && mayTake[source * order.lines.length + line] !== true) {
      return null;
    }
    placed[line] = (placed[line] as number) + units;
    parts.push({ line, source, units });
  }
  return order.lines.every(({ units }, line) => placed[line] === units) ? parts : null;
}

/** A shared thing of which more would be used than there is; null = all fits. */
function findShort(
  limits: readonly number[],
  standing: readonly Column[],
  wishes: ReadonlyMap<number, Wish>,
): number | null {
  const used = limits.map(() => 0);
  standing.forEach((column, index) => {
    const { uses, amounts } = wishes.get(index)?.moved ?? column;
    uses.forEach((use, at) => {
      used[use] = (used[use] as number) + (amounts[at] as number);
    });
  });
  const short = used.findIndex((amount, use) => amount > (limits[use] as number));
  return short < 0 ? null : short;
}

/** Of the orders that would use more of it than now, the one that saves least. */
function leastSaving(wishes: ReadonlyMap<number, Wish>, short: number): Wish | null {
  let least: Wish | null = null;
  for (const wish of wishes.values()) {
    const isTaking = amountOf(wish.moved, short) > amountOf(wish.now, short);
    if (isTaking && (least === null || savingOf(wish) < savingOf(least))) {
      least = wish;
    }
  }
  return least;
}

const savingOf = ({ now, moved }: Wish): number => now.cost - moved.cost;

function amountOf({ uses, amounts }: Column, shared: number): number {
  const at = uses.indexOf(shared);
  return at < 0 ? 0 : (amounts[at] as number);
}
