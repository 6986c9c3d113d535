import type { RawSql, RawTx } from "@/db/client";
import type { LineFacts, OrderFacts } from "./types-profile";

export type FactsOfOrder = {
  readonly orderId: string;
  readonly number: string;
  readonly facts: OrderFacts;
};

type Row = Omit<OrderFacts, "lines"> & {
  readonly orderId: string;
  readonly number: string;
  readonly lines: readonly LineFacts[];
};

/**
 * What strategies were chosen by when orders were placed: the newest orders, or those that are
 * named. The customer's tier and preferred node and the SKUs' categories are those of now.
 *
 * @param ask `limit` newest orders, or `orderIds` in no order
 */
export async function readOrderFacts(
  sql: RawSql | RawTx,
  ask: { readonly limit: number } | { readonly orderIds: readonly string[] },
): Promise<FactsOfOrder[]> {
  const ids = "orderIds" in ask ? [...ask.orderIds] : null;
  const limit = "limit" in ask ? ask.limit : null;
  const rows = await sql<Row[]>`
    select o.id as "orderId", o.number, ch.code as "channelCode", c.code as "companyCode", c.tier,
      json_build_object('country', coalesce(o.ship_to ->> 'country', ''),
        'region', coalesce(o.ship_to ->> 'region', ''),
        'postalCode', coalesce(o.ship_to ->> 'postalCode', '')) as "shipTo",
      o.service_code as "serviceCode",
      case when o.ship_after is null then 'immediate' else 'scheduled' end as "orderType",
      n.code as "preferredNodeCode", o.subtotal as "valueMinor",
      (o.placed_at at time zone 'UTC')::date::text as today, l.lines
    from (select * from sales_order
      where ${ids}::uuid[] is null or id = any(${ids}::uuid[])
      order by placed_at desc, id desc limit ${limit}) o
    join channel ch on ch.id = o.channel_id
    join company c on c.id = o.company_id
    join company_location cl on cl.id = o.company_location_id
    left join node n on n.id = coalesce(cl.preferred_node_id, c.preferred_node_id)
    cross join lateral (
      select json_agg(json_build_object('category', s.category, 'isHazmat', s.is_hazmat,
        'gramsPerUnit', s.grams, 'quantity', l.ordered,
        'requestedDate', coalesce(l.requested_date, o.requested_date)) order by l.line_number) as lines
      from order_line l join sku s on s.id = l.sku_id where l.order_id = o.id) l
    where l.lines is not null`;
  return rows.map(({ orderId, number, ...facts }) => ({ orderId, number, facts }));
}
