import type { RawSql, RawTx } from "@/db/client";
import type { Alternative } from "../catalog/types";
import type { PriceTier } from "../pricing/decide";
import { tierKey } from "./decide-lines";
import { type SkuRequest, skuKey } from "./decide-shipping";
import type { PlaceOrderInput } from "./schema";
import type { Customer, IntakeFacts, OrderableSku, ShipTo } from "./types";

type Sql = RawSql | RawTx;

/** What a door asks of the customer's side, for an order or only for a quote. */
export type CustomerRequest = Pick<
  PlaceOrderInput,
  "companyId" | "companyCode" | "companyLocationId" | "contactId"
>;

/**
 * Lock the credit of the customers that requests name, so that no other order uses the same rest of a
 * limit. What is read after it counts all that was placed before.
 */
export async function lockCreditOf(
  sql: RawTx,
  requests: readonly CustomerRequest[],
  confinedTo: string | null,
): Promise<void> {
  const ids = requests.map(
    ({ companyId, companyCode }) => companyId ?? (companyCode === undefined ? confinedTo : null),
  );
  const codes = requests.map(({ companyCode }) => companyCode?.toUpperCase() ?? null);
  await sql`
    select id from company
    where credit_limit is not null and (id = any(${ids}::uuid[]) or upper(code) = any(${codes}::text[]))
      and (${confinedTo}::uuid is null or id = ${confinedTo})
    order by id for no key update`;
}

type CustomerRow = Omit<Customer, "shipTo" | "priceList" | "contact"> & {
  readonly index: number;
  readonly shipTo:
    | (Omit<ShipTo, "point"> & { latitude: number | null; longitude: number | null })
    | null;
  readonly priceList: Customer["priceList"];
  readonly contact: Customer["contact"];
};

/**
 * The customers that requests name, each with ship-to, terms and what is open.
 *
 * @param confinedTo the company beyond which nothing exists for the asker; null = all
 */
export async function readCustomers(
  sql: Sql,
  requests: readonly CustomerRequest[],
  confinedTo: string | null,
): Promise<Map<number, Customer>> {
  const named = requests.map((request, index) => ({
    index,
    company_id: request.companyId ?? (request.companyCode === undefined ? confinedTo : null),
    company_code: request.companyCode ?? null,
    location_id: request.companyLocationId ?? null,
    contact_id: request.contactId ?? null,
  }));
  const rows = await sql<CustomerRow[]>`
    select r.index, c.id as "companyId", c.code, c.name, c.status, c.currency,
      c.requires_po as "requiresPo", c.substitution, c.credit_limit as "creditLimit",
      c.open_receivables as "openReceivables", c.tier, c.remainder_days as "remainderDays",
      n.code as "preferredNodeCode",
      jsonb_build_object('priceVariance', c.price_tolerance_bp / 100.0,
        'margin', c.margin_min_bp / 100.0) as tolerance,
      case when c.backorder_policy is not null then json_build_object('policy', c.backorder_policy,
        'limit', c.backorder_limit, 'days', c.backorder_days,
          'slip', c.backorder_slip) end as backorders,
      c.overdue_receivables as "overdueReceivables", c.oldest_due_date::text as "oldestDueDate",
      l.id as "companyLocationId", c.allows_one_time_ship_to as "allowsOneTimeShipTo",
      case when c.credit_limit is null then 0 else (
        select coalesce(sum(o.subtotal - o.cancelled_total - o.credited_total), 0)::bigint from sales_order o
        where o.company_id = c.id
          and o.status in ('submitted', 'pending_approval', 'confirmed', 'in_fulfillment'))
      end as "openOrderValue",
      case when p.id is null then null else json_build_object('id', p.id, 'name', p.name,
        'validFrom', p.valid_from, 'validTo', p.valid_to) end as "priceList",
      case when l.id is null then null else json_build_object('name', c.name,
        'address1', l.address1, 'address2', l.address2, 'city', l.city, 'region', l.region,
        'postalCode', l.postal_code, 'country', l.country, 'latitude', l.latitude,
        'longitude', l.longitude, 'isResidential', l.is_residential) end as "shipTo",
      case when k.id is null then null else json_build_object('id', k.id, 'role', k.role,
        'spendingLimit', k.spending_limit) end as contact
    from jsonb_to_recordset(${sql.typed(named, 3802)}::jsonb)
      as r(index int, company_id uuid, company_code text, location_id uuid, contact_id uuid)
    join company c on c.id = r.company_id or upper(c.code) = upper(r.company_code)
    left join company_location l on l.company_id = c.id
      and (l.id = r.location_id or (r.location_id is null and l.is_default))
    left join node n on n.id = coalesce(l.preferred_node_id, c.preferred_node_id)
    left join price_list p on p.id = c.price_list_id
    left join contact k on k.company_id = c.id and k.id = r.contact_id
    where ${confinedTo}::uuid is null or c.id = ${confinedTo}`;
  return new Map(
    rows.map(({ index, shipTo, ...row }) => [
      index,
      { ...row, shipTo: shipTo && withPoint(shipTo) },
    ]),
  );
}

