import type { HoldTransaction, OpenHold } from "./types";

/** What somebody wants to do with an order, and with which part of it. */
export type HoldSubject = {
  readonly transaction: HoldTransaction;
  /** Lines that it concerns, with those that leave together with them; `all`: every line. */
  readonly lineIds: readonly string[] | "all";
  /** The work that it belongs to; null: to none. */
  readonly fulfillmentOrderId: string | null;
};

/**
 * Which open hold stands in the way of a transaction: the first of them that stops it, or null.
 *
 * A hold on the order stops everything of it; one on a line stops what contains that line; one on a
 * fulfillment order stops the work on that. A type that stops the order does so from anywhere.
 * Several holds must all be lifted: each is asked for itself.
 */
export function decideBlocked(
  holds: readonly OpenHold[],
  { transaction, lineIds, fulfillmentOrderId }: HoldSubject,
): OpenHold | null {
  const concerns = (hold: OpenHold): boolean => {
    if (hold.stopsOrder || (hold.orderLineId === null && hold.fulfillmentOrderId === null)) {
      return true;
    }
    return hold.orderLineId === null
      ? hold.fulfillmentOrderId === fulfillmentOrderId
      : lineIds === "all" || lineIds.includes(hold.orderLineId);
  };
  return holds.find((hold) => hold.blocks.includes(transaction) && concerns(hold)) ?? null;
}

/** A line of an order, as far as it leaves together with others. */
export type LeavingLine = { readonly id: string; readonly kitGroup: number | null };

/**
 * The lines without which a line does not leave: all of an order that ships complete, the components
 * of its kit, else itself alone.
 */
export function linesLeavingWith(
  lineId: string,
  lines: readonly LeavingLine[],
  shipPolicy: string,
): readonly string[] | "all" {
  if (shipPolicy === "complete") {
    return "all";
  }
  const group = lines.find(({ id }) => id === lineId)?.kitGroup ?? null;
  return group === null
    ? [lineId]
    : lines.filter(({ kitGroup }) => kitGroup === group).map(({ id }) => id);
}
