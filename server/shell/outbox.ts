import { type Connection, inTransaction, type RawSql, type RawTx } from "@/db/client";

/** Events handed on in one transaction. */
export const RELAY_BATCH = 500;

/** Where live screens listen. */
export const LIVE_CHANNEL = "oms_events";

/** Postgres refuses a notification of 8,000 bytes. */
const NOTIFICATION_BYTES_MAX = 7_900;

/** What a screen is told: that something happened and about what; never what. */
export type Notice = {
  readonly id: number;
  readonly type: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly orderId: string | null;
  /** The buyer company that may know of it; null: staff only. */
  readonly companyId: string | null;
  /** The node at which it happened, for those who see their own nodes only. */
  readonly nodeId: string | null;
};

/**
 * What one notification carries. Those of a transaction come one after the other with none of
 * another's between them; the last one says that the turn of the relay is whole.
 */
export type Notification = { readonly isLast: boolean; readonly notices: readonly Notice[] };

/** Which handlers an event of a type has: one entry per pair. */
export type Routes = { readonly types: readonly string[]; readonly handlers: readonly string[] };

/**
 * Hand on what happened: a job per subscribed handler, and a word to the live screens. One
 * transaction, so that a relay that is killed has done nothing, and the next one does it all.
 *
 * Rows are claimed by what is there and not locked, never by "id above the last seen": ids are given
 * before commits, and an event that commits late would be lost. Any number of relays may run.
 *
 * @returns how many events were handed on; `RELAY_BATCH` means that there may be more
 */
export function relayOutbox(connection: Connection, routes: Routes, now: Date): Promise<number> {
  return inTransaction(connection, async ({ sql }) => {
    const notices = await claimEvents(sql, routes, now);
    if (notices.length > 0) {
      await sql`select pg_notify(${LIVE_CHANNEL}, chunk)
        from unnest(${chunksOf(notices)}::text[]) with ordinality as c(chunk, at) order by at`;
    }
    return notices.length;
  });
}

function claimEvents(sql: RawTx, routes: Routes, now: Date): Promise<Notice[]> {
  return sql<Notice[]>`
    with due as materialized (
      select event_id from outbox order by event_id limit ${RELAY_BATCH} for update skip locked),
    claimed as (
      delete from outbox o using due where o.event_id = due.event_id returning o.event_id),
    told as materialized (
      select e.id, e.type, e.subject_kind, e.subject_id, e.order_id
      from claimed c join event e on e.id = c.event_id),
    enqueued as (
      insert into job (handler, event_id, run_at)
      select r.handler, t.id, ${now}
      from told t
      join unnest(${[...routes.types]}::text[], ${[...routes.handlers]}::text[])
        as r(type, handler) on r.type = t.type
      order by t.id
      on conflict (event_id, handler) do nothing)
    select t.id, t.type, t.subject_kind as "subjectKind", t.subject_id as "subjectId",
      t.order_id as "orderId", o.company_id as "companyId",
      coalesce(f.node_id, s.node_id) as "nodeId"
    from told t
    left join sales_order o on o.id = t.order_id
    left join fulfillment_order f on t.subject_kind = 'fulfillment_order' and f.id = t.subject_id
    left join shipment s on t.subject_kind = 'shipment' and s.id = t.subject_id
    order by t.id`;
}

/** Notifications as JSON, each of as many notices as one can carry. */
export function chunksOf(notices: readonly Notice[]): string[] {
  const chunks: string[][] = [];
  const around = Buffer.byteLength(notificationOf(false, []));
  let bytes = Number.POSITIVE_INFINITY;
  for (const notice of notices) {
    const text = JSON.stringify(notice);
    const size = Buffer.byteLength(text) + 1;
    if (bytes + size > NOTIFICATION_BYTES_MAX) {
      chunks.push([]);
      bytes = around;
    }
    chunks.at(-1)?.push(text);
    bytes += size;
  }
  return chunks.map((texts, at) => notificationOf(at === chunks.length - 1, texts));
}

/** Notices are JSON already, since their bytes were counted. */
const notificationOf = (isLast: boolean, notices: readonly string[]) =>
  `{"isLast":${isLast},"notices":[${notices.join(",")}]}`;

/** Whether anything waits to be handed on: one cheap look, for the many times that nothing does. */
export async function hasOutbox(sql: RawSql): Promise<boolean> {
  const [row] = await sql<{ waits: boolean }[]>`select exists (select from outbox) as waits`;
  return row?.waits === true;
}
