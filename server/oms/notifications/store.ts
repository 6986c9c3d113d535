import type { RawSql, RawTx } from "@/db/client";
import { kitOfLine } from "../orders/store-kit";
import type { Checkpoint, LineFacts, OrderFacts, ParcelFacts, PartFacts } from "./types";

type Sql = RawSql | RawTx;

/** An order with all that its customer may be told of it; null when there is none. */
export async function readOrderFacts(sql: Sql, orderId: string): Promise<OrderFacts | null> {
  const [headers, lines, parts, parcels] = await Promise.all([
    readHeader(sql, orderId),
    readLines(sql, orderId),
    readParts(sql, orderId),
    readParcels(sql, orderId),
  ]);
  const header = headers[0];
  return header === undefined ? null : { ...header, lines, parts, parcels };
}

function readHeader(sql: Sql, orderId: string) {
  return sql<Omit<OrderFacts, "lines" | "parts" | "parcels">[]>`
    select o.id as "orderId", o.number, o.status, o.customer_po as "customerPo",
      o.company_id as "companyId", c.name as "companyName", o.placed_at as "placedAt",
      o.completed_at as "completedAt", o.cancelled_at as "cancelledAt",
      coalesce((select e.actor_name from event e
        where e.order_id = o.id and e.type = 'sales_order.placed' order by e.id limit 1),
        o.placed_by) as "placedBy", o.ship_policy as "shipPolicy", o.currency,
      o.subtotal - o.cancelled_total as subtotal, o.credited_total as credited, o.current_promise as promise, o.ship_to as "shipTo",
      coalesce(i.mode = 'history', false) as "isHistory"
    from sales_order o
    join company c on c.id = o.company_id
    left join import_run i on i.id = o.import_run_id
    where o.id = ${orderId}`;
}

function readLines(sql: Sql, orderId: string) {
  return sql<LineFacts[]>`
    select l.id as "lineId", l.description, s.code as "skuCode",
      l.customer_part as "customerPart", ${kitOfLine(sql, "l")} as kit, s.base_unit as unit, l.ordered, l.cancelled,
      l.unit_price_e4 as "unitPriceE4", l.line_total - l.cancelled_total as "lineTotal",
      l.original_promise as "originalPromise", l.current_promise as "currentPromise",
      case when l.backordered > 0 then s.comes_out_on end as "comesOutOn"
    from order_line l join sku s on s.id = l.sku_id
    where l.order_id = ${orderId} order by l.line_number`;
}

function readParts(sql: Sql, orderId: string) {
  return sql<PartFacts[]>`
    select order_line_id as "lineId", state, quantity as units, ship_date as "shipsOn",
      delivery_date as "arrivesOn"
    from allocation
    where order_id = ${orderId} and state in ('promised', 'allocated', 'released')
    order by delivery_date, id`;
}

type ParcelRow = Omit<ParcelFacts, "checkpoints"> & {
  readonly checkpoints: readonly (Omit<Checkpoint, "at"> & { readonly at: string })[];
};

/** Parcels from the label on, in the order in which they were made. */
async function readParcels(sql: Sql, orderId: string): Promise<ParcelFacts[]> {
  const rows = await sql<ParcelRow[]>`
    select p.id as "packageId", s.id as "shipmentId", s.carrier,
      s.state in ('shipped', 'delivered') as "hasLeft", p.tracking_number as "trackingNumber",
      p.tracking_status as "trackingStatus", s.created_at as "labelledAt",
      s.estimated_delivery as "arrivesOn", p.delivered_at as "deliveredAt",
      n.time_zone as "timeZone",
      coalesce((select jsonb_agg(jsonb_build_object('lineId', i.order_line_id,
          'units', i.quantity) order by i.order_line_id)
        from package_item i where i.package_id = p.id), '[]') as items,
      coalesce((select jsonb_agg(jsonb_build_object('at', e.occurred_at, 'status', e.status,
          'place', e.place) order by e.occurred_at, e.id)
        from tracking_event e where e.package_id = p.id), '[]') as checkpoints
    from shipment s
    join package p on p.shipment_id = s.id
    join node n on n.id = s.node_id
    where s.order_id = ${orderId} and s.state in ('labelled', 'manifested', 'shipped', 'delivered')
    order by s.created_at, s.id, p.package_number`;
  return rows.map((row) => ({
    ...row,
    checkpoints: row.checkpoints.map((each) => ({ ...each, at: new Date(each.at) })),
  }));
}

