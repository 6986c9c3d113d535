import { groupBy } from "../kernel/groups";
import { sum } from "../kernel/quantity";
import { decideLane, freightMicro, toMinor } from "../network/decide-freight";
import type { LanePlace, Network } from "../network/types";
import type { PlacementCost } from "./types";

/** A hold of an order that no node works on yet. */
export type PlacedHold = {
  readonly id: string;
  readonly orderLineId: string;
  readonly nodeId: string;
  readonly shipDate: string;
  readonly quantity: number;
  readonly gramsPerUnit: number;
  readonly state: "promised" | "allocated";
};

/** The units of a line that a person may still place. */
export type PlaceableUnits<Hold> = {
  /** Units that wait without a promise: nothing is given up for them. */
  readonly waiting: number;
  /** Holds that may be given up, those that leave latest first. */
  readonly holds: readonly Hold[];
  readonly units: number;
};

/**
 * Which units of a line can be placed at a node by hand: those that wait without a promise, then those
 * that leave latest. What stands on the node's stock already is where it is wanted.
 *
 * @param backordered units of the line that hold no stock, those promised from supply among them
 * @param holds the line's own, promised or on stock
 */
export function decidePlaceable<Hold extends PlacedHold>(
  backordered: number,
  holds: readonly Hold[],
  nodeId: string,
): PlaceableUnits<Hold> {
  const promised = holds.filter(({ state }) => state === "promised");
  const waiting = backordered - sum(promised.map(({ quantity }) => quantity));
  const movable = holds
    .filter((hold) => hold.state === "promised" || hold.nodeId !== nodeId)
    .toSorted((a, b) => b.shipDate.localeCompare(a.shipDate) || b.id.localeCompare(a.id));
  return {
    waiting,
    holds: movable,
    units: waiting + sum(movable.map(({ quantity }) => quantity)),
  };
}

/**
 * What it costs to send what an order holds from where it stands: a shipment for each node and day, by
 * the same rates and rounding as the planner's.
 *
 * @returns minor units; freight is null where the service does not go there from one of the nodes
 */
export function decidePlacementCost(
  holds: readonly PlacedHold[],
  order: { readonly serviceCode: string; readonly shipTo: LanePlace },
  { nodes, services }: Pick<Network, "nodes" | "services">,
): PlacementCost {
  const tariff = services.get(order.serviceCode)?.tariff;
  const shipments = [
    ...groupBy(holds, ({ nodeId, shipDate }) => `${nodeId} ${shipDate}`).values(),
  ].map((parts) => {
    const node = nodes.find(({ id }) => id === parts[0]?.nodeId);
    const lane = node && tariff && decideLane(tariff, node, order.shipTo);
    const units = sum(parts.map(({ quantity }) => quantity));
    const grams = sum(parts.map(({ quantity, gramsPerUnit }) => quantity * gramsPerUnit));
    const lines = new Set(parts.map(({ orderLineId }) => orderLineId)).size;
    return {
      freight: lane?.ok ? toMinor(freightMicro(lane.value.rate, grams)) : null,
      handling:
        node === undefined
          ? 0
          : node.handlingPerOrderMinor +
            lines * node.handlingPerLineMinor +
            units * node.handlingPerUnitMinor,
    };
  });
  const freight = shipments.map((shipment) => shipment.freight);
  return {
    shipments: shipments.length,
    freightMinor: freight.includes(null) ? null : sum(freight.map((minor) => minor ?? 0)),
    handlingMinor: sum(shipments.map(({ handling }) => handling)),
  };
}
