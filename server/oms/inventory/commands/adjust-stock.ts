import { z } from "zod";
import type { RawTx } from "@/db/client";
import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { moveStock } from "../store";
import { settleOversold } from "../store-oversold";
import { lockPosition, readPositionNames } from "../store-position";
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
 * Whoever counted the shelf says so with `countStock`, which takes any number for the truth.
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
    const known = await readPositionNames(sql, request);
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
  const { onHand, allocated } = await lockPosition(sql, { skuId, nodeId, status });
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
