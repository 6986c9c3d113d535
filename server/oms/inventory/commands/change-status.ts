import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { DomainError } from "../../kernel/errors";
import { QUANTITY_MAX } from "../../kernel/quantity";
import { moveStock } from "../store";
import { settleOversold } from "../store-oversold";
import { lockStatuses, readPositionNames } from "../store-position";
import { type StockStatus, stockStatuses } from "../types";

const input = z
  .object({
    skuId: z.uuid(),
    nodeId: z.uuid(),
    from: z.enum(stockStatuses),
    to: z.enum(stockStatuses),
    units: z.int("Write whole units").min(1, "Move at least 1").max(QUANTITY_MAX),
    reason: z.string().trim().min(1, "Say why").max(500),
  })
  .refine(({ from, to }) => from !== to, { path: ["to"], message: "Choose another status" });

/**
 * Units of a SKU change their status where they lie: put in quarantine, found damaged, found good.
 * What the node has of the SKU in all stays as it is; both rows of the ledger name the same cause.
 *
 * Locks: both positions, the sellable one first as everybody does.
 *
 * @throws NOT_FOUND; SHORT_SUPPLY when more is moved than no order holds, with how many are free
 */
export const changeStatus = defineCommand({
  name: "inventory.change_status",
  input,
  wall: { of: ({ nodeId }) => ({ nodeId }) },
  run: async (env, request) => {
    const { sql, actor, now, emit } = env;
    const { skuId, nodeId, from, to, units, reason } = request;
    const known = await readPositionNames(sql, request);
    const levels = await lockStatuses(sql, { skuId, nodeId });
    const source = levels.get(from) ?? NOTHING;
    requireFree(known.node, from, source, units);
    const cause = { causeKind: "status_change", causeId: newId(now.getTime()), reason };
    const move = { skuId, nodeId, kind: "status_changed", allocatedDelta: 0, ...cause } as const;
    await moveStock(
      sql,
      [
        { ...move, status: from, onHandDelta: -units },
        { ...move, status: to, onHandDelta: units },
      ],
      { actorId: actor.id, now },
    );
    if (to === "sellable") {
      await settleOversold(env, [{ skuId, nodeId }]);
    }
    emit({
      type: "stock.status_changed",
      subject: { kind: "sku", id: skuId },
      reason,
      payload: { ...known, nodeId, from, to, units },
    });
    const target = levels.get(to) ?? NOTHING;
    return {
      ...known,
      from,
      to,
      units,
      fromOnHand: source.onHand - units,
      toOnHand: target.onHand + units,
    };
  },
});

type Level = { readonly onHand: number; readonly allocated: number };

const NOTHING: Level = { onHand: 0, allocated: 0 };

function requireFree(
  node: string,
  from: StockStatus,
  { onHand, allocated }: Level,
  units: number,
): void {
  const free = Math.max(0, onHand - allocated);
  if (units > free) {
    const held = allocated > 0 ? `, ${allocated} of them allocated to orders` : "";
    const there = from === "sellable" ? "on hand" : `in ${from}`;
    const message = `${node} has ${onHand} ${there}${held}: ${free} ${free === 1 ? "is" : "are"} free to move`;
    throw new DomainError("SHORT_SUPPLY", message, {
      free,
      faults: [{ field: "units", code: "too_many", message }],
    });
  }
}
