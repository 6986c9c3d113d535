import { z } from "zod";
import type { RawTx } from "@/db/client";
import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { moveStock } from "../store";
import { settleOversold } from "../store-oversold";
import { stockStatuses } from "../types";

const input = z.object({
  skuId: z.uuid(),
  nodeId: z.uuid(),
  status: z.enum(stockStatuses).default("sellable"),
  delta: z
    .int("Write whole units")
    .min(-1_000_000)
    .max(1_000_000)
    .refine((delta) => delta !== 0, "Name how many units more or less"),
  reason: z.string().trim().min(1, "Say why").max(500),
});

/**
 * Correct what a node has of a SKU by a signed number of units, with a reason, through the ledger.
 *
 * @throws NOT_FOUND; SHORT_SUPPLY when less would remain than is allocated, with the most that can
 *   be taken away
 */
export const adjustStock = defineCommand({
  name: "inventory.adjust_stock",
  input,
  wall: { of: ({ nodeId }) => ({ nodeId }) },
  run: async (env, request) => {
    const { sql, actor, now, emit } = env;
    const { skuId, nodeId, status, delta, reason } = request;
    const [known] = await sql<{ sku: string; node: string }[]>`
      select s.code as sku, n.name as node from sku s, node n
      where s.id = ${skuId} and n.id = ${nodeId}`;
    if (known === undefined) {
      throw new DomainError("NOT_FOUND", "There is no such SKU or node", { skuId, nodeId });
    }
    const before = await requireEnough(sql, known.node, request);
    const cause = { causeKind: "adjustment", causeId: nodeId, reason };
    const move = { kind: "adjusted", onHandDelta: delta, allocatedDelta: 0, ...cause } as const;
    await moveStock(sql, [{ skuId, nodeId, status, ...move }], { actorId: actor.id, now });
    if (status === "sellable") {
      await settleOversold(env, [{ skuId, nodeId }]);
    }
    emit({
      type: "stock.adjusted",
      subject: { kind: "sku", id: skuId },
      reason,
      payload: { ...known, nodeId, status, delta },
    });
    return { ...known, status, delta, onHand: before + delta };
  },
});

/** Lock the position and refuse to take units that are promised, or that are not there. */
async function requireEnough(
  sql: RawTx,
  node: string,
  { skuId, nodeId, status, delta }: z.output<typeof input>,
): Promise<number> {
  const [position] = await sql<{ onHand: number; allocated: number }[]>`
    select on_hand as "onHand", allocated from stock_level
    where sku_id = ${skuId} and node_id = ${nodeId} and status = ${status}
    for no key update`;
  const { onHand, allocated } = position ?? { onHand: 0, allocated: 0 };
  const free = Math.max(0, onHand - allocated);
  if (delta < 0 && -delta > free) {
    const held = allocated > 0 ? `, ${allocated} of them allocated to orders` : "";
    const there = status === "sellable" ? "on hand" : `in ${status}`;
    const message = `${node} has ${onHand} ${there}${held}: at most ${free} can be taken away`;
    throw new DomainError("SHORT_SUPPLY", message, {
      free,
      faults: [{ field: "delta", code: "too_many", message }],
    });
  }
  return onHand;
}
