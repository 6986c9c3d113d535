import type { Connection, RawSql } from "@/db/client";
import { readNetwork } from "../network/store";
import { decideDue } from "./decide-release";
import { hasDueAllocations } from "./store-release";

/** Working days ahead of a node's today that it is given work for. */
export const RELEASE_HORIZON_DAYS = 1;

/** Whether `allocation.release_due` would do anything now: the worker's look before each call. */
export async function hasWorkDue(database: Connection, now: Date): Promise<boolean> {
  const network = await readNetwork(database.sql, database.sql);
  const due = network.nodes.flatMap((node) => {
    const dueNode = decideDue(node, now, RELEASE_HORIZON_DAYS);
    return dueNode === null ? [] : [dueNode];
  });
  return due.length > 0 && hasDueAllocations(database.sql, due);
}

/**
 * Orders beyond the horizon that time has brought within it, those that leave earliest first, then
 * the oldest: the worker's list for `allocation.allocate_due`.
 */
export async function listDueOrders(
  { sql }: { readonly sql: RawSql },
  now: Date,
  ordersMax = 200,
): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from sales_order
    where allocate_from <= (${now}::timestamptz at time zone 'UTC')::date
      and status in ('submitted', 'pending_approval', 'confirmed', 'in_fulfillment')
      and not exists (select from hold h join hold_type t on t.code = h.type
        where h.order_id = sales_order.id and h.released_at is null and 'allocate' = any(t.blocks))
    order by ship_after, placed_at, number limit ${ordersMax}`;
  return rows.map(({ id }) => id);
}
