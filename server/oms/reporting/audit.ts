import type { RawSql } from "@/db/client";

export type InvariantResult = {
  readonly name: string;
  /** Rows that were looked at. */
  readonly checked: number;
  readonly violations: number;
};

export type AuditReport = {
  readonly invariants: readonly InvariantResult[];
  readonly violations: number;
};

/** A promise of the domain as two questions: how many rows it is about, and which break it. */
type Invariant = { readonly name: string; readonly checked: string; readonly broken: string };

/** History was booked as it was: it never had allocations. */
const PLANNED_ORDERS = "select order_id from sourcing_decision";

const HELD = `select order_line_id,
    coalesce(sum(quantity) filter (where state = 'allocated'), 0) as allocated,
    coalesce(sum(quantity) filter (where state = 'promised'), 0) as promised,
    coalesce(sum(quantity) filter (where state = 'released'), 0) as released,
    coalesce(sum(quantity) filter (where state = 'consumed'), 0) as consumed
  from allocation group by order_line_id`;

const INVARIANTS: readonly Invariant[] = [
  {
    name: "stock is never negative",
    checked: "stock_level",
    broken: "select 1 from stock_level where on_hand < 0 or allocated < 0 or safety_stock < 0",
  },
  {
    name: "allocated is within on hand",
    checked: "stock_level",
    broken: "select 1 from stock_level where allocated > on_hand + oversold",
  },
  {
    name: "counters are the sum of the ledger",
    checked: "stock_level",
    broken: `select 1 from stock_level l full join (
        select sku_id, node_id, status, sum(on_hand_delta) as on_hand, sum(allocated_delta) as allocated
        from stock_movement group by 1, 2, 3) m using (sku_id, node_id, status)
      where coalesce(l.on_hand, 0) <> coalesce(m.on_hand, 0)
        or coalesce(l.allocated, 0) <> coalesce(m.allocated, 0)`,
  },
  {
    name: "allocated stock is held by allocations",
    checked: "stock_level",
    broken: `select 1 from (select * from stock_level where status = 'sellable') l full join (
        select sku_id, node_id, sum(quantity) as held from allocation
        where state in ('allocated', 'released') group by 1, 2) a using (sku_id, node_id)
      where coalesce(l.allocated, 0) <> coalesce(a.held, 0)`,
  },
  {
    name: "pegged supply is promised to allocations",
    checked: "inbound_supply",
    broken: `select 1 from inbound_supply s left join (
        select inbound_supply_id, sum(quantity) as promised from allocation
        where state = 'promised' group by 1) a on a.inbound_supply_id = s.id
      where s.pegged <> coalesce(a.promised, 0)
        or s.pegged > greatest(s.quantity - s.received, 0)`,
  },
  {
    name: "line buckets add up",
    checked: "order_line",
    broken: `select 1 from order_line
      where ordered - cancelled <> allocated + backordered + released + shipped
        or packed > picked or picked > released or delivered > shipped`,
  },
  {
    name: "line buckets are their allocations",
    checked: "order_line",
    broken: `select 1 from order_line l left join (${HELD}) h on h.order_line_id = l.id
      where l.order_id in (${PLANNED_ORDERS})
        and (l.allocated <> coalesce(h.allocated, 0) or l.released <> coalesce(h.released, 0)
          or l.shipped <> coalesce(h.consumed, 0) or l.backordered < coalesce(h.promised, 0))`,
  },
  {
    name: "released units are in work orders",
    checked: "fulfillment_order_line",
    broken: `select 1 from allocation a left join fulfillment_order_line f on f.allocation_id = a.id
      where a.state = 'released' and a.quantity <> coalesce(f.quantity - f.rejected, 0)`,
  },
  {
    name: "packed units are in parcels",
    checked: "fulfillment_order_line",
    broken: `select 1 from fulfillment_order_line f
      join fulfillment_order o on o.id = f.fulfillment_order_id
      left join (select i.fulfillment_order_line_id, sum(i.quantity) as packed from package_item i
        join package p on p.id = i.package_id join shipment s on s.id = p.shipment_id
        where s.state <> 'voided' group by 1) i on i.fulfillment_order_line_id = f.id
      where o.state in ('packed', 'shipped') and f.packed <> coalesce(i.packed, 0)`,
  },
  {
    name: "order counts are those of its lines",
    checked: "sales_order",
    broken: `select 1 from sales_order o left join (
        select order_id, count(*) as lines, sum(line_total) as total from order_line group by 1) l
        on l.order_id = o.id
      where l.lines is null or o.line_count <> l.lines
        or (o.import_run_id is null and o.subtotal <> l.total)`,
  },
  {
    name: "line totals are quantity times price",
    checked: "order_line",
    broken: `select 1 from order_line l join sales_order o on o.id = l.order_id
      where o.currency not in ('JPY', 'KRW', 'CLP', 'BHD', 'KWD')
        and l.line_total <> round(l.ordered::numeric * l.unit_price_e4 / 100)`,
  },
  {
    name: "fulfillment status follows from the lines",
    checked: "sales_order",
    broken: `select 1 from sales_order o join (
        select order_id, sum(ordered - cancelled) as wanted, sum(shipped) as shipped,
          sum(delivered) as delivered, sum(released) as released, sum(allocated) as allocated,
          sum(backordered) as backordered
        from order_line group by 1) t on t.order_id = o.id
      where o.fulfillment_status <> case
        when wanted = 0 then 'cancelled'
        when delivered = wanted then 'delivered' when delivered > 0 then 'partially_delivered'
        when shipped = wanted then 'shipped' when shipped > 0 then 'partially_shipped'
        when released > 0 then 'released'
        when allocated = wanted then 'allocated' when allocated > 0 then 'partially_allocated'
        when backordered > 0 then 'backordered' else 'unallocated' end`,
  },
  {
    name: "hold and exception counts are those of the rows",
    checked: "sales_order",
    broken: `select 1 from sales_order o
      left join (select order_id, count(*) as n from hold where released_at is null group by 1) h
        on h.order_id = o.id
      left join (select order_id, count(*) as n from exception where closed_at is null group by 1) e
        on e.order_id = o.id
      where o.hold_count <> coalesce(h.n, 0) or o.open_exception_count <> coalesce(e.n, 0)`,
  },
  {
    name: "every order has its event",
    checked: "sales_order",
    broken: `select 1 from sales_order o where not exists (
      select 1 from event e where e.order_id = o.id)`,
  },
  {
    name: "days of capacity are the lines planned",
    checked: "node_capacity_day",
    broken: `select 1 from (select d.* from node_capacity_day d join node n on n.id = d.node_id
        where n.daily_capacity_lines is not null) d
      full join (select a.node_id, a.ship_date as day, count(*) as lines from allocation a
        join node n on n.id = a.node_id and n.daily_capacity_lines is not null
        where a.state in ('promised', 'allocated', 'released', 'consumed') group by 1, 2) a
        using (node_id, day)
      where coalesce(d.lines_used, 0) <> coalesce(a.lines, 0)`,
  },
  {
    name: "every key that ran has its answer",
    checked: "command_log",
    broken: "select 1 from command_log where output is null",
  },
  {
    name: "a reference names one order in its channel",
    checked: "sales_order",
    broken: `select 1 from sales_order where external_ref is not null
      group by channel_id, external_ref having count(*) > 1`,
  },
];

/**
 * Check every invariant over the whole database, in one snapshot.
 *
 * @returns one row per invariant, with how many rows it was asked of and how many break it
 */
export async function auditDatabase(sql: RawSql): Promise<AuditReport> {
  const invariants = await sql.begin("isolation level repeatable read read only", async (tx) => {
    await tx`set local statement_timeout = 0`;
    const results: InvariantResult[] = [];
    for (const { name, checked, broken } of INVARIANTS) {
      const [row] = await tx.unsafe<{ checked: number; violations: number }[]>(
        `select (select count(*) from ${checked}) as checked,
          (select count(*) from (${broken}) as broken) as violations`,
      );
      results.push({ name, checked: Number(row?.checked), violations: Number(row?.violations) });
    }
    return results;
  });
  return { invariants, violations: invariants.reduce((sum, each) => sum + each.violations, 0) };
}
