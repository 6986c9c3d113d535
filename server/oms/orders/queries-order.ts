import { z } from "zod";
import { defineQuery, type QueryEnv } from "@/server/shell/query";
import { present } from "../kernel/assert";
import { DomainError } from "../kernel/errors";
import type { BackorderWish } from "./decide-backorders";
import { kitOfLine } from "./store-kit";
import type {
  CreditReason,
  HoldTransaction,
  LineKit,
  OrderRow,
  PromiseState,
  ShipPolicy,
} from "./types";

export type OrderPart = {
  readonly id: string;
  readonly orderLineId: string;
  readonly quantity: number;
  readonly node: string;
  readonly state: string;
  readonly shipDate: string;
  readonly deliveryDate: string;
  /** The supply that the units wait for; null when they are on hand. */
  readonly supply: string | null;
  readonly supplyEta: string | null;
  /** They leave with the next shipment to their address, and alone on the day that they have. */
  readonly ridesAlong: boolean;
  /** All of its units have arrived. */
  readonly isDelivered: boolean;
};

export type OrderLineDetail = {
  readonly id: string;
  readonly lineNumber: number;
  readonly sku: string;
  readonly customerPart: string | null;
  readonly description: string;
  readonly unit: string;
  readonly ordered: number;
  readonly cancelled: number;
  /** Of the cancelled units, those that another line ships instead. */
  readonly replaced: number;
  readonly allocated: number;
  readonly backordered: number;
  readonly released: number;
  readonly picked: number;
  readonly packed: number;
  readonly shipped: number;
  readonly delivered: number;
  readonly unitPriceE4: number;
  /** Of all units that were ordered. */
  readonly lineTotal: number;
  /** What of it was for units that are cancelled. */
  readonly cancelledTotal: number;
  readonly requestedDate: string | null;
  readonly originalPromise: string | null;
  readonly currentPromise: string | null;
  readonly promiseState: PromiseState;
  /** Units wait until this day, on which the SKU comes out; null: they wait for nothing of the kind. */
  readonly comesOutOn: string | null;
  /** The kit that the line is a component of; null for a line of its own. */
  readonly kit: LineKit | null;
  /** What one kit was sold for; the line's own price is its share of that. */
  readonly kitUnitPriceE4: number | null;
  /** What was asked for, when the line ships another SKU. */
  readonly insteadOf: { readonly sku: string; readonly quantity: number } | null;
};

export type OrderParcel = {
  readonly id: string;
  readonly shipmentId: string;
  readonly shipment: string;
  readonly shipmentState: string;
  readonly packageNumber: number;
  readonly carrier: string;
  readonly service: string;
  readonly node: string;
  readonly trackingNumber: string | null;
  readonly trackingStatus: string;
  readonly estimatedDelivery: string | null;
  readonly shippedAt: string | null;
  readonly deliveredAt: string | null;
  readonly items: readonly {
    readonly lineNumber: number;
    readonly sku: string;
    readonly description: string;
    readonly quantity: number;
  }[];
};

export type OrderEvent = {
  readonly id: number;
  readonly type: string;
  readonly at: Date;
  readonly actor: string;
  readonly onBehalfOf: string | null;
  readonly reason: string | null;
  readonly payload: unknown;
};

type Header = Omit<OrderRow, "buckets"> & {
  readonly externalRef: string | null;
  /** How the customer wants it to ship; `shipPolicy` is how it does. */
  readonly orderedShipPolicy: ShipPolicy;
  readonly serviceName: string;
  readonly requestedDate: string | null;
  readonly shipAfter: string | null;
  /** What was chosen for it of what is not there; null: nothing. */
  readonly backorders: BackorderWish | null;
  readonly note: string;
  readonly onBehalfOf: string | null;
  readonly contact: string | null;
  readonly paymentTerms: string;
  readonly completedAt: Date | null;
  readonly cancelledAt: Date | null;
  /** What was noticed and put right when it came in; what rules warn of is about the house alone. */
  readonly findings: readonly {
    readonly field: string;
    readonly code: string;
    readonly severity: "warning" | "corrected";
    readonly message: string;
  }[];
  /** It goes to an address that is none of the customer's locations. */
  readonly isOneTimeShipTo: boolean;
  readonly shipTo: {
    readonly name: string;
    readonly address1: string;
    readonly address2: string;
    readonly city: string;
    readonly region: string;
    readonly postalCode: string;
    readonly country: string;
    /** Orders that are older than the question do not say. */
    readonly isResidential?: boolean;
  };
};

