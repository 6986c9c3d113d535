import type { RawTx } from "@/db/client";
import { DomainError } from "../kernel/errors";
import type { LocalDate } from "../kernel/local-date";
import { next } from "../kernel/machine";
import { lockOrder } from "../orders/store";
import { readOpenHolds, refuseBlocked } from "../orders/store-holds";
import type { HoldTransaction } from "../orders/types";
import {
  type FulfillmentOrderEvent,
  type FulfillmentOrderState,
  fulfillmentOrderMachine,
} from "./machine";
import { unitsText, type WorkLine } from "./types";

/** A work order that this transaction holds, with what its messages need to name. */
export type Work = {
  readonly id: string;
  readonly number: string;
  readonly state: FulfillmentOrderState;
  readonly orderId: string;
  readonly orderNumber: string;
  readonly companyId: string;
  readonly shipPolicy: string;
  readonly currency: string;
  readonly nodeId: string;
  readonly nodeCode: string;
  readonly nodeName: string;
  readonly timeZone: string;
  readonly serviceCode: string;
  readonly shipBy: LocalDate;
};

/**
 * Lock a work order by one of its names. The sales order comes first, as in every command that
 * touches its lines; then the work order; stock follows by `lockPositions`.
 *
 * @throws NOT_FOUND
 */
export async function lockWork(sql: RawTx, fulfillmentOrderId: string): Promise<Work> {
  const [found] = await sql<{ orderId: string }[]>`
    select order_id as "orderId" from fulfillment_order where id = ${fulfillmentOrderId}`;
  if (found === undefined) {
    throw new DomainError("NOT_FOUND", "There is no such work order", { fulfillmentOrderId });
  }
  const order = await lockOrder(sql, found.orderId);
  const [work] = await sql<Omit<Work, "orderNumber" | "companyId" | "shipPolicy" | "currency">[]>`
    select f.id, f.number, f.state, f.order_id as "orderId", f.node_id as "nodeId",
      n.code as "nodeCode", n.name as "nodeName", n.time_zone as "timeZone",
      f.service_code as "serviceCode", f.ship_by as "shipBy"
    from fulfillment_order f join node n on n.id = f.node_id
    where f.id = ${fulfillmentOrderId} for no key update of f`;
  if (work === undefined) {
    throw new DomainError("NOT_FOUND", "There is no such work order", { fulfillmentOrderId });
  }
  const { number: orderNumber, companyId, shipPolicy, currency } = order;
  return { ...work, orderNumber, companyId, shipPolicy, currency };
}

const DONE: Readonly<Record<FulfillmentOrderEvent, string>> = {
  open: "opened",
  accept: "accepted",
  reject: "rejected",
  start_picking: "picked",
  finish_packing: "packed",
  ship: "shipped",
  hold: "held",
  resume: "resumed",
  reopen: "reopened",
  cancel: "cancelled",
};

/**
 * The state after an event.
 *
 * @throws ILLEGAL_TRANSITION in words that name the work order, its state and what was wanted
 */
export function stateAfter(work: Work, event: FulfillmentOrderEvent): FulfillmentOrderState {
  const to = next(fulfillmentOrderMachine, work.state, event);
  if (!to.ok) {
    throw new DomainError(
      "ILLEGAL_TRANSITION",
      `${work.number} is ${work.state.replace("_", " ")}, so it cannot be ${DONE[event]} now`,
      { from: work.state, event, number: work.number },
    );
  }
  return to.value;
}

/** @throws ILLEGAL_TRANSITION unless the node is at the step that `doing` needs */
export function requireState(
  work: Work,
  states: readonly FulfillmentOrderState[],
  doing: string,
): void {
  if (!states.includes(work.state)) {
    throw new DomainError(
      "ILLEGAL_TRANSITION",
      `${work.number} is ${work.state.replace("_", " ")}: ${doing} needs it ${states.join(" or ")}`,
      { from: work.state, needed: states, number: work.number },
    );
  }
}

/** Move a locked work order and stamp the time of the step. */
export async function setWorkState(
  sql: RawTx,
  work: Work,
  state: FulfillmentOrderState,
  now: Date,
): Promise<void> {
  await sql`
    update fulfillment_order set state = ${state},
      accepted_at = case when ${state} = 'accepted' then ${now}::timestamptz else accepted_at end,
      picking_at = case when ${state} = 'picking' then coalesce(picking_at, ${now}::timestamptz)
        else picking_at end,
      packed_at = case when ${state} = 'packed' then ${now}::timestamptz else packed_at end,
      shipped_at = case when ${state} = 'shipped' then ${now}::timestamptz else shipped_at end
    where id = ${work.id}`;
}

