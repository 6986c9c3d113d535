import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { RawTx } from "@/db/client";
import { present } from "../kernel/assert";
import type { FeedOrder, FeedVerdict } from "./decide-feed";
import type { OversoldPosition } from "./store-oversold";
import type { FeedMode, FeedRow, FeedRows, FeedStream } from "./types";

/**
 * A feed inside its transaction: temporary tables, from the rows as they came (`feed_row`) over the
 * rows as they are understood (`feed_resolved`) to the positions that change (`feed_change`). What
 * is as it was never leaves the second one, so that a million unchanged rows write nothing.
 */
export type FeedScope = { readonly sourceId: string; readonly nodeIds: readonly string[] };

/** A tab, a line's end or a backslash would end a value of COPY. */
const copyable = (text: string) =>
  /[\\\t\n\r]/.test(text)
    ? text
        .replaceAll("\\", "\\\\")
        .replaceAll("\t", "\\t")
        .replaceAll("\n", "\\n")
        .replaceAll("\r", "\\r")
    : text;

const copyLine = ({ number, sku, node, onHand, fault, raw }: FeedRow) =>
  `${number}\t${copyable(sku)}\t${copyable(node)}\t${onHand ?? "\\N"}\t${fault ?? "\\N"}\t${raw === null ? "\\N" : copyable(raw)}\n`;

async function* copyText(
  { batches }: FeedStream,
  onRows: (count: number) => void,
): AsyncGenerator<string> {
  for await (const batch of batches()) {
    onRows(batch.length);
    let text = "";
    for (const row of batch) {
      text += copyLine(row);
    }
    yield text;
  }
}

const isList = (rows: FeedRows): rows is readonly FeedRow[] => Array.isArray(rows);

/** Of so few rows the planner guesses well enough; to count them takes as long as to join them. */
const GUESSED_ROWS_MAX = 10_000;

async function learn(sql: RawTx, table: string, rows: number): Promise<void> {
  if (rows > GUESSED_ROWS_MAX) {
    await sql.unsafe(`analyze ${table}`);
  }
}

/** Bring the rows into the transaction, as they came; answers how many there are. */
export async function stageRows(sql: RawTx, rows: FeedRows): Promise<number> {
  let count = 0;
  // The joins below hold a million rows at once; on disk they take three times as long.
  await sql`set local work_mem = '128MB'`;
  // Requests have seconds; a million rows may take longer.
  await sql`set local statement_timeout = '10min'`;
  // A rehearsal of many feeds is one transaction, at whose end they would go by themselves.
  await sql`drop table if exists feed_row, feed_compared, feed_resolved, feed_change, feed_moved`;
  await sql`
    create temp table feed_row (row_number int not null, sku text not null, node text not null,
      on_hand int, fault text, raw text) on commit drop`;
  if (isList(rows)) {
    count = rows.length;
    // COPY waits for two acknowledged packets, a tenth of a second: long for a handful of rows.
    await sql`
      insert into feed_row (row_number, sku, node, on_hand, fault, raw)
      select * from unnest(${rows.map((row) => row.number)}::int[],
        ${rows.map((row) => row.sku)}::text[], ${rows.map((row) => row.node)}::text[],
        ${rows.map((row) => row.onHand)}::int[], ${rows.map((row) => row.fault)}::text[],
        ${rows.map((row) => row.raw)}::text[])`;
  } else {
    const copy = await sql`copy feed_row from stdin`.writable();
    const text = copyText(rows, (more) => {
      count += more;
    });
    await pipeline(Readable.from(text), copy);
  }
  await learn(sql, "feed_row (sku, node)", count);
  return count;
}

/** Which SKU and node each row means: our own code first, then GTINs and other names of our own. */
const understood = (sql: RawTx, { nodeIds }: FeedScope) => sql`
  -- Each word is looked up once, however many rows say it.
  with sku_word as materialized (
    select w.sku as word, coalesce(s.id, a.sku_id) as id,
      exists (select from kit_component k
        where k.kit_sku_id = coalesce(s.id, a.sku_id)) as is_kit
    from (select distinct sku from feed_row) w
    left join sku s on upper(s.code) = upper(w.sku)
    left join sku_alias a
      on s.id is null and a.company_id is null and upper(a.code) = upper(w.sku)),
  node_word as materialized (
    select w.node as word, n.id, n.id = any(${[...nodeIds]}::uuid[]) as is_inside
    from (select distinct node from feed_row) w
    left join node n on upper(n.code) = upper(w.node) and n.retired_at is null)
  select r.row_number, s.id as sku_id, n.id as node_id, r.on_hand,
    case when r.fault is not null then r.fault when s.id is null then 'sku_unknown'
      when s.is_kit then 'sku_is_kit'
      when n.id is null then 'node_unknown' when not n.is_inside then 'outside_scope'
      end as verdict
  from feed_row r join sku_word s on s.word = r.sku join node_word n on n.word = r.node`;

