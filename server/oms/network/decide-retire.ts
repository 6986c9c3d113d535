/** What keeps a node from being retired, counted. */
export type NodeBurden = {
  readonly units: number;
  readonly supplies: number;
  readonly transfers: number;
  readonly plannedOrders: number;
  readonly work: number;
  readonly reservations: number;
};

const WORDS = [
  ["units", "unit in stock", "units in stock"],
  ["supplies", "inbound supply to come", "inbound supplies to come"],
  ["transfers", "transfer on its way from it", "transfers on their way from it"],
  ["plannedOrders", "order planned there", "orders planned there"],
  ["work", "fulfillment order open", "fulfillment orders open"],
  ["reservations", "reservation", "reservations"],
] as const satisfies readonly (readonly [keyof NodeBurden, string, string])[];

/** All that has to be cleared first, each with its number; empty: nothing, the node may go. */
export const decideRetire = (burden: NodeBurden): string[] =>
  WORDS.flatMap(([what, one, many]) =>
    burden[what] === 0 ? [] : [`${burden[what]} ${burden[what] === 1 ? one : many}`],
  );