/**
 * One order with everything its page shows. How the routing was decided, and what stands against
 * the order inside, are for staff; a buyer sees their own order's facts.
 */
export const findOrder = defineQuery({
  name: "orders.find_order",
  input: z.object({ orderNumber: z.string().trim().min(1).max(40) }),
  wall: { of: ({ orderNumber }) => ({ orderNumber }) },
  run: async (env, { orderNumber }) => {
    const order = await readHeader(env, orderNumber);
    const isStaff = env.actor.companyId === null;
    const [lines, parts, parcels, events, holds, credits, work, decisions, exceptions] =
      await Promise.all([
        readLines(env, order.id),
        readParts(env, order.id),
        readParcels(env, order.id),
        readEvents(env, order.id, isStaff),
        readHolds(env, order.id),
        readCredits(env, order.id),
        isStaff ? readWork(env, order.id) : [],
        isStaff ? readDecisions(env, order.id) : [],
        isStaff ? readExceptions(env, order.id) : [],
      ]);
    const findings = order.findings.filter(({ field }) => isStaff || field !== "");
    return {
      ...order,
      findings,
      lines,
      parts,
      parcels,
      events,
      holds,
      credits,
      work,
      decisions,
      exceptions,
    };
  },
});

async function readHeader({ sql }: QueryEnv, orderNumber: string): Promise<Header> {
  const [order] = await sql<Header[]>`
    select o.id, o.number, o.placed_at as "placedAt", c.name as company, c.id as "companyId", c.tier,
      h.code as channel, o.customer_po as "customerPo", o.external_ref as "externalRef", o.status,
      o.fulfillment_status as "fulfillmentStatus", o.payment_status as "paymentStatus",
      o.ship_policy as "shipPolicy", o.ordered_ship_policy as "orderedShipPolicy",
      v.name as "serviceName", o.line_count as "lineCount",
      o.unit_count as "unitCount", o.subtotal,
      o.subtotal - o.cancelled_total - o.credited_total as owed, o.currency,
      o.requested_date::text as "requestedDate", o.ship_after::text as "shipAfter",
      case when o.backorder_policy is not null then json_build_object('policy', o.backorder_policy,
        'limit', o.backorder_limit, 'days', o.backorder_days,
          'slip', o.backorder_slip) end as backorders,
      o.original_promise::text as "originalPromise", o.current_promise::text as "currentPromise",
      o.promise_state as "promiseState", o.hold_count as "holdCount",
      o.open_exception_count as "openExceptionCount", o.note, o.on_behalf_of as "onBehalfOf",
      k.name as contact, t.name as "paymentTerms", o.completed_at as "completedAt",
      o.cancelled_at as "cancelledAt", o.ship_to as "shipTo", o.findings,
      o.is_one_time_ship_to as "isOneTimeShipTo"
    from sales_order o join company c on c.id = o.company_id join channel h on h.id = o.channel_id
    join payment_terms t on t.code = c.payment_terms_code
    join carrier_service v on v.code = o.service_code
    left join contact k on k.id = o.contact_id
    where o.number = ${orderNumber.toUpperCase()}`;
  if (order === undefined) {
    throw new DomainError("NOT_FOUND", "There is no such order", { orderNumber });
  }
  return present(order, "found above");
}

