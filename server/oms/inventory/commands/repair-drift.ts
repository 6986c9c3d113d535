import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { closeException } from "../../exceptions/store";
import { DomainError } from "../../kernel/errors";
import { type Counters, decideRepair } from "../decide-drift";
import {
  causeKeyOf,
  correctLedger,
  type Drift,
  findDrift,
  onlyAt,
  setCounter,
} from "../store-drift";
import { settleOversold } from "../store-oversold";
import { lockPosition, makePosition, readPositionNames } from "../store-position";
import { type DriftTruth, driftTruths, stockStatuses } from "../types";

const input = z.object({
  skuId: z.uuid(),
  nodeId: z.uuid(),
  status: z.enum(stockStatuses).default("sellable"),
  /** What is right about the units on hand; what is allocated is what orders hold. */
  truth: z.enum(driftTruths),
  reason: z.string().trim().min(1, "Say why").max(500),
});

/**
 * Make the books of a drifted position agree: the counter is set to the ledger, or the ledger gets
 * the row that brings it to the counter. Written down with what both said before.
 *
 * Locks: the position, so that nothing moves it meanwhile.
 *
 * @throws NOT_FOUND; STALE when they agree already; SHORT_SUPPLY when the ledger adds up to less than
 *   nothing and so cannot be the truth
 */
export const repairDrift = defineCommand({
  name: "inventory.repair_drift",
  input,
  wall: { of: ({ nodeId }) => ({ nodeId }) },
  run: async (env, request) => {
    const { sql, now, emit } = env;
    const { skuId, nodeId, status, truth, reason } = request;
    const known = await readPositionNames(sql, request);
    await makePosition(sql, request);
    await lockPosition(sql, request);
    const drift = (await findDrift(sql, onlyAt(sql, request))).find(
      (each) => each.status === status,
    );
    if (drift === undefined) {
      throw new DomainError("STALE", `The books of ${known.sku} at ${known.node} agree already`);
    }
    const after = requireRepair(drift, truth);
    const { counter, ledger, held } = drift;
    const missing = minus(after, ledger);
    if (missing.onHand !== 0 || missing.allocated !== 0) {
      await correctLedger(env, request, missing, { id: newId(now.getTime()), reason });
    }
    await setCounter(sql, request, after);
    if (status === "sellable") {
      await settleOversold(env, [{ skuId, nodeId }]);
    }
    const cause = { type: "stock_drift", causeKey: causeKeyOf(request) } as const;
    await closeException(env, cause, reason);
    emit({
      type: "stock.drift_repaired",
      subject: { kind: "sku", id: skuId },
      reason,
      payload: { ...known, nodeId, status, truth, counter, ledger, held, after },
    });
    return { ...known, status, ...after, counter, ledger };
  },
});

function requireRepair(drift: Drift, truth: DriftTruth): Counters {
  const repair = decideRepair(drift, truth);
  if (!repair.ok) {
    const message = `The ledger adds up to ${drift.ledger.onHand}: it cannot be the truth`;
    throw new DomainError("SHORT_SUPPLY", message, {
      faults: [{ field: "truth", code: "negative", message }],
    });
  }
  return repair.value;
}

const minus = (a: Counters, b: Counters): Counters => ({
  onHand: a.onHand - b.onHand,
  allocated: a.allocated - b.allocated,
});
