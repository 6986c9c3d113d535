import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { readActivePolicy, requireKnown } from "../../scarcity/store-policy";
import { policyContent } from "../schema";
import { insertRun, simulate, writeRunLines } from "../store-run";
import { findShortSkus, resolveSkus } from "../store-short";

/** As many SKUs as one run decides. */
const SKUS_MAX = 1_000;

/**
 * Decide scarce SKUs anew and keep what would become of each line as a run: nothing moves before it
 * is approved.
 *
 * @param skus their codes; none: every SKU that somebody waits for
 * @param policy one to be tried; null: the published one
 * @throws INVALID_INPUT naming what does not exist; STALE when nobody asks for any of the SKUs
 */
export const openRun = defineCommand({
  name: "allocation.open_run",
  input: z.object({
    skus: z.array(z.string().trim().min(1).max(80)).max(SKUS_MAX).default([]),
    policy: policyContent.nullable().default(null),
    note: z.string().trim().max(500).default(""),
  }),
  wall: "staff",
  run: async (env, { skus, policy, note }) => {
    const { sql, emit } = env;
    const skuIds =
      skus.length > 0 ? await resolveSkus(sql, skus) : await findShortSkus(sql, SKUS_MAX);
    if (policy !== null) {
      await requireKnown(sql, policy);
    }
    const active = policy === null ? await readActivePolicy(sql) : { version: null, policy };
    const { lines } = await simulate(env, active.policy, skuIds);
    if (lines.length === 0) {
      throw new DomainError("STALE", "Nobody asks for units that may be given to another");
    }
    const run = await insertRun(env, {
      trigger: "manual",
      policyVersion: active.version,
      policy: active.policy,
      note,
      skuIds,
    });
    await writeRunLines(sql, run.id, lines, new Map());
    emit({
      type: "allocation_run.simulated",
      subject: { kind: "allocation_run", id: run.id },
      payload: { number: run.number, skus: skuIds.length, lines: lines.length },
    });
    return { runId: run.id, number: run.number, lines: lines.length };
  },
});
