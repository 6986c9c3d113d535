import { z } from "zod";
import { defineQuery, PAGE_MAX } from "@/server/shell/query";
import { decodeCursor, pageOf } from "../kernel/cursor";
import { escapeLike } from "../kernel/like";
import { type CreditView, creditViews } from "./types";

export type CreditRow = {
  readonly companyId: string;
  readonly code: string;
  readonly name: string;
  readonly currency: string;
  readonly limit: number | null;
  readonly receivables: number;
  readonly overdue: number;
  readonly oldestDue: string | null;
  readonly asOf: Date | null;
  readonly openOrders: number;
  readonly exposure: number;
  /** Hundredths of a percent; null: as the rules of holds say. */
  readonly priceToleranceBp: number | null;
  readonly marginMinBp: number | null;
  /** Orders that stand on a credit hold. */
  readonly held: number;
};

/** Where customers stand against their limits, a page at a time, by name. */
export const listCredit = defineQuery({
  name: "customers.list_credit",
  input: z.object({
    view: z.enum(creditViews).default("all"),
    q: z.string().trim().max(100).default(""),
    after: z.string().max(400).optional(),
    limit: z.int().min(1).max(PAGE_MAX).default(50),
  }),
  wall: "staff",
  run: async ({ sql }, { view, q, after, limit }) => {
    const pattern = `%${escapeLike(q)}%`;
    const cursor = decodeCursor(after, 2);
    const stand = sql`
      select c.id as "companyId", c.code, c.name, c.currency, c.credit_limit as "limit",
        c.open_receivables as receivables, c.overdue_receivables as overdue,
        c.oldest_due_date::text as "oldestDue", c.receivables_as_of as "asOf",
        c.price_tolerance_bp as "priceToleranceBp", c.margin_min_bp as "marginMinBp",
        coalesce(o.value, 0)::bigint as "openOrders",
        (c.open_receivables + coalesce(o.value, 0))::bigint as exposure,
        coalesce(o.held, 0)::int as held, lower(c.name) as key
      from company c left join (
        select s.company_id, sum(s.subtotal - s.cancelled_total - s.credited_total) as value,
          count(*) filter (where s.hold_count > 0 and exists (select from hold h
            where h.order_id = s.id and h.type = 'credit' and h.released_at is null)) as held
        from sales_order s
        where s.status in ('submitted', 'pending_approval', 'confirmed', 'in_fulfillment')
        group by s.company_id) o on o.company_id = c.id
      where ${q} = '' or c.name ilike ${pattern} or c.code ilike ${pattern}`;
    const [[counts], rows] = await Promise.all([
      sql<Record<CreditView, number>[]>`
        with stand as (${stand})
        select count(*)::int as "all", count(*) filter (where exposure > "limit")::int as over,
          count(*) filter (where overdue > 0)::int as overdue,
          count(*) filter (where held > 0)::int as held from stand`,
      sql<(CreditRow & { key: string })[]>`
        with stand as (${stand})
        select * from stand
        where (case ${view} when 'over' then exposure > "limit" when 'overdue' then overdue > 0
            when 'held' then held > 0 else true end)
          and ${cursor === null ? sql`true` : sql`(key, "companyId") > (${cursor[0] ?? ""}, ${cursor[1] ?? ""}::uuid)`}
        order by key, "companyId" limit ${limit + 1}`,
    ]);
    const page = pageOf(rows, limit, (last) => [last.key, last.companyId]);
    return {
      rows: page.rows.map(({ key: _, ...row }): CreditRow => row),
      counts: counts ?? { all: 0, over: 0, overdue: 0, held: 0 },
      next: page.next,
    };
  },
});
