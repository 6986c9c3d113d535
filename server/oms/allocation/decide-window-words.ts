import { groupBy } from "../kernel/groups";
import { sum } from "../kernel/quantity";
import { joined, plainWords } from "../sourcing/decide-phrases";
import type { MovableOrder } from "./decide-window-run";
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
