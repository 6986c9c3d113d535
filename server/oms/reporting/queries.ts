import { z } from "zod";
import { defineQuery } from "@/server/shell/query";
import { isOut } from "../catalog/store-out";
import { viewsOf } from "../exceptions/queries";
import type { ExceptionType } from "../exceptions/types";
import { present } from "../kernel/assert";
import { escapeLike } from "../kernel/like";
import { backorderDue } from "../orders/queries";

export type TodayCounts = {
  /** Open orders of which a promise was not kept. */
  readonly missed: number;
  /** Open orders of which the last is promised for today or tomorrow. */
  readonly dueSoon: number;
  readonly openExceptions: number;
  readonly onHold: number;
  readonly awaitingApproval: number;
  /** Orders of which units wait for supply, and those of which they should leave within days. */
  readonly backordered: number;
  readonly backordersDue: number;
  /** Units and lines that wait for supply. */
  readonly backorderedUnits: number;
  readonly backorderedLines: number;
  readonly placedToday: number;
  readonly shippedToday: number;
  readonly deadJobs: number;
};

export type NodeToday = {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly timeZone: string;
  readonly open: number;
  readonly accepted: number;
  readonly picking: number;
  readonly packed: number;
  /** Work that should have left before today, in the node's calendar. */
  readonly late: number;
  /** Work whose cut-off is near, or over, on the node's clock: open exceptions of the node. */
  readonly cutOffAtRisk: number;
  readonly cutOffMissed: number;
  readonly dueToday: number;
  readonly cutOff: string | null;
};

/** What needs somebody today: every figure opens the list that it counts. */
export const today = defineQuery({
  name: "reporting.today",
  input: z.object({}),
  wall: "staff",
  run: async ({ sql, now, actor }) => {
    const { open } = viewsOf(sql, now, actor.id);
    const cutOffs = (type: ExceptionType) => sql`(select count(*)::int from exception e
      where e.node_id = n.id and e.type = ${type} and ${open})`;
    const [[counts], nodes] = await Promise.all([
      sql<TodayCounts[]>`
        with open_orders as (
          select * from sales_order
          where status in ('submitted', 'pending_approval', 'confirmed', 'in_fulfillment'))
        select
          count(*) filter (where promise_state = 'missed')::int as missed,
          count(*) filter (where current_promise between ${now}::date and ${now}::date + 1)::int
            as "dueSoon",
          count(*) filter (where hold_count > 0)::int as "onHold",
          count(*) filter (where status = 'pending_approval')::int as "awaitingApproval",
          (select count(*)::int from exception where closed_at is null) as "openExceptions",
          count(*) filter (where allocate_from is null and exists (select from order_line l
            where l.order_id = open_orders.id and l.backordered > 0
              and ${isOut(sql, sql`l.sku_id`)}))::int as backordered,
          count(*) filter (where allocate_from is null and exists (select from order_line l
            where l.order_id = open_orders.id and ${backorderDue(sql, now)}))::int
            as "backordersDue",
          (select coalesce(sum(l.backordered), 0)::bigint
            from order_line l join sales_order b on b.id = l.order_id
            where l.backordered > 0 and b.allocate_from is null
              and ${isOut(sql, sql`l.sku_id`)}) as "backorderedUnits",
          (select count(*)::int from order_line l join sales_order b on b.id = l.order_id
            where l.backordered > 0 and b.allocate_from is null
              and ${isOut(sql, sql`l.sku_id`)}) as "backorderedLines",
          (select count(*)::int from sales_order
            where placed_at >= date_trunc('day', ${now}::timestamptz)) as "placedToday",
          (select count(distinct order_id)::int from shipment
            where shipped_at >= date_trunc('day', ${now}::timestamptz)) as "shippedToday",
          (select count(*)::int from job where is_dead) as "deadJobs"
        from open_orders`,
      sql<NodeToday[]>`
        select n.id, n.code, n.name, n.time_zone as "timeZone",
          count(f.id) filter (where f.state = 'open')::int as open,
          count(f.id) filter (where f.state = 'accepted')::int as accepted,
          count(f.id) filter (where f.state = 'picking')::int as picking,
          count(f.id) filter (where f.state = 'packed')::int as packed,
          count(f.id) filter (where f.ship_by < (${now}::timestamptz at time zone n.time_zone)::date)
            ::int as late,
          count(f.id) filter (where f.ship_by = (${now}::timestamptz at time zone n.time_zone)::date)
            ::int as "dueToday",
          ${cutOffs("cutoff_at_risk")} as "cutOffAtRisk",
          ${cutOffs("cutoff_missed")} as "cutOffMissed",
          (select to_char(max(c.local_time), 'HH24:MI') from node_cut_off c where c.node_id = n.id)
            as "cutOff"
        from node n
        left join fulfillment_order f on f.node_id = n.id
          and f.state in ('open', 'accepted', 'picking', 'packed', 'on_hold')
        where n.retired_at is null
        group by n.id order by "cutOffMissed" desc, late desc, "dueToday" desc, n.priority, n.code`,
    ]);
    return { counts: present(counts, "an aggregate has one row"), nodes };
  },
});

export type Found = {
  readonly kind: "order" | "company" | "sku" | "shipment" | "fulfillment_order";
  readonly name: string;
  readonly detail: string;
};

/** Whatever somebody pastes: an order, PO, tracking or work number, a SKU, a customer. */
export const findAnything = defineQuery({
  name: "search.find_anything",
  input: z.object({ q: z.string().trim().min(1).max(100) }),
  wall: "staff",
  run: async ({ sql }, { q }) => {
    const prefix = `${escapeLike(q.toUpperCase())}%`;
    const anywhere = `%${escapeLike(q)}%`;
    const [orders, skus, companies, work] = await Promise.all([
      sql<Found[]>`
        select 'order' as kind, o.number as name,
          c.name || coalesce(' · PO ' || o.customer_po, '') as detail
        from sales_order o join company c on c.id = o.company_id
        where o.id in (
          (select id from sales_order where upper(number) like ${prefix} limit 8)
          union all (select id from sales_order where upper(customer_po) like ${prefix} limit 8)
          union all (select id from sales_order where upper(external_ref) like ${prefix} limit 8)
          union all (select s.order_id from package p join shipment s on s.id = p.shipment_id
            where upper(p.tracking_number) = upper(${q}) limit 8))
        order by o.placed_at desc limit 8`,
      sql<Found[]>`
        select 'sku' as kind, s.code as name, s.name as detail from sku s
        where upper(s.code) like ${prefix} or s.name ilike ${anywhere} or exists (
          select 1 from sku_alias a where a.sku_id = s.id and upper(a.code) = upper(${q}))
        order by (upper(s.code) = upper(${q})) desc, s.code limit 6`,
      sql<Found[]>`
        select 'company' as kind, c.code as name, c.name as detail from company c
        where upper(c.code) like ${prefix} or c.name ilike ${anywhere}
        order by (upper(c.code) = upper(${q})) desc, c.name limit 6`,
      sql<Found[]>`
        select 'fulfillment_order' as kind, f.number as name, n.name as detail
        from fulfillment_order f join node n on n.id = f.node_id
        where f.number = upper(${q}) limit 3`,
    ]);
    return [...orders, ...skus, ...companies, ...work];
  },
});
