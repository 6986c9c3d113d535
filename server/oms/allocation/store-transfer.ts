import type { RawTx } from "@/db/client";
import type { CommandEnv } from "@/server/shell/command";
import { type TransferEvent, type TransferState, transferMachine } from "../inventory/machine";
import { DomainError } from "../kernel/errors";
import { next } from "../kernel/machine";

export type Transfer = {
  readonly id: string;
  readonly number: string;
  readonly state: TransferState;
  readonly fromNodeId: string;
  readonly toNodeId: string;
  readonly from: string;
  readonly to: string;
};

export type TransferLine = {
  readonly id: string;
  readonly skuId: string;
  readonly sku: string;
  readonly quantity: number;
  readonly received: number;
  readonly inboundSupplyId: string;
  /** Units that are still to come. */
  readonly open: number;
};

/**
 * Lock a transfer: the first lock of every command about one, before orders and stock. Nobody else
 * moves what is to come of it.
 *
 * @throws NOT_FOUND
 */
export async function lockTransfer(sql: RawTx, transferId: string): Promise<Transfer> {
  const [transfer] = await sql<Transfer[]>`
    select t.id, t.number, t.state, t.from_node_id as "fromNodeId", t.to_node_id as "toNodeId",
      f.name as from, n.name as to
    from stock_transfer t join node f on f.id = t.from_node_id join node n on n.id = t.to_node_id
    where t.id = ${transferId} for no key update of t`;
  if (transfer === undefined) {
    throw new DomainError("NOT_FOUND", "There is no such transfer", { transferId });
  }
  return transfer;
}

export const readTransferLines = (sql: RawTx, transferId: string) => sql<TransferLine[]>`
  select l.id, l.sku_id as "skuId", s.code as sku, l.quantity, l.received,
    l.inbound_supply_id as "inboundSupplyId", i.quantity - i.received as open
  from stock_transfer_line l join sku s on s.id = l.sku_id
  join inbound_supply i on i.id = l.inbound_supply_id
  where l.transfer_id = ${transferId} order by l.line_number`;

/** @throws ILLEGAL_TRANSITION naming the state that does not allow it */
export function stateAfter(transfer: Transfer, event: TransferEvent): TransferState {
  const to = next(transferMachine, transfer.state, event);
  if (!to.ok) {
    const state = transfer.state.replaceAll("_", " ");
    throw new DomainError("ILLEGAL_TRANSITION", `${transfer.number} is ${state} already`, {
      from: transfer.state,
      event,
    });
  }
  return to.value;
}

/** Write the state; an end with its moment and, when it is not the planned one, why. */
export async function writeState(
  { sql, now }: CommandEnv,
  transferId: string,
  state: TransferState,
  reason: string | null = null,
): Promise<void> {
  const isOver = Object.keys(transferMachine[state]).length === 0;
  await sql`
    update stock_transfer set state = ${state}, closed_at = ${isOver ? now : null},
      closed_reason = ${reason}
    where id = ${transferId}`;
}

/** What its events say of a transfer. */
export const namesOf = ({ number, from, to, fromNodeId, toNodeId }: Transfer) => ({
  number,
  from,
  to,
  fromNodeId,
  toNodeId,
});
