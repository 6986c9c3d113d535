import type { RawSql, RawTx } from "@/db/client";
import type { Actor } from "@/server/shell/actor";
import { newId } from "@/server/shell/new-id";
import type { ImportRunId, OrderId, OrderLineId } from "../kernel/ids";
import { lineTotal } from "../kernel/money";
import { settleOwed } from "../orders/store-owed";
import type { OpenSale } from "./decide-cancellation";

export type BookedOrder = {
  readonly reference: string;
  readonly number: string;
  readonly sourceHash: string | null;
};

/** Orders of a channel that bear one of some references. */
export function readBooked(
  sql: RawSql | RawTx,
  channelId: string,
  references: readonly string[],
): Promise<BookedOrder[]> {
  return sql<BookedOrder[]>`
    select external_ref as reference, number, source_hash as "sourceHash" from sales_order
    where channel_id = ${channelId} and external_ref = any(${[...references]}::text[])`;
}

export type HistoryLine = {
  readonly skuId: string;
  readonly customerPart: string | null;
  readonly description: string;
  readonly quantity: number;
  readonly unitPriceE4: number;
  readonly requestedDate: string | null;
};

export type HistoryOrder = {
  readonly reference: string;
  readonly sourceHash: string;
  readonly companyId: string;
  readonly locationId: string;
  readonly placedAt: Date;
  readonly currency: string;
  readonly customerPo: string | null;
  readonly requestedDate: string | null;
  readonly note: string;
  readonly lines: readonly HistoryLine[];
};

/** What all orders of a run share. */
export type HistoryRun = {
  readonly runId: string;
  readonly channelId: string;
  readonly fileName: string;
  readonly actor: Actor;
  readonly now: Date;
};

/**
 * Book orders as delivered on their own day, without touching stock, each with one event in its
 * timeline. The events bypass the outbox: nobody is to be told by mail of last year's orders.
 *
 * @returns references of the orders booked; one that somebody else books meanwhile is left out
 */
export async function insertHistory(
  sql: RawTx,
  run: HistoryRun,
  orders: readonly HistoryOrder[],
): Promise<ReadonlySet<string>> {
  const heads = orders.map((order) => ({ ...headOf(order), id: newId<OrderId>() }));
  const booked = await sql<{ id: string; reference: string }[]>`
    insert into sales_order (id, number, channel_id, company_id, company_location_id, external_ref,
      customer_po, status, fulfillment_status, payment_status, ship_policy, service_code,
      requested_date, currency, subtotal, placed_at, completed_at, placed_by, ship_to, note,
      line_count, unit_count, promise_state, source_hash, import_run_id)
    select r.id, 'SO-' || nextval('sales_order_number'), ${run.channelId}, r.company_id,
      r.location_id, r.reference, r.customer_po, 'completed', 'delivered', 'not_due',
      'as_available', 'unspecified', r.requested_date, r.currency, r.subtotal, r.placed_at,
      r.placed_at, ${run.actor.name},
      jsonb_build_object('name', c.name, 'address1', l.address1, 'address2', l.address2,
        'city', l.city, 'region', l.region, 'postalCode', l.postal_code, 'country', l.country,
        'latitude', l.latitude, 'longitude', l.longitude),
      r.note, r.line_count, r.unit_count, 'unknown', r.source_hash, ${run.runId}
    from jsonb_to_recordset(${sql.typed(heads, 3802)}::jsonb) as r(id uuid, company_id uuid,
      location_id uuid, reference text, customer_po text, requested_date date, currency text,
      subtotal bigint, placed_at timestamptz, note text, line_count int, unit_count int,
      source_hash text)
    join company c on c.id = r.company_id join company_location l on l.id = r.location_id
    order by r.placed_at, r.reference
    on conflict do nothing
    returning id, external_ref as reference`;
  const idOf = new Map(booked.map(({ id, reference }) => [reference, id]));
  await insertHistoryLines(sql, orders, idOf);
  await insertTimeline(
    sql,
    run,
    "sales_order.imported",
    booked.map(({ id, reference }) => ({
      subject_kind: "sales_order",
      subject_id: id,
      order_id: id,
      payload: { fileName: run.fileName, reference, importRunId: run.runId },
    })),
  );
  return new Set(idOf.keys());
}

