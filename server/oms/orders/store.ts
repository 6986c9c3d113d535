import type { RawTx } from "@/db/client";
import { DomainError } from "../kernel/errors";
import { settleCredits } from "./store-credits";
import { settleOwed } from "./store-owed";

/**
 * Lock an order's row: the first lock of every command that touches its lines.
 *
 * @throws NOT_FOUND
 */
export async function lockOrder(sql: RawTx, orderId: string) {
  const [order] = await sql<
    {
      id: string;
      number: string;
      status: string;
      companyId: string;
      shipPolicy: string;
      channelId: string;
      serviceCode: string;
      currency: string;
      requestedDate: string | null;
    }[]
  >`
    select id, number, status, company_id as "companyId", ship_policy as "shipPolicy",
      channel_id as "channelId", service_code as "serviceCode", currency,
      requested_date as "requestedDate"
    from sales_order where id = ${orderId} for no key update`;
  if (order === undefined) {
    throw new DomainError("NOT_FOUND", "There is no such order", { orderId });
  }
  return order;
}

/**
 * Bring what is derived on orders and their lines in line with the facts: fulfillment status,
 * promise, hold count, open exceptions, what is owed after a cancellation, and the steps that follow by themselves (in_fulfillment
 * when the first unit is released, completed when every wanted unit is delivered, cancelled when
 * none is wanted). Called at the end of every command that touches lines, allocations or holds;
 * the audit compares the same derivations with what is stored.
 */
export async function refreshOrders(
  sql: RawTx,
  orderIds: readonly string[],
  now: Date,
): Promise<void> {
  await refreshLinePromises(sql, orderIds);
  const refreshed = await sql<{ id: string; hasCancelled: boolean; hasCredits: boolean }[]>`
    with totals as (
      select l.order_id,
        sum(ordered - cancelled) as wanted, sum(shipped) as shipped, sum(delivered) as delivered,
        sum(cancelled) as cancelled, sum(released) as released, sum(allocated) as allocated, sum(backordered) as backordered,
        max(current_promise) filter (where ordered > cancelled) as promise,
        max(case promise_state when 'firm' then 0 when 'expected' then 1 when 'unknown' then 2
          when 'at_risk' then 3 else 4 end) filter (where ordered > cancelled) as worst
      from order_line l where l.order_id = any(${[...orderIds]}::uuid[]) group by l.order_id),
    derived as (
      select t.*,
        (select count(*) from hold h
          where h.order_id = t.order_id and h.released_at is null) as holds,
        (select count(*) from exception e
          where e.order_id = t.order_id and e.closed_at is null) as exceptions
      from totals t)
    update sales_order o set
      fulfillment_status = case
        when wanted = 0 then 'cancelled'
        when delivered = wanted then 'delivered' when delivered > 0 then 'partially_delivered'
        when shipped = wanted then 'shipped' when shipped > 0 then 'partially_shipped'
        when released > 0 then 'released'
        when allocated = wanted then 'allocated' when allocated > 0 then 'partially_allocated'
        when backordered > 0 and o.allocate_from is not null then 'promised'
        when backordered > 0 then 'backordered' else 'unallocated' end,
      status = case
        when o.status not in ('confirmed', 'in_fulfillment') then o.status
        when wanted = 0 then 'cancelled'
        when delivered = wanted then 'completed'
        when released + shipped > 0 then 'in_fulfillment'
        else o.status end,
      completed_at = case when o.status in ('confirmed', 'in_fulfillment') and wanted > 0
        and delivered = wanted then ${now}::timestamptz else o.completed_at end,
      cancelled_at = case when o.status in ('confirmed', 'in_fulfillment') and wanted = 0
        then ${now}::timestamptz else o.cancelled_at end,
      current_promise = d.promise,
      promise_state = (array['firm', 'expected', 'unknown', 'at_risk', 'missed'])[coalesce(d.worst, 2) + 1],
      hold_count = d.holds,
      open_exception_count = d.exceptions,
      version = o.version + 1
    from derived d where o.id = d.order_id
    returning o.id, d.cancelled > 0 or o.cancelled_total > 0 as "hasCancelled",
      o.credited_total > 0 as "hasCredits"`;
  await settleOwed(
    sql,
    refreshed.flatMap(({ id, hasCancelled }) => (hasCancelled ? [id] : [])),
  );
  const credited = refreshed.flatMap(({ id, hasCredits }) => (hasCredits ? [id] : []));
  if (credited.length > 0) {
    await settleCredits(sql, credited, now);
  }
}

/** A line's promise is the latest delivery date of its live allocations; the unpegged rest keeps its own. */
async function refreshLinePromises(sql: RawTx, orderIds: readonly string[]): Promise<void> {
  await sql`
    with parts as (
      select a.order_line_id, max(a.delivery_date) as promise, sum(a.quantity) as units,
        sum(a.quantity) filter (where a.state = 'promised') as pegged
      from allocation a
      where a.order_id = any(${[...orderIds]}::uuid[])
        and a.state in ('promised', 'allocated', 'released', 'consumed')
      group by a.order_line_id)
    update order_line l set
      current_promise = case
        when l.backordered > coalesce(p.pegged, 0) then greatest(l.current_promise, p.promise)
        else p.promise end,
      promise_state = case
        when l.promise_state in ('missed', 'at_risk') then l.promise_state
        when l.backordered = 0 then 'firm' else 'expected' end
    from parts p
    where l.id = p.order_line_id
      and (l.backordered > 0 or p.promise is distinct from l.current_promise
        or l.promise_state not in ('firm', 'missed', 'at_risk'))`;
}

/** Close drafts that became orders; they no longer stand among what is being written. */
export async function markDraftsPlaced(
  sql: RawTx,
  drafts: readonly { readonly draftId: string; readonly orderId: string }[],
): Promise<void> {
  if (drafts.length === 0) {
    return;
  }
  await sql`
    update order_draft d set placed_order_id = p.order_id
    from jsonb_to_recordset(${sql.typed(
      drafts.map(({ draftId, orderId }) => ({ id: draftId, order_id: orderId })),
      3802,
    )}::jsonb) as p(id uuid, order_id uuid)
    join sales_order o on o.id = p.order_id
    where d.id = p.id and d.company_id = o.company_id`;
}
