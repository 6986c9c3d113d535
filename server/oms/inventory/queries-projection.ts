import { z } from "zod";
import type { RawSql } from "@/db/client";
import { defineQuery } from "@/server/shell/query";
import { present } from "../kernel/assert";
import { DomainError } from "../kernel/errors";
import type { LocalDate } from "../kernel/local-date";
import { type DayBalance, projectBalance } from "./decide-projection";

/** What brings units of a SKU, or takes them, on a day to come. */
export type ProjectedEvent = {
  readonly day: LocalDate;
  /** Negative: they leave. */
  readonly units: number;
  readonly kind: "supply" | "order";
  /** The supply's reference or the order's number. */
  readonly reference: string;
  readonly node: string | null;
};

export type SkuProjection = {
  readonly today: LocalDate;
  /** Sellable units on hand now, at all nodes. */
  readonly opening: number;
  readonly days: readonly DayBalance[];
  readonly events: readonly ProjectedEvent[];
  /** Units that orders wait for without a day. */
  readonly undated: number;
};

const DAYS = 90;
/** More than so many are not drawn. */
const EVENTS_MAX = 500;

/**
 * How the stock of a SKU will go, day by day: what is on hand, what supply brings on the day it can
 * be picked, and what leaves on the day its order ships. What was due before today counts today,
 * supply that is overdue tomorrow.
 *
 * @throws NOT_FOUND
 */
export const projectSku = defineQuery({
  name: "inventory.project_sku",
  input: z.object({ code: z.string().trim().min(1).max(80) }),
  wall: "staff",
  run: async ({ sql, now }, { code }): Promise<SkuProjection> => {
    const [sku] = await sql<{ id: string }[]>`
      select id from sku where upper(code) = upper(${code})`;
    if (sku === undefined) {
      throw new DomainError("NOT_FOUND", "There is no such SKU", { code });
    }
    const [events, [totals]] = await Promise.all([
      readEvents(sql, sku.id, now),
      sql<{ today: LocalDate; opening: number; undated: number }[]>`
        select (${now}::timestamptz)::date::text as today,
          (select coalesce(sum(on_hand), 0)::int from stock_level
            where sku_id = ${sku.id} and status = 'sellable') as opening,
          (select coalesce(sum(backordered), 0)::int from order_line
            where sku_id = ${sku.id} and backordered > 0 and current_promise is null) as undated`,
    ]);
    const { today, opening, undated } = present(totals, "sums have one row");
    return { today, opening, undated, events, days: projectBalance(opening, events) };
  },
});

const readEvents = (sql: RawSql, skuId: string, now: Date) => sql<ProjectedEvent[]>`
  with today as (select (${now}::timestamptz)::date as day)
  select greatest(e.day, today.day + e.later)::text as day, e.units::int, e.kind, e.reference,
    n.name as node
  from today, lateral (
    select eta + dock_to_stock_days as day, quantity - received as units, 'supply' as kind,
      reference, node_id, 1 as later
    from inbound_supply where sku_id = ${skuId} and status = 'open' and quantity > received
    union all
    select coalesce(a.ship_date, today.day), -a.quantity, 'order', o.number, a.node_id, 0
    from allocation a join sales_order o on o.id = a.order_id
    where a.sku_id = ${skuId} and a.state in ('promised', 'allocated', 'released')
    union all
    select case when o.allocate_from is null then l.current_promise else o.ship_after end,
      p.pegged - l.backordered, 'order', o.number, null, 0
    from order_line l join sales_order o on o.id = l.order_id
    cross join lateral (
      select coalesce(sum(a.quantity), 0) as pegged from allocation a
      where a.order_line_id = l.id and a.state = 'promised') p
    where l.sku_id = ${skuId} and l.backordered > p.pegged and l.current_promise is not null) e
  left join node n on n.id = e.node_id
  where e.day < today.day + ${DAYS}::int
  order by 1, e.units desc, e.reference limit ${EVENTS_MAX}`;
