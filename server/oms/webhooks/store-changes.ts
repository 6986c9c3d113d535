import type { RawSql, RawTx } from "@/db/client";
import { waitingBySku } from "../inventory/store-waiting";

/** Where it was last looked: what that snapshot of the database saw, and the network as it was. */
export type Watch = { readonly snapshot: string; readonly version: number; readonly at: Date };

/** Whoever has the row looks; null: somebody else does. */
export async function lockWatch(sql: RawTx): Promise<Watch | null> {
  const [watch] = await sql<Watch[]>`
    select snapshot, network_version as version, looked_at as at from webhook_watch
    for update skip locked`;
  return watch ?? null;
}

/** A rule whose schedule began or ended since. */
const schedulePassed = (sql: RawSql | RawTx, since: Date, now: Date) => sql`
  exists (select from availability_rule where retired_at is null
    and (starts_at > ${since} and starts_at <= ${now} or ends_at > ${since} and ends_at <= ${now}))`;

const movedSince = (sql: RawSql | RawTx, snapshot: string) => sql`
  select sku_id from stock_movement
  where xid >= pg_snapshot_xmin(${snapshot}::pg_snapshot)
    and not pg_visible_in_snapshot(xid, ${snapshot}::pg_snapshot)`;

/** Units that holds keep and that orders wait for, by SKU: what moves a number without a movement. */
const keptBySku = (sql: RawSql | RawTx, now: Date) => sql`
  select sku_id, sum(held)::int as units, sum(waiting)::int as waiting
  from (
    select sku_id, quantity as held, 0 as waiting from reservation
    where state = 'active' and expires_at > ${now}
    union all select sku_id, 0, units from (${waitingBySku(sql, now)}) b) k
  group by sku_id`;

/** SKUs of which other units are kept than when it was last looked. */
const heldOtherwise = (sql: RawSql | RawTx, now: Date) => sql`
  select coalesce(h.sku_id, w.sku_id) as sku_id
  from (${keptBySku(sql, now)}) h full join webhook_held w on w.sku_id = h.sku_id
  where h.units is distinct from w.units or h.waiting is distinct from w.waiting`;

/** A cheap look: whether any number that a subscriber knows may have changed. */
export async function mayHaveChanged(sql: RawSql, now: Date): Promise<boolean> {
  const [watch] = await sql<(Watch & { isNew: boolean; current: number })[]>`
    select w.snapshot, w.network_version as version, w.looked_at as at, v.version as current,
      exists (select from webhook_subscription where is_on and baseline_at is null) as "isNew"
    from webhook_watch w cross join reference_version v
    where v.name = 'network' and exists (select from webhook_subscription s
      where s.is_on and exists (select from unnest(s.event_types) t where t like 'availability.%'))`;
  if (watch === undefined) {
    return false;
  }
  if (watch.isNew || watch.current !== watch.version) {
    return true;
  }
  const [row] = await sql<{ may: boolean }[]>`
    select ${schedulePassed(sql, watch.at, now)} or exists (${movedSince(sql, watch.snapshot)})
      or exists (${heldOtherwise(sql, now)}) as may`;
  return row?.may === true;
}

export type Look = {
  readonly snapshot: string;
  readonly version: number;
  /** What reaches every SKU: the network, a rule, or a schedule moved. */
  readonly isWide: boolean;
  /** SKUs whose number may have moved, kits of moved components among them. */
  readonly skuIds: readonly string[];
};

/**
 * What moved since it was last looked. The snapshot is taken, and what is held is written down, in
 * the same statement: what commits later is found by the next look, also when this one happens to
 * read it.
 */
export async function readMoved(sql: RawTx, watch: Watch, now: Date): Promise<Look> {
  const [look] = await sql<(Look & { skuIds: string[] | null })[]>`
    with moved as materialized (
      select sku_id from (${movedSince(sql, watch.snapshot)}) m
      union select sku_id from (${heldOtherwise(sql, now)}) h),
    held as materialized (${keptBySku(sql, now)}),
    kept as (
      insert into webhook_held as w (sku_id, units, waiting) select sku_id, units, waiting from held
      on conflict (sku_id) do update set units = excluded.units, waiting = excluded.waiting
        where (w.units, w.waiting) <> (excluded.units, excluded.waiting)),
    gone as (
      delete from webhook_held w where not exists (select from held h where h.sku_id = w.sku_id)),
    all_moved as (
      select sku_id from moved
      union select k.kit_sku_id from kit_component k join moved m on m.sku_id = k.component_sku_id)
    select pg_current_snapshot()::text as snapshot, v.version,
      v.version <> ${watch.version} or ${schedulePassed(sql, watch.at, now)} as "isWide",
      (select array_agg(sku_id) from all_moved) as "skuIds"
    from reference_version v where v.name = 'network'`;
  return {
    snapshot: look?.snapshot ?? watch.snapshot,
    version: look?.version ?? watch.version,
    isWide: look?.isWide ?? true,
    skuIds: look?.skuIds ?? [],
  };
}

/** Write down where it was looked. */
export const keepWatch = (sql: RawTx, look: Look, now: Date) => sql`
  update webhook_watch set snapshot = ${look.snapshot}, network_version = ${look.version},
    looked_at = ${now}`;

export type Told = {
  readonly subscriptionId: string;
  readonly channelId: string;
  readonly skuId: string;
  readonly quantity: number;
};

export const readTold = (
  sql: RawTx,
  subscriptionIds: readonly string[],
  skuIds: readonly string[],
) => sql<Told[]>`
  select subscription_id as "subscriptionId", channel_id as "channelId", sku_id as "skuId", quantity
  from webhook_told where subscription_id = any(${[...subscriptionIds]}::uuid[])
    and sku_id = any(${[...skuIds]}::uuid[])`;

export async function writeTold(sql: RawTx, told: readonly Told[], now: Date): Promise<void> {
  if (told.length > 0) {
    await sql`
      insert into webhook_told (subscription_id, channel_id, sku_id, quantity, told_at)
      select * , ${now}::timestamptz from unnest(
        ${told.map((each) => each.subscriptionId)}::uuid[], ${told.map((each) => each.channelId)}::uuid[],
        ${told.map((each) => each.skuId)}::uuid[], ${told.map((each) => each.quantity)}::int[])
      on conflict (subscription_id, channel_id, sku_id) do update
        set quantity = excluded.quantity, told_at = excluded.told_at`;
  }
}

export type SkuKey = { readonly id: string; readonly code: string };

/** SKUs by key, some at a time; all active ones where none are named. */
export async function* skuChunks(
  sql: RawTx,
  named: readonly string[] | null,
  size: number,
): AsyncGenerator<SkuKey[]> {
  let after = "00000000-0000-0000-0000-000000000000";
  for (;;) {
    const chunk = await sql<SkuKey[]>`
      select id, code from sku
      where id > ${after} and ${
        named === null ? sql`status = 'active'` : sql`id = any(${[...named]}::uuid[])`
      }
      order by id limit ${size}`;
    const last = chunk.at(-1);
    if (last === undefined) {
      return;
    }
    yield chunk;
    after = last.id;
  }
}
