import { groupBy } from "../kernel/groups";
import { sum } from "../kernel/quantity";
import { joined, plainWords } from "../sourcing/decide-phrases";
import type { MovableOrder } from "./decide-window-movable";
import type { WindowRunOrder, WindowRunPart } from "./types";

/** Whether an order still holds exactly what it held when it was planned. */
export function isAsProposed({ before }: WindowRunOrder, order: MovableOrder | undefined): boolean {
  if (order === undefined) {
    return false;
  }
  const cell = (part: Pick<WindowRunPart, "lineId" | "nodeId" | "shipDate" | "deliveryDate">) =>
    `${part.lineId} ${part.nodeId} ${part.shipDate} ${part.deliveryDate}`;
  const proposed = totalsBy(before, cell);
  const held = totalsBy(order.holds, cell);
  return (
    proposed.size === held.size && [...proposed].every(([key, units]) => held.get(key) === units)
  );
}

/**
 * One sentence about what a window did to an order: what ships from where instead, and what that costs
 * it more or less.
 */
export function explainMove(proposal: WindowRunOrder, run: string): string {
  const before = byNode(proposal.before);
  const after = byNode(proposal.after);
  const saved = proposal.costBeforeMinor - proposal.costAfterMinor;
  const money = plainWords.money(Math.abs(saved));
  const why =
    saved > 0
      ? `${money} less than before`
      : saved < 0
        ? `${money} more, which lets other orders save more`
        : "for the same cost, which lets other orders save";
  return `Planned together with other orders in ${run}: ${after} instead of ${before}, ${why}.`;
}

/** Numbers of orders that are named before the others are counted. */
const NAMED_MAX = 3;

/**
 * Why a window would change an order, in a sentence: what it saves, whom it makes room for, what of it
 * waits no longer; and why more of it could not be done.
 *
 * @param roomFor numbers of orders that take what it gives up
 * @param kept why it was passed over otherwise
 */
export function whyMoved(
  { before, after, filled, costBeforeMinor, costAfterMinor }: Omit<WindowRunOrder, "why">,
  roomFor: readonly string[],
  kept: readonly string[],
): string {
  const isMoved = !isSamePlace(before, after);
  const saved = costBeforeMinor - costAfterMinor;
  const nodes = (parts: readonly WindowRunPart[]) => new Set(parts.map(({ node }) => node)).size;
  const fewer = nodes(after) < nodes(before) ? `, from ${shipments(nodes(after))}` : "";
  const units = sum(filled.map((part) => part.units));
  const said = [
    ...(isMoved && saved > 0 ? [`Costs ${plainWords.money(saved)} less${fewer}`] : []),
    ...(isMoved && saved <= 0
      ? [
          `${saved < 0 ? `Costs ${plainWords.money(-saved)} more` : "Costs the same"} and makes room for ${named(roomFor)}`,
        ]
      : []),
    ...(units > 0 ? [`${units} that ${units === 1 ? "waits has" : "wait have"} free stock`] : []),
    ...kept.map((reason) => `Otherwise it stays: ${reason}`),
  ];
  return `${said.join(". ")}.`;
}

const shipments = (nodes: number): string => (nodes === 1 ? "one node" : `${nodes} nodes`);

function named(numbers: readonly string[]): string {
  const more = numbers.length - NAMED_MAX;
  return numbers.length === 0
    ? "other orders"
    : joined([...numbers.slice(0, NAMED_MAX), ...(more > 0 ? [`${more} more`] : [])]);
}

const isSamePlace = (a: readonly WindowRunPart[], b: readonly WindowRunPart[]): boolean => {
  const said = (parts: readonly WindowRunPart[]) =>
    parts
      .map(({ lineId, nodeId, shipDate, units }) => `${lineId} ${nodeId} ${shipDate} ${units}`)
      .sort()
      .join();
  return said(a) === said(b);
};

/** `3 from Reno and 1 from Columbus`. */
function byNode(parts: readonly WindowRunPart[]): string {
  const units = totalsBy(parts, ({ node }) => node);
  return units.size === 1
    ? `all from ${[...units.keys()].join("")}`
    : joined([...units].map(([node, count]) => `${count} from ${node}`));
}

const totalsBy = <Part extends { readonly units: number }>(
  parts: readonly Part[],
  keyOf: (part: Part) => string,
): Map<string, number> =>
  new Map(
    [...groupBy(parts, keyOf)].map(([key, own]) => [key, sum(own.map(({ units }) => units))]),
  );
