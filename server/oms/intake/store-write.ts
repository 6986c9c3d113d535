import type { RawTx } from "@/db/client";
import type { CommandEnv } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { RaceLost } from "@/server/shell/retry";
import { insertAllocations, movePegs, type NewAllocation } from "../allocation/store";
import { allocationsOf, pegsOf, stockMovesOf } from "../allocation/store-booking";
import { moveStock } from "../inventory/store";
import type { SourcingDecisionId } from "../kernel/ids";
import { sum } from "../kernel/quantity";
import { fillCapacity } from "../network/store-capacity";
import { decideFulfillmentStatus } from "../orders/decide";
import { insertHolds } from "../orders/store-holds";
import { settleOwed } from "../orders/store-owed";
import { explainDecision } from "../sourcing/decide-explanation";
import { packDecision } from "../sourcing/decide-replay";
import type { ActiveProfile } from "../sourcing/store";
import {
  correctionsIn,
  isOver,
  placedOrder,
  statusOf,
  warningsIn,
  whyCancelled,
} from "./decide-placed";
import { tellUnfilled } from "./store-unfilled";
import type { Customer, PlacedOrder, PlannedLine, PlannedOrder, ResolvedLine } from "./types";

type Written = PlannedOrder & {
  readonly decisionId: SourcingDecisionId;
  readonly allocations: readonly NewAllocation[];
};

/** Orders as they are written, and their numbers as soon as they have one. */
export type Booking = {
  readonly written: readonly Written[];
  readonly numbers: Promise<ReadonlyMap<string, string>>;
};

/**
 * Send planned orders to the database: header, lines, decision, allocations and holds, each set in
 * one statement, without waiting for any, so that the next orders can be planned meanwhile.
 * `settleBookings` waits for them.
 */
export function bookOrders(
  env: CommandEnv,
  planned: readonly PlannedOrder[],
  profile: ActiveProfile,
): Booking {
  const { sql, now } = env;
  const written = planned.map((order): Written => {
    const decisionId = newId<SourcingDecisionId>(now.getTime());
    const { orderId, input, lines } = order.order;
    const allocations = allocationsOf(
      { orderId, decisionId, serviceCode: input.serviceCode },
      {
        parts: order.plan.parts,
        waiting: order.backorderParts,
        skuOf: new Map(lines.map((line) => [line.lineId, line.sku.id])),
      },
      now,
    );
    return { ...order, decisionId, allocations };
  });
  const numbers = Promise.all([
    insertHeaders(env, written),
    insertLines(sql, written),
    insertDecisions(sql, written, profile, now),
    insertAllocations(
      sql,
      written.flatMap((order) => order.allocations),
      now,
    ),
    insertHolds(
      env,
      written.flatMap(({ order }) =>
        order.holds.map((hold) => ({ ...hold, orderId: order.orderId })),
      ),
    ),
  ]).then(([found]) => found);
  // Whoever settles hears of a failure; planning may fail before anybody does.
  numbers.catch(() => {});
  return { written, numbers };
}

/**
 * Move what all bookings of a transaction move: pegs, stock with its ledger, the days of capacity,
 * the hottest rows last; then say what was placed.
 *
 * @throws RaceLost when a node's day filled up meanwhile
 */
export async function settleBookings(
  env: CommandEnv,
  bookings: readonly Booking[],
): Promise<Map<number, PlacedOrder>> {
  const { sql, now } = env;
  const written = bookings.flatMap((booking) => booking.written);
  const allocations = written.flatMap((order) => order.allocations);
  const [maps] = await Promise.all([
    Promise.all(bookings.map((booking) => booking.numbers)),
    movePegs(sql, pegsOf(allocations)),
    moveStock(sql, stockMovesOf(allocations), { actorId: env.actor.id, now }),
  ]);
  const hasRoom = await fillCapacity(
    sql,
    allocations.map(({ nodeId, shipDate, quantity }) => ({
      nodeId,
      day: shipDate,
      lines: 1,
      units: quantity,
    })),
  );
  if (!hasRoom) {
    throw new RaceLost("a node's day filled up while this order was planned");
  }
  const numbers = new Map(maps.flatMap((map) => [...map]));
  await tellUnfilled(env, written, numbers);
  await settleOwed(
    sql,
    written.flatMap(({ order, lines }) =>
      lines.some(({ cancelled }) => cancelled > 0) ? [order.orderId] : [],
    ),
  );
  return new Map(
    written.map((order) => {
      const placed = placedOrder(order, numbers.get(order.order.orderId) ?? "", {
        isHouse: env.actor.companyId === null,
      });
      emitPlaced(env, order, placed);
      return [order.order.index, placed];
    }),
  );
}

