import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { lockPositions } from "../../inventory/store";
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
 * Nothing more of a transfer will come: what is missing is written down with its reason, and orders
 * that were promised units of it are sourced again. The missing units are on no node's books: they
 * left the first and never reached the second.
 *
 * Locks: the transfer, orders with promises, the stock of its SKUs, their supplies.
 *
 * @throws NOT_FOUND; ILLEGAL_TRANSITION when it is over
 */
export const closeTransfer = defineCommand({
  name: "inventory.close_transfer",
  input: z.object({
    transferId: z.uuid(),
    reason: z.string().trim().min(1, "Say what became of the rest").max(500),
  }),
  wall: { of: ({ transferId }) => ({ incomingTransferId: transferId }) },
  run: async (env, { transferId, reason }) => {
    const { sql } = env;
    const transfer = await lockTransfer(sql, transferId);
    const state = stateAfter(transfer, "close");
    const lines = await readTransferLines(sql, transferId);
    const short = lines.filter(({ open }) => open > 0);
    const supplyIds = short.map(({ inboundSupplyId }) => inboundSupplyId);
    const skuIds = short.map(({ skuId }) => skuId);
    const pegs = await lockPegs(sql, supplyIds);
    await lockPositions(sql, skuIds);
    await lockInbound(sql, skuIds);
    const orders = await endSupplies(env, supplyIds, pegs, `${transfer.number} came short`);
    await sql`
      update stock_transfer_line set discrepancy = received - quantity, discrepancy_reason = ${reason}
      where id = any(${short.map(({ id }) => id)}::uuid[])`;
    await writeState(env, transferId, state, reason);
    const missing = sum(short.map(({ open }) => open));
    env.emit({
      type: "stock_transfer.closed_short",
      subject: { kind: "stock_transfer", id: transferId },
      reason,
      payload: {
        ...namesOf(transfer),
        missing,
        lines: short.map(({ sku, open }) => ({ sku, quantity: open })),
        orders,
      },
    });
    return { number: transfer.number, state, missing, orders };
  },
});
