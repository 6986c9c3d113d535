import { defineCommand } from "@/server/shell/command";
import { handRoute } from "../schema";
import { placeByHand } from "../store-by-hand";

/**
 * Place units of an order, not yet given to a node, at nodes that a person chooses and says why. A
 * window leaves the order alone from then on, as long as such units stand where they were placed.
 *
 * @returns the sentence of each decision, and the units that were placed
 * @throws NOT_FOUND; ON_HOLD; ILLEGAL_TRANSITION when fewer units are free to be placed; SHORT_SUPPLY
 *   with what the node has, when it cannot take all of them from stock
 */
export const routeByHand = defineCommand({
  name: "allocation.route_by_hand",
  input: handRoute,
  wall: "staff",
  run: placeByHand,
});
