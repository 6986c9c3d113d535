import type { RawSql, RawTx } from "@/db/client";
import type { CommandEnv } from "@/server/shell/command";
import { RaceLost } from "@/server/shell/retry";
import type { Reservation } from "./decide-reservation";
import type { Owner } from "./types";

export type OwnedReservation = Reservation &
  Owner & {
    readonly companyId: string | null;
    readonly channelId: string;
    readonly channelCode: string;
  };

/** One owner's name, as the key of maps. */
export const ownerKey = ({ kind, ref }: Owner) => `${kind} ${ref}`;

/**
 * Lock owners until the transaction ends, in one order: what one owner holds changes by one command
 * at a time. Before stock, in the order of all locks.
 */
export async function lockOwners(sql: RawTx, owners: readonly Owner[]): Promise<void> {
  const keys = [...new Set(owners.map(ownerKey))].sort();
  if (keys.length > 0) {
    await sql`select pg_advisory_xact_lock(hashtextextended('reservation ' || key, 0))
      from unnest(${keys}::text[]) as k(key)`;
  }
}

/**
 * What owners hold, and what they lost by time and did not give up: their wish as it stands.
 *
 * @param companyId the company beyond which nothing exists for the asker; null = all
 */
export const readOwned = (
  sql: RawSql | RawTx,
  owners: readonly Owner[],
  companyId: string | null,
) => sql<OwnedReservation[]>`
  select r.id, owner_kind as kind, owner_ref as ref, company_id as "companyId",
    channel_id as "channelId", c.code as "channelCode", sku_id as "skuId", node_id as "nodeId",
    quantity, state, expires_at as "expiresAt"
  from reservation r join channel c on c.id = r.channel_id
  where owner_ref = any(${owners.map(({ ref }) => ref)}::text[])
    and owner_kind || ' ' || owner_ref = any(${owners.map(ownerKey)}::text[])
    and state in ('active', 'expired')
    and (${companyId}::uuid is null or company_id = ${companyId})
  order by sku_id, node_id, r.id`;

export type NewReservation = Owner & {
  readonly id: string;
  readonly companyId: string | null;
  readonly channelId: string;
  readonly skuId: string;
  readonly nodeId: string;
  readonly quantity: number;
  readonly expiresAt: Date;
};

/** Write new holds. The caller has locked their owners and positions and found the units free. */
export async function insertReservations(
  { sql, now, actor }: Pick<CommandEnv, "sql" | "now" | "actor">,
  reservations: readonly NewReservation[],
): Promise<void> {
  const rows = reservations.map((r) => ({
    id: r.id,
    owner_kind: r.kind,
    owner_ref: r.ref,
    company_id: r.companyId,
    channel_id: r.channelId,
    sku_id: r.skuId,
    node_id: r.nodeId,
    quantity: r.quantity,
    expires_at: r.expiresAt,
  }));
  if (rows.length > 0) {
    await sql`
      insert into reservation (id, owner_kind, owner_ref, company_id, channel_id, sku_id, node_id,
        quantity, state, expires_at, created_at, created_by)
      select id, owner_kind, owner_ref, company_id, channel_id, sku_id, node_id, quantity, 'active',
        expires_at, ${now}::timestamptz, ${actor.id}
      from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb) as r(id uuid, owner_kind text,
        owner_ref text, company_id uuid, channel_id uuid, sku_id uuid, node_id uuid, quantity int,
        expires_at timestamptz)`;
  }
}

/**
 * Let live holds last longer.
 *
 * @throws RaceLost when one was swept meanwhile, by a clock that is ahead of ours
 */
export async function extendReservations(
  sql: RawTx,
  extended: readonly { readonly id: string; readonly expiresAt: Date }[],
): Promise<void> {
  if (extended.length > 0) {
    const rows = extended.map(({ id, expiresAt }) => ({ id, expires_at: expiresAt }));
    const done = await sql`
      update reservation r set expires_at = e.expires_at
      from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb) as e(id uuid, expires_at timestamptz)
      where r.id = e.id and r.state = 'active'`;
    if (done.count < extended.length) {
      throw new RaceLost("a hold lapsed while it was extended");
    }
  }
}

/** End holds that their owner gives up. */
export async function releaseReservations(
  sql: RawTx,
  ids: readonly string[],
  now: Date,
): Promise<void> {
  if (ids.length > 0) {
    await sql`
      update reservation set state = 'released', ended_at = ${now}
      where id = any(${[...ids]}::uuid[]) and state in ('active', 'expired')`;
  }
}

/** Holds whose units went to orders. What had lapsed before is given up, not converted. */
export async function convertReservations(
  sql: RawTx,
  converted: readonly { readonly id: string; readonly orderId: string }[],
  now: Date,
): Promise<void> {
  if (converted.length > 0) {
    const rows = converted.map(({ id, orderId }) => ({ id, order_id: orderId }));
    await sql`
      update reservation r
      set state = case when r.expires_at > ${now} and r.state = 'active' then 'converted'
          else 'released' end,
        order_id = case when r.expires_at > ${now} and r.state = 'active' then c.order_id end,
        ended_at = ${now}
      from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb) as c(id uuid, order_id uuid)
      where r.id = c.id and r.state in ('active', 'expired')`;
  }
}
