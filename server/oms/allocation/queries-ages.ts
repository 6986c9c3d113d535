import { z } from "zod";
import { defineQuery } from "@/server/shell/query";
import { isOut } from "../catalog/store-out";
import { sum } from "../kernel/quantity";
import { ageRange } from "../orders/decide-age";
import { type OrderAge, orderAges } from "../orders/types";

/** What waits of the orders of one age. */
export type BackorderAge = {
  readonly age: OrderAge;
  readonly orders: number;
  readonly units: number;
  /** What the waiting units were sold for, in minor units of each currency. */
  readonly values: readonly { readonly currency: string; readonly minor: number }[];
};

type AgeRow = {
  readonly age: OrderAge;
  readonly currency: string;
  readonly orders: number;
  readonly units: number;
  readonly minor: number;
};

/**
 * Units that open orders wait for, by days since the order was placed, every age in its order; the
 * same orders as in the view of backordered ones. What is not out yet does not age.
 */
export const listBackorderAges = defineQuery({
  name: "allocation.list_backorder_ages",
  input: z.object({}),
  wall: "staff",
  run: async ({ sql, now }): Promise<BackorderAge[]> => {
    const ranges = orderAges.map((age) => ({ age, ...ageRange(age, now) }));
    const rows = await sql<AgeRow[]>`
      select r.age, o.currency, count(distinct o.id)::int as orders,
        sum(l.backordered)::int as units,
        round(sum(l.line_total::numeric * l.backordered / l.ordered))::bigint as minor
      from order_line l
      join sales_order o on o.id = l.order_id and o.allocate_from is null
        and o.status in ('submitted', 'pending_approval', 'confirmed', 'in_fulfillment')
      join jsonb_to_recordset(${sql.typed(ranges, 3802)}::jsonb)
          as r(age text, "from" timestamptz, before timestamptz)
        on o.placed_at < r.before and (r."from" is null or o.placed_at >= r."from")
      where l.backordered > 0 and ${isOut(sql, sql`l.sku_id`)}
      group by r.age, o.currency order by o.currency`;
    return orderAges.map((age) => {
      const own = rows.filter((row) => row.age === age);
      return {
        age,
        orders: sum(own.map(({ orders }) => orders)),
        units: sum(own.map(({ units }) => units)),
        values: own.map(({ currency, minor }) => ({ currency, minor })),
      };
    });
  },
});
