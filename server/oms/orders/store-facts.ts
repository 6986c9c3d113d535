import type { RawSql, RawTx } from "@/db/client";
import { checkAddress, type PostalAddress } from "../customers/decide-address";
import { daysBetween, type LocalDate } from "../kernel/local-date";
import type { LineFacts, OrderFacts } from "./decide-hold-rule";

type Sql = RawSql | RawTx;

/**
 * Lock the credit of companies that have a limit: whoever adds to an exposure, or lets goods of it
 * leave, does so alone. Taken after orders and before everything else, by id.
 */
export async function lockCredit(sql: RawTx, companyIds: readonly string[]): Promise<void> {
  await sql`
    select id from company
    where id = any(${[...new Set(companyIds)]}::uuid[]) and credit_limit is not null
    order by id for no key update`;
}

type FactsRow = Omit<OrderFacts, "credit" | "lines" | "missing" | "addressFaults"> & {
  readonly id: string;
  readonly creditLimit: number | null;
  readonly receivables: number;
  readonly openValue: number;
  readonly overdue: number;
  readonly oldestDue: LocalDate | null;
  readonly shipTo: PostalAddress;
  readonly hasContact: boolean;
  readonly hasPo: boolean;
  readonly hasDate: boolean;
};

/**
 * What rules ask of orders that exist. The exposure of an order counts what was placed before it, and
 * of what came later only that which a node works on already: the older order has the limit first.
 */
export async function readOrderFacts(
  sql: Sql,
  orderIds: readonly string[],
  now: Date,
): Promise<Map<string, OrderFacts>> {
  const ids = [...orderIds];
  const [rows, lines] = await Promise.all([
    sql<FactsRow[]>`
      with asked as (select * from sales_order where id = any(${ids}::uuid[])),
      exposed as (
        select id, sum(owed) over earlier
          + sum(moving) over (partition by company_id) - sum(moving) over earlier as "openValue"
        from (select o.id, o.company_id, o.placed_at, o.subtotal - o.cancelled_total - o.credited_total as owed,
            case when o.status = 'in_fulfillment' then o.subtotal - o.cancelled_total - o.credited_total
              else 0 end as moving
          from sales_order o
          where o.company_id in (select company_id from asked)
            and o.status in ('submitted', 'pending_approval', 'confirmed', 'in_fulfillment')) open
        window earlier as (partition by company_id order by placed_at, id))
      select o.id, o.currency, o.subtotal - o.cancelled_total as value, h.code as channel, c.tier,
        o.ship_to ->> 'country' as country, o.ship_to as "shipTo", c.credit_limit as "creditLimit",
        c.open_receivables as receivables, coalesce(e."openValue",
          o.subtotal - o.cancelled_total - o.credited_total)::bigint as "openValue",
        c.overdue_receivables as overdue, c.oldest_due_date::text as "oldestDue",
        jsonb_build_object('priceVariance', c.price_tolerance_bp / 100.0,
          'margin', c.margin_min_bp / 100.0) as tolerance,
        o.fraud_score as "fraudScore", o.contact_id is not null as "hasContact",
        o.customer_po is not null as "hasPo", o.requested_date is not null as "hasDate",
        (select d.number from sales_order d
          where upper(d.customer_po) = upper(o.customer_po) and d.company_id = o.company_id
            and d.status not in ('cancelled', 'rejected', 'expired')
            and (d.placed_at, d.id) < (o.placed_at, o.id)
          order by d.placed_at desc limit 1) as "duplicateOf"
      from asked o join company c on c.id = o.company_id join channel h on h.id = o.channel_id
      left join exposed e on e.id = o.id`,
    sql<(LineFacts & { orderId: string })[]>`
      select l.order_id as "orderId", l.id as "lineId", l.line_number as "lineNumber",
        l.unit_price_e4 as "unitPriceE4", l.expected_unit_price_e4 as "expectedUnitPriceE4",
        s.standard_cost_e4 as "costE4"
      from order_line l join sku s on s.id = l.sku_id
      where l.order_id = any(${ids}::uuid[]) and l.ordered > l.cancelled
      order by l.order_id, l.line_number`,
  ]);
  const today = now.toISOString().slice(0, 10) as LocalDate;
  return new Map(
    rows.map((row) => [
      row.id,
      factsOf(
        row,
        lines.filter(({ orderId }) => orderId === row.id),
        today,
      ),
    ]),
  );
}

function factsOf(row: FactsRow, lines: readonly LineFacts[], today: LocalDate): OrderFacts {
  const { currency, value, channel, tier, country, duplicateOf, fraudScore, tolerance } = row;
  return {
    ...{ currency, value, channel, tier, country, duplicateOf, fraudScore, tolerance, lines },
    credit: {
      limit: row.creditLimit,
      exposure: row.receivables + row.openValue,
      overdue: row.overdue,
      overdueDays: row.oldestDue === null ? 0 : Math.max(0, daysBetween(row.oldestDue, today)),
    },
    addressFaults: checkAddress(row.shipTo).faults.map(({ message }) => message),
    missing: [
      ...(row.hasContact ? [] : ["contact"]),
      ...(row.hasPo ? [] : ["customer_po"]),
      ...(row.hasDate ? [] : ["requested_date"]),
    ],
  };
}
