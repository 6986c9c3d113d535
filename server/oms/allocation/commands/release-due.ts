import { z } from "zod";
import type { RawTx } from "@/db/client";
import { type CommandEnv, defineCommand } from "@/server/shell/command";
import { type Cause, closeExceptions } from "../../exceptions/store";
import { sum } from "../../kernel/quantity";
import { readNetwork } from "../../network/store";
import { refreshOrders } from "../../orders/store";
import { readOpenHolds } from "../../orders/store-holds";
import { holdOverCredit } from "../../orders/store-recheck";
import {
  type DueAllocation,
  type DueNode,
  decideDue,
  decideReleases,
  decideUnheld,
  type Release,
} from "../decide-release";
import { writeDates } from "../store-redate";
import {
  keepOut,
  lockDueOrders,
  lockRiders,
  readDueAllocations,
  readLeavingLines,
  writeReleases,
} from "../store-release";

/**
 * Hand work that is due to its nodes, for many orders at once: allocations become work orders, one
 * per order, node, ship date and service. The worker calls it again and again; what one call does
 * not take (its limit, an order that somebody else holds) the next one does. Orders of customers who
 * are over their credit by now are held instead. What had to wait and ships with the next shipment goes
 * along with work of its customer that leaves its node for its address.
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
    await keepOut(sql, orderIds);
    const [allocations, holds] = await Promise.all([
      readDueAllocations(sql, due, orderIds),
      readOpenHolds(sql, orderIds),
    ]);
    const lines = await readLeavingLines(sql, [...new Set(holds.map(({ orderId }) => orderId))]);
    const unheld = decideUnheld(allocations, holds, lines);
    const dueOrders = [...new Set(unheld.map(({ orderId }) => orderId))];
    const overCredit = await holdOverCredit(env, dueOrders, network.version);
    const leaving = unheld.filter(({ orderId }) => !overCredit.has(orderId));
    const riders = await takeAlong(env, decideReleases(leaving), due, network.version);
    const releases = decideReleases([...leaving, ...riders]);
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
    const riding = [...new Set(riders.map(({ orderId }) => orderId))];
    const before = await readPromises(sql, riding);
    await refreshOrders(sql, [...new Set([...orderIds, ...riding])], now);
    await tellEarlier(env, before);
    return {
      orders: orderIds.length,
      workOrders: work.length,
      units: sum(work.map(({ units }) => units)),
    };
  },
});

/**
 * What leaves with these releases because its order lets it: its holds are asked, its customer's credit
 * too, and it is dated by the shipment that takes it along.
 */
async function takeAlong(
  env: CommandEnv,
  hosts: readonly Release[],
  due: readonly DueNode[],
  networkVersion: number,
): Promise<DueAllocation[]> {
  const { sql } = env;
  const riders = hosts.length === 0 ? [] : await lockRiders(sql, hosts, due);
  if (riders.length === 0) {
    return [];
  }
  const orderIds = [...new Set(riders.map(({ orderId }) => orderId))];
  const holds = await readOpenHolds(sql, orderIds);
  const free = decideUnheld(riders, holds, await readLeavingLines(sql, orderIds));
  const freeIds = [...new Set(free.map(({ orderId }) => orderId))];
  const overCredit = await holdOverCredit(env, freeIds, networkVersion);
  const taken = riders.filter(
    ({ id, orderId }) => !overCredit.has(orderId) && free.some((each) => each.id === id),
  );
  await writeDates(
    env,
    taken.map(({ id, nodeId, quantity, dueDate, shipDate, deliveryDate }) => ({
      row: { id, nodeId, quantity, shipDate: dueDate },
      ship: shipDate,
      delivery: deliveryDate,
      undisrupted: null,
    })),
  );
  return taken;
}

type Promised = { readonly id: string; readonly number: string; readonly promise: string | null };

const readPromises = (sql: RawTx, orderIds: readonly string[]) => sql<Promised[]>`
  select id, number, current_promise::text as promise from sales_order
  where id = any(${[...orderIds]}::uuid[]) order by id`;

/** An order of which something goes along may arrive before its day. */
async function tellEarlier({ sql, emit }: CommandEnv, before: readonly Promised[]): Promise<void> {
  const after = await readPromises(
    sql,
    before.map(({ id }) => id),
  );
  for (const { id, number, promise } of after) {
    const was = before.find((order) => order.id === id)?.promise ?? null;
    if (promise !== was) {
      const why = "It leaves with the next shipment to its address";
      emit({
        type: "sales_order.promise_changed",
        subject: { kind: "sales_order", id },
        orderId: id,
        reason: why,
        payload: { number, before: was, after: promise, why },
      });
    }
  }
}

/** Somebody may have been told that these lines found no place. */
const complaintsOf = (releases: readonly Release[]): Cause[] =>
  [...new Set(releases.flatMap((r) => r.allocations.map((a) => a.orderLineId)))].flatMap(
    (causeKey) =>
      (["node_rejected", "pick_short", "hand_placement_lost"] as const).map(
        (type): Cause => ({ type, causeKey }),
      ),
  );
