import type { AnySql } from "@/db/client";
import { DomainError } from "../kernel/errors";
import type { LocalDate } from "../kernel/local-date";
import type { ProfileVersion, RehearsalBasis, SkuFacts, StoredOrder } from "./types";

/** Which orders a rehearsal is about. */
export type OrderChoice = {
  readonly fromDay: LocalDate;
  readonly toDay: LocalDate;
  /** Codes; none = all. */
  readonly channels: readonly string[];
  readonly basis: RehearsalBasis;
};

/**
 * The version that somebody named: by its number, else the newest, or the one that routes now.
 *
 * @throws NOT_FOUND
 */
export async function readVersion(
  sql: AnySql,
  named: { readonly ref: string; readonly version?: number | undefined },
  otherwise: "newest" | "active",
): Promise<ProfileVersion & { readonly revision: number }> {
  const { ref, version = null } = named;
  const [found] = await sql<(ProfileVersion & { readonly revision: number })[]>`
    select ref, version, revision from sourcing_profile
    where ref = ${ref} and (${version}::int is null or version = ${version})
      and (${version}::int is not null or ${otherwise} = 'newest' or status = 'active')
    order by version desc limit 1`;
  if (found === undefined) {
    const which =
      version === null ? (otherwise === "active" ? " that routes orders" : "") : ` ${version}`;
    throw new DomainError("NOT_FOUND", `There is no version${which} of the profile “${ref}”`, {
      ref,
      version,
    });
  }
  return found;
}

const chosen = (sql: AnySql, { fromDay, toDay, channels }: OrderChoice) => sql`
  o.placed_at >= ${fromDay}::date and o.placed_at < ${toDay}::date + 1
    and (${channels.length} = 0 or c.code = any(${[...channels]}::text[]))`;

/** Decisions that asked nodes: not those that only promised, because the order lies far ahead. */
const wasRouted = (sql: AnySql) => sql`
  exists (select from sourcing_decision d where d.order_id = o.id and not d.detail ? 'horizon')`;

/** Orders of the choice that the rehearsal can compare. */
export async function countOrders(sql: AnySql, choice: OrderChoice): Promise<number> {
  const [row] = await sql<{ orders: number }[]>`
    select count(*)::int as orders from sales_order o join channel c on c.id = o.channel_id
    where ${chosen(sql, choice)} and (${choice.basis === "today"} or ${wasRouted(sql)})`;
  return row?.orders ?? 0;
}

/** Where a page of orders begins: after this one. */
export type After = { readonly placedAt: Date; readonly orderId: string };

/**
 * A page of the chosen orders, in the order in which they were placed, as they were asked for: what
 * was cancelled after an order was routed belongs to it. Of one booked from before, what is left does.
 *
 * @param placedBefore orders that came in while the rehearsal waited are not part of it
 */
export const readOrders = (
  sql: AnySql,
  choice: OrderChoice,
  placedBefore: Date,
  after: After | null,
  limit: number,
) => sql<StoredOrder[]>`
  select o.id as "orderId", o.number, o.placed_at as "placedAt", o.currency,
    c.code as "channelCode", k.tier, k.name as company,
    coalesce(d.detail ->> 'shipPolicy', o.ordered_ship_policy) as "shipPolicy",
    o.service_code as "serviceCode", o.ship_after::text as "shipAfter",
    o.ship_to ->> 'country' as country, k.code as "companyCode",
    n.code as "preferredNodeCode",
    coalesce(o.ship_to ->> 'postalCode', '') as "postalCode",
    jsonb_build_object('address1', o.ship_to -> 'address1', 'address2', o.ship_to -> 'address2',
      'isResidential', coalesce((o.ship_to ->> 'isResidential')::boolean, false)) as address,
    o.subtotal as "valueMinor",
    jsonb_build_object('city', o.ship_to ->> 'city', 'region', o.ship_to ->> 'region', 'point',
      coalesce(nullif(o.ship_to -> 'point', 'null'),
        case when o.ship_to ->> 'latitude' is not null then jsonb_build_object('latitude',
          o.ship_to -> 'latitude', 'longitude', o.ship_to -> 'longitude') end)) as "shipTo",
    l.lines, case when ${choice.basis === "that_day"} then jsonb_build_object('ref', d.profile_ref,
      'version', d.profile_version, 'decidedAt', d.decided_at, 'detail', d.detail) end as decision
  from sales_order o
  join channel c on c.id = o.channel_id
  join company k on k.id = o.company_id
  join company_location cl on cl.id = o.company_location_id
  left join node n on n.id = coalesce(cl.preferred_node_id, k.preferred_node_id)
  left join lateral (
    select d.id, d.profile_ref, d.profile_version, d.decided_at, d.detail from sourcing_decision d
    where d.order_id = o.id and not d.detail ? 'horizon' order by d.decided_at, d.id limit 1) d
    on true
  cross join lateral (
    select coalesce(jsonb_agg(jsonb_build_object('lineId', l.id, 'skuId', l.sku_id, 'quantity',
      case when d.id is null then l.ordered - l.cancelled else l.ordered end, 'requestedDate', l.requested_date, 'isHazmat', s.is_hazmat,
      'about', jsonb_build_object('category', s.category, 'kit', l.kit_group::text,
        'unitValueMinor', l.line_total::float8 / l.ordered)) order by l.line_number), '[]')
      as lines
    from order_line l join sku s on s.id = l.sku_id
    where l.order_id = o.id and (d.id is not null or l.ordered > l.cancelled)) l
  where ${chosen(sql, choice)} and o.placed_at <= ${placedBefore}
    and (${choice.basis === "today"} or d.id is not null)
    and (${after === null} or (o.placed_at, o.id) >
      (${after?.placedAt ?? new Date(0)}::timestamptz,
       ${after?.orderId ?? "00000000-0000-0000-0000-000000000000"}::uuid))
  order by o.placed_at, o.id limit ${limit}`;

/** Every SKU as it is now. */
export async function readSkuFacts(sql: AnySql): Promise<ReadonlyMap<string, SkuFacts>> {
  const rows = await sql<(SkuFacts & { id: string })[]>`
    select id, pack_multiple as "packMultiple", grams, lead_time_days as "leadTimeDays" from sku`;
  return new Map(rows.map(({ id, ...facts }) => [id, facts]));
}
