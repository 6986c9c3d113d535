import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { type Cause, closeExceptions } from "../../exceptions/store";
import { sum } from "../../kernel/quantity";
import { readNetwork } from "../../network/store";
import { refreshOrders } from "../../orders/store";
import { readOpenHolds } from "../../orders/store-holds";
import { holdOverCredit } from "../../orders/store-recheck";
import { decideDue, decideReleases, decideUnheld, type Release } from "../decide-release";
import {
  lockDueOrders,
  readDueAllocations,
  readLeavingLines,
  writeReleases,
} from "../store-release";

/**
 * Hand work that is due to its nodes, for many orders at once: allocations become work orders, one
 * per order, node, ship date and service. The worker calls it again and again; what one call does
 * not take (its limit, an order that somebody else holds) the next one does. Orders of customers who
 * are over their credit by now are held instead.
 *
 * @param horizonDays working days ahead of the node's today that it is given work for; its
 *   processing days come on top
 */
export const releaseDue = defineCommand({
  name: "allocation.release_due",
  input: z.object({
    horizonDays: z.int().min(0).max(60).default(1),
    ordersMax: z.int().min(1).max(1_000).default(200),
  }),
  wall: "staff",
  run: async (env, { horizonDays, ordersMax }) => {
    const { owner, sql, now, emit } = env;
    const network = await readNetwork(owner, sql);
    const due = network.nodes.flatMap((node) => {
      const dueNode = decideDue(node, now, horizonDays);
      return dueNode === null ? [] : [dueNode];
    });
    const orderIds = await lockDueOrders(sql, due, ordersMax);
    if (orderIds.length === 0) {
      return { orders: 0, workOrders: 0, units: 0 };
    }
    const [allocations, holds] = await Promise.all([
      readDueAllocations(sql, due, orderIds),
      readOpenHolds(sql, orderIds),
    ]);
    const lines = await readLeavingLines(sql, [...new Set(holds.map(({ orderId }) => orderId))]);
    const unheld = decideUnheld(allocations, holds, lines);
    const dueOrders = [...new Set(unheld.map(({ orderId }) => orderId))];
    const overCredit = await holdOverCredit(env, dueOrders, network.version);
    const releases = decideReleases(unheld.filter(({ orderId }) => !overCredit.has(orderId)));
    const work = await writeReleases(sql, releases, now);
    for (const { id, orderId, ...released } of work) {
      emit({
        type: "fulfillment_order.released",
        subject: { kind: "fulfillment_order", id },
        orderId,
        payload: released,
      });
    }
    await closeExceptions(env, complaintsOf(releases), "The units were given to a node");
    await refreshOrders(sql, orderIds, now);
    return {
      orders: orderIds.length,
      workOrders: work.length,
      units: sum(work.map(({ units }) => units)),
    };
  },
});

/** Somebody may have been told that these lines found no place. */
const complaintsOf = (releases: readonly Release[]): Cause[] =>
  [...new Set(releases.flatMap((r) => r.allocations.map((a) => a.orderLineId)))].flatMap(
    (causeKey) =>
      (["node_rejected", "pick_short", "hand_placement_lost"] as const).map(
        (type): Cause => ({ type, causeKey }),
      ),
  );