function withPoint({
  latitude,
  longitude,
  ...address
}: Omit<ShipTo, "point"> & { latitude: number | null; longitude: number | null }): ShipTo {
  const point = latitude === null || longitude === null ? null : { latitude, longitude };
  return { ...address, point };
}

/**
 * SKUs by what a customer calls them: our code first, then their part number, then GTIN and old
 * codes. Kits come with their components, read anew each time: no copy of them is kept anywhere.
 */
export async function readSkus(
  sql: Sql,
  requests: readonly SkuRequest[],
): Promise<Map<string, OrderableSku>> {
  const asked = new Map(requests.map((request) => [skuKey(request), request]));
  const list = [...asked.values()];
  const rows = await sql<(OrderableSku & { position: number })[]>`
    select (q.position - 1)::int as position, s.id, s.code, s.name, s.category,
      s.is_hazmat as "isHazmat", s.base_unit as "baseUnit",
      s.pack_multiple as "packMultiple", s.min_quantity as "minQuantity", s.grams,
      s.backorder_policy as "backorderPolicy", s.backorder_limit as "backorderLimit",
      s.backorder_days as "backorderDays", s.comes_out_on::text as "comesOutOn",
      s.preorder_limit as "preorderLimit",
      s.lead_time_days as "leadTimeDays", s.list_price_e4 as "listPriceE4",
      s.standard_cost_e4 as "costE4", s.status,
      coalesce((
        select jsonb_agg(jsonb_build_object('quantity', k.quantity, 'sku', jsonb_build_object(
          'id', c.id, 'code', c.code, 'name', c.name, 'category', c.category,
          'isHazmat', c.is_hazmat, 'baseUnit', c.base_unit,
          'packMultiple', c.pack_multiple, 'minQuantity', c.min_quantity, 'grams', c.grams,
          'backorderPolicy', c.backorder_policy, 'backorderLimit', c.backorder_limit,
          'backorderDays', c.backorder_days, 'comesOutOn', c.comes_out_on,
          'preorderLimit', c.preorder_limit,
          'leadTimeDays', c.lead_time_days, 'listPriceE4', c.list_price_e4,
          'costE4', c.standard_cost_e4,
          'status', c.status)) order by k.position)
        from kit_component k join sku c on c.id = k.component_sku_id
        where k.kit_sku_id = s.id), '[]') as components
    from unnest(${list.map((r) => r.text)}::text[], ${list.map((r) => r.companyId)}::uuid[])
      with ordinality as q(text, company_id, position)
    cross join lateral (
      select id, 0 as rank from sku where upper(code) = upper(q.text)
      union all
      select a.sku_id, case when a.company_id is null then 2 else 1 end from sku_alias a
      where upper(a.code) = upper(q.text) and (a.company_id is null or a.company_id = q.company_id)
      order by rank limit 1) found
    join sku s on s.id = found.id`;
  const keys = [...asked.keys()];
  return new Map(rows.map(({ position, ...sku }) => [keys[position] ?? "", sku]));
}

/**
 * The SKUs that may ship instead of others, under the same keys as those; nothing is asked where there are none.
 *
 * @param companyIds who asks
 */
export async function readInstead(
  sql: Sql,
  companyIds: readonly string[],
  alternatives: readonly Pick<Alternative, "insteadSku">[],
): Promise<Map<string, OrderableSku>> {
  if (alternatives.length === 0) {
    return new Map();
  }
  return readSkus(
    sql,
    companyIds.flatMap((companyId) =>
      alternatives.map(({ insteadSku }) => ({ text: insteadSku, companyId })),
    ),
  );
}

