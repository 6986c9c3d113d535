import type { Connection, RawSql } from "@/db/client";
import { readNetwork } from "../network/store";
import { decideDue } from "./decide-release";
import { decideWindowDue } from "./decide-window-due";
import { isOverdue } from "./store-overdue";
import { hasDueAllocations } from "./store-release";
import { lastRequestedAt, readSchedule } from "./store-window-run";

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

/**
 * Orders whose cancel-after day is over and of which units are not at a node yet, those longest
 * overdue first: the worker's list for `allocation.cancel_overdue`.
 */
export async function listOverdueOrders(
  { sql }: { readonly sql: RawSql },
  now: Date,
  ordersMax = 200,
): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select o.id from sales_order o where ${isOverdue(sql, now)}
    order by o.cancel_after, o.id limit ${ordersMax}`;
  return rows.map(({ id }) => id);
}

/** Whether a window is due by its schedule: the worker's look before `allocation.open_due_window`. */
export async function isWindowDue({ sql }: Connection, now: Date): Promise<boolean> {
  const schedule = await readSchedule(sql);
  const { nodes } = await readNetwork(sql, sql);
  return decideWindowDue(schedule, nodes, await lastRequestedAt(sql), now) !== null;
}
