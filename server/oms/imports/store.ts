import type { RawSql, RawTx } from "@/db/client";
import type { Actor } from "@/server/shell/actor";
import { newId } from "@/server/shell/new-id";
import type { ImportRunId, OrderId, OrderLineId } from "../kernel/ids";
import { lineTotal } from "../kernel/money";
import type { OpenSale } from "./decide-cancellation";

/** Terms of a company of which an import knows none. */
const IMPORTED_TERMS = "IMPORTED";

export type MasterSku = { readonly code: string; readonly name: string };
export type MasterCompany = {
  readonly code: string;
  readonly name: string;
  readonly currency: string;
  readonly location: MasterLocation | null;
};
type MasterLocation = {
  readonly code: string;
  readonly name: string;
  readonly address1: string;
  readonly address2: string;
  readonly city: string;
  readonly region: string;
  readonly postalCode: string;
  readonly country: string;
};

/** Make SKUs that nobody knows, marked as imported. Answers the codes of those made. */
export async function makeSkus(sql: RawTx, skus: readonly MasterSku[]): Promise<string[]> {
  const rows = skus.map(({ code, name }) => ({ id: newId(), code, name: name || code }));
  const made = await sql<{ code: string }[]>`
    insert into sku (id, code, name, grams, measures_imputed, is_imported)
    select id, code, name, 0, true, true
    from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb) as r(id uuid, code text, name text)
    where not exists (select from sku_alias a where upper(a.code) = upper(r.code)
      and a.company_id is null)
    order by upper(code)
    on conflict do nothing
    returning code`;
  return made.map(({ code }) => code);
}

/**
 * Make companies that nobody knows, marked as imported, and ship-tos that their companies do not
 * have yet. The first location of a company is its default. Answers the codes of the companies made.
 */
export async function makeCompanies(
  sql: RawTx,
  companies: readonly MasterCompany[],
): Promise<string[]> {
  const rows = companies.map(({ location, ...company }) => ({
    ...company,
    ...prefixed(location ?? nowhere(company.name)),
    id: newId(),
    location_id: newId(),
    has_location: location !== null,
  }));
  const given = sql.typed(rows, 3802);
  await sql`
    insert into payment_terms (code, name, net_days)
    values (${IMPORTED_TERMS}, 'Imported: terms not known', 0) on conflict do nothing`;
  const made = await sql<{ code: string }[]>`
    insert into company (id, code, name, currency, payment_terms_code, is_imported)
    select id, code, name, currency, ${IMPORTED_TERMS}, true
    from jsonb_to_recordset(${given}::jsonb) as r(id uuid, code text, name text, currency text)
    order by upper(code)
    on conflict do nothing
    returning code`;
  await sql`
    insert into company_location (id, company_id, code, name, address1, address2, city, region,
      postal_code, country, is_default)
    select r.location_id, c.id, r.l_code, r.l_name, r.l_address1, r.l_address2, r.l_city,
      r.l_region, r.l_postal_code, r.l_country,
      not exists (select from company_location l where l.company_id = c.id and l.is_default)
        and row_number() over (partition by c.id order by r.has_location desc, r.l_code) = 1
    from jsonb_to_recordset(${given}::jsonb) as r(code text, has_location boolean,
      location_id uuid, l_code text, l_name text, l_address1 text, l_address2 text, l_city text,
      l_region text, l_postal_code text, l_country text)
    join company c on upper(c.code) = upper(r.code)
    where r.has_location or not exists (select from company_location l where l.company_id = c.id)
    order by c.id, r.l_code
    on conflict do nothing`;
  return made.map(({ code }) => code);
}

const prefixed = (location: MasterLocation) => ({
  l_code: location.code,
  l_name: location.name,
  l_address1: location.address1,
  l_address2: location.address2,
  l_city: location.city,
  l_region: location.region,
  l_postal_code: location.postalCode,
  l_country: location.country,
});

const nowhere = (name: string): MasterLocation => ({
  code: "MAIN",
  name,
  address1: "",
  address2: "",
  city: "",
  region: "",
  postalCode: "",
  country: "",
});

export type ImportedParties = {
  /** By company code in capitals. */
  readonly companies: ReadonlyMap<string, { readonly companyId: string; readonly code: string }>;
  /** By `companyId:location code`; and by `companyId:` the default one. */
  readonly locations: ReadonlyMap<string, string>;
};

/** The companies that codes name, with all their ship-tos. */
export async function readParties(sql: RawTx, codes: readonly string[]): Promise<ImportedParties> {
  const rows = await sql<
    { companyId: string; code: string; locationId: string; location: string; isDefault: boolean }[]
  >`
    select c.id as "companyId", upper(c.code) as code, l.id as "locationId", l.code as location,
      l.is_default as "isDefault"
    from company c join company_location l on l.company_id = c.id
    where upper(c.code) = any(${codes.map((code) => code.toUpperCase())}::text[])`;
  const locations = new Map<string, string>();
  for (const { companyId, locationId, location, isDefault } of rows) {
    locations.set(`${companyId}:${location}`, locationId);
    if (isDefault) {
      locations.set(`${companyId}:`, locationId);
    }
  }
  return { companies: new Map(rows.map((row) => [row.code, row])), locations };
}

/** A word for a SKU, in the mouth of a company. */
export type SkuWord = { readonly code: string; readonly companyId: string };
export type KnownSku = { readonly id: string; readonly code: string; readonly name: string };

export const skuWordKey = ({ code, companyId }: SkuWord) => `${companyId}:${code.toUpperCase()}`;

/** SKUs by what customers call them: our own code, then their part number, then GTINs and old codes. */
export async function readSkuWords(
  sql: RawTx,
  words: readonly SkuWord[],
): Promise<Map<string, KnownSku>> {
  const codes = [...new Set(words.map(({ code }) => code.toUpperCase()))];
  const skus = await sql<(KnownSku & { word: string })[]>`
    select id, code, name, upper(code) as word from sku
    where upper(code) = any(${codes}::text[])`;
  const aliases = await sql<(KnownSku & { word: string; companyId: string | null })[]>`
    select s.id, s.code, s.name, upper(a.code) as word, a.company_id as "companyId"
    from sku_alias a join sku s on s.id = a.sku_id
    where upper(a.code) = any(${codes}::text[])`;
  const own = new Map(skus.map((sku) => [sku.word, sku]));
  const others = new Map(aliases.map((sku) => [`${sku.companyId ?? ""}:${sku.word}`, sku]));
  const known = new Map<string, KnownSku>();
  for (const word of words) {
    const code = word.code.toUpperCase();
    const sku = own.get(code) ?? others.get(skuWordKey(word)) ?? others.get(`:${code}`);
    if (sku !== undefined) {
      known.set(skuWordKey(word), sku);
    }
  }
  return known;
}

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
    readonly mode: string;
    readonly actorId: string;
    readonly isDryRun: boolean;
    readonly now: Date;
  },
): Promise<ImportRunId> {
  const id = newId<ImportRunId>();
  await sql`
    insert into import_run (id, kind, file_name, file_hash, mode, started_at, actor_id, is_dry_run)
    values (${id}, ${run.kind}, ${run.fileName}, ${run.fileHash}, ${run.mode}, ${run.now},
      ${run.actorId}, ${run.isDryRun})`;
  return id;
}
