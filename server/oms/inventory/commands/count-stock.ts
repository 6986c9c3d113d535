import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { QUANTITY_MAX } from "../../kernel/quantity";
import { moveStock } from "../store";
import { settleOversold } from "../store-oversold";
import { lockPosition, makePosition, readPositionNames } from "../store-position";
import { stockStatuses } from "../types";

const input = z.object({
  skuId: z.uuid(),
  nodeId: z.uuid(),
  status: z.enum(stockStatuses).default("sellable"),
  /** All that the node has, with what is picked and did not leave yet. */
  counted: z
    .int("Write whole units")
    .min(0, "A count is 0 or more")
    .max(QUANTITY_MAX, `Count at most ${QUANTITY_MAX}`),
  reason: z.string().trim().min(1, "Say why").max(500),
});

/**
 * Set what a node has of a SKU to what somebody counted, through the ledger. A count is the truth:
 * one below what is allocated is taken too, the missing units stand as oversold, and an exception
 * names the orders that hold them.
 *
 * Locks: the position, so that an order that is placed meanwhile comes wholly before or after.
 *
 * @throws NOT_FOUND
 */
export const countStock = defineCommand({
  name: "inventory.count_stock",
  input,
  wall: { of: ({ nodeId }) => ({ nodeId }) },
  run: async (env, request) => {
    const { sql, actor, now, emit } = env;
    const { skuId, nodeId, status, counted, reason } = request;
    const known = await readPositionNames(sql, request);
    if (counted > 0) {
      await makePosition(sql, request);
    }
    const { onHand: before, allocated } = await lockPosition(sql, request);
    const delta = counted - before;
    if (delta !== 0) {
      const cause = { causeKind: "count", causeId: nodeId, reason };
      const move = { kind: "adjusted", onHandDelta: delta, allocatedDelta: 0, ...cause } as const;
      await moveStock(sql, [{ skuId, nodeId, status, ...move }], {
        actorId: actor.id,
        now,
        isCount: true,
      });
      if (status === "sellable") {
        await settleOversold(env, [{ skuId, nodeId }]);
      }
    }
    emit({
      type: "stock.counted",
      subject: { kind: "sku", id: skuId },
      reason,
      payload: { ...known, nodeId, status, before, counted, delta },
    });
    return {
      ...known,
      status,
      before,
      delta,
      onHand: counted,
      oversold: Math.max(0, allocated - counted),
    };
  },
});
