import type { ChangeAudience, ChangeScope, Closed, LineProgress, OrderProgress } from "./types";

const OPEN = new Set(["submitted", "pending_approval", "confirmed", "in_fulfillment"]);

const units = (count: number) => (count === 1 ? "1 unit" : `${count} units`);

/** What a buyer is told once somebody works on their order. */
const ASK = "a warehouse has it in hand: ask your sales rep";

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** Units of a line that are still wanted, those that have left included. */
export const wantedOf = (line: Pick<LineProgress, "ordered" | "cancelled">): number =>
  line.ordered - line.cancelled;

/**
 * What may still change of an order, and why the rest may not.
 *
 * What has left stays as it was; of an order that is completed staff correct what its papers say. What a
 * node is picking or packing stays until it has left or the node has put it back. What lies at a node that has not begun is called back for staff; for a buyer
 * the first release ends all changes of those units, and of where and when the order goes.
 */
export function decideScope(order: OrderProgress, audience: ChangeAudience): ChangeScope {
  const over = OPEN.has(order.status)
    ? null
    : `${order.number} is ${order.status.replaceAll("_", " ")} already`;
  const all = order.status === "completed" && audience === "staff" ? null : over;
  const inHand = order.work.find(({ state }) => state === "picking" || state === "packed");
  const isReleased = order.lines.some(({ atNodes, inHand: held }) => atNodes + held > 0);
  const hasLeft = order.lines.some(({ shipped }) => shipped > 0);
  const buyerStop = audience === "buyer" && (isReleased || hasLeft) ? capital(ASK) : null;
  const workStop =
    inHand === undefined
      ? null
      : `${inHand.node} has ${inHand.number} in hand (${inHand.state === "packed" ? "packed" : "being picked"}); ask there to put it back, or wait until it has left`;
  return {
    all,
    shipTo:
      over ?? buyerStop ?? (hasLeft ? "Part of it has left for the old address already" : workStop),
    schedule: over ?? buyerStop ?? workStop,
    papers: all ?? buyerStop,
    terms: over ?? buyerStop,
    newLines: over ?? buyerStop,
    lines: order.lines.map((line) => {
      const reason = over ?? lineStop(line, audience);
      return {
        lineId: line.lineId,
        least: over === null ? leastOf(order, line, audience) : wantedOf(line),
        why: reason,
        growth: over ?? buyerStop ?? kitGrowth(line),
      };
    }),
  };
}

const kitGrowth = ({ kitGroup }: LineProgress): Closed =>
  kitGroup === null ? null : "Part of a kit: add a line for more kits";

function lineStop({ shipped, inHand, atNodes }: LineProgress, audience: ChangeAudience): Closed {
  const reasons = [
    ...(shipped > 0 ? [`${units(shipped)} ${shipped === 1 ? "has" : "have"} left`] : []),
    ...(inHand > 0
      ? [`${units(inHand)} ${inHand === 1 ? "is" : "are"} being picked or packed`]
      : []),
    ...(audience === "buyer" && atNodes > 0 ? [ASK] : []),
  ];
  return reasons.length === 0 ? null : capital(reasons.join(", and "));
}

/** The components of a kit are cancelled together or not at all. */
function leastOf(order: OrderProgress, line: LineProgress, audience: ChangeAudience): number {
  const own = fixedUnits(line, audience);
  if (line.kitGroup === null) {
    return own;
  }
  const kit = order.lines.filter(({ kitGroup }) => kitGroup === line.kitGroup);
  return kit.every((each) => fixedUnits(each, audience) === 0) ? 0 : wantedOf(line);
}

const fixedUnits = ({ shipped, inHand, atNodes }: LineProgress, audience: ChangeAudience) =>
  shipped + inHand + (audience === "buyer" ? atNodes : 0);