export type Recipient = { readonly name: string; readonly email: string };

/**
 * Whom an order's mails go to: its own contact when that has an address, else the company's first
 * buyer with one. Null when nobody of the company can be written to.
 */
export async function readRecipient(sql: Sql, orderId: string): Promise<Recipient | null> {
  const [row] = await sql<Recipient[]>`
    select c.name, c.email
    from sales_order o join contact c on c.company_id = o.company_id
    where o.id = ${orderId} and c.email is not null
    order by (c.id = o.contact_id) desc nulls last,
      array_position(array['buyer', 'company_admin', 'approver'], c.role), c.id
    limit 1`;
  return row ?? null;
}

/** Who of the company may approve an order, with an address. */
export function readApprovers(sql: Sql, companyId: string) {
  return sql<(Recipient & { contactId: string })[]>`
    select id as "contactId", name, email from contact
    where company_id = ${companyId} and email is not null
      and role in ('approver', 'company_admin')
    order by id`;
}

/** The limit that the order's own contact may spend without asking; null when there is none. */
export async function readSpendingLimit(sql: Sql, orderId: string): Promise<number | null> {
  const [row] = await sql<{ limit: number | null }[]>`
    select c.spending_limit as limit
    from sales_order o join contact c on c.id = o.contact_id where o.id = ${orderId}`;
  return row?.limit ?? null;
}

/** Events after which the dates of an order are other than they were. */
const DATES_MOVED = ["sales_order.promise_changed", "order_line.promise_changed"];

/** Whether another event about the dates of this order came after this one. */
export async function isOvertaken(
  sql: Sql,
  event: { readonly id: number; readonly orderId: string | null },
): Promise<boolean> {
  const [row] = await sql<{ isOvertaken: boolean }[]>`
    select exists (select from event
      where order_id = ${event.orderId} and id > ${event.id} and type = any(${DATES_MOVED}))
      as "isOvertaken"`;
  return row?.isOvertaken === true;
}

/**
 * The promise that the customer was told last: of the last change that has a mail, or that they made
 * themselves; else what stood before the first one; null when it never changed.
 */
export async function readToldPromise(sql: Sql, orderId: string): Promise<string | null> {
  const [row] = await sql<{ told: string | null }[]>`
    select coalesce(
      (select e.payload ->> 'after' from event e left join mail_message m
          on m.cause_key = 'promise:' || e.id
        where e.order_id = ${orderId} and e.type = any(${DATES_MOVED})
          and (m.id is not null or e.payload ->> 'trigger' = 'order_changed'
            or e.payload ->> 'isInChange' = 'true')
        order by e.id desc limit 1),
      (select e.payload ->> 'before' from event e
        where e.order_id = ${orderId} and e.type = any(${DATES_MOVED})
        order by e.id limit 1)) as told`;
  return row?.told ?? null;
}

export type StoredMail = {
  readonly id: string;
  readonly toAddress: string;
  readonly subject: string;
  readonly html: string;
  readonly plainText: string;
  readonly sentAt: Date | null;
};

/** The mail of a cause, whether it went out yet or not. */
export async function readMailOf(sql: Sql, causeKey: string): Promise<StoredMail | null> {
  const [row] = await sql<StoredMail[]>`
    select id, to_address as "toAddress", subject, html, plain_text as "plainText",
      sent_at as "sentAt"
    from mail_message where cause_key = ${causeKey}`;
  return row ?? null;
}