/**
 * The same rows, where several tell of one position: the first good one stands, of the others each
 * says the same or contradicts it.
 */
const judged = (sql: RawTx, rows: ReturnType<typeof understood>) => sql`
  select row_number, sku_id, node_id, on_hand,
    case when verdict is not null or row_number = min(row_number) over position then verdict
      when on_hand = first_value(on_hand) over position then 'same' else 'row_twice' end as verdict
  from (${rows}) r
  window position as (partition by sku_id, node_id, verdict is null order by row_number)`;

/** What the scope has, each position once. */
const levelsOf = (sql: RawTx, { nodeIds }: FeedScope) => sql`
  select sku_id, node_id, on_hand from stock_level
  where status = 'sellable' and node_id = any(${[...nodeIds]}::uuid[])`;

/** Whether the count `c` is newer than the feed: `isStale` as the database says it. */
const isNewer = (sql: RawTx, { sequence, asOf }: FeedOrder) => sql`
  (coalesce(c.sequence >= ${sequence}::bigint, false)
    or coalesce(c.as_of > ${asOf}::timestamptz, false))`;

/**
 * Understand the rows and find the positions that are not as the feed says. In a full feed also those
 * of its scope that it does not name; one that it names in a row that was not taken is named all the
 * same, and one that the source counted later is not missing but newer.
 *
 * @param read how many rows were staged
 *
 * Afterwards `feed_resolved` holds the rows with their verdicts, all of them or all but those that
 * are as it was, and `feed_change` the positions to be set.
 */
export async function compareRows(
  sql: RawTx,
  scope: FeedScope,
  mode: FeedMode,
  order: FeedOrder,
  read: number,
): Promise<FeedFindings> {
  if (mode === "delta" || !(await compareAtOnce(sql, scope, order))) {
    await resolveRows(sql, scope, order, read);
    await findChanges(sql, scope, mode, order);
  }
  await learn(sql, "feed_change", read);
  const [found] = await sql<FeedFindings[]>`
    select count(*) filter (where not is_zeroed)::int as changed,
      count(*) filter (where is_zeroed)::int as zeroed,
      coalesce(sum(on_hand - before), 0)::int8 as units
    from feed_change`;
  return present(found, "an aggregate has one row");
}

export type FeedFindings = {
  readonly changed: number;
  readonly zeroed: number;
  readonly units: number;
};

/**
 * The short way of a full feed: one pass over its rows and what the scope has, from which only what
 * differs is kept. It cannot see a position that is named twice and once as it is, but it can count:
 * each position that is not left over was met by one row, or else by too many.
 *
 * @returns false when the long way has to be taken: there are such positions, or newer counts
 */
async function compareAtOnce(sql: RawTx, scope: FeedScope, order: FeedOrder): Promise<boolean> {
  const [newer] = await sql`
    select from inventory_count c where c.source_id = ${scope.sourceId} and ${isNewer(sql, order)}
    limit 1`;
  if (newer !== undefined) {
    return false;
  }
  await sql`
    create temp table feed_compared on commit drop as
    select r.row_number, coalesce(r.sku_id, l.sku_id) as sku_id,
      coalesce(r.node_id, l.node_id) as node_id, r.on_hand, r.verdict, l.on_hand as before
    from (${understood(sql, scope)}) r
    full join (${levelsOf(sql, scope)}) l on l.sku_id = r.sku_id and l.node_id = r.node_id
    where r.verdict is not null or r.on_hand is distinct from l.on_hand`;
  const [met] = await sql<{ rows: number; levels: number }[]>`
    select (select count(*) from feed_row) - count(row_number)
        + count(*) filter (where row_number is not null and before is not null) as rows,
      (select count(*) from (${levelsOf(sql, scope)}) l)
        - count(*) filter (where row_number is null) as levels
    from feed_compared`;
  if (met === undefined || met.rows !== met.levels) {
    return false;
  }
  const rows = sql`
    select row_number, sku_id, node_id, on_hand, verdict from feed_compared
    where row_number is not null`;
  await sql`create temp table feed_resolved on commit drop as ${judged(sql, rows)}`;
  await sql`
    create temp table feed_change on commit drop as
    select c.sku_id, c.node_id, coalesce(c.on_hand, 0) as on_hand, coalesce(c.before, 0) as before,
      c.before is null as is_new, c.row_number is null as is_zeroed
    from feed_compared c left join feed_resolved r on r.row_number = c.row_number
    where r.verdict is null and coalesce(c.on_hand, 0) <> coalesce(c.before, 0)`;
  return true;
}

