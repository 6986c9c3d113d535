import { z } from "zod";
import { type CommandEnv, defineCommand } from "@/server/shell/command";
import { type Appliable, decideAppliable, LEFT } from "../decide-window-apply";
import { type RunWindow, windowFor } from "../decide-window-run";
import { explainMove, isAsProposed } from "../decide-window-words";
import { lockWindowWorld, readMovable } from "../store-window";
import { moveOrders } from "../store-window-apply";
import { lockRunFor, readProposals, writeOutcomes } from "../store-window-run";
import type { WindowRunOrder } from "../types";

/**
 * Do what a window proposed. Its orders, their stock and then their nodes' days are locked and looked at
 * again: an order that was released, changed or cancelled meanwhile, or whose new place is no longer
 * open to it, stays as it is, and the run says so. No order gets fewer units or a later day than it has.
 *
 * @returns how many orders were moved, how many were left, and what is saved in minor units
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
    const { planned, appliable } = await moveStanding(env, run, proposals);
    const moved = new Set(
      [...appliable.applied.keys()].map((index) => planned.orders[index]?.orderId ?? ""),
    );
    const applied = proposals.filter(({ orderId }) => moved.has(orderId));
    await writeOutcomes(
      sql,
      runId,
      proposals.map(({ orderId }) => ({
        orderId,
        left: moved.has(orderId) ? null : (appliable.left.get(orderId) ?? LEFT.moved),
      })),
    );
    await sql`update window_run set state = ${to}, decided_by = ${actor.name},
      decided_at = ${now}, orders_applied = ${applied.length} where id = ${runId}`;
    const savedMinor = applied.reduce(
      (saved, each) => saved + each.costBeforeMinor - each.costAfterMinor,
      0,
    );
    const left = proposals.length - applied.length;
    const { number } = run;
    emit({
      type: "window_run.applied",
      subject: { kind: "window_run", id: runId },
      payload: { number, orders: applied.length, left, savedMinor },
    });
    return { number, orders: applied.length, left, savedMinor };
  },
});

/** Of the orders, which are locked, those that stand as they were planned are moved where they can. */
async function moveStanding(
  env: CommandEnv,
  run: { readonly id: string; readonly number: string },
  proposals: readonly WindowRunOrder[],
): Promise<{ readonly planned: RunWindow; readonly appliable: Appliable }> {
  const orderIds = proposals.map(({ orderId }) => orderId);
  const movable = new Map(
    (await readMovable(env.sql, orderIds, orderIds.length)).map((order) => [order.orderId, order]),
  );
  const standing = proposals.filter((each) => isAsProposed(each, movable.get(each.orderId)));
  const orders = standing.flatMap(({ orderId }) => movable.get(orderId) ?? []);
  const skuIds = orders.flatMap(({ lines }) => lines.map(({ skuId }): string => skuId));
  const known = await lockWindowWorld(env, [...new Set(skuIds)]);
  const planned = windowFor(orders, known.world, known.daysUsed);
  const appliable = decideAppliable(
    planned,
    new Map(standing.map(({ orderId, after }) => [orderId, after])),
  );
  const sentences = new Map(standing.map((each) => [each.orderId, explainMove(each, run.number)]));
  await moveOrders(env, { ...run, sentences }, planned, appliable.applied, known);
  return { planned, appliable };
}
