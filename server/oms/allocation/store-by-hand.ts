import type { RawTx } from "@/db/client";
import type { CommandEnv } from "@/server/shell/command";
import { closeExceptions } from "../exceptions/store";
import { lockPositions } from "../inventory/store";
import { present } from "../kernel/assert";
import { DomainError } from "../kernel/errors";
import { groupBy } from "../kernel/groups";
import type { LocalDate } from "../kernel/local-date";
import { sum } from "../kernel/quantity";
import { readNetwork } from "../network/store";
import { lockOrder, refreshOrders } from "../orders/store";
import { requireUnblocked } from "../orders/store-holds";
import { resourceLines } from "./commands/resource-lines";
import { decidePlaceable, type PlacedHold } from "./decide-by-hand";
import type { HandRoute } from "./schema";
import {
  chooseHolds,
  freeDays,
  type TakenHold,
  takeOffStock,
  takeOffSupply,
} from "./store-take-off";

/** A hold that is still to be given to its node, with all that giving it up needs. */
export type OrderHold = PlacedHold &
  Omit<TakenHold, "units" | "quantity" | "shipDate"> & {
    readonly shipDate: LocalDate;
    readonly deliveryDate: LocalDate;
    readonly node: string;
  };

type Line = {
  readonly id: string;
  readonly skuId: string;
  readonly sku: string;
  readonly backordered: number;
  readonly isOfKit: boolean;
};

/** One line's units on their way to the node that was chosen. */
type Move = {
  readonly line: Line;
  readonly nodeId: string;
  readonly node: string;
  readonly units: number;
  readonly taken: readonly TakenHold[];
  readonly from: readonly string[];
};

const OPEN: readonly string[] = ["submitted", "pending_approval", "confirmed", "in_fulfillment"];

/**
 * Place units of an order at the nodes that a person chose: what they held is given up, and they are
 * planned as any other units are, with every other node left out. The whole of it happens or nothing.
 *
 * @returns the sentence of each decision
 * @throws NOT_FOUND; ON_HOLD; ILLEGAL_TRANSITION when the order is closed, the line belongs to a kit, or
 *   fewer units are free to be placed; SHORT_SUPPLY when a node cannot take all of them from stock
 */
export async function placeByHand(
  env: CommandEnv,
  { orderId, lines: wanted, reason }: HandRoute,
): Promise<{ readonly sentences: readonly string[]; readonly units: number }> {
  const { sql } = env;
  const order = await lockOrder(sql, orderId);
  if (!OPEN.includes(order.status)) {
    throw new DomainError("ILLEGAL_TRANSITION", `${order.number} is ${order.status}`, {
      status: order.status,
    });
  }
  await requireUnblocked(sql, order, "allocate");
  const moves = await decideMoves(env, orderId, wanted);
  const taken = moves.flatMap((move) => move.taken);
  const isPegged = ({ inboundSupplyId }: TakenHold) => inboundSupplyId !== null;
  await lockPositions(sql, [...new Set(moves.map(({ line }) => line.skuId))]);
  await takeOffStock(
    env,
    taken.filter((hold) => !isPegged(hold)),
    reason,
  );
  await takeOffSupply(env, taken.filter(isPegged), reason);
  for (const { line, node, units, from } of moves) {
    env.emit({
      type: "order_line.routed_by_hand",
      subject: { kind: "sales_order", id: orderId },
      orderId,
      reason,
      payload: { number: order.number, sku: line.sku, units, node, from },
    });
  }
  const sentences: string[] = [];
  for (const [nodeId, placed] of groupBy(moves, (move) => move.nodeId)) {
    const { sentence } = await resourceLines(env, {
      orderId,
      lines: placed.map(({ line, units }) => ({ orderLineId: line.id, quantity: units })),
      excludedNodeIds: [],
      trigger: "manual",
      placedAt: { nodeId, reason },
    });
    sentences.push(sentence);
  }
  await freeDays(sql, taken);
  await closeExceptions(
    env,
    moves.map(({ line }) => ({ type: "hand_placement_lost", causeKey: line.id })),
    "Placed by hand again",
  );
  await refreshOrders(sql, [orderId], env.now);
  return { sentences, units: sum(moves.map(({ units }) => units)) };
}

async function decideMoves(
  env: CommandEnv,
  orderId: string,
  wanted: HandRoute["lines"],
): Promise<Move[]> {
  const { nodes } = await readNetwork(env.owner, env.sql);
  const lines = await readLines(env.sql, orderId);
  const holds = await lockHolds(env.sql, orderId);
  return wanted.map(({ orderLineId, nodeId, quantity }) => {
    const line = lines.find(({ id }) => id === orderLineId);
    const node = nodes.find(({ id }) => id === nodeId);
    if (line === undefined || node === undefined) {
      const missing = line === undefined ? "line" : "node";
      throw new DomainError("NOT_FOUND", `There is no such ${missing}`, { orderLineId, nodeId });
    }
    if (line.isOfKit) {
      throw new DomainError(
        "ILLEGAL_TRANSITION",
        `${line.sku} is part of a kit, whose parts stay together`,
        { orderLineId },
      );
    }
    const own = holds.filter((hold) => hold.orderLineId === orderLineId);
    const placeable = decidePlaceable(line.backordered, own, nodeId);
    if (quantity > placeable.units) {
      throw new DomainError(
        "ILLEGAL_TRANSITION",
        `${placeable.units} of ${line.sku} can be placed at ${node.name}, not ${quantity}: the rest stands there, was given to a node or has left`,
        { orderLineId, placeable: placeable.units, quantity },
      );
    }
    const taken = chooseHolds(placeable.holds, Math.max(0, quantity - placeable.waiting));
    const from = [...new Set(taken.map(({ id }) => nameOf(own, id)))];
    return { line, nodeId, node: node.name, units: quantity, taken, from };
  });
}

const nameOf = (holds: readonly OrderHold[], id: string): string =>
  present(
    holds.find((hold) => hold.id === id),
    "a hold that is given up is one of the line's",
  ).node;

const readLines = (sql: RawTx, orderId: string) => sql<Line[]>`
  select l.id, l.sku_id as "skuId", s.code as sku, l.backordered,
    l.kit_group is not null as "isOfKit"
  from order_line l join sku s on s.id = l.sku_id where l.order_id = ${orderId}`;

/** What an order holds that no node works on yet, locked. */
export const lockHolds = (sql: RawTx, orderId: string) => sql<OrderHold[]>`
  select a.id, a.order_line_id as "orderLineId", a.sku_id as "skuId", a.node_id as "nodeId",
    case when a.state = 'promised' then a.inbound_supply_id end as "inboundSupplyId",
    a.ship_date::text as "shipDate", a.delivery_date::text as "deliveryDate", a.quantity,
    s.grams as "gramsPerUnit", a.state, n.name as node
  from allocation a join sku s on s.id = a.sku_id join node n on n.id = a.node_id
  where a.order_id = ${orderId} and a.state in ('promised', 'allocated')
  order by a.id for no key update of a`;