async function resolveRows(
  sql: RawTx,
  scope: FeedScope,
  order: FeedOrder,
  read: number,
): Promise<void> {
  await sql`
    create temp table feed_resolved on commit drop as
    select r.row_number, r.sku_id, r.node_id, r.on_hand,
      case when r.verdict is null and ${isNewer(sql, order)} then 'stale' else r.verdict end as verdict
    from (${judged(sql, understood(sql, scope))}) r
    left join inventory_count c
      on c.source_id = ${scope.sourceId} and c.sku_id = r.sku_id and c.node_id = r.node_id`;
  await learn(sql, "feed_resolved", read);
}

async function findChanges(
  sql: RawTx,
  scope: FeedScope,
  mode: FeedMode,
  order: FeedOrder,
): Promise<void> {
  // A full feed is compared with all that its scope has; a delta looks up what it names.
  const levels =
    mode === "full"
      ? sql`full join (${levelsOf(sql, scope)}) l
          on l.sku_id = r.sku_id and l.node_id = r.node_id`
      : sql`left join stock_level l
          on l.sku_id = r.sku_id and l.node_id = r.node_id and l.status = 'sellable'`;
  await sql`
    create temp table feed_change on commit drop as
    select coalesce(r.sku_id, l.sku_id) as sku_id, coalesce(r.node_id, l.node_id) as node_id,
      coalesce(r.on_hand, 0) as on_hand, coalesce(l.on_hand, 0) as before,
      l.sku_id is null as is_new, r.sku_id is null as is_zeroed
    from (select sku_id, node_id, on_hand from feed_resolved where verdict is null) r
    ${levels}
    where coalesce(r.on_hand, 0) <> coalesce(l.on_hand, 0)`;
  if (mode === "full") {
    await sql`delete from feed_change c using feed_resolved r
      where c.is_zeroed and r.sku_id = c.sku_id and r.node_id = c.node_id`;
    await sql`delete from feed_change f using inventory_count c
      where f.is_zeroed and c.source_id = ${scope.sourceId} and c.sku_id = f.sku_id
        and c.node_id = f.node_id and ${isNewer(sql, order)}`;
  }
}

/**
 * How many rows there are by verdict; under `null` those that stand.
 *
 * @param read how many were staged: what is not in `feed_resolved` stands, and is as it was
 */
export async function countVerdicts(
  sql: RawTx,
  read: number,
): Promise<ReadonlyMap<FeedVerdict, number>> {
  const rows = await sql<{ verdict: FeedVerdict; rows: number }[]>`
    select verdict, count(*)::int as rows from feed_resolved group by verdict`;
  const counts = new Map(rows.map((row) => [row.verdict, row.rows]));
  const listed = rows.reduce((sum, row) => sum + row.rows, 0);
  return counts.set(null, (counts.get(null) ?? 0) + read - listed);
}

/** How many positions of the scope have anything at all. */
export async function countFilled(sql: RawTx, { nodeIds }: FeedScope): Promise<number> {
  const [row] = await sql<{ filled: number }[]>`
    select count(*)::int as filled from stock_level
    where status = 'sellable' and on_hand > 0 and node_id = any(${[...nodeIds]}::uuid[])`;
  return row?.filled ?? 0;
}

export type Applied = {
  readonly changed: number;
  readonly zeroed: number;
  readonly units: number;
  /** Positions that are, or were, short of what is allocated. */
  readonly short: readonly OversoldPosition[];
};