const headOf = (order: HistoryOrder) => {
  const totals = order.lines.map((line) =>
    lineTotal(line.quantity, line.unitPriceE4, order.currency),
  );
  return {
    reference: order.reference,
    source_hash: order.sourceHash,
    company_id: order.companyId,
    location_id: order.locationId,
    placed_at: order.placedAt.toISOString(),
    currency: order.currency,
    customer_po: order.customerPo,
    requested_date: order.requestedDate,
    note: order.note,
    line_count: order.lines.length,
    unit_count: order.lines.reduce((sum, line) => sum + line.quantity, 0),
    subtotal: totals.reduce((sum, total) => sum + total, 0),
  };
};

/** By arrays, not by JSON: these are by far the most rows of an import. Empty text stands for null. */
async function insertHistoryLines(
  sql: RawTx,
  orders: readonly HistoryOrder[],
  idOf: ReadonlyMap<string, string>,
): Promise<void> {
  const lines = orders.flatMap((order) => {
    const orderId = idOf.get(order.reference);
    return orderId === undefined
      ? []
      : order.lines.map((line, at) => ({ line, orderId, at, currency: order.currency }));
  });
  const texts = (of: (line: HistoryLine) => string | null) =>
    lines.map(({ line }) => of(line) ?? "");
  const numbers = (of: (line: HistoryLine) => number) => lines.map(({ line }) => of(line));
  await sql`
    insert into order_line (id, order_id, line_number, sku_id, customer_part, description, ordered,
      shipped, delivered, unit_price_e4, line_total, requested_date, promise_state)
    select id, order_id, line_number, sku_id, nullif(customer_part, ''), description, quantity,
      quantity, quantity, unit_price_e4, line_total, nullif(requested_date, '')::date, 'unknown'
    from unnest(${lines.map(() => newId<OrderLineId>())}::uuid[],
      ${lines.map(({ orderId }) => orderId)}::uuid[], ${lines.map(({ at }) => at + 1)}::int[],
      ${texts((line) => line.skuId)}::uuid[], ${texts((line) => line.customerPart)}::text[],
      ${texts((line) => line.description)}::text[], ${numbers((line) => line.quantity)}::int[],
      ${numbers((line) => line.unitPriceE4)}::bigint[],
      ${lines.map(({ line, currency }) => lineTotal(line.quantity, line.unitPriceE4, currency))}::bigint[],
      ${texts((line) => line.requestedDate)}::text[])
      as r(id, order_id, line_number, sku_id, customer_part, description, quantity, unit_price_e4,
        line_total, requested_date)`;
}

type TimelineRow = {
  readonly subject_kind: string;
  readonly subject_id: string;
  readonly order_id: string;
  readonly payload: Readonly<Record<string, string | number>>;
};

async function insertTimeline(
  sql: RawTx,
  run: Pick<HistoryRun, "actor" | "now">,
  type: string,
  rows: readonly TimelineRow[],
): Promise<void> {
  await sql`
    insert into event (type, subject_kind, subject_id, order_id, payload, actor_id, actor_name,
      on_behalf_of, occurred_at)
    select ${type}, subject_kind, subject_id, order_id, payload, ${run.actor.id},
      ${run.actor.name}, ${run.actor.onBehalfOf}, ${run.now}
    from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb) as r(subject_kind text,
      subject_id uuid, order_id uuid, payload jsonb)`;
}

export type CancellationKey = { readonly reference: string; readonly lineNumber: number };

/** Units that cancellations took back in an earlier run, by `reference:line number`. */
export async function readAppliedCancellations(
  sql: RawTx,
  channelId: string,
  references: readonly string[],
): Promise<Map<string, number>> {
  const rows = await sql<{ reference: string; lineNumber: number; units: number }[]>`
    select external_ref as reference, line_number as "lineNumber", sum(quantity)::bigint as units
    from order_cancellation
    where channel_id = ${channelId} and external_ref = any(${[...new Set(references)]}::text[])
    group by external_ref, line_number`;
  return new Map(rows.map((row) => [cancellationKey(row), row.units]));
}