/** The lines of a locked work order, in the order of the sales order's lines. */
export async function readWorkLines(sql: RawTx, fulfillmentOrderId: string): Promise<WorkLine[]> {
  return await sql<WorkLine[]>`
    select l.id, l.order_line_id as "orderLineId", l.allocation_id as "allocationId",
      l.sku_id as "skuId", s.code as sku, s.name, l.quantity, l.rejected, l.picked, l.packed,
      l.shipped
    from fulfillment_order_line l
    join order_line ol on ol.id = l.order_line_id
    join sku s on s.id = l.sku_id
    where l.fulfillment_order_id = ${fulfillmentOrderId}
    order by ol.line_number, l.id`;
}

/**
 * The line of a work order by its id.
 *
 * @throws NOT_FOUND when it belongs to other work
 */
export function lineOf(work: Work, lines: readonly WorkLine[], lineId: string): WorkLine {
  const line = lines.find(({ id }) => id === lineId);
  if (line === undefined) {
    throw new DomainError("NOT_FOUND", `${work.number} has no such line`, {
      fulfillmentOrderLineId: lineId,
    });
  }
  return line;
}

/** By how much the counters of a work order's line and of its order line move together. */
export type StepDelta = {
  readonly lineId: string;
  readonly orderLineId: string;
  readonly rejected?: number;
  readonly picked?: number;
  readonly packed?: number;
  readonly shipped?: number;
};

/**
 * Count steps of work on the work order's lines and on the order's lines at once. Refused units
 * are on backorder again; shipped ones are no longer released, picked or packed for the order,
 * while the work order keeps its own totals.
 */
export async function countSteps(sql: RawTx, deltas: readonly StepDelta[]): Promise<void> {
  if (deltas.length === 0) {
    return;
  }
  const rows = sql.typed(
    deltas.map(({ lineId, orderLineId, rejected = 0, picked = 0, packed = 0, shipped = 0 }) => ({
      line_id: lineId,
      order_line_id: orderLineId,
      rejected,
      picked,
      packed,
      shipped,
    })),
    3802,
  );
  await sql`
    with deltas as (
      select * from jsonb_to_recordset(${rows}::jsonb) as d(line_id uuid, order_line_id uuid,
        rejected int, picked int, packed int, shipped int)),
    work as (
      update fulfillment_order_line l
      set rejected = l.rejected + d.rejected, picked = l.picked + d.picked,
        packed = l.packed + d.packed, shipped = l.shipped + d.shipped
      from (select line_id, sum(rejected)::int as rejected, sum(picked)::int as picked,
          sum(packed)::int as packed, sum(shipped)::int as shipped
        from deltas group by line_id) d
      where l.id = d.line_id)
    update order_line o
    set released = o.released - d.rejected - d.shipped, backordered = o.backordered + d.rejected,
      picked = o.picked + d.picked - d.shipped, packed = o.packed + d.packed - d.shipped,
      shipped = o.shipped + d.shipped
    from (select order_line_id, sum(rejected)::int as rejected, sum(picked)::int as picked,
        sum(packed)::int as packed, sum(shipped)::int as shipped
      from deltas group by order_line_id) d
    where o.id = d.order_line_id`;
}

/**
 * Refuse a step of work that a hold stops: on the order, on a line of this work, or on the work
 * itself. What is in hand already may be put back.
 *
 * @throws ON_HOLD
 */
export async function requireWorkUnblocked(
  sql: RawTx,
  work: Work,
  transaction: HoldTransaction,
): Promise<void> {
  const holds = await readOpenHolds(sql, [work.orderId]);
  if (holds.length === 0) {
    return;
  }
  const lines = await sql<{ id: string }[]>`
    select distinct order_line_id as id from fulfillment_order_line
    where fulfillment_order_id = ${work.id}`;
  refuseBlocked(holds, work.orderNumber, {
    transaction,
    lineIds: lines.map(({ id }) => id),
    fulfillmentOrderId: work.id,
  });
}

/**
 * A hold stops goods from leaving, also when it was set after the work was released; and an order
 * that ships complete leaves only when nothing of it is still on backorder.
 *
 * @throws ON_HOLD
 */
export async function requireMayLeave(sql: RawTx, work: Work): Promise<void> {
  await requireWorkUnblocked(sql, work, "ship");
  if (work.shipPolicy !== "complete") {
    return;
  }
  const [missing] = await sql<{ units: number }[]>`
    select coalesce(sum(backordered), 0)::int as units from order_line
    where order_id = ${work.orderId}`;
  if (missing !== undefined && missing.units > 0) {
    throw new DomainError(
      "ON_HOLD",
      `${work.orderNumber} ships complete, and ${unitsText(missing.units)} of it wait for supply`,
      { backordered: missing.units },
    );
  }
}