/**
 * Set the positions of `feed_change`, with a row of the ledger each: `moveStock` for counts that are
 * too many to pass through a parameter. What was written between the look and the lock is counted
 * from where it stands now; a locked row stays in its place, where it is found again at once.
 */
export async function writeChanges(
  sql: RawTx,
  run: {
    readonly runId: string;
    readonly reason: string;
    readonly actorId: string;
    readonly now: Date;
  },
): Promise<Applied> {
  await sql`
    insert into stock_level (sku_id, node_id, status)
    select sku_id, node_id, 'sellable' from feed_change where is_new order by sku_id, node_id
    on conflict do nothing`;
  // The order that all commands keep, so that a feed and an order may wait but never in a circle.
  await sql`
    create temp table feed_moved on commit drop as
    select l.ctid as place, l.sku_id, l.node_id, c.on_hand, c.on_hand - l.on_hand as delta,
      c.is_zeroed, l.oversold > 0 or l.allocated > c.on_hand as is_short
    from feed_change c
    join stock_level l on l.sku_id = c.sku_id and l.node_id = c.node_id and l.status = 'sellable'
    where l.on_hand <> c.on_hand
    order by l.sku_id, l.node_id for no key update of l`;
  const [applied] = await sql<(Applied & { set: number })[]>`
    with ledger as (
      insert into stock_movement (sku_id, node_id, status, kind, on_hand_delta, allocated_delta,
        cause_kind, cause_id, actor_id, reason, occurred_at)
      select sku_id, node_id, 'sellable', 'adjusted', delta, 0, 'inventory_feed', ${run.runId},
        ${run.actorId}, ${run.reason}, ${run.now}::timestamptz
      from feed_moved),
    counted as (
      update stock_level l
      set on_hand = m.on_hand, oversold = greatest(0, l.allocated - m.on_hand)
      from feed_moved m where l.ctid = m.place
      returning 1)
    select count(*) filter (where not is_zeroed)::int as changed,
      count(*) filter (where is_zeroed)::int as zeroed, coalesce(sum(delta), 0)::int8 as units,
      coalesce(jsonb_agg(jsonb_build_object('skuId', sku_id, 'nodeId', node_id))
        filter (where is_short), '[]') as short,
      (select count(*)::int from counted) as set
    from feed_moved`;
  const { set, ...told } = present(applied, "an aggregate has one row");
  if (set !== told.changed + told.zeroed) {
    throw new Error(`${told.changed + told.zeroed} positions were locked, ${set} were set`);
  }
  return told;
}

/** Keep the rows that were not taken, as they came. */
export async function keepRejections(sql: RawTx, runId: string): Promise<void> {
  await sql`
    insert into inventory_feed_rejection (run_id, row_number, reason, raw)
    select ${runId}, r.row_number, r.verdict,
      coalesce(f.raw, concat_ws(',', f.sku, f.node, f.on_hand))
    from feed_resolved r join feed_row f on f.row_number = r.row_number
    where r.verdict is not null and r.verdict not in ('stale', 'same')
    order by r.row_number`;
}

/** Remember how far the source has told: by position after a delta, as a whole after a full feed. */
export async function keepOrder(
  sql: RawTx,
  { sourceId }: FeedScope,
  mode: FeedMode,
  order: FeedOrder,
): Promise<void> {
  const { sequence, asOf } = order;
  if (mode === "full") {
    await sql`delete from inventory_count c
      where c.source_id = ${sourceId} and not ${isNewer(sql, order)}`;
  } else {
    await sql`
      insert into inventory_count (source_id, sku_id, node_id, sequence, as_of)
      select ${sourceId}, sku_id, node_id, ${sequence}::bigint, ${asOf}::timestamptz
      from feed_resolved where verdict is null
      on conflict (source_id, sku_id, node_id) do update
        set sequence = excluded.sequence, as_of = excluded.as_of`;
  }
  await sql`
    update inventory_source
    set last_sequence = greatest(last_sequence, ${sequence}::bigint),
      last_as_of = greatest(last_as_of, ${asOf}::timestamptz),
      full_sequence = case when ${mode} = 'full' then ${sequence}::bigint else full_sequence end,
      full_as_of = case when ${mode} = 'full' then ${asOf}::timestamptz else full_as_of end
    where id = ${sourceId}`;
}
