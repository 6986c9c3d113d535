import type { CommandEnv } from "@/server/shell/command";
import { serveWaiting } from "../allocation/commands/serve-waiting";
import { cancelWaiting } from "../allocation/store-cancel";
import { retryJob } from "../exceptions/commands/retry-job";
import { cancelOrder } from "../fulfillment/commands/cancel-order";
import { confirmDelivery } from "../fulfillment/commands/confirm-delivery";
import { countStock } from "../inventory/commands/count-stock";
import { repairDrift } from "../inventory/commands/repair-drift";
import { DomainError } from "../kernel/errors";
import type { LocalDate } from "../kernel/local-date";
import { approveOrder } from "../orders/commands/approve-order";
import { grantCredit } from "../orders/commands/grant-credit";
import { releaseHold } from "../orders/commands/release-hold";
import { type OrderMoney, proposedCredit } from "../orders/decide-credit";
import { refreshOrders } from "../orders/store";
import type { CreditReason } from "../orders/types";
import { expedite, giveNewDate } from "./store-redate";
import { resource } from "./store-resource";
import { askSubstitutes, type IfAccepted, shipSubstitutes } from "./store-substitute";
import type { ResolutionKind, Subject } from "./types";

/**
 * Does it, and answers in words what measured orders do not show, if there is anything; of what waits for
 * somebody's answer also the orders as they would stand.
 */
type Run = (
  env: CommandEnv,
  subject: Subject,
  about: {
    readonly orderIds: readonly string[];
    readonly reason: string;
    /** What a person named; null: what is proposed. */
    readonly amountMinor: number | null;
  },
) => Promise<string | IfAccepted | undefined>;

const nothing = (what: string) => new DomainError("STALE", what);
const dayOf = (now: Date) => now.toISOString().slice(0, 10) as LocalDate;

function need<T>(value: T | null, what: string): T {
  if (value === null) {
    throw nothing(what);
  }
  return value;
}

const NO_ORDER = "No order is behind it";

/** Let what is there of an order go before the rest. */
const split: Run = async ({ sql, now, emit }, subject) => {
  const orderId = need(subject.orderId, NO_ORDER);
  const [order] = await sql<{ number: string; there: number; waiting: number }[]>`
    update sales_order o set ship_policy = 'as_available'
    where id = ${orderId} and ship_policy = 'complete' and exists (
      select from order_line l where l.order_id = o.id and l.allocated + l.released > 0)
    returning number, (select sum(allocated + released)::int from order_line l
      where l.order_id = o.id) as there,
      (select sum(backordered)::int from order_line l where l.order_id = o.id) as waiting`;
  if (order === undefined || order.waiting === 0) {
    throw nothing("Nothing is held back for the rest");
  }
  await refreshOrders(sql, [orderId], now);
  emit({
    type: "sales_order.split",
    subject: { kind: "sales_order", id: orderId },
    orderId,
    payload: { ...order },
  });
};

const releaseHolds: Run = async (env, subject, { reason }) => {
  const orderId = need(subject.orderId, NO_ORDER);
  const holds = await env.sql<{ id: string }[]>`
    select id from hold where order_id = ${orderId} and released_at is null order by set_at, id`;
  if (holds.length === 0) {
    throw nothing("No hold is open");
  }
  for (const { id } of holds) {
    await releaseHold.within(env, { orderId, holdId: id, reason });
  }
};

const repair =
  (truth: "ledger" | "counter"): Run =>
  async (env, subject, { reason }) => {
    const skuId = need(subject.skuId, "No position is behind it");
    const nodeId = need(subject.nodeId, "No position is behind it");
    const status =
      subject.detail.status === "damaged" || subject.detail.status === "quarantine"
        ? subject.detail.status
        : "sellable";
    await repairDrift.within(env, { skuId, nodeId, status, truth, reason });
  };

/** On hand is what orders hold: the units that a count had missed were there. */
const recount: Run = async (env, subject, { reason }) => {
  const skuId = need(subject.skuId, "No position is behind it");
  const nodeId = need(subject.nodeId, "No position is behind it");
  const [level] = await env.sql<{ allocated: number }[]>`
    select allocated from stock_level
    where sku_id = ${skuId} and node_id = ${nodeId} and status = 'sellable'`;
  await countStock.within(env, { skuId, nodeId, counted: level?.allocated ?? 0, reason });
};

