import { z } from "zod";
import { type CommandEnv, defineCommand } from "@/server/shell/command";
import { lockStock } from "../../inventory/store-stock";
import { type Appliable, decideAppliable, LEFT } from "../decide-window-apply";
import type { MovableOrder } from "../decide-window-movable";
import { type RunWindow, windowFor } from "../decide-window-run";
import { explainMove, isAsProposed } from "../decide-window-words";
import { lockWindowWorld, readMovable } from "../store-window";
import { moveOrders } from "../store-window-apply";
import { type Filled, fillWaiting, findFilled } from "../store-window-fill";
import { lockRunFor, readProposals, type WindowOutcome, writeOutcomes } from "../store-window-run";
import type { WindowRunOrder } from "../types";

/**
 * Do what a window proposed. Its orders, their stock and then their nodes' days are locked and looked at
 * again: an order that was released, changed or cancelled meanwhile, or whose new place is no longer
 * open to it, stays as it is, and the run says so. No order gets fewer units or a later day than it has.
 * Units that wait get free stock first, as much of it as the allocation policy still leaves them.
 *
 * @returns how many orders were moved or filled, how many were left, and what is saved in minor units
 * @throws NOT_FOUND; ILLEGAL_TRANSITION when the run was decided already, or has nothing to propose
 */
export const applyWindow = defineCommand({
  name: "allocation.apply_window",
  input: z.object({ runId: z.uuid() }),
  wall: "staff",
  run: async (env, { runId }) => {
    const { sql, now, actor, emit } = env;
    const { run, to } = await lockRunFor(sql, runId, "apply");
    const proposals = await readProposals(sql, runId);
    const orderIds = proposals.map(({ orderId }) => orderId).toSorted();
    await sql`select 1 from sales_order where id = any(${orderIds}::uuid[])
      order by id for no key update`;
    const standing = await readStanding(env, proposals);
    const wanted = await findFilled(sql, proposals);
    const skuIds = new Set([
      ...standing.flatMap(({ order }) => order.lines.map(({ skuId }): string => skuId)),
      ...wanted.map(({ skuId }) => skuId),
    ]);
    await lockStock(sql, [...skuIds], now);
    const filled = await fillWaiting(env, wanted);
    const { planned, appliable } = await moveStanding(env, run, standing);
    const moved = new Set(
      [...appliable.applied.keys()].map((index) => planned.orders[index]?.orderId ?? ""),
    );
    const outcomes = proposals.map((each) =>
      outcomeOf(each, moved, appliable.left, filled.get(each.orderId) ?? null),
    );
    await writeOutcomes(sql, runId, outcomes);
    const done = outcomes.filter(({ outcome }) => outcome === "applied").length;
    await sql`update window_run set state = ${to}, decided_by = ${actor.name},
      decided_at = ${now}, orders_applied = ${done} where id = ${runId}`;
    const applied = proposals.filter(({ orderId }) => moved.has(orderId));
    const savedMinor = applied.reduce(
      (saved, each) => saved + each.costBeforeMinor - each.costAfterMinor,
      0,
    );
    const left = proposals.length - done;
    const { number } = run;
    emit({
      type: "window_run.applied",
      subject: { kind: "window_run", id: runId },
      payload: { number, orders: done, left, savedMinor },
    });
    return { number, orders: done, left, savedMinor };
  },
});

type Standing = { readonly proposal: WindowRunOrder; readonly order: MovableOrder };

/** Of the orders, which are locked, those that move and hold what they held when it was planned. */
async function readStanding(
  { sql }: CommandEnv,
  proposals: readonly WindowRunOrder[],
): Promise<Standing[]> {
  const moving = proposals.filter(({ after }) => after.length > 0);
  const orderIds = moving.map(({ orderId }) => orderId);
  const movable = new Map(
    (await readMovable(sql, orderIds, orderIds.length)).map((order) => [order.orderId, order]),
  );
  return moving.flatMap((proposal): Standing[] => {
    const order = movable.get(proposal.orderId);
    return order !== undefined && isAsProposed(proposal, order) ? [{ proposal, order }] : [];
  });
}

/** Those that can are moved, together. */
async function moveStanding(
  env: CommandEnv,
  run: { readonly id: string; readonly number: string },
  standing: readonly Standing[],
): Promise<{ readonly planned: RunWindow; readonly appliable: Appliable }> {
  const orders = standing.map(({ order }) => order);
  const proposals = standing.map(({ proposal }) => proposal);
  const skuIds = orders.flatMap(({ lines }) => lines.map(({ skuId }): string => skuId));
  const known = await lockWindowWorld(env, [...new Set(skuIds)]);
  const planned = windowFor(orders, known.world, known.daysUsed);
  const appliable = decideAppliable(
    planned,
    new Map(proposals.map(({ orderId, after }) => [orderId, after])),
  );
  const sentences = new Map(proposals.map((each) => [each.orderId, explainMove(each, run.number)]));
  await moveOrders(env, { ...run, sentences }, planned, appliable.applied, known);
  return { planned, appliable };
}

function outcomeOf(
  { orderId, after, filled: wanted }: WindowRunOrder,
  moved: ReadonlySet<string>,
  left: ReadonlyMap<string, string>,
  filled: Filled | null,
): WindowOutcome {
  const isMoving = after.length > 0;
  const reasons = [
    ...(isMoving && !moved.has(orderId) ? [left.get(orderId) ?? LEFT.moved] : []),
    ...(wanted.length > 0 && filled?.reason != null ? [filled.reason] : []),
  ];
  const isDone = moved.has(orderId) || (filled?.units ?? 0) > 0;
  return {
    orderId,
    outcome: isDone ? "applied" : "left",
    reason: reasons.length === 0 ? null : reasons.join("; "),
  };
}
