import type { CommandEnv } from "@/server/shell/command";
import { DomainError } from "../kernel/errors";
import { readActivePolicy } from "../scarcity/store-policy";
import type { RunLine } from "./decide-run";
import { type Difference, decideDifferences, differenceWords } from "./decide-run-moved";
import { applyLines } from "./store-apply";
import { decideLocked, type Run, readEdits, unitsOfEdits } from "./store-run";
import type { GivenPart } from "./types";

/**
 * Where the policy that is active asks for it, who approved a run does not apply it.
 *
 * @throws FORBIDDEN
 */
export async function requireOther({ sql, actor }: CommandEnv, run: Run): Promise<void> {
  const { policy } = await readActivePolicy(sql);
  if (policy.isAppliedByAnother === true && run.approvedBy === actor.id) {
    throw new DomainError(
      "FORBIDDEN",
      `${actor.name} approved ${run.number}: the policy asks for somebody else to apply it`,
      { run: run.number },
    );
  }
}

/**
 * Do what an approved run says. The caller holds the run.
 *
 * @throws STALE with what each order would get now instead
 */
export async function applyApproved(
  env: CommandEnv,
  { id, number, policy, skuIds }: Run,
  reason: string,
): Promise<{ readonly orders: number; readonly moved: number }> {
  const { sql, now, actor, emit } = env;
  const edits = await readEdits(sql, id);
  const decided = await decideLocked(env, policy, skuIds, unitsOfEdits(edits));
  await requireUnmoved(env, id, decided.lines);
  const done = await applyLines(env, decided.lines, decided.known, { id, number, reason });
  await sql`update allocation_run set state = 'applied', decided_by = ${actor.id},
    decided_at = ${now}, decision_reason = ${reason} where id = ${id}`;
  emit({
    type: "allocation_run.applied",
    subject: { kind: "allocation_run", id },
    reason,
    payload: { number, orders: done.orders, moved: done.moved },
  });
  return done;
}

async function requireUnmoved(
  { sql }: CommandEnv,
  runId: string,
  lines: readonly RunLine[],
): Promise<void> {
  const approved = await sql<{ lineId: string; number: string; parts: GivenPart[] }[]>`
    select r.order_line_id as "lineId", o.number, r.parts
    from allocation_run_line r join sales_order o on o.id = r.order_id where r.run_id = ${runId}`;
  const asking = await sql<{ id: string; number: string }[]>`
    select id, number from sales_order
    where id = any(${[...new Set(lines.map(({ orderId }) => orderId))]}::uuid[])`;
  const moved: Difference[] = decideDifferences(
    approved,
    lines,
    new Map(asking.map(({ id, number }) => [id, number])),
  );
  if (moved.length > 0) {
    throw new DomainError("STALE", differenceWords(moved), {
      orders: [...new Set(moved.map(({ number }) => number))].slice(0, 50),
      moved: moved.slice(0, 50),
    });
  }
}
