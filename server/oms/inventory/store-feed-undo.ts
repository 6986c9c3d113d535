import type { PendingQuery, Row } from "postgres";
import type { RawSql, RawTx } from "@/db/client";
import { present } from "../kernel/assert";
import type { OversoldPosition } from "./store-oversold";
import { heldUnits } from "./store-stock";
import type { UsedPosition } from "./types";

type Sql = RawSql | RawTx;

/** The causes of the rows of the ledger that a feed writes, or a file that was imported without a source. */
const FEEDS = ["inventory_feed", "import_run"];
/** The cause of the rows of the ledger that take a feed back; they name the feed. */
const UNDONE = "import_undone";

/**
 * What a feed changed of each position and what stands against taking it back, as `hindrance`: the
 * position was counted or moved since, or orders and holds have units of what it brought. What was
 * taken back itself does not count as a change.
 */
const undoOf = (sql: Sql, runId: string, now: Date): PendingQuery<Row[]> => sql`
  select p.*, case when p.is_changed then 'changed_since'
    when p.on_hand - p.delta < p.allocated + p.held then 'taken' end as hindrance
  from (
    select m.sku_id, m.node_id, m.delta, l.on_hand, l.allocated, l.oversold,
      ${heldUnits(sql, now)} as held,
      exists (
        select from stock_movement x
        where x.sku_id = m.sku_id and x.node_id = m.node_id and x.status = 'sellable'
          and x.id > m.last_id and x.on_hand_delta <> 0 and x.cause_kind <> ${UNDONE}
          and not exists (
            select from stock_movement y where y.cause_id = x.cause_id and y.cause_kind = ${UNDONE}
              and y.sku_id = x.sku_id and y.node_id = x.node_id)) as is_changed
    from (
      select sku_id, node_id, sum(on_hand_delta)::int as delta, max(id) as last_id
      from stock_movement where cause_id = ${runId} and cause_kind = any(${FEEDS}::text[])
      group by sku_id, node_id) m
    join stock_level l
      on l.sku_id = m.sku_id and l.node_id = m.node_id and l.status = 'sellable') p`;

export type UndoCounts = {
  /** Positions that can be put back, and the units by which they change. */
  readonly positions: number;
  readonly units: number;
  /** Positions that cannot. */
  readonly used: number;
};

const countsOf = (sql: Sql, positions: PendingQuery<Row[]>) => sql<UndoCounts[]>`
  select count(*) filter (where hindrance is null)::int as positions,
    coalesce(-sum(delta) filter (where hindrance is null), 0)::int8 as units,
    count(hindrance)::int as used
  from (${positions}) u`;

const usedOf = (sql: Sql, positions: PendingQuery<Row[]>, limit: number) => sql<UsedPosition[]>`
  select s.code as sku, n.name as node, u.after - u.delta as before, u.after, u.on_hand as "onHand",
    u.allocated + u.held as taken, u.hindrance
  from (${positions}) u join sku s on s.id = u.sku_id join node n on n.id = u.node_id
  where u.hindrance is not null order by s.code, n.code limit ${limit}`;

/** With what the feed set each position to: what was there then is in its own row of the ledger. */
const withAfter = (sql: Sql, runId: string, positions: PendingQuery<Row[]>) => sql`
  select p.*, (
    select sum(x.on_hand_delta)::int from stock_movement x
    where x.sku_id = p.sku_id and x.node_id = p.node_id and x.status = 'sellable'
      and x.id <= (select max(y.id) from stock_movement y where y.cause_id = ${runId}
        and y.cause_kind = any(${FEEDS}::text[]) and y.sku_id = p.sku_id and y.node_id = p.node_id)
  ) as after
  from (${positions}) p where p.hindrance is not null`;

/** What taking a feed back would come to, unlocked: for what is only looked at. */
export async function readUndo(sql: RawSql, runId: string, now: Date, limit: number) {
  const positions = undoOf(sql, runId, now);
  const [[counts], used] = await Promise.all([
    countsOf(sql, positions),
    usedOf(sql, withAfter(sql, runId, undoOf(sql, runId, now)), limit),
  ]);
  return { ...present(counts, "an aggregate has one row"), rows: used };
}

/**
 * Lock the positions of a feed in the one order of all commands, and find what can be put back:
 * afterwards `feed_undo` holds each with what stands against it.
 */
export async function stageUndo(
  sql: RawTx,
  runId: string,
  now: Date,
  limit: number,
): Promise<UndoCounts & { readonly rows: readonly UsedPosition[] }> {
  await sql`set local statement_timeout = '10min'`;
  await sql`
    select count(*) from (
      select from stock_level l
      where l.status = 'sellable' and (l.sku_id, l.node_id) in (
        select sku_id, node_id from stock_movement
        where cause_id = ${runId} and cause_kind = any(${FEEDS}::text[]))
      order by l.sku_id, l.node_id for no key update) locked`;
  // By a statement of its own: it sees what those had committed that were waited for.
  await sql`create temp table feed_undo on commit drop as ${undoOf(sql, runId, now)}`;
  const staged = sql`select * from feed_undo`;
  const [counts] = await countsOf(sql, staged);
  const rows = await usedOf(sql, withAfter(sql, runId, sql`select * from feed_undo`), limit);
  return { ...present(counts, "an aggregate has one row"), rows };
}

/**
 * Put the positions of `feed_undo` back that nothing stands against, with a row of the ledger each.
 *
 * @returns those that had more allocated than on hand
 */
export async function writeUndo(
  sql: RawTx,
  run: {
    readonly runId: string;
    readonly reason: string;
    readonly actorId: string;
    readonly now: Date;
  },
): Promise<readonly OversoldPosition[]> {
  const [written] = await sql<{ short: OversoldPosition[] }[]>`
    with ledger as (
      insert into stock_movement (sku_id, node_id, status, kind, on_hand_delta, allocated_delta,
        cause_kind, cause_id, actor_id, reason, occurred_at)
      select sku_id, node_id, 'sellable', 'adjusted', -delta, 0, ${UNDONE}, ${run.runId},
        ${run.actorId}, ${run.reason}, ${run.now}::timestamptz
      from feed_undo where hindrance is null and delta <> 0),
    put_back as (
      update stock_level l
      set on_hand = l.on_hand - u.delta,
        oversold = greatest(0, least(l.oversold, l.allocated - l.on_hand + u.delta))
      from feed_undo u
      where u.hindrance is null and l.sku_id = u.sku_id and l.node_id = u.node_id
        and l.status = 'sellable')
    select coalesce(jsonb_agg(jsonb_build_object('skuId', sku_id, 'nodeId', node_id))
      filter (where oversold > 0), '[]') as short
    from feed_undo where hindrance is null`;
  return present(written, "an aggregate has one row").short;
}
