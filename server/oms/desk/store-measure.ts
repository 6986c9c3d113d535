import type { CommandEnv } from "@/server/shell/command";
import { readComing } from "../allocation/store-freight";
import { readNetwork } from "../network/store";
import type { OrderMeasure } from "./types";

type Row = Omit<OrderMeasure, "ships" | "freightMinor">;

/** Orders as they stand in this transaction: dates, what waits, what is cancelled, what it costs. */
export async function measureOrders(
  { sql, owner }: Pick<CommandEnv, "sql" | "owner">,
  orderIds: readonly string[],
): Promise<OrderMeasure[]> {
  const network = await readNetwork(owner, sql);
  const rows = await sql<Row[]>`
    select o.id as "orderId", o.current_promise::text as promise, o.currency,
      o.credited_total as "creditedMinor",
      (select coalesce(sum(l.cancelled - l.replaced), 0)::int from order_line l where l.order_id = o.id) as cancelled,
      (select coalesce(sum(round(l.cancelled_total::numeric * (l.cancelled - l.replaced) / l.cancelled)), 0)
        ::bigint from order_line l where l.order_id = o.id and l.cancelled > 0) as "cancelledMinor",
      (select coalesce(sum(l.backordered), 0)::int from order_line l where l.order_id = o.id)
        - (select coalesce(sum(a.quantity), 0)::int from allocation a
          where a.order_id = o.id and a.state = 'promised') as waiting
    from sales_order o where o.id = any(${[...orderIds]}::uuid[]) order by o.id`;
  const parcels = await readComing(sql, network, orderIds);
  return rows.map((row) => {
    const own = parcels.filter(({ orderId }) => orderId === row.orderId);
    return {
      ...row,
      ships: own.map(({ shipDate: date, units }) => ({ date, units })),
      freightMinor: own.reduce((minor, parcel) => minor + parcel.freightMinor, 0),
    };
  });
}