const readLines = ({ sql }: QueryEnv, orderId: string) => sql<OrderLineDetail[]>`
  select l.id, l.line_number as "lineNumber", s.code as sku, l.customer_part as "customerPart",
    l.description, s.base_unit as unit, l.ordered, l.cancelled, l.replaced, l.allocated, l.backordered,
    l.released, l.picked, l.packed, l.shipped, l.delivered, l.unit_price_e4 as "unitPriceE4",
    l.line_total as "lineTotal", l.cancelled_total as "cancelledTotal",
    l.requested_date::text as "requestedDate",
    l.original_promise::text as "originalPromise", l.current_promise::text as "currentPromise",
    l.promise_state as "promiseState",
    case when l.backordered > 0 then s.comes_out_on::text end as "comesOutOn",
    ${kitOfLine(sql, "l")} as kit, l.kit_unit_price_e4 as "kitUnitPriceE4",
    case when k.id is null then null
      else json_build_object('sku', k.code, 'quantity', l.asked_quantity) end as "insteadOf"
  from order_line l join sku s on s.id = l.sku_id left join sku k on k.id = l.asked_sku_id
  where l.order_id = ${orderId} order by l.line_number`;

const readParts = ({ sql }: QueryEnv, orderId: string) => sql<OrderPart[]>`
  select a.id, a.order_line_id as "orderLineId", a.quantity, n.name as node, a.state,
    a.ship_date::text as "shipDate", a.delivery_date::text as "deliveryDate",
    case when a.state = 'promised' then i.reference end as supply,
    case when a.state = 'promised' then i.eta::text end as "supplyEta",
    (a.state = 'allocated' and a.is_remainder) or (a.state = 'promised'
      and o.ship_policy = 'with_next' and l.kit_group is null) as "ridesAlong",
    a.state = 'consumed' and a.quantity <= coalesce((select sum(p.quantity)
      from fulfillment_order_line w join package_item p on p.fulfillment_order_line_id = w.id
      join package k on k.id = p.package_id
      where w.allocation_id = a.id and k.delivered_at is not null), 0) as "isDelivered"
  from allocation a join node n on n.id = a.node_id
  join order_line l on l.id = a.order_line_id join sales_order o on o.id = a.order_id
  left join inbound_supply i on i.id = a.inbound_supply_id
  where a.order_id = ${orderId} and a.state in ('promised', 'allocated', 'released', 'consumed')
  order by a.delivery_date, n.name, a.id`;

const readParcels = ({ sql }: QueryEnv, orderId: string) => sql<OrderParcel[]>`
  select p.id, s.id as "shipmentId", s.number as shipment, s.state as "shipmentState",
    p.package_number as "packageNumber", s.carrier, s.service_code as service, n.name as node,
    p.tracking_number as "trackingNumber", p.tracking_status as "trackingStatus",
    s.estimated_delivery::text as "estimatedDelivery", s.shipped_at as "shippedAt",
    p.delivered_at as "deliveredAt",
    coalesce((select json_agg(json_build_object('lineNumber', l.line_number, 'sku', k.code,
      'description', l.description, 'quantity', i.quantity) order by l.line_number)
      from package_item i join order_line l on l.id = i.order_line_id join sku k on k.id = i.sku_id
      where i.package_id = p.id), '[]'::json) as items
  from shipment s join package p on p.shipment_id = s.id join node n on n.id = s.node_id
  where s.order_id = ${orderId} and s.state not in ('draft', 'voided')
  order by s.number, p.package_number`;

/** A buyer's timeline leaves out what only concerns the house. */
const readEvents = ({ sql }: QueryEnv, orderId: string, isStaff: boolean) => sql<OrderEvent[]>`
  select id, type, occurred_at as at, actor_name as actor, on_behalf_of as "onBehalfOf", reason,
    payload
  from event where order_id = ${orderId} and (${isStaff} or type in ('sales_order.placed',
    'sales_order.approved', 'sales_order.rejected', 'sales_order.cancelled',
    'sales_order.promise_changed', 'sales_order.changed', 'credit_memo.issued', 'credit_memo.reversed', 'shipment.shipped', 'shipment.delivered',
    'sales_order.completed'))
  order by occurred_at desc, id desc limit 1000`;

