import type { Invariant } from "./queries-invariant";

const PLACING = ["orders.place_order", "orders.place_orders"];

/** Decisions, work orders, parcels, and what was said of all of it. */
export const workInvariants: readonly Invariant[] = [
  {
    name: "allocations are of their decision or run, order and SKU",
    checked: (sql) => sql`select count(*) from allocation`,
    violations: (sql) => sql`
      select a.id::text as id from allocation a
      left join sourcing_decision d on d.id = a.decision_id
      left join allocation_run_line r on r.run_id = a.run_id and r.order_line_id = a.order_line_id
      left join order_line l on l.id = a.order_line_id
      where coalesce(d.order_id, r.order_id) is distinct from a.order_id
        or l.order_id is distinct from a.order_id
        or l.sku_id is distinct from a.sku_id`,
  },
  {
    name: "every order that was placed has a decision",
    checked: (sql) => sql`select count(*) from sales_order`,
    violations: (sql) => sql`
      select o.number as id from sales_order o
      left join import_run r on r.id = o.import_run_id
      where r.mode is distinct from 'history' and o.status <> 'draft'
        and not exists (select from sourcing_decision d where d.order_id = o.id)`,
  },
  {
    name: "released and shipped units are in work orders",
    checked: (sql) => sql`select count(*) from fulfillment_order_line`,
    violations: (sql) => sql`
      select a.id::text as id from allocation a
      left join fulfillment_order_line l on l.allocation_id = a.id
      where (a.state in ('released', 'consumed') and (l.id is null
          or l.quantity - l.rejected <> a.quantity
          or l.fulfillment_order_id <> a.fulfillment_order_id))
        or (a.state = 'consumed' and l.shipped <> a.quantity)
        or (a.state = 'rejected' and l.id is not null and l.rejected <> l.quantity)`,
  },
  {
    name: "nothing of a SKU that is not out is with a node, or left since its day was set",
    checked: (sql) => sql`select count(*) from sku where comes_out_on is not null`,
    violations: (sql) => sql`
      select s.code as id from sku s
      cross join lateral (select coalesce(max(e.occurred_at), '-infinity') as at from event e
        where e.type = 'sku.coming_out_set' and e.subject_kind = 'sku' and e.subject_id = s.id
          and e.payload ->> 'before' is null) set
      where s.comes_out_on is not null and (
        exists (select from allocation a where a.sku_id = s.id and a.state = 'released')
        or exists (select from fulfillment_order_line l
          join shipment p on p.fulfillment_order_id = l.fulfillment_order_id
          where l.sku_id = s.id and l.shipped > 0 and p.shipped_at > set.at))`,
  },
  {
    name: "work order counts are those of its lines",
    checked: (sql) => sql`select count(*) from fulfillment_order`,
    violations: (sql) => sql`
      select f.number as id from fulfillment_order f
      left join (select fulfillment_order_id, count(*) as lines, sum(quantity) as units
        from fulfillment_order_line group by fulfillment_order_id) l
        on l.fulfillment_order_id = f.id
      where f.line_count <> coalesce(l.lines, 0) or f.unit_count <> coalesce(l.units, 0)`,
  },
  {
    name: "picked and packed units of a line are those of its work",
    checked: (sql) => sql`select count(*) from order_line`,
    violations: (sql) => sql`
      select o.id::text as id from order_line o
      left join (select order_line_id, sum(picked - shipped) as picked,
          sum(packed - shipped) as packed
        from fulfillment_order_line group by order_line_id) l on l.order_line_id = o.id
      where o.picked <> coalesce(l.picked, 0) or o.packed <> coalesce(l.packed, 0)`,
  },
  {
    name: "packed units are in parcels",
    checked: (sql) => sql`select count(*) from package_item`,
    violations: (sql) => sql`
      select l.id::text as id from fulfillment_order_line l
      left join (
        select i.fulfillment_order_line_id, sum(i.quantity) as units from package_item i
        join package p on p.id = i.package_id
        join shipment s on s.id = p.shipment_id and s.state <> 'voided'
        group by i.fulfillment_order_line_id) i on i.fulfillment_order_line_id = l.id
      where l.packed <> coalesce(i.units, 0)`,
  },
  {
    name: "delivered units came in delivered parcels",
    checked: (sql) => sql`select count(*) from package where delivered_at is not null`,
    violations: (sql) => sql`
      select l.id::text as id from order_line l join sales_order o on o.id = l.order_id
      left join import_run r on r.id = o.import_run_id
      left join (
        select i.order_line_id, sum(i.quantity) as units from package_item i
        join package p on p.id = i.package_id and p.delivered_at is not null
        group by i.order_line_id) i on i.order_line_id = l.id
      where r.mode is distinct from 'history' and l.delivered <> coalesce(i.units, 0)`,
  },
  {
    name: "a shipment is delivered with its last parcel",
    checked: (sql) => sql`select count(*) from shipment`,
    violations: (sql) => sql`
      select s.number as id from shipment s
      join (select shipment_id, bool_and(delivered_at is not null) as all_delivered
        from package group by shipment_id) p on p.shipment_id = s.id
      where (s.state = 'delivered') <> p.all_delivered`,
  },
  {
    name: "every acknowledged order exists",
    checked: (sql) => sql`
      select count(*) from command_log where command = any(${PLACING}::text[])`,
    violations: (sql) => sql`
      select c.idempotency_key::text as id from command_log c
      left join sales_order o on o.id = (c.output ->> 'orderId')::uuid
      left join parked_order p on p.id = (c.output ->> 'orderId')::uuid
      where c.command = any(${PLACING}::text[]) and o.id is null and p.id is null`,
  },
  {
    name: "every order has its event",
    checked: (sql) => sql`select count(*) from sales_order`,
    violations: (sql) => sql`
      select o.number as id from sales_order o
      where o.status <> 'draft' and not exists (
        select from event e where e.order_id = o.id
          and e.type in ('sales_order.placed', 'sales_order.imported'))`,
  },
  {
    name: "outbox and jobs have their events",
    checked: (sql) => sql`select (select count(*) from outbox) + (select count(*) from job)`,
    violations: (sql) => sql`
      select 'outbox ' || event_id as id from outbox o
      where not exists (select from event e where e.id = o.event_id)
      union all
      select 'job ' || id from job j
      where not exists (select from event e where e.id = j.event_id)`,
  },
  {
    name: "every key that ran has its answer",
    checked: (sql) => sql`select count(*) from command_log`,
    violations: (sql) => sql`
      select command || ' ' || idempotency_key as id from command_log where output is null`,
  },
  {
    name: "a reference names one order in its channel",
    checked: (sql) => sql`select count(*) from sales_order where external_ref is not null`,
    violations: (sql) => sql`
      select external_ref as id from sales_order where external_ref is not null
      group by channel_id, external_ref having count(*) > 1`,
  },
];