const bucketsOf = ({ line, allocated, backordered, cancelled }: PlannedLine) => ({
  ordered: line.quantity,
  cancelled,
  allocated,
  backordered,
  released: 0,
  picked: 0,
  packed: 0,
  shipped: 0,
  delivered: 0,
});

async function insertHeaders(
  env: CommandEnv,
  orders: readonly Written[],
): Promise<Map<string, string>> {
  const rows = orders.map((planned) => {
    const { order, lines, promise } = planned;
    const { input, customer } = order;
    return {
      id: order.orderId,
      channel_id: order.channelId,
      company_id: customer.companyId,
      company_location_id: order.companyLocationId,
      contact_id: customer.contact?.id ?? null,
      external_ref: input.externalRef ?? null,
      customer_po: input.customerPo ?? null,
      status: statusOf(planned),
      fulfillment_status: decideFulfillmentStatus(
        lines.map(bucketsOf),
        planned.plan.horizon !== undefined,
      ),
      // A strategy that ships complete holds the order to it, whatever the customer asked for.
      ship_policy: planned.plan.routed?.shipPolicy ?? input.shipPolicy,
      ordered_ship_policy: input.shipPolicy,
      service_code: input.serviceCode,
      requested_date: input.requestedDate ?? null,
      ship_after: input.shipAfter ?? null,
      allocate_from: planned.plan.horizon?.allocateFrom ?? null,
      cancel_after: input.cancelAfter ?? null,
      backorder_policy: input.backorders?.policy ?? null,
      backorder_limit: input.backorders?.limit ?? null,
      backorder_days: input.backorders?.days ?? null,
      backorder_slip: input.backorders?.slip ?? null,
      currency: customer.currency,
      subtotal: order.subtotal,
      on_behalf_of: placedFor(env, customer),
      ship_to: order.shipTo,
      is_one_time_ship_to: input.shipTo !== undefined,
      note: input.note,
      substitution: input.substitution ?? null,
      fraud_score: input.fraudScore ?? null,
      line_count: lines.length,
      unit_count: sum(lines.map(({ line }) => line.quantity)),
      promise: promise.date,
      promise_state: promise.state,
      hold_count: order.holds.length,
      is_over: isOver(planned),
      findings: order.findings,
    };
  });
  const numbered = await env.sql<{ id: string; number: string }[]>`
    insert into sales_order (id, number, channel_id, company_id, company_location_id, contact_id,
      external_ref, customer_po, status, fulfillment_status, payment_status, ship_policy,
      ordered_ship_policy,
      service_code, requested_date, ship_after, allocate_from, cancel_after, currency, subtotal, placed_at,
      placed_by, on_behalf_of, ship_to, note, line_count, unit_count, original_promise,
      current_promise, promise_state, hold_count, cancelled_at, fraud_score, backorder_policy,
      backorder_limit, backorder_days, backorder_slip, substitution, findings, is_one_time_ship_to)
    select id, 'SO-' || nextval('sales_order_number'), channel_id, company_id,
      company_location_id, contact_id, external_ref, customer_po, status, fulfillment_status,
      'on_terms', ship_policy, ordered_ship_policy, service_code, requested_date, ship_after, allocate_from, cancel_after, currency,
      subtotal, ${env.now}::timestamptz, ${env.actor.id}, on_behalf_of, ship_to, note, line_count,
      unit_count, promise, promise, promise_state, hold_count,
      case when is_over then ${env.now}::timestamptz end, fraud_score, backorder_policy,
      backorder_limit, backorder_days, backorder_slip, substitution, findings, is_one_time_ship_to
    from jsonb_to_recordset(${env.sql.typed(rows, 3802)}::jsonb) as r(id uuid, channel_id uuid,
      company_id uuid, company_location_id uuid, contact_id uuid, external_ref text,
      customer_po text, status text, fulfillment_status text, ship_policy text, ordered_ship_policy text, service_code text,
      requested_date date, ship_after date, allocate_from date, cancel_after date, currency text, subtotal bigint,
      on_behalf_of text, ship_to jsonb, note text, line_count int, unit_count int, promise date,
      promise_state text, hold_count int, is_over boolean, fraud_score int,
      backorder_policy text, backorder_limit int, backorder_days int, backorder_slip text,
      substitution text, findings jsonb, is_one_time_ship_to boolean)
    returning id, number`;
  return new Map(numbered.map(({ id, number }) => [id, number]));
}

