import type { CommandEnv } from "@/server/shell/command";
import { resourceLines } from "../allocation/commands/resource-lines";
import { resourceOversold } from "../allocation/commands/resource-oversold";
import {
  freeDays,
  type TakenHold,
  takeOffStock,
  takeOffSupply,
} from "../allocation/store-take-off";
import { rejectFulfillmentOrder } from "../fulfillment/commands/reject-fulfillment-order";
import { lockPositions } from "../inventory/store";
import { DomainError } from "../kernel/errors";
import { sum } from "../kernel/quantity";
import type { Subject } from "./types";

type Hold = Omit<TakenHold, "units"> & { readonly orderId: string; readonly isLate: boolean };

/**
 * Find another place for the units that an exception is about: the node's work is taken from it, an
 * overdue hold is given up, a supply is counted on no more, an oversold position is relieved.
 */
export async function resource(
  env: CommandEnv,
  subject: Subject,
  orderIds: readonly string[],
): Promise<void> {
  const { workId, inboundSupplyId, type, skuId, nodeId, orderId } = subject;
  if (
    workId !== null &&
    subject.shipmentId === null &&
    type !== "node_rejected" &&
    type !== "pick_short"
  ) {
    await rejectFulfillmentOrder.within(env, {
      fulfillmentOrderId: workId,
      reason: "no_capacity",
      note: "taken from the node by the exception desk",
    });
    return;
  }
  if (inboundSupplyId !== null) {
    await leaveSupply(env, inboundSupplyId, orderIds);
    return;
  }
  if (type === "oversold" && skuId !== null && nodeId !== null) {
    for (const each of orderIds) {
      const { oversold } = await resourceOversold.within(env, { orderId: each, skuId, nodeId });
      if (oversold === 0) {
        break;
      }
    }
    return;
  }
  if (orderId !== null) {
    await resourceOrder(env, orderId, subject.orderLineId);
  }
}

/** Its confidence falls to nothing, so that nobody is promised any of it until it is confirmed. */
async function leaveSupply(
  env: CommandEnv,
  inboundSupplyId: string,
  orderIds: readonly string[],
): Promise<void> {
  await env.sql`update inbound_supply set confidence = 0 where id = ${inboundSupplyId}`;
  for (const orderId of orderIds) {
    const holds = (await readHolds(env, orderId, null)).filter(
      (hold) => hold.inboundSupplyId === inboundSupplyId,
    );
    await sourceAgain(env, orderId, holds, []);
  }
}

/** The units of an order that wait, and those whose day of leaving is over without work for a node. */
async function resourceOrder(
  env: CommandEnv,
  orderId: string,
  orderLineId: string | null,
): Promise<void> {
  const holds = await readHolds(env, orderId, orderLineId);
  const given = holds.filter(({ inboundSupplyId, isLate }) => inboundSupplyId !== null || isLate);
  const late = given.filter(({ inboundSupplyId }) => inboundSupplyId === null);
  await sourceAgain(
    env,
    orderId,
    given,
    [...new Set(late.map(({ nodeId }) => nodeId))],
    orderLineId,
  );
}

const readHolds = ({ sql, now }: CommandEnv, orderId: string, orderLineId: string | null) =>
  sql<Hold[]>`
    select a.id, a.order_id as "orderId", a.order_line_id as "orderLineId", a.sku_id as "skuId",
      a.node_id as "nodeId", a.inbound_supply_id as "inboundSupplyId",
      a.ship_date::text as "shipDate", a.quantity,
      a.ship_date < (${now}::timestamptz at time zone n.time_zone)::date as "isLate"
    from allocation a join node n on n.id = a.node_id
    where a.order_id = ${orderId} and a.state in ('promised', 'allocated')
      and (${orderLineId}::uuid is null or a.order_line_id = ${orderLineId})
    order by a.id for no key update of a`;

const REASON = "given up by the exception desk";

/** Give holds up and source what then waits without a promise. */
async function sourceAgain(
  env: CommandEnv,
  orderId: string,
  holds: readonly Hold[],
  excludedNodeIds: readonly string[],
  orderLineId: string | null = null,
): Promise<void> {
  const taken = holds.map((hold) => ({ ...hold, units: hold.quantity }));
  const onStock = taken.filter(({ inboundSupplyId }) => inboundSupplyId === null);
  const pegged = taken.filter(({ inboundSupplyId }) => inboundSupplyId !== null);
  await lockPositions(env.sql, [...new Set(onStock.map(({ skuId }) => skuId))].sort());
  if (onStock.length > 0) {
    await takeOffStock(env, onStock, REASON);
  }
  await takeOffSupply(env, pegged, REASON);
  const lines = await env.sql<{ orderLineId: string; quantity: number }[]>`
    select l.id as "orderLineId", l.backordered - coalesce((select sum(a.quantity)
      from allocation a where a.order_line_id = l.id and a.state = 'promised'), 0)::int as quantity
    from order_line l
    where l.order_id = ${orderId} and l.backordered > 0
      and (${orderLineId}::uuid is null or l.id = ${orderLineId})
    order by l.line_number`;
  const open = lines.filter(({ quantity }) => quantity > 0);
  if (sum(open.map(({ quantity }) => quantity)) === 0) {
    throw new DomainError("STALE", "No unit of it waits or can be taken back", { orderId });
  }
  await resourceLines(env, {
    orderId,
    lines: open,
    excludedNodeIds,
    trigger: "manual",
  });
  await freeDays(env.sql, taken);
}
