import { z } from "zod";
import type { RawTx } from "@/db/client";
import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { receiveUnits } from "../store-receive";

/**
 * Book units of an inbound supply into stock and hand them to the orders they were promised to; see
 * `receiveUnits`. What comes by transfer is received as the transfer it is.
 *
 * @throws NOT_FOUND; STALE when more is received than is still open; ILLEGAL_TRANSITION for a transfer
 */
export const receiveSupply = defineCommand({
  name: "inventory.receive_supply",
  input: z.object({ inboundSupplyId: z.uuid(), quantity: z.int().min(1) }),
  wall: { of: ({ inboundSupplyId }) => ({ inboundSupplyId }) },
  run: async (env, { inboundSupplyId, quantity }) => {
    await refuseTransfer(env.sql, inboundSupplyId);
    const { allocated, orders } = await receiveUnits(env, [{ inboundSupplyId, quantity }], {
      kind: "received",
      causeKind: "inbound_supply",
      causeId: null,
    });
    return { received: quantity, allocated, orders };
  },
});

async function refuseTransfer(sql: RawTx, inboundSupplyId: string): Promise<void> {
  const [transfer] = await sql<{ number: string }[]>`
    select t.number from stock_transfer_line l join stock_transfer t on t.id = l.transfer_id
    where l.inbound_supply_id = ${inboundSupplyId}`;
  if (transfer !== undefined) {
    throw new DomainError("ILLEGAL_TRANSITION", `${transfer.number} is received as a transfer`, {
      number: transfer.number,
    });
  }
}