/** Forget a step of ours that will not go through. */
const giveUpJob: Run = async ({ sql, emit }, subject, { reason }) => {
  const [job] = await sql<{ handler: string }[]>`
    delete from job where id = ${Number(subject.detail.jobId)} and is_dead returning handler`;
  if (job === undefined) {
    throw nothing("No failed step waits behind it");
  }
  emit({
    type: "exception.given_up",
    subject: { kind: "exception", id: subject.id },
    orderId: subject.orderId,
    reason,
    payload: { handler: job.handler },
  });
};

const cancelAll: Run = async (env, { orderLineId, skuId, type }, { orderIds, reason }) => {
  for (const orderId of orderIds) {
    const bySku = type === "inventory_short" ? skuId : null;
    await cancelWaiting(env, { orderId, orderLineId, skuId: bySku }, reason);
  }
};

const serveAll: Run = async (env, subject, { orderIds }) => {
  const skuId = need(subject.skuId, "No SKU is behind it");
  for (const orderId of orderIds) {
    await serveWaiting.within(env, { orderId, skuId });
  }
};

const confirmSupply: Run = async ({ sql, emit }, { inboundSupplyId }, { reason }) => {
  const id = need(inboundSupplyId, "No supply is behind it");
  const [supply] = await sql<{ reference: string; before: number }[]>`
    update inbound_supply i set confidence = 100
    from inbound_supply old where i.id = ${id} and old.id = i.id and i.status = 'open'
    returning i.reference, old.confidence as before`;
  if (supply === undefined) {
    throw nothing("The supply is not open any more");
  }
  emit({
    type: "inbound_supply.confirmed",
    subject: { kind: "inbound_supply", id },
    reason,
    payload: { ...supply },
  });
};

/** The carrier is called outside of this transaction, by the handler of this event. */
const retryLabels: Run = async ({ emit }, subject) => {
  emit({
    type: "exception.labels_wanted",
    subject: { kind: "exception", id: subject.id },
    orderId: subject.orderId,
    payload: { shipmentId: need(subject.shipmentId, "No shipment is behind it") },
  });
};

/** What a credit for an exception of a type says it is for; late where nothing else is said. */
const CREDIT_REASONS: Partial<Record<Subject["type"], CreditReason>> = {
  pick_short: "short",
  pack_mismatch: "wrong_item",
};

/** Credit the customer what a person named, or what is proposed for what is owed. */
const credit: Run = async (env, subject, { reason, amountMinor }) => {
  const orderId = need(subject.orderId, NO_ORDER);
  const [money] = await env.sql<OrderMoney[]>`
    select subtotal, cancelled_total as "cancelledTotal", credited_total as "creditedTotal"
    from sales_order where id = ${orderId}`;
  const proposed = proposedCredit(need(money ?? null, NO_ORDER));
  if (proposed === 0) {
    throw nothing("Nothing is owed of the order");
  }
  await grantCredit.within(env, {
    orderId,
    reason: CREDIT_REASONS[subject.type] ?? "late",
    amountMinor: amountMinor ?? proposed,
    note: reason,
    exceptionId: subject.id,
  });
};

/** Each kind as steps of the domains' own commands, in the transaction of the one that applies it. */
export const RUNS: Readonly<Record<ResolutionKind, Run>> = {
  resource: async (env, subject, { orderIds }) => {
    await resource(env, subject, orderIds);
  },
  substitute: shipSubstitutes,
  ask_substitute: askSubstitutes,
  expedite,
  split,
  credit,
  wait: (env, subject) => giveNewDate(env, subject, dayOf(env.now)),
  serve: serveAll,
  cancel_waiting: cancelAll,
  cancel_order: async (env, { orderId }, { reason }) => {
    await cancelOrder.within(env, { orderId: need(orderId, NO_ORDER), reason });
  },
  release_hold: releaseHolds,
  approve: async (env, { orderId }, { reason }) => {
    await approveOrder.within(env, { orderId: need(orderId, NO_ORDER), reason });
  },
  retry_labels: retryLabels,
  confirm_delivery: async (env, { shipmentId }, { reason }) => {
    const id = need(shipmentId, "No shipment is behind it");
    await confirmDelivery.within(env, { shipmentId: id, note: reason });
  },
  confirm_supply: confirmSupply,
  recount,
  retry_job: async (env, { id }) => {
    await retryJob.within(env, { exceptionId: id });
  },
  give_up_job: giveUpJob,
  repair_ledger: repair("ledger"),
  repair_counter: repair("counter"),
};

/** What closes when the step goes through, or the customer says yes, and stays open until then. */
export const STAYS_OPEN: ReadonlySet<ResolutionKind> = new Set([
  "ask_substitute",
  "retry_labels",
  "retry_job",
]);
