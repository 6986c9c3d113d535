import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { moveStock } from "../store";
import { stockStatuses } from "../types";

/**
 * Correct what a node has of a SKU by a signed number of units, with a reason, through the ledger.
 *
 * @throws NOT_FOUND; SHORT_SUPPLY when less would remain than is allocated
 */
export const adjustStock = defineCommand({
  name: "inventory.adjust_stock",
  input: z.object({
    skuId: z.uuid(),
    nodeId: z.uuid(),
    status: z.enum(stockStatuses).default("sellable"),
    delta: z
      .int("Write whole units")
      .min(-1_000_000)
      .max(1_000_000)
      .refine((delta) => delta !== 0, "Name how many units more or less"),
    reason: z.string().trim().min(1, "Say why").max(500),
  }),
  wall: { of: ({ nodeId }) => ({ nodeId }) },
  run: async ({ sql, actor, now, emit }, { skuId, nodeId, status, delta, reason }) => {
    const [known] = await sql<{ sku: string; node: string }[]>`
      select s.code as sku, n.name as node from sku s, node n
      where s.id = ${skuId} and n.id = ${nodeId}`;
    if (known === undefined) {
      throw new DomainError("NOT_FOUND", "There is no such SKU or node", { skuId, nodeId });
    }
    await moveStock(
      sql,
      [
        {
          skuId,
          nodeId,
          status,
          kind: "adjusted",
          onHandDelta: delta,
          allocatedDelta: 0,
          causeKind: "adjustment",
          causeId: nodeId,
          reason,
        },
      ],
      { actorId: actor.id, now },
    );
    emit({
      type: "stock.adjusted",
      subject: { kind: "sku", id: skuId },
      reason,
      payload: { ...known, status, delta },
    });
    return { ...known, delta };
  },
});
