import type { RawTx } from "@/db/client";
import { minorDigits } from "../kernel/money";
import type { Invariant } from "./queries-invariant";

/** Lines of orders that went through the house; history was booked as delivered without stock. */
const livedLines = (sql: RawTx) => sql`
  select l.* from order_line l join sales_order o on o.id = l.order_id
  left join import_run r on r.id = o.import_run_id
  where r.mode is distinct from 'history'`;

const allLines = (sql: RawTx) => sql`select count(*) from order_line`;
const allOrders = (sql: RawTx) => sql`select count(*) from sales_order`;

/** What the lines of each order add up to. */
const totals = (sql: RawTx) => sql`
  select order_id, count(*) as lines, sum(ordered - replaced) as units, sum(line_total) as value,
    sum(cancelled_total) as cancelled_value,
    sum(ordered - cancelled) as wanted, sum(shipped) as shipped, sum(delivered) as delivered,
    sum(released) as released, sum(allocated) as allocated, sum(backordered) as backordered,
    max(current_promise) filter (where ordered > cancelled) as promise,
    max(case promise_state when 'firm' then 0 when 'expected' then 1 when 'unknown' then 2
      when 'at_risk' then 3 else 4 end) filter (where ordered > cancelled) as worst
  from order_line group by order_id`;

/** A bucket of a line against the units of its allocations in some states. */
const bucketEquals = (
  name: string,
  bucket: "allocated" | "released" | "shipped",
  state: string,
): Invariant => ({
  name,
  checked: (sql) => sql`select count(*) from (${livedLines(sql)}) l`,
  violations: (sql) => sql`
    select l.id::text as id from (${livedLines(sql)}) l
    left join (
      select order_line_id, sum(quantity) as units from allocation
      where state = ${state} group by order_line_id) a on a.order_line_id = l.id
    where l.${sql(bucket)} <> coalesce(a.units, 0)`,
});

const digitsOf = (currencies: readonly string[]) => currencies.map(minorDigits);

/** Currencies that do not count in hundredths, as far as the kernel knows them. */
const ODD_CURRENCIES = ["JPY", "KRW", "CLP", "BHD", "KWD"];

/** Lines with how many minor units their currency's major unit has. */
const pricedLines = (sql: RawTx) => sql`
  select l.*, 10 ^ coalesce(c.digits, 2)::numeric as minor
  from order_line l join sales_order o on o.id = l.order_id
  left join unnest(${ODD_CURRENCIES}::text[], ${digitsOf(ODD_CURRENCIES)}::int[])
    as c(currency, digits) on c.currency = o.currency`;

