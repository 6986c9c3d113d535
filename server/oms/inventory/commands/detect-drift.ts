import { z } from "zod";
import type { RawTx } from "@/db/client";
import { defineCommand } from "@/server/shell/command";
import { closeExceptions, openExceptions } from "../../exceptions/store";
import {
  between,
  causeKeyOf,
  complainedOf,
  countPositions,
  type Drift,
  exceptionOf,
  findDrift,
  findEnd,
} from "../store-drift";

/**
 * Recompute a stretch of positions from their ledger and from what orders hold, and complain of each
 * that says something else. What was complained of before is looked at again, wherever it lies:
 * complaints whose cause is gone are closed.
 *
 * Locks nothing: a movement and its counter are one transaction, so whatever a statement sees of
 * them belongs together.
 *
 * @returns the drifted positions, and where the next stretch begins; null after the last
 */
export const detectDrift = defineCommand({
  name: "inventory.detect_drift",
  input: z.object({
    after: z.object({ skuId: z.uuid(), nodeId: z.uuid() }).nullable().default(null),
    /** Positions of one stretch. */
    limit: z.int().min(1).max(1_000_000).default(5_000),
  }),
  wall: "staff",
  run: async (env, { after, limit }) => {
    const { sql } = env;
    const through = await findEnd(sql, after, limit);
    const stretch = between(sql, after, through);
    const [checked, found, known] = [
      await countPositions(sql, stretch),
      await findDrift(sql, stretch),
      await findDrift(sql, complainedOf(sql)),
    ];
    const drifts = [
      ...new Map([...found, ...known].map((each) => [causeKeyOf(each), each])).values(),
    ];
    await openExceptions(env, drifts.map(exceptionOf));
    const cleared = (await openCauses(sql)).filter(
      (causeKey) => !drifts.some((drift) => causeKeyOf(drift) === causeKey),
    );
    await closeExceptions(
      env,
      cleared.map((causeKey) => ({ type: "stock_drift", causeKey })),
      "Counter, ledger and holds agree again",
    );
    return { checked, drifts: drifts.map(plain), closed: cleared.length, next: through };
  },
});

async function openCauses(sql: RawTx): Promise<string[]> {
  const rows = await sql<{ causeKey: string }[]>`
    select cause_key as "causeKey" from exception
    where type = 'stock_drift' and closed_at is null`;
  return rows.map(({ causeKey }) => causeKey);
}

/** As the answer keeps it: values only. */
const plain = ({ skuId, nodeId, status, sku, node, counter, ledger, held }: Drift) => ({
  skuId,
  nodeId,
  status,
  sku,
  node,
  counter,
  ledger,
  held,
});
