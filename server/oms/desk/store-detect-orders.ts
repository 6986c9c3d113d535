import {
  decideShort,
  decideStuck,
  decideUnfillable,
  type ShortSku,
  type StuckOrder,
  type UnfillableLine,
} from "./decide-trouble";
import type { Detector, Look } from "./store-detect";

type StuckRow = StuckOrder & { readonly orderId: string; readonly nodeId: string | null };

/** Orders that time has passed by: in approval, on hold, or due and not given to a node. */
const stuckOrders = ({ sql, now, timers }: Look) => sql<StuckRow[]>`
  with stuck as (
    select o.id, 1 as rank, 'approval' as why, o.placed_at::date as since, null::uuid as node_id,
      null::text as reason, o.unit_count as units
    from sales_order o
    where o.status = 'pending_approval'
      and o.placed_at < ${now}::timestamptz - make_interval(mins => ${timers.approval})
    union all
    select o.id, 2, 'on_hold', min(h.set_at)::date, null, min(h.reason), o.unit_count
    from hold h join sales_order o on o.id = h.order_id
    where h.released_at is null and o.status in ('submitted', 'confirmed', 'in_fulfillment')
      and h.set_at < ${now}::timestamptz - make_interval(mins => ${timers.on_hold})
    group by o.id
    union all
    select o.id, 3, 'not_released', min(a.ship_date), (array_agg(a.node_id order by a.ship_date, a.node_id))[1],
      null, sum(a.quantity)::int
    from allocation a join sales_order o on o.id = a.order_id join node n on n.id = a.node_id
    where a.state = 'allocated' and o.status in ('confirmed', 'in_fulfillment') and o.hold_count = 0
      and a.ship_date < ${now}::date + 1
      and (a.ship_date + 1)::timestamp at time zone n.time_zone
        + make_interval(mins => ${timers.not_released}) < ${now}
      and not exists (select from order_line l where l.order_id = o.id and l.backordered > 0
        and (o.ship_policy = 'complete' or l.kit_group = (
          select own.kit_group from order_line own where own.id = a.order_line_id)))
    group by o.id)
  select distinct on (s.id) s.id as "orderId", o.number, s.why, s.since::text as since, s.units,
    n.name as node, n.id as "nodeId", s.reason, o.current_promise::text as promise
  from stuck s join sales_order o on o.id = s.id left join node n on n.id = s.node_id
  order by s.id, s.rank`;

const orderStuck: Detector = {
  type: "order_stuck",
  prefix: "order:",
  find: async (look) =>
    (await stuckOrders(look)).map(({ orderId, nodeId, ...facts }) => ({
      ...decideStuck(facts, look.today),
      causeKey: `order:${orderId}`,
      orderId,
      nodeId,
      detail: facts,
    })),
};

type WaitingRow = {
  readonly lineId: string;
  readonly orderId: string;
  readonly skuId: string;
} & UnfillableLine;

/**
 * Units that wait without a promise from stock or supply, in one place for both who count them; those
 * of a pre-order are not missed before it is out.
 */
const waiting = ({ sql }: Look) => sql`
  select l.id, l.order_id, l.sku_id, l.line_number, l.current_promise, o.number, s.code,
    s.status = 'discontinued' as is_discontinued,
    l.backordered - coalesce((select sum(a.quantity) from allocation a
      where a.order_line_id = l.id and a.state = 'promised'), 0)::int as units
  from order_line l join sku s on s.id = l.sku_id
  join sales_order o on o.id = l.order_id and o.status in ('confirmed', 'in_fulfillment')
    and o.allocate_from is null
  where l.backordered > 0 and s.comes_out_on is null`;

const noneToCome = ({ sql }: Look) => sql`not exists (
  select from inbound_supply i where i.sku_id = w.sku_id and i.status = 'open'
    and i.quantity - i.received > i.pegged)`;

const unfillable: Detector = {
  type: "unfillable",
  prefix: "line:",
  find: async (look) => {
    const rows = await look.sql<WaitingRow[]>`
      with w as (${waiting(look)})
      select w.id as "lineId", w.order_id as "orderId", w.sku_id as "skuId", w.number,
        w.line_number as "lineNumber", w.code as sku, w.units, w.is_discontinued as "isDiscontinued"
      from w where w.units > 0 and ((w.is_discontinued and ${noneToCome(look)})
        or w.current_promise is null)`;
    return rows.map(({ lineId, orderId, skuId, ...facts }) => ({
      ...decideUnfillable(facts),
      causeKey: `line:${lineId}`,
      orderId,
      orderLineId: lineId,
      skuId,
      detail: facts,
    }));
  },
};

const inventoryShort: Detector = {
  type: "inventory_short",
  prefix: "sku:",
  find: async (look) => {
    const rows = await look.sql<(ShortSku & { readonly skuId: string })[]>`
      with w as (${waiting(look)})
      select w.sku_id as "skuId", w.code as sku, sum(w.units)::int as units,
        count(distinct w.order_id)::int as orders, min(w.current_promise)::text as "firstPromise",
        (select min(i.eta)::text from inbound_supply i
          where i.sku_id = w.sku_id and i.status = 'open' and i.quantity > i.received)
          as "nextSupply"
      from w where w.units > 0 and not w.is_discontinued and w.current_promise is not null
      group by w.sku_id, w.code`;
    return rows.map(({ skuId, ...facts }) => ({
      ...decideShort(facts, look.today),
      causeKey: `sku:${skuId}`,
      skuId,
      detail: facts,
    }));
  },
};

export const orderDetectors: readonly Detector[] = [orderStuck, unfillable, inventoryShort];
