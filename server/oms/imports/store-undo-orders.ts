import type { AnySql, RawTx } from "@/db/client";
import type { LeftChange, UndoHindrance } from "./types-undo";

type ImportedOrder = {
  readonly id: string;
  readonly number: string;
  readonly hindrance: UndoHindrance | null;
};

/**
 * The open orders of a run with what stands against cancelling each: it is over, a node has it in hand or
 * some of it has left, or it was changed since.
 */
const ordersOf = (sql: AnySql, runId: string) => sql`
  select o.id, o.number, case
      when o.status in ('cancelled', 'completed') then 'gone'
      when exists (select from order_line l where l.order_id = o.id and l.shipped > 0)
        or exists (select from fulfillment_order f
          where f.order_id = o.id and f.state in ('picking', 'packed')) then 'in_use'
      when exists (select from order_change c where c.order_id = o.id and c.state = 'applied')
        then 'changed_since' end as hindrance
  from sales_order o join import_run r on r.id = o.import_run_id and r.mode = 'open'
  where o.import_run_id = ${runId} order by o.id`;

export type OrdersToCancel = {
  readonly orderIds: readonly string[];
  readonly left: readonly LeftChange[];
};

const splitOrders = (rows: readonly ImportedOrder[]): OrdersToCancel => ({
  orderIds: rows.flatMap(({ id, hindrance }) => (hindrance === null ? [id] : [])),
  left: rows.flatMap(({ number, hindrance }) =>
    hindrance === null ? [] : [{ kind: "order", name: number, why: hindrance, fields: [] }],
  ),
});

/** Which orders of a run can still be cancelled, and which stay. */
export const readOrdersToCancel = async (sql: AnySql, runId: string): Promise<OrdersToCancel> =>
  splitOrders(await sql<ImportedOrder[]>`${ordersOf(sql, runId)}`);

/** The same, with all of them locked in the order of their ids. */
export async function lockOrdersToCancel(sql: RawTx, runId: string): Promise<OrdersToCancel> {
  await sql`
    select from sales_order where import_run_id = ${runId} order by id for no key update`;
  return readOrdersToCancel(sql, runId);
}