export type OrderHold = {
  readonly id: string;
  readonly type: string;
  readonly typeName: string;
  readonly reason: string;
  readonly setAt: Date;
  readonly releasedAt: Date | null;
  readonly releaseReason: string | null;
  readonly releaseRight: string;
  readonly blocks: readonly HoldTransaction[];
  /** What it is on, when that is not the whole order. */
  readonly on: string | null;
};

const readHolds = ({ sql }: QueryEnv, orderId: string) => sql<OrderHold[]>`
  select h.id, h.type, t.name as "typeName", h.reason, h.set_at as "setAt",
    h.released_at as "releasedAt", h.release_reason as "releaseReason",
    t.release_right as "releaseRight", t.blocks,
    coalesce(f.number, 'line ' || l.line_number || ', ' || s.code) as "on"
  from hold h join hold_type t on t.code = h.type
  left join order_line l on l.id = h.order_line_id left join sku s on s.id = l.sku_id
  left join fulfillment_order f on f.id = h.fulfillment_order_id
  where h.order_id = ${orderId} order by h.set_at`;

export type OrderCredit = {
  readonly id: string;
  readonly number: string;
  /** The number of the memo that it takes back; null: it grants. */
  readonly reverses: string | null;
  readonly reason: CreditReason;
  /** Minor units; below 0 where it takes back. */
  readonly amountMinor: number;
  /** Of a credit what is not taken back; 0 of what takes one back. */
  readonly leftMinor: number;
  readonly note: string;
  readonly issuedBy: string;
  readonly issuedAt: Date;
};

const readCredits = ({ sql }: QueryEnv, orderId: string) => sql<OrderCredit[]>`
  select m.id, m.number, r.number as reverses, m.reason, m.amount as "amountMinor",
    case when m.reverses_id is null then (m.amount + coalesce((select sum(x.amount)
      from credit_memo x where x.reverses_id = m.id), 0))::bigint else 0 end as "leftMinor",
    m.note, m.issued_by_name as "issuedBy", m.issued_at as "issuedAt"
  from credit_memo m left join credit_memo r on r.id = m.reverses_id
  where m.order_id = ${orderId} order by m.serial`;

const readWork = ({ sql }: QueryEnv, orderId: string) => sql<
  {
    id: string;
    number: string;
    node: string;
    state: string;
    shipBy: string;
    lineCount: number;
    unitCount: number;
    closedReason: string | null;
  }[]
>`
  select f.id, f.number, n.name as node, f.state, f.ship_by::text as "shipBy",
    f.line_count as "lineCount", f.unit_count as "unitCount", f.closed_reason as "closedReason"
  from fulfillment_order f join node n on n.id = f.node_id
  where f.order_id = ${orderId} order by f.number`;

const readDecisions = ({ sql }: QueryEnv, orderId: string) => sql<
  {
    id: string;
    trigger: string;
    decidedAt: Date;
    profile: string;
    sentence: string;
    isExact: boolean;
  }[]
>`
  select id, trigger, decided_at as "decidedAt", profile_ref || ' v' || profile_version as profile,
    sentence, is_exact as "isExact"
  from sourcing_decision where order_id = ${orderId} order by decided_at desc, id desc`;

const readExceptions = ({ sql }: QueryEnv, orderId: string) => sql<
  {
    id: string;
    type: string;
    state: string;
    severity: string;
    sentence: string;
    openedAt: Date;
    closedAt: Date | null;
  }[]
>`
  select id, type, state, severity, sentence, opened_at as "openedAt", closed_at as "closedAt"
  from exception where order_id = ${orderId} order by opened_at desc`;
