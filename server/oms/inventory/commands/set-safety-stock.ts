import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { QUANTITY_MAX } from "../../kernel/quantity";
import { lockPosition, makePosition, readPositionNames } from "../store-position";

const input = z.object({
  skuId: z.uuid(),
  nodeId: z.uuid(),
  units: z
    .int("Write whole units")
    .min(0, "Keep 0 or more")
    .max(QUANTITY_MAX, `Keep at most ${QUANTITY_MAX}`),
  reason: z.string().trim().min(1, "Say why").max(500),
});

/**
 * Say how many units of a SKU a node keeps from being promised, for all channels, before any rule or buffer
 * of theirs. What orders hold already stays theirs. Who waits is served from what became free; everybody
 * who was told a number is told anew.
 *
 * Locks: the position, then the version of what all numbers follow from.
 *
 * @throws NOT_FOUND; INVALID_INPUT for a kit, which keeps no stock
 */
export const setSafetyStock = defineCommand({
  name: "inventory.set_safety_stock",
  input,
  wall: { of: ({ nodeId }) => ({ nodeId }) },
  run: async ({ sql, emit }, { skuId, nodeId, units, reason }) => {
    const known = await readPositionNames(sql, { skuId, nodeId });
    const position = { skuId, nodeId, status: "sellable" } as const;
    await makePosition(sql, position);
    await lockPosition(sql, position);
    const [kept] = await sql<{ before: number }[]>`
      select safety_stock as before from stock_level
      where sku_id = ${skuId} and node_id = ${nodeId} and status = 'sellable'`;
    const before = kept?.before ?? 0;
    if (before !== units) {
      // A trigger counts it with the network: no unit moves, and yet numbers change.
      await sql`
        update stock_level set safety_stock = ${units}
        where sku_id = ${skuId} and node_id = ${nodeId} and status = 'sellable'`;
      emit({
        type: "stock.safety_set",
        subject: { kind: "sku", id: skuId },
        reason,
        payload: { ...known, nodeId, before, units },
      });
    }
    return { ...known, before, units };
  },
});
