import { newId } from "@/server/shell/new-id";
import type { StockMove } from "../inventory/store";
import type { BackorderPart } from "../sourcing/types";
import type { PlannedPart } from "./decide-plan";
import type { NewAllocation } from "./store";

type Booked = {
  readonly parts: readonly PlannedPart[];
  readonly waiting: readonly BackorderPart[];
  /** SKU of each line. */
  readonly skuOf: ReadonlyMap<string, string>;
  /** Lines whose units from stock had to wait, and leave with the next shipment. */
  readonly remainders?: ReadonlySet<string>;
};

/**
 * The allocations of a plan: what is taken from stock, and what is pegged to supply. What is dated by lead
 * time alone, or stands there and is not out yet, holds nothing.
 *
 * @param base whose they are, and by which decision
 */
export function allocationsOf(
  base: Pick<NewAllocation, "orderId" | "decisionId" | "serviceCode" | "isByHand">,
  { parts, waiting, skuOf, remainders }: Booked,
  now: Date,
): NewAllocation[] {
  const onHand = parts.map(
    (part): NewAllocation => ({
      ...base,
      id: newId(now.getTime()),
      orderLineId: part.lineId,
      skuId: part.skuId,
      nodeId: part.nodeId,
      quantity: part.units,
      state: "allocated",
      inboundSupplyId: null,
      shipDate: part.shipDate,
      deliveryDate: part.deliveryDate,
      ...(part.undisrupted === undefined ? {} : { undisrupted: part.undisrupted }),
      isRemainder: remainders?.has(part.lineId) === true,
    }),
  );
  const pegged = waiting.flatMap((part): NewAllocation[] =>
    part.kind !== "pegged"
      ? []
      : [
          {
            ...base,
            isByHand: false,
            id: newId(now.getTime()),
            orderLineId: part.lineId,
            skuId: skuOf.get(part.lineId) ?? "",
            nodeId: part.nodeId,
            quantity: part.units,
            state: "promised",
            inboundSupplyId: part.inboundSupplyId,
            shipDate: part.shipDate,
            deliveryDate: part.deliveryDate,
          },
        ],
  );
  return [...onHand, ...pegged];
}

/** Units that allocations take of supply on its way. */
export const pegsOf = (allocations: readonly NewAllocation[]) =>
  allocations.flatMap(({ inboundSupplyId, quantity }) =>
    inboundSupplyId === null ? [] : [{ inboundSupplyId, units: quantity }],
  );

/** What allocations take of stock, as movements of the ledger. */
export const stockMovesOf = (allocations: readonly NewAllocation[]): StockMove[] =>
  allocations
    .filter((allocation) => allocation.state === "allocated")
    .map(({ id, skuId, nodeId, quantity }) => ({
      ...{ skuId, nodeId, kind: "allocated" },
      ...{ onHandDelta: 0, allocatedDelta: quantity },
      ...{ causeKind: "allocation", causeId: id },
    }));
