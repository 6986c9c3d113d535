import type { RawTx } from "@/db/client";
import { sqlState, violatedConstraint } from "@/server/shell/retry";
import { assert } from "../kernel/assert";
import { DomainError } from "../kernel/errors";
import type { MovementKind, StockStatus } from "./types";

/** One change of one position, with what caused it. */
export type StockMove = {
  readonly skuId: string;
  readonly nodeId: string;
  readonly status?: StockStatus;
  readonly kind: MovementKind;
  readonly onHandDelta: number;
  readonly allocatedDelta: number;
  readonly causeKind: string;
  readonly causeId: string;
  readonly reason?: string | null;
};

export type Position = {
  readonly skuId: string;
  readonly nodeId: string;
  readonly onHand: number;
  readonly allocated: number;
  readonly safetyStock: number;
};

/**
 * Lock the sellable positions of some SKUs at every node, in the one order that all commands keep
 * (SKU, then node), so that two of them may wait for each other but never in a circle.
 */
export function lockPositions(sql: RawTx, skuIds: readonly string[]): Promise<Position[]> {
  return sql<Position[]>`
    select sku_id as "skuId", node_id as "nodeId", on_hand as "onHand", allocated,
      safety_stock as "safetyStock"
    from stock_level
    where sku_id = any(${[...skuIds]}::uuid[]) and status = 'sellable'
    order by sku_id, node_id
    for no key update`;
}

/**
 * Change stock and write the ledger, in one statement each: the only writer of stock counters, but
 * for whole feeds (`writeChanges`).
 *
 * A position that does not exist yet is made. The moves of one call may touch a position several
 * times; its counters change once, by their sum.
 *
 * @throws SHORT_SUPPLY when a move would take more than there is (the database's own constraint)
 */
export async function moveStock(
  sql: RawTx,
  moves: readonly StockMove[],
  {
    actorId,
    now,
    isCount = false,
  }: {
    readonly actorId: string;
    readonly now: Date;
    /** The moves tell what was found on the shelf: what is allocated beyond it stands as oversold. */
    readonly isCount?: boolean;
  },
): Promise<void> {
  if (moves.length === 0) {
    return;
  }
  assert(
    moves.every(
      (move) => Number.isInteger(move.onHandDelta) && Number.isInteger(move.allocatedDelta),
    ),
    "stock moves in whole units",
  );
  const rows = sql.typed(
    moves.map((move) => ({
      sku_id: move.skuId,
      node_id: move.nodeId,
      status: move.status ?? "sellable",
      kind: move.kind,
      on_hand_delta: move.onHandDelta,
      allocated_delta: move.allocatedDelta,
      cause_kind: move.causeKind,
      cause_id: move.causeId,
      reason: move.reason ?? null,
    })),
    3802,
  );
  if (moves.some((move) => move.onHandDelta > 0)) {
    await sql`
      insert into stock_level (sku_id, node_id, status)
      select distinct sku_id, node_id, coalesce(status, 'sellable')
      from jsonb_to_recordset(${rows}::jsonb) as m(sku_id uuid, node_id uuid, status text)
      order by 1, 2, 3
      on conflict do nothing`;
  }
  try {
    await sql`
      with moves as (
        select * from jsonb_to_recordset(${rows}::jsonb) as m(sku_id uuid, node_id uuid,
          status text, kind text, on_hand_delta int, allocated_delta int, cause_kind text,
          cause_id uuid, reason text)),
      ledger as (
        insert into stock_movement (sku_id, node_id, status, kind, on_hand_delta, allocated_delta,
          cause_kind, cause_id, actor_id, reason, occurred_at)
        select sku_id, node_id, status, kind, on_hand_delta, allocated_delta, cause_kind, cause_id,
          ${actorId}, reason, ${now}::timestamptz from moves)
      update stock_level l
      set on_hand = l.on_hand + d.on_hand, allocated = l.allocated + d.allocated,
        oversold = greatest(0, least(
          case when ${isCount}::boolean then 2147483647 else l.oversold end,
          l.allocated + d.allocated - l.on_hand - d.on_hand))
      from (
        select sku_id, node_id, status, sum(on_hand_delta)::int as on_hand,
          sum(allocated_delta)::int as allocated
        from moves group by sku_id, node_id, status) d
      where l.sku_id = d.sku_id and l.node_id = d.node_id and l.status = d.status`;
  } catch (error) {
    if (sqlState(error) === "23514") {
      throw new DomainError("SHORT_SUPPLY", "There is less stock than this takes", {
        constraint: violatedConstraint(error),
      });
    }
    throw error;
  }
}
