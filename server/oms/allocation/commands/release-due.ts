import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { sum } from "../../kernel/quantity";
import { readNetwork } from "../../network/store";
import { refreshOrders } from "../../orders/store";
import { decideDueBy, decideReleases } from "../decide-release";
import { lockDueOrders, readDueAllocations, writeReleases } from "../store-release";

/**
 * Hand work that is due to its nodes, for many orders at once: allocations become work orders, one
 * per order, node, ship date and service. The worker calls it again and again; what one call does
 * not take (its limit, an order that somebody else holds) the next one does.
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
  run: async ({ owner, sql, now, emit }, { horizonDays, ordersMax }) => {
    const network = await readNetwork(owner, sql);
    const due = network.nodes.flatMap((node) => {
      const dueBy = decideDueBy(node, now, horizonDays);
      return dueBy === null ? [] : [{ nodeId: node.id, dueBy }];
    });
    const orderIds = await lockDueOrders(sql, due, ordersMax);
    if (orderIds.length === 0) {
      return { orders: 0, workOrders: 0, units: 0 };
    }
    const releases = decideReleases(await readDueAllocations(sql, due, orderIds));
    const work = await writeReleases(sql, releases, now);
    for (const { id, orderId, ...released } of work) {
      emit({
        type: "fulfillment_order.released",
        subject: { kind: "fulfillment_order", id },
        orderId,
        payload: released,
      });
    }
    await refreshOrders(sql, orderIds, now);
    return {
      orders: orderIds.length,
      workOrders: work.length,
      units: sum(work.map(({ units }) => units)),
    };
  },
});
