import type { Invariant } from "./queries-invariant";

/** Stock, its ledger, what is held on it and what is still to come. */
export const stockInvariants: readonly Invariant[] = [
  {
    name: "stock is never negative",
    checked: (sql) => sql`select count(*) from stock_level`,
    violations: (sql) => sql`
      select sku_id || ' at ' || node_id as id from stock_level
      where least(on_hand, allocated, oversold, safety_stock) < 0`,
  },
  {
    name: "allocated is within on hand",
    checked: (sql) => sql`select count(*) from stock_level`,
    violations: (sql) => sql`
      select sku_id || ' at ' || node_id as id from stock_level
      where allocated > on_hand + oversold or (status <> 'sellable' and allocated <> 0)`,
  },
  {
    name: "counters are the sum of the ledger",
    checked: (sql) => sql`select count(*) from stock_movement`,
    violations: (sql) => sql`
      select coalesce(l.sku_id, m.sku_id) || ' at ' || coalesce(l.node_id, m.node_id) as id
      from stock_level l
      full join (
        select sku_id, node_id, status, sum(on_hand_delta) as on_hand,
          sum(allocated_delta) as allocated
        from stock_movement group by sku_id, node_id, status) m
        on m.sku_id = l.sku_id and m.node_id = l.node_id and m.status = l.status
      where coalesce(l.on_hand, 0) <> coalesce(m.on_hand, 0)
        or coalesce(l.allocated, 0) <> coalesce(m.allocated, 0)`,
  },
  {
    name: "allocated stock is held by allocations",
    checked: (sql) => sql`select count(*) from stock_level where status = 'sellable'`,
    violations: (sql) => sql`
      select coalesce(l.sku_id, a.sku_id) || ' at ' || coalesce(l.node_id, a.node_id) as id
      from (select * from stock_level where status = 'sellable') l
      full join (
        select sku_id, node_id, sum(quantity) as units from allocation
        where state in ('allocated', 'released') group by sku_id, node_id) a
        on a.sku_id = l.sku_id and a.node_id = l.node_id
      where coalesce(l.allocated, 0) <> coalesce(a.units, 0)`,
  },
  {
    name: "pegged supply is promised to allocations",
    checked: (sql) => sql`select count(*) from inbound_supply`,
    violations: (sql) => sql`
      select s.id::text as id from inbound_supply s
      left join (
        select inbound_supply_id, sum(quantity) as units from allocation
        where state = 'promised' group by inbound_supply_id) a on a.inbound_supply_id = s.id
      where s.pegged <> coalesce(a.units, 0)
        or s.pegged > greatest(s.quantity - s.received, 0)`,
  },
  {
    name: "days of capacity are the work planned",
    checked: (sql) => sql`select count(*) from node_capacity_day`,
    violations: (sql) => sql`
      select coalesce(c.node_id, a.node_id) || ' on ' || coalesce(c.day, a.day) as id
      from node_capacity_day c
      full join (
        select a.node_id, a.ship_date as day, count(*) as lines, sum(a.quantity) as units,
          case when n.daily_capacity_orders is null then 0 else count(distinct a.order_id) end
            as orders
        from allocation a join node n on n.id = a.node_id and num_nonnulls(
          n.daily_capacity_orders, n.daily_capacity_lines, n.daily_capacity_units) > 0
        where a.state in ('promised', 'allocated', 'released', 'consumed')
        group by a.node_id, n.id, a.ship_date) a on a.node_id = c.node_id and a.day = c.day
      where coalesce(c.lines_used, 0) <> coalesce(a.lines, 0)
        or coalesce(c.units_used, 0) <> coalesce(a.units, 0)
        or coalesce(c.orders_used, 0) <> coalesce(a.orders, 0)`,
  },
];
