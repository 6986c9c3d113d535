import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { isScheduleDue, lockPolicies, readActivePolicy } from "../../scarcity/store-policy";
import { applyLines } from "../store-apply";
import { decideLocked, insertRun, simulate, writeRunLines } from "../store-run";
import { findShortSkus } from "../store-short";

/** As many SKUs as one run by schedule decides: those most units wait for. */
const SKUS_MAX = 500;

/**
 * Decide every SKU that somebody waits for anew, when the policy asks for it and its hour has come.
 * The run applies itself where the policy says so; otherwise it waits for approval. A run that
 * would change nothing is not kept.
 */
export const runScheduled = defineCommand({
  name: "allocation.run_scheduled",
  input: z.object({}),
  wall: "staff",
  run: async (env, _) => {
    const { sql, now, actor, emit } = env;
    await lockPolicies(sql);
    const { version, policy } = await readActivePolicy(sql);
    if (!(await isScheduleDue(sql, policy.everyHours, now))) {
      return { number: null };
    }
    const skuIds = await findShortSkus(sql, SKUS_MAX);
    const isApplied = policy.isAppliedBySchedule;
    const decided = isApplied
      ? await decideLocked(env, policy, skuIds, new Map())
      : await simulate(env, policy, skuIds);
    const isChanged = decided.lines.some(
      (line) => line.stockBefore !== line.stockAfter || line.supplyBefore !== line.supplyAfter,
    );
    if (!isChanged) {
      return { number: null };
    }
    const note = "By schedule";
    const run = await insertRun(env, {
      trigger: "schedule",
      policyVersion: version,
      policy,
      note,
      skuIds,
    });
    await writeRunLines(sql, run.id, decided.lines, new Map());
    if (isApplied) {
      const reason = "By schedule, as the policy says";
      const done = await applyLines(env, decided.lines, decided.known, { ...run, reason });
      await sql`update allocation_run set state = 'applied', approved_by = ${actor.id},
        approved_at = ${now}, approval_reason = ${reason}, decided_by = ${actor.id},
        decided_at = ${now}, decision_reason = ${reason} where id = ${run.id}`;
      emit({
        type: "allocation_run.applied",
        subject: { kind: "allocation_run", id: run.id },
        reason,
        payload: { number: run.number, orders: done.orders, moved: done.moved },
      });
    } else {
      emit({
        type: "allocation_run.simulated",
        subject: { kind: "allocation_run", id: run.id },
        payload: { number: run.number, skus: skuIds.length, lines: decided.lines.length },
      });
    }
    return { number: run.number };
  },
});
