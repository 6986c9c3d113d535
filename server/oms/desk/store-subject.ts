import type { RawSql, RawTx } from "@/db/client";
import { DomainError } from "../kernel/errors";
import type { Subject } from "./types";

/** As many orders as one resolution acts on; what is left over is met by the next look. */
const ORDERS_MAX = 200;

/**
 * What an exception is about.
 *
 * @throws NOT_FOUND
 */
export async function readSubject(sql: RawSql | RawTx, exceptionId: string): Promise<Subject> {
  const [subject] = await sql<Subject[]>`
    select e.id, e.type, e.sentence, e.order_id as "orderId", e.order_line_id as "orderLineId",
      e.node_id as "nodeId", e.sku_id as "skuId", e.detail,
      coalesce(f.id, w.id) as "workId", coalesce(f.state, w.state) as "workState",
      s.id as "shipmentId", i.id as "inboundSupplyId"
    from exception e
    left join shipment s on s.number = e.detail ->> 'shipmentNumber'
    left join fulfillment_order f on f.number = e.detail ->> 'workNumber'
    left join fulfillment_order w on w.id = s.fulfillment_order_id
    left join inbound_supply i on i.id::text = e.detail ->> 'inboundSupplyId'
    where e.id = ${exceptionId}`;
  if (subject === undefined) {
    throw new DomainError("NOT_FOUND", "There is no such exception", { exceptionId });
  }
  return subject;
}

/** The orders that a resolution may touch, in the order in which they are locked. */
export async function ordersOf(sql: RawSql | RawTx, subject: Subject): Promise<string[]> {
  const { orderId, inboundSupplyId, type, skuId, nodeId } = subject;
  if (orderId !== null) {
    return [orderId];
  }
  if (inboundSupplyId !== null) {
    const rows = await sql<{ id: string }[]>`
      select distinct order_id as id from allocation
      where inbound_supply_id = ${inboundSupplyId} and state = 'promised'
      order by order_id limit ${ORDERS_MAX}`;
    return rows.map(({ id }) => id);
  }
  if (type === "oversold" && skuId !== null && nodeId !== null) {
    const rows = await sql<{ id: string }[]>`
      select distinct order_id as id from allocation
      where sku_id = ${skuId} and node_id = ${nodeId} and state = 'allocated'
      order by order_id limit ${ORDERS_MAX}`;
    return rows.map(({ id }) => id);
  }
  if (type === "inventory_short" && skuId !== null) {
    const rows = await sql<{ id: string }[]>`
      select distinct l.order_id as id from order_line l
      join sales_order o on o.id = l.order_id and o.status in ('confirmed', 'in_fulfillment')
        and o.allocate_from is null
      where l.sku_id = ${skuId} and l.backordered > 0 order by l.order_id limit ${ORDERS_MAX}`;
    return rows.map(({ id }) => id);
  }
  return [];
}
