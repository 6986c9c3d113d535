import type { z } from "zod";
import type { RawTx } from "@/db/client";
import { type CommandEnv, defineCommand } from "@/server/shell/command";
import { lockPositions, moveStock, type StockMove } from "../../inventory/store";
import { settleOversold } from "../../inventory/store-oversold";
import { setStockInput } from "../schema";
import { type KnownSku, readNodeIds, readSkuWords, skuWordKey } from "../store-masters";
import type { ItemAnswer } from "../types";

type Input = z.output<typeof setStockInput>;
type Item = Input["items"][number];
type Resolved = Item & { readonly skuId: string; readonly nodeId: string; readonly delta: number };

/** Words of a file are nobody's own: no company's part numbers. */
const NOBODY = "";

/**
 * Set what nodes have of SKUs to what a file says, each change with a row of the ledger. A count
 * below what is allocated is the truth: it is taken, and a person is asked.
 */
export const setStock = defineCommand({
  name: "imports.set_stock",
  input: setStockInput,
  wall: "staff",
  run: async (env, { runId, fileName, items }): Promise<{ readonly answers: ItemAnswer[] }> => {
    const { sql, actor, now } = env;
    const nodes = await readNodeIds(
      sql,
      items.map(({ node }) => node),
    );
    const skus = await readSkuWords(
      sql,
      items.map(({ sku }) => ({ code: sku, companyId: NOBODY })),
    );
    const known = items.map((item) => resolve(item, nodes, skus));
    const positions = await lockPositions(
      sql,
      known.flatMap((item) => ("skuId" in item ? [item.skuId] : [])),
    );
    const onHand = new Map(positions.map((p) => [`${p.skuId} ${p.nodeId}`, p.onHand]));
    const changes = known.flatMap((item): Resolved[] => {
      const before = "skuId" in item ? (onHand.get(`${item.skuId} ${item.nodeId}`) ?? 0) : 0;
      return "skuId" in item ? [{ ...item, delta: item.onHand - before }] : [];
    });
    const moved = changes.filter(({ delta }) => delta !== 0);
    const moves = moved.map((item) => moveOf(item, onHand, runId, `counted in ${fileName}`));
    await moveStock(sql, moves, { actorId: actor.id, now, isCount: true });
    const rebinned = await setBins(sql, changes);
    await settleOversold(env, moved);
    tell(env, moved, `counted in ${fileName}`);
    const changed = new Set([...moved.map(positionOf), ...rebinned]);
    return {
      answers: known.map((item): ItemAnswer => {
        if ("kind" in item) {
          return item;
        }
        const position = positionOf(item);
        const isNew = !onHand.has(position) && changed.has(position);
        return { kind: isNew ? "created" : changed.has(position) ? "updated" : "unchanged" };
      }),
    };
  },
});

const positionOf = ({ skuId, nodeId }: { skuId: string; nodeId: string }) => `${skuId} ${nodeId}`;

function resolve(
  item: Item,
  nodes: ReadonlyMap<string, string>,
  skus: ReadonlyMap<string, KnownSku>,
): (Item & { skuId: string; nodeId: string }) | Extract<ItemAnswer, { kind: "refused" }> {
  const nodeId = nodes.get(item.node.toUpperCase());
  const skuId = skus.get(skuWordKey({ code: item.sku, companyId: NOBODY }))?.id;
  if (nodeId === undefined) {
    const problem = `there is no node "${item.node}"`;
    return { kind: "refused", reason: "node_unknown", field: "stock.node", problem };
  }
  if (skuId === undefined) {
    const problem = `there is no SKU "${item.sku}"`;
    return { kind: "refused", reason: "sku_unknown", field: "stock.sku", problem };
  }
  return { ...item, skuId, nodeId };
}

const moveOf = (
  { skuId, nodeId, delta }: Resolved,
  onHand: ReadonlyMap<string, number>,
  runId: string,
  reason: string,
): StockMove => ({
  skuId,
  nodeId,
  kind: onHand.has(`${skuId} ${nodeId}`) ? "adjusted" : "received",
  onHandDelta: delta,
  allocatedDelta: 0,
  causeKind: "import_run",
  causeId: runId,
  reason,
});

async function setBins(sql: RawTx, items: readonly Resolved[]): Promise<string[]> {
  const binned = items.filter(({ bin }) => bin !== null);
  const rows = await sql<{ skuId: string; nodeId: string }[]>`
    update stock_level l set bin = b.bin
    from unnest(${binned.map((item) => item.skuId)}::uuid[],
      ${binned.map((item) => item.nodeId)}::uuid[], ${binned.map((item) => item.bin ?? "")}::text[])
      as b(sku_id, node_id, bin)
    where l.sku_id = b.sku_id and l.node_id = b.node_id and l.status = 'sellable'
      and l.bin is distinct from b.bin
    returning l.sku_id as "skuId", l.node_id as "nodeId"`;
  return rows.map(positionOf);
}

function tell({ emit }: CommandEnv, moved: readonly Resolved[], reason: string): void {
  for (const { skuId, nodeId, sku, node, delta } of moved) {
    emit({
      type: "stock.adjusted",
      subject: { kind: "sku", id: skuId },
      reason,
      payload: { sku, node, nodeId, status: "sellable", delta },
    });
  }
}
