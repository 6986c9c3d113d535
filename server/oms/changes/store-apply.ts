import type { CommandEnv } from "@/server/shell/command";
import { resourceLines } from "../allocation/commands/resource-lines";
import { lockInbound } from "../allocation/store";
import { readComing } from "../allocation/store-freight";
import {
  chooseHolds,
  freeDays,
  type TakenHold,
  takeOffStock,
  takeOffSupply,
} from "../allocation/store-take-off";
import { lockPositions } from "../inventory/store";
import type { LocalDate } from "../kernel/local-date";
import { sum } from "../kernel/quantity";
import { readNetwork } from "../network/store";
import { refreshOrders } from "../orders/store";
import { lockCredit } from "../orders/store-facts";
import { requireUnblocked } from "../orders/store-holds";
import { decideHorizon } from "../sourcing/decide-horizon";
import { readActiveProfile } from "../sourcing/store";
import { decideOutcome } from "./decide-outcome";
import { readProgress } from "./store";
import { holdForCredit, refuseForbiddenBackorders, refuseOverLimit } from "./store-limits";
import {
  addLines,
  cancelUnits,
  growLines,
  replaceUnits,
  sumOrder,
  writeTerms,
} from "./store-lines";
import { callBackWork } from "./store-work";
import type { ChangeOutcome, ChangePlan, OrderProgress } from "./types";

const REASON = "order changed";

/**
 * Carry a change out: call work back, give up what is not wanted, write the new terms and lines, and
 * source what is open. What is held and stays wanted is kept, unless the order is planned anew.
 *
 * The caller holds the order's lock. Locks: the credit of its company, work orders, stock by (SKU, node), supply by id, days of
 * capacity last.
 *
 * @throws ON_HOLD when a hold stops changes; ORDER_REFUSED when a SKU's policy does not let its open units wait, or a buyer's limit is
 *   passed; SHORT_SUPPLY never: what is taken was held
 */
export async function carryOut(
  env: CommandEnv,
  before: OrderProgress,
  plan: ChangePlan,
): Promise<ChangeOutcome> {
  const { sql, now } = env;
  const { orderId } = before;
  await requireUnblocked(sql, { id: orderId, number: before.number }, "change", linesOf(plan));
  await lockCredit(sql, [before.companyId]);
  const freightBefore = await freightOf(env, orderId);
  const calledBack = await callBackWork(env, before, plan);
  const skuIds = [
    ...new Set(
      [...before.lines, ...plan.newLines.map(({ sku }) => ({ skuId: sku.id }))].map(
        (line) => line.skuId,
      ),
    ),
  ];
  await lockPositions(sql, skuIds);
  await lockInbound(sql, skuIds);
  const givenUp = await giveUp(env, before, plan);
  await cancelUnits(sql, plan.taken);
  await replaceUnits(sql, plan.replaced);
  await writeTerms(sql, before, plan, await allocateFrom(env, plan));
  await growLines(sql, before, plan.added);
  const newIds = await addLines(sql, before, plan);
  await sumOrder(sql, orderId);
  await sourceOpen(env, orderId, plan, newIds);
  await sql`
    update order_line set original_promise = current_promise
    where id = any(${newIds}::uuid[]) and original_promise is null`;
  await endWhenEmpty(env, orderId);
  await refreshOrders(sql, [orderId], now);
  await freeDays(sql, givenUp);
  const grown = [...plan.added.map(({ lineId }) => lineId), ...newIds];
  await refuseForbiddenBackorders(sql, before, plan.isPlannedAnew ? null : grown);
  await refuseOverLimit(env, before, await readProgress(sql, orderId));
  const holds = await holdForCredit(env, before, await readProgress(sql, orderId));
  await refreshOrders(sql, [orderId], now);
  const after = await readProgress(sql, orderId);
  const freightAfter = await freightOf(env, orderId);
  const { sentences } = plan;
  return decideOutcome(before, after, {
    ...{ sentences, calledBack, holds, freightBefore, freightAfter },
  });
}

/**
 * Say what a change did to an order, of which its customer is told by mail.
 *
 * @param changeId null when nobody wrote the change down first
 */
export function tellChanged(
  { emit }: CommandEnv,
  { orderId, number }: OrderProgress,
  outcome: ChangeOutcome,
  reason: string,
  changeId: string | null = null,
): void {
  const { sentences, currency, valueBefore, valueAfter, promiseBefore, promiseAfter } = outcome;
  emit({
    type: "sales_order.changed",
    subject: { kind: "sales_order", id: orderId },
    orderId,
    reason,
    payload: {
      ...{ number, ...(changeId === null ? {} : { changeId }), sentences, currency },
      ...{ valueBefore, valueAfter, promiseBefore, promiseAfter },
    },
  });
}

