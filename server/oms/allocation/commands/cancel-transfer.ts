import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { lockPositions, moveStock } from "../../inventory/store";
import { settleOversold } from "../../inventory/store-oversold";
import { sum } from "../../kernel/quantity";
import { lockInbound } from "../store";
import { endSupplies } from "../store-end-supply";
import { lockPegs } from "../store-pegs";
import {
  lockTransfer,
  namesOf,
  readTransferLines,
  stateAfter,
  writeState,
} from "../store-transfer";

/**
 * Call a transfer back, as long as nothing of it was received: its units are at their first node
 * again, and orders that were promised units of it are sourced again, from there too.
 *
 * Locks: the transfer, orders with promises, the stock of its SKUs, their supplies.
 *
 * @throws NOT_FOUND; ILLEGAL_TRANSITION once something was received, or when it is over
 */
export const cancelTransfer = defineCommand({
  name: "inventory.cancel_transfer",
  input: z.object({
    transferId: z.uuid(),
    reason: z.string().trim().min(1, "Say why").max(500),
  }),
  wall: { of: ({ transferId }) => ({ outgoingTransferId: transferId }) },
  run: async (env, { transferId, reason }) => {
    const { sql, actor, now } = env;
    const transfer = await lockTransfer(sql, transferId);
    const state = stateAfter(transfer, "cancel");
    const lines = await readTransferLines(sql, transferId);
    const supplyIds = lines.map(({ inboundSupplyId }) => inboundSupplyId);
    const skuIds = lines.map(({ skuId }) => skuId);
    const pegs = await lockPegs(sql, supplyIds);
    await lockPositions(sql, skuIds);
    await lockInbound(sql, skuIds);
    await moveStock(
      sql,
      lines.map(({ skuId, quantity }) => ({
        skuId,
        nodeId: transfer.fromNodeId,
        kind: "transferred",
        onHandDelta: quantity,
        allocatedDelta: 0,
        causeKind: "stock_transfer",
        causeId: transferId,
        reason,
      })),
      { actorId: actor.id, now },
    );
    await settleOversold(
      env,
      skuIds.map((skuId) => ({ skuId, nodeId: transfer.fromNodeId })),
    );
    const orders = await endSupplies(env, supplyIds, pegs, `${transfer.number} was cancelled`);
    await writeState(env, transferId, state, reason);
    const units = sum(lines.map(({ quantity }) => quantity));
    env.emit({
      type: "stock_transfer.cancelled",
      subject: { kind: "stock_transfer", id: transferId },
      reason,
      payload: { ...namesOf(transfer), units, orders },
    });
    return { number: transfer.number, from: transfer.from, state, units, orders };
  },
});
