import { z } from "zod";
import type { RawTx } from "@/db/client";
import { defineCommand } from "@/server/shell/command";
import { DomainError, type Fault } from "../../kernel/errors";
import { QUANTITY_MAX, sum } from "../../kernel/quantity";
import { receiveUnits } from "../store-receive";
import {
  lockTransfer,
  namesOf,
  readTransferLines,
  stateAfter,
  type TransferLine,
  writeState,
} from "../store-transfer";

const input = z.object({
  transferId: z.uuid(),
  /** What arrived, by line; what is not named did not arrive yet. */
  lines: z
    .array(
      z.object({
        lineId: z.uuid(),
        quantity: z.int("Write whole units").min(0, "Write 0 or more").max(QUANTITY_MAX),
      }),
    )
    .min(1)
    .max(200)
    .refine((lines) => lines.some(({ quantity }) => quantity > 0), "Receive at least one unit"),
  /** Why more arrived than was shipped. */
  reason: z.string().trim().max(500).default(""),
});

type Arrived = { readonly line: TransferLine; readonly units: number; readonly beyond: number };

/**
 * Book what arrived of a transfer, in one or several goes, and hand it to the orders that wait for
 * it; see `receiveUnits`. When all of it has come the transfer is received.
 *
 * More than was shipped is taken too, with a reason: it is on hand, whatever the papers say.
 *
 * @throws NOT_FOUND; ILLEGAL_TRANSITION when it is over; INVALID_INPUT for a line that is not of it,
 *   and without the reason for what came beyond
 */
export const receiveTransfer = defineCommand({
  name: "inventory.receive_transfer",
  input,
  wall: { of: ({ transferId }) => ({ incomingTransferId: transferId }) },
  run: async (env, { transferId, lines: named, reason }) => {
    const transfer = await lockTransfer(env.sql, transferId);
    stateAfter(transfer, "receive");
    const lines = await readTransferLines(env.sql, transferId);
    const arrived = match(lines, named);
    requireReason(arrived, reason);
    const { allocated, orders } = await receiveUnits(
      env,
      arrived.map(({ line, units, beyond }) => ({
        inboundSupplyId: line.inboundSupplyId,
        quantity: units,
        ...(beyond > 0 ? { beyond: { units: beyond, reason } } : {}),
      })),
      { kind: "transferred", causeKind: "stock_transfer", causeId: transferId },
    );
    await writeArrived(env.sql, arrived, reason);
    const left = sum(lines.map(({ open }) => open)) - sum(arrived.map(({ units }) => units));
    const state = stateAfter(transfer, left === 0 ? "complete" : "receive");
    await writeState(env, transferId, state);
    const units = sum(arrived.map((each) => each.units + each.beyond));
    const beyond = sum(arrived.map((each) => each.beyond));
    env.emit({
      type: "stock_transfer.received",
      subject: { kind: "stock_transfer", id: transferId },
      reason: beyond > 0 ? reason : null,
      payload: { ...namesOf(transfer), state, units, beyond, left },
    });
    return { number: transfer.number, to: transfer.to, state, units, left, allocated, orders };
  },
});

/** Units by line: those that were still to come, and those beyond them. */
function match(
  lines: readonly TransferLine[],
  named: readonly { readonly lineId: string; readonly quantity: number }[],
): Arrived[] {
  const faults: Fault[] = [];
  const arrived = named.flatMap(({ lineId, quantity }, at): Arrived[] => {
    const line = lines.find(({ id }) => id === lineId);
    const isRepeated = named.findIndex((each) => each.lineId === lineId) !== at;
    if (line === undefined || isRepeated) {
      const message = line === undefined ? "This line is not of it" : `${line.sku} is named twice`;
      const code = line === undefined ? "unknown" : "repeated";
      faults.push({ field: `lines.${at}.lineId`, code, message });
      return [];
    }
    const units = Math.min(quantity, line.open);
    return quantity === 0 ? [] : [{ line, units, beyond: quantity - units }];
  });
  if (faults.length > 0) {
    throw new DomainError("INVALID_INPUT", "Some lines are not right", { faults });
  }
  return arrived;
}

function requireReason(arrived: readonly Arrived[], reason: string): void {
  const [over] = arrived.filter(({ beyond }) => beyond > 0);
  if (over !== undefined && reason === "") {
    const message = `${over.beyond} × ${over.line.sku} more than was shipped: say why`;
    throw new DomainError("INVALID_INPUT", message, {
      faults: [{ field: "reason", code: "missing", message }],
    });
  }
}

async function writeArrived(
  sql: RawTx,
  arrived: readonly Arrived[],
  reason: string,
): Promise<void> {
  const rows = arrived.map(({ line, units, beyond }) => ({ id: line.id, units, beyond }));
  await sql`
    update stock_transfer_line l
    set received = l.received + r.units + r.beyond, discrepancy = l.discrepancy + r.beyond,
      discrepancy_reason = case when r.beyond > 0 then ${reason} else l.discrepancy_reason end
    from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb) as r(id uuid, units int, beyond int)
    where l.id = r.id`;
}