/** Orders, their lines' buckets and everything that is kept on them to be found by. */
export const orderInvariants: readonly Invariant[] = [
  {
    name: "line buckets add up",
    checked: allLines,
    violations: (sql) => sql`
      select id::text as id from order_line
      where ordered - cancelled <> allocated + backordered + released + shipped
        or least(cancelled, allocated, backordered, released, picked, packed, shipped, delivered) < 0
        or packed > picked or picked > released or delivered > shipped or returned > shipped`,
  },
  bucketEquals("allocated units of a line are its allocations", "allocated", "allocated"),
  bucketEquals("released units of a line are its allocations", "released", "released"),
  bucketEquals("shipped units of a line are its allocations", "shipped", "consumed"),
  {
    name: "promised units of a line are on backorder",
    checked: allLines,
    violations: (sql) => sql`
      select l.id::text as id from order_line l
      join (
        select order_line_id, sum(quantity) as units from allocation
        where state = 'promised' group by order_line_id) a on a.order_line_id = l.id
      where l.backordered < a.units`,
  },
  {
    name: "cancelled units of history are its cancellations",
    checked: (sql) => sql`
      select count(*) from order_line l join sales_order o on o.id = l.order_id
      join import_run r on r.id = o.import_run_id and r.mode = 'history'`,
    violations: (sql) => sql`
      select l.id::text as id from order_line l join sales_order o on o.id = l.order_id
      join import_run r on r.id = o.import_run_id and r.mode = 'history'
      left join (
        select order_line_id, sum(quantity) as units from order_cancellation
        group by order_line_id) c on c.order_line_id = l.id
      where l.cancelled <> coalesce(c.units, 0) or l.delivered <> l.ordered - l.cancelled`,
  },
  {
    name: "line totals are quantity times price",
    checked: allLines,
    violations: (sql) => sql`
      select id::text as id from (${pricedLines(sql)}) l
      where kit_sku_id is null
        and line_total <> div(ordered::numeric * unit_price_e4 * minor + 5000, 10000)`,
  },
  {
    name: "components of a kit share out the price of their kits",
    checked: allLines,
    violations: (sql) => sql`
      select min(id::text) as id from (${pricedLines(sql)}) l
      where kit_sku_id is not null
      group by order_id, kit_group, minor
      having count(distinct (kit_sku_id, kit_quantity, kit_unit_price_e4)) > 1
        or sum(line_total) <>
          div(min(kit_quantity)::numeric * min(kit_unit_price_e4) * minor + 5000, 10000)
        or bool_or(unit_price_e4 <>
          div(line_total::numeric * 20000 + ordered * minor, 2 * ordered * minor))`,
  },
  {
    name: "what a line gave up for another SKU is what other lines ship instead",
    checked: allLines,
    violations: (sql) => sql`
      select l.id::text as id from order_line l
      left join (
        select replaces_line_id as id, sum(asked_quantity) as units from order_line
        where replaces_line_id is not null group by replaces_line_id) r on r.id = l.id
      where l.replaced <> coalesce(r.units, 0)`,
  },
  {
    name: "what is owed of a line is for the units that are not cancelled",
    checked: allLines,
    violations: (sql) => sql`
      select id::text as id from (${pricedLines(sql)}) l
      where kit_sku_id is null and line_total - cancelled_total <>
        div((ordered - cancelled)::numeric * unit_price_e4 * minor + 5000, 10000)`,
  },
  {
    // Unevenly cancelled components owe their shares, each of which may be rounded.
    name: "what is owed of a kit is for the kits that are not cancelled",
    checked: allLines,
    violations: (sql) => sql`
      select min(id::text) as id from (${pricedLines(sql)}) l
      where kit_sku_id is not null
      group by order_id, kit_group, minor
      having case when min((ordered - cancelled)::numeric / ordered) =
            max((ordered - cancelled)::numeric / ordered)
          then sum(line_total - cancelled_total) <> div(min(kit_quantity::numeric
            * (ordered - cancelled) / ordered) * min(kit_unit_price_e4) * minor + 5000, 10000)
          else abs(sum(line_total - cancelled_total)
            - sum(line_total::numeric * (ordered - cancelled) / ordered)) > count(*) end`,
  },
  {
    name: "every order has lines",
    checked: allOrders,
    violations: (sql) => sql`
      select number as id from sales_order o
      where not exists (select from order_line l where l.order_id = o.id)`,
  },
  {
    name: "order sums and counts are those of its lines",
    checked: allOrders,
    violations: (sql) => sql`
      select o.number as id from sales_order o join (${totals(sql)}) t on t.order_id = o.id
      where o.subtotal <> t.value or o.cancelled_total <> t.cancelled_value or o.line_count <> t.lines or o.unit_count <> t.units`,
  },
  {
    name: "what an order is credited is the sum of its memos, and no more than it comes to",
    checked: allOrders,
    violations: (sql) => sql`
      select o.number as id from sales_order o
      left join (select order_id, sum(amount) as minor from credit_memo group by 1) m
        on m.order_id = o.id
      where o.credited_total <> coalesce(m.minor, 0)
        or o.credited_total > o.subtotal - o.cancelled_total`,
  },
  {
    name: "no credit is taken back beyond what it was",
    checked: (sql) => sql`select count(*) from credit_memo where reverses_id is null`,
    violations: (sql) => sql`
      select c.number as id from credit_memo c join credit_memo r on r.reverses_id = c.id
      group by c.id having c.amount + sum(r.amount) < 0
        or bool_or(r.order_id <> c.order_id or r.currency <> c.currency)`,
  },
  {
    name: "fulfillment status follows from the lines",
    checked: allOrders,
    violations: (sql) => sql`
      select o.number as id from sales_order o join (${totals(sql)}) t on t.order_id = o.id
      where o.fulfillment_status <> case
        when wanted = 0 then 'cancelled'
        when delivered = wanted then 'delivered' when delivered > 0 then 'partially_delivered'
        when shipped = wanted then 'shipped' when shipped > 0 then 'partially_shipped'
        when released > 0 then 'released'
        when allocated = wanted then 'allocated' when allocated > 0 then 'partially_allocated'
        when backordered > 0 and o.allocate_from is not null then 'promised'
        when backordered > 0 then 'backordered' else 'unallocated' end`,
  },
  {
    name: "order status follows from the lines",
    checked: allOrders,
    violations: (sql) => sql`
      select o.number as id from sales_order o join (${totals(sql)}) t on t.order_id = o.id
      where (o.status in ('confirmed', 'in_fulfillment') and (wanted = 0 or delivered = wanted))
        or (o.status = 'confirmed' and released + shipped > 0)
        or (o.status = 'completed' and delivered <> wanted)
        or (o.status in ('cancelled', 'rejected', 'expired')
          and allocated + backordered + released > 0)`,
  },
  {
    name: "promise of an order follows from its lines",
    checked: allOrders,
    violations: (sql) => sql`
      select o.number as id from sales_order o join (${totals(sql)}) t on t.order_id = o.id
      where o.current_promise is distinct from t.promise
        or o.promise_state <>
          (array['firm', 'expected', 'unknown', 'at_risk', 'missed'])[coalesce(t.worst, 2) + 1]`,
  },
  {
    name: "hold counts are those of the rows",
    checked: allOrders,
    violations: (sql) => sql`
      select o.number as id from sales_order o
      left join (select order_id, count(*) as holds from hold where released_at is null
        group by order_id) h on h.order_id = o.id
      where o.hold_count <> coalesce(h.holds, 0)`,
  },
  {
    name: "exception counts are those of the rows",
    checked: allOrders,
    violations: (sql) => sql`
      select o.number as id from sales_order o
      left join (select order_id, count(*) as open from exception where closed_at is null
        group by order_id) e on e.order_id = o.id
      where o.open_exception_count <> coalesce(e.open, 0)`,
  },
];