export const cancellationKey = ({ reference, lineNumber }: CancellationKey) =>
  `${reference}:${lineNumber}`;

/**
 * The delivered lines of some companies' SKUs in a channel's history, locked with their orders in
 * the order of their ids.
 */
export async function lockOpenSales(
  sql: RawTx,
  channelId: string,
  pairs: readonly { readonly companyId: string; readonly skuId: string }[],
): Promise<OpenSale[]> {
  return sql<OpenSale[]>`
    with pairs as (
      select distinct company_id, sku_id
      from unnest(${pairs.map((pair) => pair.companyId)}::uuid[],
        ${pairs.map((pair) => pair.skuId)}::uuid[]) as p(company_id, sku_id))
    select l.id as "orderLineId", o.company_id as "companyId", l.sku_id as "skuId",
      o.placed_at as "placedAt", l.unit_price_e4 as "unitPriceE4", l.delivered as units
    from pairs p
    join sales_order o on o.company_id = p.company_id and o.channel_id = ${channelId}
    join import_run r on r.id = o.import_run_id and r.mode = 'history'
    join order_line l on l.order_id = o.id and l.sku_id = p.sku_id and l.delivered > 0
    order by o.id, l.id
    for no key update of o`;
}

export type AppliedPart = CancellationKey & {
  readonly orderLineId: string;
  readonly units: number;
  readonly cancelledAt: Date;
};

/** Take units back from booked lines; answers the orders that changed. */
export async function takeBack(
  sql: RawTx,
  run: Omit<HistoryRun, "fileName">,
  parts: readonly AppliedPart[],
): Promise<readonly { readonly orderId: string; readonly importRunId: string }[]> {
  const rows = parts.map((part) => ({
    reference: part.reference,
    line_number: part.lineNumber,
    order_line_id: part.orderLineId,
    units: part.units,
    cancelled_at: part.cancelledAt.toISOString(),
  }));
  const given = sql.typed(rows, 3802);
  await sql`
    insert into order_cancellation (channel_id, external_ref, line_number, order_line_id, quantity,
      cancelled_at, import_run_id)
    select ${run.channelId}, reference, line_number, order_line_id, units, cancelled_at,
      ${run.runId}
    from jsonb_to_recordset(${given}::jsonb) as r(reference text, line_number int,
      order_line_id uuid, units int, cancelled_at timestamptz)`;
  const touched = await sql<{ orderLineId: string; orderId: string; units: number }[]>`
    update order_line l
    set cancelled = l.cancelled + r.units, shipped = l.shipped - r.units,
      delivered = l.delivered - r.units
    from (
      select order_line_id, sum(units)::int as units
      from jsonb_to_recordset(${given}::jsonb) as p(order_line_id uuid, units int)
      group by order_line_id) r
    where l.id = r.order_line_id
    returning l.id as "orderLineId", l.order_id as "orderId", r.units`;
  await insertTimeline(
    sql,
    run,
    "order_line.cancelled",
    touched.map((line) => ({
      subject_kind: "order_line",
      subject_id: line.orderLineId,
      order_id: line.orderId,
      payload: { units: line.units, importRunId: run.runId },
    })),
  );
  const orderIds = [...new Set(touched.map((line) => line.orderId))];
  await settleOwed(sql, orderIds);
  return sql<{ orderId: string; importRunId: string }[]>`
    select id as "orderId", import_run_id as "importRunId" from sales_order
    where id = any(${orderIds}::uuid[])`;
}

export async function insertRun(
  sql: RawTx,
  run: {
    readonly kind: string;
    readonly fileName: string;
    readonly fileHash: string;
    readonly columns: readonly string[];
    readonly mode: string;
    readonly actorId: string;
    readonly isDryRun: boolean;
    readonly now: Date;
  },
): Promise<ImportRunId> {
  const id = newId<ImportRunId>();
  await sql`
    insert into import_run (id, kind, file_name, file_hash, columns, mode, started_at, actor_id,
      is_dry_run)
    values (${id}, ${run.kind}, ${run.fileName}, ${run.fileHash}, ${[...run.columns]}, ${run.mode},
      ${run.now}, ${run.actorId}, ${run.isDryRun})`;
  return id;
}
