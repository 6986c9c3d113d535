import { inTransaction, type RawTx } from "@/db/client";
import { defineQuery } from "@/server/shell/query";
import { present } from "../kernel/assert";
import { groupBy } from "../kernel/groups";
import type { LocalDate } from "../kernel/local-date";
import { sum } from "../kernel/quantity";
import { laneOfOrder, readNetwork } from "../network/store";
import type { LanePlace } from "../network/types";
import { lockOrder } from "../orders/store";
import { decidePlacementCost } from "./decide-by-hand";
import { handRoute } from "./schema";
import { lockHolds, type OrderHold, placeByHand } from "./store-by-hand";
import type { PlacementCost } from "./types";

/** How an order stands before or after units of it are placed by hand. */
export type Standing = PlacementCost & {
  readonly nodes: readonly { readonly node: string; readonly units: number }[];
  readonly deliveryDate: LocalDate | null;
};

/** Ends the transaction of a preview: nothing of it stays. */
class PreviewOver extends Error {
  readonly shown: { readonly before: Standing; readonly after: Standing };

  constructor(shown: PreviewOver["shown"]) {
    super("a preview writes nothing");
    this.shown = shown;
  }
}

/**
 * What placing units by hand would do, by the code that would do it, in a transaction that is rolled
 * back: where all that the order holds and no node works on yet stands before and after, when the order
 * arrives, and what sending it costs. Units that wait without a promise are in neither.
 *
 * @throws as `allocation.route_by_hand`
 */
export const previewRouteByHand = defineQuery({
  name: "allocation.preview_route_by_hand",
  input: handRoute,
  wall: "staff",
  run: async (env, input) => {
    try {
      await inTransaction(env, async ({ tx, sql }) => {
        await lockOrder(sql, input.orderId);
        const network = await readNetwork(env.sql, sql);
        const look = async () => standingOf(sql, input.orderId, network);
        const before = await look();
        await placeByHand({ ...env, owner: env.sql, tx, sql, emit: () => {} }, input);
        throw new PreviewOver({ before, after: await look() });
      });
    } catch (error) {
      if (error instanceof PreviewOver) {
        return error.shown;
      }
      throw error;
    }
    throw new Error("a preview ends by being rolled back");
  },
});

async function standingOf(
  sql: RawTx,
  orderId: string,
  network: Parameters<typeof decidePlacementCost>[2],
): Promise<Standing> {
  const [row] = await sql<
    { serviceCode: string; shipTo: LanePlace; deliveryDate: LocalDate | null }[]
  >`select service_code as "serviceCode", current_promise::text as "deliveryDate",
      ${laneOfOrder(sql)} as "shipTo"
    from sales_order o where id = ${orderId}`;
  const order = present(row, "a locked order exists");
  const holds: readonly OrderHold[] = await lockHolds(sql, orderId);
  const nodes = [...groupBy(holds, ({ node }) => node)].map(([node, own]) => ({
    node,
    units: sum(own.map(({ quantity }) => quantity)),
  }));
  return {
    nodes: nodes.toSorted((a, b) => a.node.localeCompare(b.node)),
    deliveryDate: order.deliveryDate,
    ...decidePlacementCost(holds, order, network),
  };
}
