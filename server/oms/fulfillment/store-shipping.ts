import type { RawTx } from "@/db/client";
import type { CommandEnv } from "@/server/shell/command";
import { lockPositions, moveStock, type StockMove } from "../inventory/store";
import { DomainError } from "../kernel/errors";
import { next } from "../kernel/machine";
import { refreshOrders } from "../orders/store";
import { type ShipmentEvent, type ShipmentState, shipmentMachine } from "./machine";
import { countSteps, lockWork, readWorkLines, setWorkState, stateAfter, type Work } from "./store";
import type { WorkLine } from "./types";

export type ShipmentRow = {
  readonly id: string;
  readonly number: string;
  readonly state: ShipmentState;
  readonly fulfillmentOrderId: string;
  readonly carrier: string;
  readonly serviceCode: string;
  readonly estimatedDelivery: string | null;
};

/**
 * Lock a shipment with its work order and sales order, in that order from the top.
 *
 * @throws NOT_FOUND
 */
export async function lockShipment(
  sql: RawTx,
  shipmentId: string,
): Promise<{ work: Work; shipment: ShipmentRow }> {
  const [found] = await sql<{ workId: string }[]>`
    select fulfillment_order_id as "workId" from shipment where id = ${shipmentId}`;
  if (found === undefined) {
    throw new DomainError("NOT_FOUND", "There is no such shipment", { shipmentId });
  }
  const work = await lockWork(sql, found.workId);
  const [shipment] = await sql<ShipmentRow[]>`
    select id, number, state, fulfillment_order_id as "fulfillmentOrderId", carrier,
      service_code as "serviceCode", estimated_delivery as "estimatedDelivery"
    from shipment where id = ${shipmentId} for no key update`;
  if (shipment === undefined) {
    throw new DomainError("NOT_FOUND", "There is no such shipment", { shipmentId });
  }
  return { work, shipment };
}

/** @throws ILLEGAL_TRANSITION in words that name the shipment and its state */
export function shipmentStateAfter(
  shipment: ShipmentRow,
  event: ShipmentEvent,
  done: string,
): ShipmentState {
  const to = next(shipmentMachine, shipment.state, event);
  if (!to.ok) {
    throw new DomainError(
      "ILLEGAL_TRANSITION",
      `${shipment.number} is ${shipment.state}, so it cannot be ${done} now`,
      { from: shipment.state, event, number: shipment.number },
    );
  }
  return to.value;
}

/**
 * The goods have left the node: on its own word, or on the first scan of the carrier. Stock, the
 * holds on it, the buckets and the work order follow; the order's timeline is told. Whether they
 * were allowed to leave is asked before: what a carrier scanned has left.
 *
 * @throws ILLEGAL_TRANSITION before labels and packing
 */
export async function shipOut(
  env: CommandEnv,
  { work, shipment }: { readonly work: Work; readonly shipment: ShipmentRow },
  manifest: string | null,
): Promise<void> {
  const { sql, now } = env;
  const shipped = shipmentStateAfter(shipment, "ship", "shipped");
  const workState = stateAfter(work, "ship");
  const lines = (await readWorkLines(sql, work.id)).filter((line) => line.packed > line.shipped);
  await takeFromStock(env, work, lines);
  await countSteps(
    sql,
    lines.map((line) => ({
      lineId: line.id,
      orderLineId: line.orderLineId,
      shipped: line.packed - line.shipped,
    })),
  );
  await sql`update allocation set state = 'consumed'
    where fulfillment_order_id = ${work.id} and state = 'released'`;
  await setWorkState(sql, work, workState, now);
  const packages = await sql<{ trackingNumber: string; sscc: string }[]>`
    update shipment s set state = ${shipped}, shipped_at = ${now}
    from package p where s.id = ${shipment.id} and p.shipment_id = s.id
    returning p.tracking_number as "trackingNumber", p.sscc`;
  env.emit({
    type: "shipment.shipped",
    subject: { kind: "shipment", id: shipment.id },
    orderId: work.orderId,
    payload: {
      number: shipment.number,
      workNumber: work.number,
      nodeCode: work.nodeCode,
      nodeName: work.nodeName,
      carrier: shipment.carrier,
      serviceCode: shipment.serviceCode,
      estimatedDelivery: shipment.estimatedDelivery,
      manifest,
      packages: packages.length,
      lines: lines.map((line) => ({
        orderLineId: line.orderLineId,
        sku: line.sku,
        quantity: line.packed - line.shipped,
      })),
    },
  });
  await refreshOrders(sql, [work.orderId], now);
}

/**
 * What left was there: where a count says less than what a person packed and handed over, the
 * difference is booked as found first.
 */
async function takeFromStock(
  env: CommandEnv,
  work: Work,
  lines: readonly WorkLine[],
): Promise<void> {
  const bySku = new Map<string, number>();
  for (const { skuId, packed, shipped } of lines) {
    bySku.set(skuId, (bySku.get(skuId) ?? 0) + packed - shipped);
  }
  const positions = await lockPositions(env.sql, [...bySku.keys()]);
  const base = { nodeId: work.nodeId, causeKind: "fulfillment_order", causeId: work.id };
  const moves: StockMove[] = [];
  for (const [skuId, units] of bySku) {
    const position = positions.find((p) => p.skuId === skuId && p.nodeId === work.nodeId);
    const found = Math.max(0, units - (position?.onHand ?? 0));
    if (found > 0) {
      const reason = `found when ${work.number} was shipped`;
      const sku = lines.find((line) => line.skuId === skuId)?.sku ?? "";
      moves.push({
        ...base,
        skuId,
        kind: "adjusted",
        onHandDelta: found,
        allocatedDelta: 0,
        reason,
      });
      env.emit({
        type: "stock.adjusted",
        subject: { kind: "sku", id: skuId },
        orderId: work.orderId,
        reason,
        payload: {
          sku,
          node: work.nodeName,
          status: "sellable",
          delta: found,
          skuId,
          nodeId: work.nodeId,
        },
      });
    }
    moves.push({ ...base, skuId, kind: "shipped", onHandDelta: -units, allocatedDelta: -units });
  }
  await moveStock(env.sql, moves, { actorId: env.actor.id, now: env.now });
}
