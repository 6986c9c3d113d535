import type { RawSql } from "@/db/client";
import type { CommandEnv } from "@/server/shell/command";
import { readUndo, stageUndo, writeUndo } from "../inventory/store-feed-undo";
import { settleOversold } from "../inventory/store-oversold";
import type { UsedPosition } from "../inventory/types";
import type { TakenBack } from "./store-undo";
import type { LeftChange } from "./types-undo";

/** More positions than a file counts: all that stay are named. */
const ALL = 10_000_000;

const leftOf = ({ sku, node, hindrance }: UsedPosition): LeftChange => ({
  kind: "position",
  name: `${sku} at ${node}`,
  why: hindrance === "taken" ? "in_use" : "changed_since",
  fields: [],
});

/**
 * Put back what a run counted, as far as nobody counted or moved it and no order has its units since: each
 * position by a row of the ledger that names the run. Where a bin was named, it stays.
 */
export async function takeStockBack(
  env: CommandEnv,
  { runId, reason }: { readonly runId: string; readonly reason: string },
): Promise<TakenBack> {
  const { sql, now, actor, emit } = env;
  const { positions, rows } = await stageUndo(sql, runId, now, ALL);
  const moved = await sql<
    { skuId: string; sku: string; nodeId: string; node: string; delta: number }[]
  >`
    select u.sku_id as "skuId", s.code as sku, u.node_id as "nodeId", n.code as node,
      -u.delta as delta
    from feed_undo u join sku s on s.id = u.sku_id join node n on n.id = u.node_id
    where u.hindrance is null and u.delta <> 0 order by s.code, n.code`;
  await settleOversold(env, await writeUndo(sql, { runId, reason, actorId: actor.id, now }));
  for (const { skuId, ...position } of moved) {
    emit({
      type: "stock.adjusted",
      subject: { kind: "sku", id: skuId },
      reason,
      payload: { ...position, status: "sellable" },
    });
  }
  return { restored: positions, removed: 0, left: rows.map(leftOf) };
}

/** What taking a count back would come to, unlocked. */
export async function readStockBack(sql: RawSql, runId: string, now: Date): Promise<TakenBack> {
  const { positions, rows } = await readUndo(sql, runId, now, ALL);
  return { restored: positions, removed: 0, left: rows.map(leftOf) };
}