/** What carriers will charge for what is still to leave; a buyer is charged as agreed. */
async function freightOf({ owner, sql, actor }: CommandEnv, orderId: string) {
  if (actor.companyId !== null) {
    return null;
  }
  const coming = await readComing(sql, await readNetwork(owner, sql), [orderId]);
  return sum(coming.map(({ freightMinor }) => freightMinor));
}

/** The lines that a hold would have to let go. */
const linesOf = ({ isPlannedAnew, taken, added }: ChangePlan) =>
  isPlannedAnew ? "all" : [...taken, ...added].map(({ lineId }) => lineId);

/** Day from which stock is taken for it, while the day it may leave lies beyond the horizon. */
async function allocateFrom(env: CommandEnv, plan: ChangePlan): Promise<LocalDate | null> {
  const network = await readNetwork(env.owner, env.sql);
  const { parameters } = await readActiveProfile(env.owner, env.sql, network.version);
  const today = env.now.toISOString().slice(0, 10) as LocalDate;
  const { shipAfter } = plan.terms;
  return decideHorizon(shipAfter, today, parameters.allocationHorizonDays)?.allocateFrom ?? null;
}

type LiveHold = Omit<TakenHold, "units"> & { readonly state: "allocated" | "promised" };

/**
 * Give up holds: every one when the order is planned anew, else those of the units that are not
 * wanted any more. First go units without a promise, then those that come last.
 */
async function giveUp(
  env: CommandEnv,
  before: OrderProgress,
  plan: ChangePlan,
): Promise<readonly TakenHold[]> {
  const { sql } = env;
  const holds = await sql<LiveHold[]>`
    select id, order_line_id as "orderLineId", sku_id as "skuId", node_id as "nodeId",
      inbound_supply_id as "inboundSupplyId", ship_date::text as "shipDate", quantity, state
    from allocation where order_id = ${before.orderId} and state in ('allocated', 'promised')
    order by state desc, delivery_date desc, ship_date desc, id for no key update`;
  const taken = plan.isPlannedAnew
    ? holds.map((hold) => ({ ...hold, units: hold.quantity }))
    : plan.taken.flatMap(({ lineId, units }) => {
        const own = holds.filter(({ orderLineId }) => orderLineId === lineId);
        const line = before.lines.find((each) => each.lineId === lineId);
        const pegged = own.filter(({ state }) => state === "promised");
        const loose = (line?.backordered ?? 0) - pegged.reduce((sum, peg) => sum + peg.quantity, 0);
        return chooseHolds(own, Math.max(0, units - loose));
      });
  const isOnStock = new Set(holds.filter(({ state }) => state === "allocated").map(({ id }) => id));
  await takeOffStock(
    env,
    taken.filter(({ id }) => isOnStock.has(id)),
    REASON,
  );
  await takeOffSupply(
    env,
    taken.filter(({ id }) => !isOnStock.has(id)),
    REASON,
  );
  return taken;
}

/** Source what is open: all of it when the order is planned anew, else only what was added. */
async function sourceOpen(
  env: CommandEnv,
  orderId: string,
  plan: ChangePlan,
  newIds: readonly string[],
): Promise<void> {
  const added = new Map<string, number>(plan.added.map(({ lineId, units }) => [lineId, units]));
  for (const { lineId, quantity } of plan.newLines) {
    added.set(lineId, quantity);
  }
  const open = await env.sql<{ orderLineId: string; backordered: number }[]>`
    select id as "orderLineId", backordered from order_line
    where order_id = ${orderId} and backordered > 0
      and (${plan.isPlannedAnew} or id = any(${[...added.keys(), ...newIds]}::uuid[]))
    order by line_number`;
  if (open.length === 0) {
    return;
  }
  await resourceLines(env, {
    orderId,
    lines: open.map(({ orderLineId, backordered }) => ({
      orderLineId,
      quantity: plan.isPlannedAnew ? backordered : (added.get(orderLineId) ?? 0),
    })),
    excludedNodeIds: [],
    trigger: "order_changed",
    keepsHorizon: true,
    isAdded: !plan.isPlannedAnew,
  });
}

/** An order of which nothing is wanted any more is over, also before it was confirmed. */
async function endWhenEmpty({ sql, now }: CommandEnv, orderId: string): Promise<void> {
  await sql`
    update sales_order set status = 'cancelled', cancelled_at = ${now}
    where id = ${orderId} and status in ('submitted', 'pending_approval')
      and not exists (select from order_line where order_id = ${orderId} and ordered > cancelled)`;
}
