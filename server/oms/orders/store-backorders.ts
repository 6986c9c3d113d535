import type { RawSql, RawTx } from "@/db/client";
import type { LocalDate } from "../kernel/local-date";
import {
  type BackorderTerms,
  type BackorderWishes,
  decideBackorderTerms,
  decideSkuWish,
  decideWaiting,
  lastDayOf,
  lateUnits,
  type Waiting,
  type WaitingPart,
} from "./decide-backorders";

/** A line of which units wait, with what holds for them. */
export type WaitingLine = {
  readonly lineId: string;
  readonly orderId: string;
  readonly sku: string;
  readonly customer: string;
  readonly isOfKit: boolean;
  readonly wanted: number;
  readonly units: number;
  readonly terms: BackorderTerms;
  /** Last day for which the terms let units be promised; null: any. */
  readonly lastDay: LocalDate | null;
  /** The dated parts of the units. */
  readonly parts: readonly WaitingPart[];
  /** What becomes of the units by the terms, as they stand now. */
  readonly waiting: Waiting;
};

type Row = Pick<
  WaitingLine,
  "lineId" | "orderId" | "sku" | "customer" | "wanted" | "units" | "parts"
> & {
  readonly isOfKit: boolean;
  readonly placed: LocalDate;
  readonly wishes: BackorderWishes;
  readonly comesOutOn: LocalDate | null;
  readonly preorderLimit: number | null;
  readonly before: { readonly order: number; readonly customer: number; readonly sku: number };
};

/**
 * The lines of an order of which units wait, and what customer, SKU and the order itself say of them:
 * the same decision as at placement (`decideBackorderTerms`). What lies beyond the horizon does not
 * wait. The caller holds the order's lock, and that of the stock where a cap must not be overrun.
 */
export async function readWaitingLines(
  sql: RawSql | RawTx,
  orderId: string,
): Promise<WaitingLine[]> {
  const rows = await sql<Row[]>`
    select l.id as "lineId", o.id as "orderId", s.code as sku, c.name as customer,
      l.kit_group is not null as "isOfKit", (l.ordered - l.cancelled)::int as wanted,
      l.backordered as units, (o.placed_at at time zone 'UTC')::date::text as placed,
      json_build_object(
        'order', case when o.backorder_policy is not null then json_build_object(
          'policy', o.backorder_policy, 'limit', o.backorder_limit, 'days', o.backorder_days,
          'slip', o.backorder_slip) end,
        'customer', case when c.backorder_policy is not null then json_build_object(
          'policy', c.backorder_policy, 'limit', c.backorder_limit, 'days', c.backorder_days,
          'slip', c.backorder_slip) end,
        'sku', json_build_object('policy', coalesce((
            select case when bool_or(k.comes_out_on is not null) then null
              when bool_or(k.backorder_policy = 'refuse') then 'refuse'
              when bool_or(k.backorder_policy = 'cancel') then 'cancel' end
            from sku k where k.id = l.kit_sku_id or k.id in (
              select i.component_sku_id from kit_component i where i.kit_sku_id = l.kit_sku_id)),
          s.backorder_policy), 'limit', s.backorder_limit, 'days', s.backorder_days,
          'slip', s.backorder_slip)) as wishes, s.comes_out_on::text as "comesOutOn",
      s.preorder_limit as "preorderLimit",
      (select json_build_object('sku', coalesce(sum(x.backordered), 0),
          'customer', coalesce(sum(x.backordered) filter (where y.company_id = c.id), 0),
          'order', coalesce(sum(x.backordered) filter (where y.id = o.id), 0))
        from order_line x join sales_order y on y.id = x.order_id and y.allocate_from is null
        where ('cap' in (s.backorder_policy, c.backorder_policy, o.backorder_policy)
            or s.preorder_limit is not null)
          and x.sku_id = l.sku_id and x.backordered > 0 and x.id <> l.id) as before,
      (select json_agg(p) from (
        select a.quantity as units, a.delivery_date::text as "deliveryDate"
        from allocation a where a.order_line_id = l.id and a.state = 'promised'
        union all
        select l.backordered - coalesce(sum(a.quantity), 0)::int, l.current_promise::text
        from allocation a where a.order_line_id = l.id and a.state = 'promised') p) as parts
    from order_line l join sales_order o on o.id = l.order_id and o.allocate_from is null
      join company c on c.id = o.company_id join sku s on s.id = l.sku_id
    where l.order_id = ${orderId} and l.backordered > 0
    order by l.line_number`;
  return rows.map(({ wishes, placed, before, parts, comesOutOn, preorderLimit, ...line }) => {
    const sku = decideSkuWish(wishes.sku, { comesOutOn, preorderLimit });
    const terms = decideBackorderTerms({ ...wishes, sku });
    const lastDay = lastDayOf(terms, placed);
    const waiting = decideWaiting(terms, line.units, before, lateUnits(parts, lastDay));
    return { ...line, parts, terms, lastDay, waiting };
  });
}
