import { z } from "zod";
import type { RawSql } from "@/db/client";
import { defineQuery } from "@/server/shell/query";
import type { OrderId, SkuId } from "../kernel/ids";

/** How far back "what you buy" looks: a year, and no more orders than a page can stand for. */
const LOOK_BACK_DAYS = 365;
const LOOK_BACK_ORDERS = 200;

export type PurchasedSku = {
  readonly skuId: SkuId;
  readonly code: string;
  readonly name: string;
  readonly unit: string;
  readonly packMultiple: number;
  readonly customerPart: string | null;
  readonly orderCount: number;
  /** Of one order, rounded up to whole packs. */
  readonly averageQuantity: number;
  readonly lastQuantity: number;
  readonly lastOrderedAt: Date;
};

/** The lines of the `recent` orders as they were asked for: a kit is one line, whatever it is made of. */
const askedLines = (sql: RawSql) => sql`
  select l.order_id, l.sku_id, l.ordered, l.ordered > l.cancelled as is_wanted, l.line_number
  from recent r join order_line l on l.order_id = r.id where l.kit_group is null
  union all
  select l.order_id, l.kit_sku_id, l.kit_quantity, bool_or(l.ordered > l.cancelled),
    min(l.line_number)
  from recent r join order_line l on l.order_id = r.id where l.kit_group is not null
  group by l.order_id, l.kit_group, l.kit_sku_id, l.kit_quantity`;

/** What a company buys again and again, the most frequent first; only what can still be ordered. */
export const listPurchasedSkus = defineQuery({
  name: "orders.list_purchased_skus",
  input: z.object({
    companyId: z.uuid().optional(),
    limit: z.int().min(1).max(100).default(12),
  }),
  wall: "company",
  run: async ({ sql, now, companyId }, { limit }) => {
    const since = new Date(now.getTime() - LOOK_BACK_DAYS * 86_400_000);
    return sql<PurchasedSku[]>`
      with recent as (
        select id, placed_at from sales_order
        where company_id = ${companyId}::uuid and placed_at > ${since}
          and status not in ('draft', 'rejected', 'expired', 'cancelled')
        order by placed_at desc limit ${LOOK_BACK_ORDERS}),
      asked as (${askedLines(sql)})
      select s.id as "skuId", s.code, s.name, s.base_unit as unit,
        s.pack_multiple as "packMultiple",
        (select a.code from sku_alias a
          where a.sku_id = s.id and a.company_id = ${companyId}::uuid order by a.code limit 1)
          as "customerPart",
        count(distinct r.id)::int as "orderCount",
        (ceil(avg(l.ordered) / s.pack_multiple) * s.pack_multiple)::int as "averageQuantity",
        (array_agg(l.ordered order by r.placed_at desc))[1] as "lastQuantity",
        max(r.placed_at) as "lastOrderedAt"
      from recent r join asked l on l.order_id = r.id
      join sku s on s.id = l.sku_id and s.status = 'active'
      where l.is_wanted
      group by s.id
      order by count(distinct r.id) desc, max(r.placed_at) desc, s.code limit ${limit}`;
  },
});

export type RecentOrder = {
  readonly orderId: OrderId;
  readonly number: string;
  readonly customerPo: string | null;
  readonly placedAt: Date;
  readonly status: string;
  readonly fulfillmentStatus: string;
  /** Of what is not cancelled. */
  readonly owed: number;
  readonly currency: string;
  readonly lines: readonly { code: string; name: string; unit: string; quantity: number }[];
};

/** The last orders of a company with their lines as they were asked for, to order the same again. */
export const listRecentOrders = defineQuery({
  name: "orders.list_recent_orders",
  input: z.object({
    companyId: z.uuid().optional(),
    limit: z.int().min(1).max(10).default(5),
  }),
  wall: "company",
  run: ({ sql, companyId }, { limit }) => sql<RecentOrder[]>`
    with recent as (
      select id, number, customer_po, placed_at, status, fulfillment_status,
        subtotal - cancelled_total - credited_total as owed, currency
      from sales_order where company_id = ${companyId}::uuid
      order by placed_at desc, id desc limit ${limit}),
    asked as (${askedLines(sql)})
    select r.id as "orderId", r.number, r.customer_po as "customerPo", r.placed_at as "placedAt",
      r.status, r.fulfillment_status as "fulfillmentStatus", r.owed, r.currency,
      (select jsonb_agg(jsonb_build_object('code', s.code, 'name', s.name, 'unit', s.base_unit,
          'quantity', l.ordered) order by l.line_number)
        from asked l join sku s on s.id = l.sku_id where l.order_id = r.id) as lines
    from recent r order by r.placed_at desc, r.id desc`,
});