async function insertLines(sql: RawTx, orders: readonly Written[]): Promise<void> {
  const rows = orders.flatMap(({ order, lines }) =>
    lines.map(({ line, allocated, backordered, cancelled, promise }, position) => ({
      id: line.lineId,
      order_id: order.orderId,
      line_number: position + 1,
      sku_id: line.sku.id,
      customer_part: line.customerPart,
      description: line.sku.name,
      ordered: line.quantity,
      allocated,
      backordered,
      cancelled,
      unit_price_e4: line.unitPriceE4,
      expected_unit_price_e4: line.expectedUnitPriceE4,
      price_list_id: line.priceListId,
      line_total: line.lineTotal,
      requested_date: line.requestedDate,
      promise: promise.date,
      promise_state: promise.state,
      ...kitColumns(line),
      ...askedColumns(line),
    })),
  );
  await sql`
    insert into order_line (id, order_id, line_number, sku_id, customer_part, description, ordered,
      allocated, backordered, cancelled, unit_price_e4, price_list_id, line_total, requested_date,
      original_promise, current_promise, promise_state, kit_sku_id, kit_group, kit_quantity,
      kit_unit_price_e4, kit_customer_part, expected_unit_price_e4, asked_sku_id, asked_quantity,
      asked_unit_price_e4)
    select id, order_id, line_number, sku_id, customer_part, description, ordered, allocated,
      backordered, cancelled, unit_price_e4, price_list_id, line_total, requested_date, promise, promise,
      promise_state, kit_sku_id, kit_group, kit_quantity, kit_unit_price_e4, kit_customer_part,
      expected_unit_price_e4, asked_sku_id, asked_quantity, asked_unit_price_e4
    from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb) as r(id uuid, order_id uuid,
      line_number int, sku_id uuid, customer_part text, description text, ordered int,
      allocated int, backordered int, cancelled int, unit_price_e4 bigint, price_list_id uuid, line_total bigint,
      requested_date date, promise date, promise_state text, kit_sku_id uuid, kit_group int,
      kit_quantity int, kit_unit_price_e4 bigint, kit_customer_part text,
      expected_unit_price_e4 bigint, asked_sku_id uuid, asked_quantity int,
      asked_unit_price_e4 bigint)`;
}

/** What a line keeps of the SKU that was asked for, where it ships another. */
const askedColumns = ({ asked }: ResolvedLine) =>
  asked && {
    asked_sku_id: asked.sku.id,
    asked_quantity: asked.quantity,
    asked_unit_price_e4: asked.unitPriceE4,
  };

/** What a component's line keeps of its kit; nothing on a line of its own. */
const kitColumns = ({ kit, askedAt }: ResolvedLine) =>
  kit && {
    kit_sku_id: kit.sku.id,
    kit_group: askedAt + 1,
    kit_quantity: kit.quantity,
    kit_unit_price_e4: kit.unitPriceE4,
    kit_customer_part: kit.customerPart,
  };

async function insertDecisions(
  sql: RawTx,
  orders: readonly Written[],
  profile: ActiveProfile,
  now: Date,
): Promise<void> {
  const rows = orders.map((planned) => ({
    id: planned.decisionId,
    order_id: planned.order.orderId,
    sentence: explainDecision(planned.demand, planned.plan, planned.backorderParts),
    is_exact: planned.plan.decision.exact,
    detail: packDecision(planned.asked, planned.plan, profile.parameters),
  }));
  await sql`
    insert into sourcing_decision (id, order_id, trigger, decided_at, profile_ref, profile_version,
      sentence, is_exact, detail)
    select id, order_id, 'placed', ${now}::timestamptz, ${profile.ref}, ${profile.version},
      sentence, is_exact, detail
    from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb) as r(id uuid, order_id uuid,
      sentence text, is_exact boolean, detail jsonb)`;
}

/** The customer that somebody of ours orders for; null when the customer does so itself. */
const placedFor = (env: CommandEnv, customer: Customer): string | null =>
  env.actor.companyId === null ? customer.name : null;

function emitPlaced(env: CommandEnv, planned: Written, placed: PlacedOrder): void {
  const { order } = planned;
  env.emit({
    type: "sales_order.placed",
    subject: { kind: "sales_order", id: order.orderId },
    orderId: order.orderId,
    onBehalfOf: placedFor(env, order.customer),
    payload: {
      number: placed.number,
      status: placed.status,
      companyId: order.customer.companyId,
      channel: order.input.channelCode,
      subtotal: order.subtotal,
      currency: order.customer.currency,
      promiseDate: placed.promiseDate,
      lines: placed.lines,
    },
  });
  const cancelled = sum(planned.lines.map((line) => line.cancelled));
  if (cancelled > 0) {
    env.emit({
      type: "sales_order.remainder_cancelled",
      subject: { kind: "sales_order", id: order.orderId },
      orderId: order.orderId,
      reason: `No node had them, and ${whyCancelled(planned)}`,
      payload: { number: placed.number, units: cancelled },
    });
  }
  if (order.findings.length > 0) {
    env.emit({
      type: "sales_order.warned",
      subject: { kind: "sales_order", id: order.orderId },
      orderId: order.orderId,
      payload: { warnings: warningsIn(order.findings), corrected: correctionsIn(order.findings) },
    });
  }
}
