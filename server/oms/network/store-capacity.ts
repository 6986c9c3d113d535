import type { RawSql, RawTx } from "@/db/client";
import type { LocalDate } from "../kernel/local-date";
import type { DayWork } from "./types";

/** What is planned per node and day, from `from` on, for nodes that have a limit. */
export async function readCapacityUsed(
  sql: RawSql | RawTx,
  nodeIds: readonly string[],
  from: LocalDate,
): Promise<Map<string, Map<LocalDate, DayWork>>> {
  const used = new Map(nodeIds.map((id) => [id, new Map<LocalDate, DayWork>()]));
  if (nodeIds.length === 0) {
    return used;
  }
  const rows = await sql<(DayWork & { nodeId: string; day: LocalDate })[]>`
    select node_id as "nodeId", day, orders_used as orders, lines_used as lines,
      units_used as units
    from node_capacity_day
    where node_id = any(${[...nodeIds]}::uuid[]) and day >= ${from}`;
  for (const { nodeId, day, ...work } of rows) {
    used.get(nodeId)?.set(day, work);
  }
  return used;
}

export type CapacityUse = {
  readonly nodeId: string;
  readonly day: LocalDate;
  /** Lines planned (> 0) or given back (< 0). */
  readonly lines: number;
  /** Units planned (> 0) or given back (< 0). */
  readonly units: number;
};

type DayUse = { node_id: string; day: LocalDate; lines: number; units: number };

/**
 * Count work into the days of their nodes, of those that have a limit. Called last in a
 * transaction, when its allocations are written, since these rows are the hottest of all and stay
 * locked until the commit.
 *
 * Lines and units are added up. Orders cannot be: two lines of one order are one order. They are
 * counted anew from the allocations while the day's row is locked, so that whoever commits before
 * is seen and whoever comes later waits.
 *
 * @returns false when a day would pass one of its node's limits: the caller plans again
 */
export async function fillCapacity(sql: RawTx, uses: readonly CapacityUse[]): Promise<boolean> {
  const totals = new Map<string, DayUse>();
  for (const { nodeId, day, lines, units } of uses) {
    const key = `${nodeId} ${day}`;
    const total = totals.get(key) ?? { node_id: nodeId, day, lines: 0, units: 0 };
    total.lines += lines;
    total.units += units;
    totals.set(key, total);
  }
  if (totals.size === 0) {
    return true;
  }
  const rows = [...totals.values()];
  const written = await sql<{ isOver: boolean; countsOrders: boolean }[]>`
    with uses as (
      select u.*, n.daily_capacity_lines as lines_max, n.daily_capacity_units as units_max,
        n.daily_capacity_orders as orders_max
      from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb)
        as u(node_id uuid, day date, lines int, units int)
      join node n on n.id = u.node_id
      where num_nonnulls(n.daily_capacity_orders, n.daily_capacity_lines, n.daily_capacity_units) > 0
        and (u.lines <> 0 or u.units <> 0 or n.daily_capacity_orders is not null)),
    written as (
      insert into node_capacity_day as c (node_id, day, lines_used, units_used)
      select node_id, day, greatest(lines, 0), greatest(units, 0) from uses order by node_id, day
      on conflict (node_id, day) do update set
        lines_used = greatest(c.lines_used +
          (select u.lines from uses u where u.node_id = c.node_id and u.day = c.day), 0),
        units_used = greatest(c.units_used +
          (select u.units from uses u where u.node_id = c.node_id and u.day = c.day), 0)
      returning node_id, day, lines_used, units_used)
    select (u.lines > 0 and w.lines_used > u.lines_max) is true
        or (u.units > 0 and w.units_used > u.units_max) is true as "isOver",
      u.orders_max is not null as "countsOrders"
    from written w join uses u on u.node_id = w.node_id and u.day = w.day`;
  if (written.some(({ isOver }) => isOver)) {
    return false;
  }
  return written.every(({ countsOrders }) => !countsOrders) || countOrders(sql, rows);
}

/** A statement of its own: it has to see what was committed while this one waited for the row. */
async function countOrders(sql: RawTx, days: readonly DayUse[]): Promise<boolean> {
  const over = await sql<{ isOver: boolean }[]>`
    update node_capacity_day c set orders_used = f.orders
    from (
      select d.node_id, d.day, n.daily_capacity_orders as orders_max,
        (select count(distinct a.order_id)::int from allocation a
          where a.node_id = d.node_id and a.ship_date = d.day
            and a.state in ('promised', 'allocated', 'released', 'consumed')) as orders
      from jsonb_to_recordset(${sql.typed(days, 3802)}::jsonb) as d(node_id uuid, day date)
      join node n on n.id = d.node_id and n.daily_capacity_orders is not null) f
    where c.node_id = f.node_id and c.day = f.day
    returning new.orders_used > f.orders_max and new.orders_used > old.orders_used as "isOver"`;
  return !over.some(({ isOver }) => isOver);
}

/**
 * Let nobody plan a node's days until this transaction ends, and wait for whoever does now. The
 * first lock of a command that changes a limit: afterwards all who plan see the new one.
 */
export const lockCapacity = (sql: RawTx) =>
  sql`lock table node_capacity_day in share row exclusive mode`;

/** Count all days of a node anew from what is planned. The caller holds `lockCapacity`. */
export async function recountCapacity(sql: RawTx, nodeId: string): Promise<void> {
  await sql`delete from node_capacity_day where node_id = ${nodeId}`;
  await sql`
    insert into node_capacity_day (node_id, day, orders_used, lines_used, units_used)
    select a.node_id, a.ship_date, case when n.daily_capacity_orders is null then 0
        else count(distinct a.order_id) end, count(*), sum(a.quantity)
    from allocation a join node n on n.id = a.node_id
      and num_nonnulls(n.daily_capacity_orders, n.daily_capacity_lines, n.daily_capacity_units) > 0
    where a.node_id = ${nodeId} and a.state in ('promised', 'allocated', 'released', 'consumed')
    group by a.node_id, n.id, a.ship_date`;
}
