import type { LocalDate } from "../kernel/local-date";
import { addWorkingDays } from "../network/decide";
import { localClock } from "../network/decide-clock";
import { decideOff } from "../network/decide-off";
import type { NetworkNode } from "../network/types";
import { decideBlocked, type LeavingLine, linesLeavingWith } from "../orders/decide-hold";
import type { OpenHold } from "../orders/types";

/** An allocation that is due to be handed to its node. */
export type DueAllocation = {
  readonly id: string;
  readonly orderId: string;
  readonly orderLineId: string;
  readonly skuId: string;
  readonly nodeId: string;
  readonly quantity: number;
  readonly shipDate: LocalDate;
  readonly deliveryDate: LocalDate;
  readonly serviceCode: string;
  readonly shipPolicy: string;
  /** The order with whose shipment it leaves before its own day; null: it is due by itself. */
  readonly hostOrderId: string | null;
};

/** Up to which ship date a node is given work, for which of its services. */
export type DueNode = {
  readonly nodeId: string;
  readonly dueBy: LocalDate;
  readonly services: {
    /** A node that is off is given work for these only; one that is on, for all but these. */
    readonly codes: readonly string[];
    readonly areOff: boolean;
  };
};

/** Work of one order for one node: leaves on one day with one service, so it is one work order. */
export type Release = {
  readonly orderId: string;
  readonly nodeId: string;
  readonly shipBy: LocalDate;
  readonly serviceCode: string;
  readonly allocations: readonly DueAllocation[];
};

/**
 * The latest ship date that a node is given work for: `horizonDays` working days ahead of its own
 * today, plus the working days that it needs to process an order. What is on hand and may leave as
 * soon as possible is therefore handed over at once; what waits for a date comes in time.
 *
 * @returns null for a node that is off for all services, or has no working day
 */
export function decideDue(node: NetworkNode, now: Date, horizonDays: number): DueNode | null {
  const isOn = decideOff({ ...node, serviceSwitches: new Map() }, "", now) === null;
  const codes = [...node.serviceSwitches.keys()].filter(
    (code) => (decideOff(node, code, now) === null) !== isOn,
  );
  if (!isOn && codes.length === 0) {
    return null;
  }
  const today = localClock(now, node.calendar.timeZone).date;
  const { amount, unit } = node.calendar.processing;
  const processingDays = unit === "hours" ? Math.ceil(amount / 24) : amount;
  const dueBy = addWorkingDays(node.calendar, today, processingDays + horizonDays);
  return dueBy === null ? null : { nodeId: node.id, dueBy, services: { codes, areOff: isOn } };
}

/** A line of an order that is due, and the kit it leaves with. */
export type OrderedLine = LeavingLine & { readonly orderId: string };

/** Due allocations that no hold keeps back, neither on them nor on what leaves with them. */
export function decideUnheld(
  due: readonly DueAllocation[],
  holds: readonly (OpenHold & { readonly orderId: string })[],
  lines: readonly OrderedLine[],
): DueAllocation[] {
  return due.filter(({ orderId, orderLineId, shipPolicy }) => {
    const own = lines.filter((line) => line.orderId === orderId);
    return (
      decideBlocked(
        holds.filter((hold) => hold.orderId === orderId),
        {
          transaction: "release",
          lineIds: linesLeavingWith(orderLineId, own, shipPolicy),
          fulfillmentOrderId: null,
        },
      ) === null
    );
  });
}

/** Gather due allocations into work orders, in the order in which they came. */
export function decideReleases(due: readonly DueAllocation[]): Release[] {
  const releases = new Map<string, Release & { allocations: DueAllocation[] }>();
  for (const allocation of due) {
    const { orderId, nodeId, shipDate, serviceCode } = allocation;
    const key = releaseKey({ orderId, nodeId, shipBy: shipDate, serviceCode });
    const known = releases.get(key);
    if (known === undefined) {
      releases.set(key, {
        orderId,
        nodeId,
        shipBy: shipDate,
        serviceCode,
        allocations: [allocation],
      });
    } else {
      known.allocations.push(allocation);
    }
  }
  return [...releases.values()];
}

/** Two releases with the same key are one work order. */
export const releaseKey = (release: Omit<Release, "allocations">): string =>
  `${release.orderId} ${release.nodeId} ${release.shipBy} ${release.serviceCode}`;