/** The tiers of some price lists for some SKUs. */
export async function readTiers(
  sql: Sql,
  pairs: readonly { readonly priceListId: string; readonly skuId: string }[],
): Promise<Map<string, PriceTier[]>> {
  const tiers = new Map<string, PriceTier[]>();
  if (pairs.length === 0) {
    return tiers;
  }
  const distinct = new Map(pairs.map((pair) => [tierKey(pair.priceListId, pair.skuId), pair]));
  const wanted = [...distinct.values()];
  const rows = await sql<(PriceTier & { priceListId: string; skuId: string })[]>`
    select i.price_list_id as "priceListId", i.sku_id as "skuId", i.min_quantity as "minQuantity",
      i.unit_price_e4 as "unitPriceE4"
    from unnest(${wanted.map((p) => p.priceListId)}::uuid[], ${wanted.map((p) => p.skuId)}::uuid[])
      as w(price_list_id, sku_id)
    join price_list_item i on i.price_list_id = w.price_list_id and i.sku_id = w.sku_id`;
  for (const { priceListId, skuId, ...tier } of rows) {
    const key = tierKey(priceListId, skuId);
    const known = tiers.get(key) ?? [];
    known.push(tier);
    tiers.set(key, known);
  }
  return tiers;
}

/** Orders that already carry a request's reference in its channel. */
export async function readExisting(
  sql: Sql,
  requests: readonly { readonly channelId: string | null; readonly externalRef: string | null }[],
): Promise<IntakeFacts["existing"]> {
  const named = requests.flatMap(({ channelId, externalRef }, index) =>
    channelId === null || externalRef === null ? [] : [{ index, channelId, externalRef }],
  );
  if (named.length === 0) {
    return new Map();
  }
  const rows = await sql<{ index: number; orderId: string; number: string }[]>`
    select r.index, o.id as "orderId", o.number
    from unnest(${named.map((r) => r.index)}::int[], ${named.map((r) => r.channelId)}::uuid[],
      ${named.map((r) => r.externalRef)}::text[]) as r(index, channel_id, external_ref)
    join sales_order o on o.channel_id = r.channel_id and o.external_ref = r.external_ref`;
  return new Map(rows.map(({ index, ...order }) => [index, order]));
}

/** The latest live order of the same company with the same PO number, per request. */
export async function readDuplicatePos(
  sql: Sql,
  requests: readonly { readonly companyId: string | null; readonly customerPo: string | null }[],
): Promise<Map<number, string>> {
  const named = requests.flatMap(({ companyId, customerPo }, index) =>
    companyId === null || customerPo === null ? [] : [{ index, companyId, customerPo }],
  );
  if (named.length === 0) {
    return new Map();
  }
  const rows = await sql<{ index: number; number: string }[]>`
    select distinct on (r.index) r.index, o.number
    from unnest(${named.map((r) => r.index)}::int[], ${named.map((r) => r.companyId)}::uuid[],
      ${named.map((r) => r.customerPo)}::text[]) as r(index, company_id, customer_po)
    join sales_order o on upper(o.customer_po) = upper(r.customer_po)
      and o.company_id = r.company_id and o.status not in ('cancelled', 'rejected', 'expired')
    order by r.index, o.placed_at desc`;
  return new Map(rows.map(({ index, number }) => [index, number]));
}

/**
 * Units that wait of some SKUs, for everybody and for each company that is named with them; what lies
 * beyond the horizon does not wait, but where it is a pre-order. In a transaction that plans, this is read after the positions
 * were locked, so that two orders do not fill one cap.
 */
export async function readBackordered(
  sql: Sql,
  capped: readonly { readonly skuId: string; readonly companyId: string }[],
): Promise<{ skuId: string; companyId: string | null; units: number }[]> {
  if (capped.length === 0) {
    return [];
  }
  return await sql<{ skuId: string; companyId: string | null; units: number }[]>`
    select l.sku_id as "skuId", o.company_id as "companyId", sum(l.backordered)::int as units
    from order_line l join sku s on s.id = l.sku_id
    join sales_order o on o.id = l.order_id
      and (o.allocate_from is null or s.comes_out_on is not null)
    where l.sku_id = any(${[...new Set(capped.map(({ skuId }) => skuId))]}::uuid[])
      and l.backordered > 0
    group by grouping sets ((l.sku_id), (l.sku_id, o.company_id))
    having grouping(o.company_id) = 1
      or o.company_id = any(${[...new Set(capped.map(({ companyId }) => companyId))]}::uuid[])`;
}
