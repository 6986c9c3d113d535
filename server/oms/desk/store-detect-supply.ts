import {
  decideLateSupply,
  decideUnanswered,
  type LateSupply,
  type UnansweredSupplier,
} from "./decide-trouble";
import type { Detector } from "./store-detect";

/** Supply that is confirmed to less counts as not confirmed by its supplier. */
const CONFIRMED_PERCENT = 90;

const supplyLate: Detector = {
  type: "supply_late",
  prefix: "supply:",
  find: async ({ sql, now, today }) => {
    const rows = await sql<
      (LateSupply & { readonly id: string; readonly nodeId: string; readonly skuId: string })[]
    >`
      select i.id, i.node_id as "nodeId", i.sku_id as "skuId", i.reference, s.code as sku,
        n.name as node, i.quantity - i.received as "openUnits", i.eta::text as eta,
        i.original_eta::text as "originalEta", coalesce(p.units, 0) as "peggedUnits",
        coalesce(p.orders, 0) as orders
      from inbound_supply i join sku s on s.id = i.sku_id join node n on n.id = i.node_id
      left join lateral (select sum(a.quantity)::int as units,
          count(distinct a.order_id)::int as orders,
          min(a.ship_date) as first_ship
        from allocation a where a.inbound_supply_id = i.id and a.state = 'promised') p on true
      where i.status = 'open' and i.quantity > i.received
        and (i.eta < (${now}::timestamptz at time zone n.time_zone)::date
          or i.eta + i.dock_to_stock_days > p.first_ship
          or (i.eta > i.original_eta and p.units > 0))`;
    return rows.map(({ id, nodeId, skuId, ...facts }) => ({
      ...decideLateSupply(facts, today),
      causeKey: `supply:${id}`,
      nodeId,
      skuId,
      detail: { ...facts, inboundSupplyId: id },
    }));
  },
};

const supplierNoAck: Detector = {
  type: "supplier_no_ack",
  prefix: "ack:",
  find: async ({ sql, now, timers }) => {
    const work = await sql<
      (Extract<UnansweredSupplier, { kind: "work" }> & {
        readonly id: string;
        readonly orderId: string;
        readonly nodeId: string;
      })[]
    >`
      select 'work' as kind, f.id, f.order_id as "orderId", f.node_id as "nodeId",
        f.number as work, o.number, n.name as node, f.unit_count as units,
        (f.released_at at time zone n.time_zone)::date::text as since
      from fulfillment_order f join node n on n.id = f.node_id
      join sales_order o on o.id = f.order_id
      where f.state = 'open' and n.kind = 'dropship_supplier'
        and f.released_at < ${now}::timestamptz - make_interval(mins => ${timers.supplier_answer})`;
    const supply = await sql<
      (Extract<UnansweredSupplier, { kind: "supply" }> & {
        readonly id: string;
        readonly nodeId: string;
        readonly skuId: string;
      })[]
    >`
      select 'supply' as kind, i.id, i.node_id as "nodeId", i.sku_id as "skuId", i.reference,
        s.code as sku, i.pegged as units, i.eta::text as eta, i.confidence as "confidencePercent"
      from inbound_supply i join sku s on s.id = i.sku_id join node n on n.id = i.node_id
      where i.status = 'open' and i.kind = 'purchase_order' and i.pegged > 0
        and i.confidence < ${CONFIRMED_PERCENT}
        and i.eta >= (${now}::timestamptz at time zone n.time_zone)::date
        and i.eta::timestamp at time zone n.time_zone
          < ${now}::timestamptz + make_interval(mins => ${timers.before_supply})`;
    return [
      ...work.map(({ id, orderId, nodeId, ...facts }) => ({
        ...decideUnanswered(facts),
        causeKey: `ack:${id}`,
        orderId,
        nodeId,
        detail: { ...facts, workNumber: facts.work },
      })),
      ...supply.map(({ id, nodeId, skuId, ...facts }) => ({
        ...decideUnanswered(facts),
        causeKey: `ack:${id}`,
        nodeId,
        skuId,
        detail: { ...facts, inboundSupplyId: id },
      })),
    ];
  },
};

export const supplyDetectors: readonly Detector[] = [supplyLate, supplierNoAck];
