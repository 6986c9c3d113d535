import type { Strategy } from "./types-profile";

/** What every order was routed by before there were strategies: the least landed cost. */
export const DEFAULT_STRATEGIES: readonly Strategy[] = [
  {
    name: "All orders",
    when: null,
    criteria: [{ by: "landed_cost", band: 0 }],
    constraints: [],
    afterAction: { do: "backorder" },
  },
];
