import type { PendingQuery, Row } from "postgres";
import type { RawTx } from "@/db/client";
import type { CommandEnv } from "@/server/shell/command";
import type { NewException } from "../exceptions/store";
import type { DriftedPosition } from "../exceptions/types";
import type { Counters, DriftedBooks } from "./decide-drift";
import type { OnePosition } from "./store-position";

type Fragment = PendingQuery<Row[]>;

export type PositionKey = { readonly skuId: string; readonly nodeId: string };

/** A position whose counter, ledger and holds do not say the same. */
export type Drift = OnePosition & DriftedBooks & { readonly sku: string; readonly node: string };

/** Which positions are looked at; asked of three tables that all have these two columns. */
type Scope = Fragment;

/** After one position, up to another; null leaves that side open. */
export const between = (
  sql: RawTx,
  after: PositionKey | null,
  through: PositionKey | null,
): Scope => sql`
  ${after === null ? sql`true` : sql`(sku_id, node_id) > (${after.skuId}, ${after.nodeId})`}
  and ${through === null ? sql`true` : sql`(sku_id, node_id) <= (${through.skuId}, ${through.nodeId})`}`;

export const onlyAt = (sql: RawTx, { skuId, nodeId }: PositionKey): Scope =>
  sql`sku_id = ${skuId} and node_id = ${nodeId}`;

/** Positions that somebody was told of already. */
export const complainedOf = (sql: RawTx): Scope => sql`
  (sku_id, node_id) in (select x.sku_id, x.node_id from exception x
    where x.type = 'stock_drift' and x.closed_at is null)`;

/** The position with which a stretch of so many ends; null when the table ends before. */
export async function findEnd(
  sql: RawTx,
  after: PositionKey | null,
  limit: number,
): Promise<PositionKey | null> {
  const [end] = await sql<PositionKey[]>`
    select sku_id as "skuId", node_id as "nodeId" from stock_level
    where ${between(sql, after, null)}
    order by sku_id, node_id, status limit 1 offset ${limit - 1}`;
  return end ?? null;
}

export const countPositions = async (sql: RawTx, scope: Scope): Promise<number> => {
  const [row] = await sql<{ n: number }[]>`
    select count(*)::int as n from stock_level where ${scope}`;
  return row?.n ?? 0;
};

/**
 * Positions that drifted: the counter is not the sum of the ledger, or not what orders hold. One
 * statement, so that counter, ledger and holds are of the same moment.
 */
export function findDrift(sql: RawTx, scope: Scope): Promise<Drift[]> {
  return sql<Drift[]>`
    with level as (
      select sku_id, node_id, status, on_hand, allocated from stock_level where ${scope}),
    ledger as (
      select sku_id, node_id, status, sum(on_hand_delta) as on_hand,
        sum(allocated_delta) as allocated
      from stock_movement where ${scope} group by sku_id, node_id, status),
    held as (
      select sku_id, node_id, 'sellable' as status, sum(quantity) as units from allocation
      where state in ('allocated', 'released') and ${scope} group by sku_id, node_id),
    books as (
      select sku_id, node_id, status, coalesce(l.on_hand, 0) as on_hand,
        coalesce(l.allocated, 0) as allocated, coalesce(m.on_hand, 0)::int as moved,
        coalesce(m.allocated, 0)::int as moved_allocated, coalesce(h.units, 0)::int as held
      from level l
      full join ledger m using (sku_id, node_id, status)
      full join held h using (sku_id, node_id, status))
    select b.sku_id as "skuId", b.node_id as "nodeId", b.status, s.code as sku, n.name as node,
      json_build_object('onHand', b.on_hand, 'allocated', b.allocated) as counter,
      json_build_object('onHand', b.moved, 'allocated', b.moved_allocated) as ledger, b.held
    from books b join sku s on s.id = b.sku_id join node n on n.id = b.node_id
    where b.on_hand <> b.moved or b.allocated <> b.moved_allocated or b.allocated <> b.held
    order by b.sku_id, b.node_id, b.status`;
}

export const causeKeyOf = ({ skuId, nodeId, status }: OnePosition) =>
  `${skuId} ${nodeId} ${status}`;

/** What a person has to decide: which of the two is right. */
export function exceptionOf(drift: Drift): NewException {
  const { skuId, nodeId, status, sku, node, counter, ledger, held } = drift;
  const place = status === "sellable" ? node : `${node}, ${status}`;
  return {
    type: "stock_drift",
    causeKey: causeKeyOf(drift),
    severity: "high",
    sentence: `${place}: the counter of ${sku} says ${told(counter)}, its ledger ${told(ledger)}; orders hold ${held}`,
    detail: {
      skuId,
      nodeId,
      status,
      sku,
      node,
      counter,
      ledger,
      held,
    } satisfies DriftedPosition,
    skuId,
    nodeId,
  };
}

const told = ({ onHand, allocated }: Counters) => `${onHand} on hand and ${allocated} allocated`;

/**
 * Set a counter to what the books agree on. The one place where a counter moves without a movement:
 * the ledger says this already.
 */
export const setCounter = (
  sql: RawTx,
  { skuId, nodeId, status }: OnePosition,
  { onHand, allocated }: Counters,
) => sql`
  update stock_level set on_hand = ${onHand}, allocated = ${allocated},
    oversold = ${Math.max(0, allocated - onHand)}
  where sku_id = ${skuId} and node_id = ${nodeId} and status = ${status}`;

/**
 * Bring a ledger to what the books agree on, by one row more. The one movement that moves no
 * counter: the counter says this already.
 */
export async function correctLedger(
  { sql, actor, now }: Pick<CommandEnv, "sql" | "actor" | "now">,
  { skuId, nodeId, status }: OnePosition,
  { onHand, allocated }: Counters,
  cause: { readonly id: string; readonly reason: string },
): Promise<void> {
  await sql`
    insert into stock_movement (sku_id, node_id, status, kind, on_hand_delta, allocated_delta,
      cause_kind, cause_id, actor_id, reason, occurred_at)
    values (${skuId}, ${nodeId}, ${status}, 'adjusted', ${onHand}, ${allocated}, 'drift_repair',
      ${cause.id}, ${actor.id}, ${cause.reason}, ${now})`;
}
