import { z } from "zod";
import type { RawTx } from "@/db/client";
import { type CommandEnv, defineCommand } from "@/server/shell/command";
import { lockPositions } from "../../inventory/store";
import { DomainError } from "../../kernel/errors";
import { lockOrder, refreshOrders } from "../../orders/store";
import { complainOfHandPlaced } from "../store-hand-lost";
import { freeDays, type TakenHold, takeOffStock, takeOffSupply } from "../store-take-off";
import { resourceLines } from "./resource-lines";

const at = {
  nodeId: z.uuid(),
  /** Null: whatever service it leaves by. */
  serviceCode: z.string().min(1).max(40).nullable(),
};

/**
 * Ask for all that a node has not been given yet to be sourced again, as when it was turned off. The
 * orders are taken one after the other, each in its own transaction, by the worker.
 *
 * @returns how many orders that concerns now
 * @throws NOT_FOUND
 */
export const resourceNode = defineCommand({
  name: "allocation.resource_node",
  input: z.object({ ...at, reason: z.string().trim().min(1, "Say why").max(500) }),
  wall: { of: ({ nodeId }) => ({ nodeId }) },
  run: async ({ sql, emit }, { nodeId, serviceCode, reason }) => {
    const node = await nameOf(sql, nodeId);
    const [open] = await sql<{ orders: number }[]>`
      select count(distinct order_id)::int as orders from allocation
      where node_id = ${nodeId} and state in ('promised', 'allocated')
        and (${serviceCode}::text is null or service_code = ${serviceCode})`;
    const orders = open?.orders ?? 0;
    if (orders > 0) {
      emit({
        type: "node.resourcing_asked",
        subject: { kind: "node", id: nodeId },
        reason,
        payload: { node, serviceCode, orders },
      });
    }
    return { orders };
  },
});

/**
 * Take what an order holds at a node and has not been handed over off it, and find another place. The
 * node itself is asked again like any other: if it is off for a while and nobody else has the units,
 * they stay there, with the day on which it can ship them. Units that a person placed there go like the
 * others, and an exception says where they are.
 *
 * @returns units that were sourced again
 * @throws NOT_FOUND
 */
export const resourceHeld = defineCommand({
  name: "allocation.resource_held",
  input: z.object({ orderId: z.uuid(), ...at, reason: z.string().min(1).max(500) }),
  wall: "staff",
  run: async (env, { orderId, nodeId, serviceCode, reason }) => {
    const { sql } = env;
    const order = await lockOrder(sql, orderId);
    const node = await nameOf(sql, nodeId);
    const holds = await lockHolds(sql, orderId, nodeId, serviceCode);
    if (holds.length === 0) {
      return { units: 0 };
    }
    await lockPositions(sql, [...new Set(holds.map(({ skuId }) => skuId))]);
    await takeOffStock(env, holds.filter(isOnStock), reason);
    await takeOffSupply(
      env,
      holds.filter((hold) => !isOnStock(hold)),
      reason,
    );
    tellOfLoss(env, { ...order, node, reason }, holds);
    const lines = [...new Set(holds.map((hold) => hold.orderLineId))];
    await resourceLines(env, {
      orderId,
      lines: lines.map((orderLineId) => ({
        orderLineId,
        quantity: unitsOf(holds.filter((hold) => hold.orderLineId === orderLineId)),
      })),
      excludedNodeIds: [],
      trigger: "node_off",
    });
    await freeDays(sql, holds);
    await complainOfHandPlaced(env, orderId, holds, reason);
    await refreshOrders(sql, [orderId], env.now);
    return { units: unitsOf(holds) };
  },
});

type NodeHold = TakenHold & { readonly state: "promised" | "allocated"; readonly sku: string };

const isOnStock = ({ state }: NodeHold) => state === "allocated";

const unitsOf = (holds: readonly NodeHold[]) => holds.reduce((all, hold) => all + hold.units, 0);

function tellOfLoss(
  env: CommandEnv,
  told: {
    readonly id: string;
    readonly number: string;
    readonly node: string;
    readonly reason: string;
  },
  holds: readonly NodeHold[],
): void {
  for (const sku of new Set(holds.map((hold) => hold.sku))) {
    env.emit({
      type: "order_line.deallocated",
      subject: { kind: "sales_order", id: told.id },
      orderId: told.id,
      reason: told.reason,
      payload: {
        number: told.number,
        sku,
        node: told.node,
        units: unitsOf(holds.filter((hold) => hold.sku === sku)),
      },
    });
  }
}

async function nameOf(sql: RawTx, nodeId: string): Promise<string> {
  const [node] = await sql<{ name: string }[]>`select name from node where id = ${nodeId}`;
  if (node === undefined) {
    throw new DomainError("NOT_FOUND", "There is no such node", { nodeId });
  }
  return node.name;
}

const lockHolds = (sql: RawTx, orderId: string, nodeId: string, serviceCode: string | null) =>
  sql<NodeHold[]>`
    select a.id, a.order_line_id as "orderLineId", a.sku_id as "skuId", s.code as sku,
      a.node_id as "nodeId",
      case when a.state = 'promised' then a.inbound_supply_id end as "inboundSupplyId",
      a.ship_date::text as "shipDate", a.quantity, a.quantity as units, a.state,
      a.is_by_hand as "isByHand"
    from allocation a join sku s on s.id = a.sku_id
    where a.order_id = ${orderId} and a.node_id = ${nodeId} and a.state in ('promised', 'allocated')
      and (${serviceCode}::text is null or a.service_code = ${serviceCode})
    order by a.id for no key update of a`;
