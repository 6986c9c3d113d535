import type { RawSql, RawTx } from "@/db/client";
import type { LocalDate } from "../kernel/local-date";
import { sum } from "../kernel/quantity";
import type { NetworkChannel } from "../network/types";
import { type Claims, isBinding, NO_CLAIMS, SkuClaims } from "../scarcity/decide-claims";
import { isKept } from "../scarcity/decide-classes";
import { isCapped } from "../scarcity/decide-quotas";
import { readActivePolicy, readQuotaUses } from "../scarcity/store-policy";
import type { AllocationPolicy, Claimant, QuotaUse } from "../scarcity/types";
import type { Owner } from "./types";

type Kept = { readonly networkVersion: number; readonly policy: AllocationPolicy };

const cached = new WeakMap<object, Kept>();

/** The published policy as this transaction sees it; publishing one counts up the network's version. */
async function policyAt(
  owner: object,
  sql: RawSql | RawTx,
  networkVersion: number,
): Promise<AllocationPolicy> {
  const kept = cached.get(owner);
  if (kept?.networkVersion === networkVersion) {
    return kept.policy;
  }
  const { policy } = await readActivePolicy(sql);
  cached.set(owner, { networkVersion, policy });
  return policy;
}

export type ClaimsAsk = {
  /** Whose copy of the policy is used: the connection, for which the transaction runs. */
  readonly owner: object;
  readonly sql: RawSql | RawTx;
  readonly now: Date;
};

/** Does the published policy say anything today about who may take free stock, of any SKU? */
export async function bindsAnybody(
  { owner, sql, now }: ClaimsAsk,
  networkVersion: number,
): Promise<boolean> {
  return isBinding(await policyAt(owner, sql, networkVersion), dayOf(now));
}

const dayOf = (now: Date) => now.toISOString().slice(0, 10) as LocalDate;

/**
 * What the allocation policy keeps and caps of some SKUs. Without pools and quotas nothing is asked of
 * the database. In a transaction that plans, this is read after the positions were locked: whoever
 * takes units of a SKU holds that lock, so that no two take the same rest of a quota.
 *
 * @param own whose holds do not count, since nobody is in their own way
 */
export async function readClaims(
  { owner, sql, now }: ClaimsAsk,
  networkVersion: number,
  skuIds: readonly string[],
  own?: Owner,
): Promise<Claims> {
  const policy = await policyAt(owner, sql, networkVersion);
  const today = dayOf(now);
  if (skuIds.length === 0 || !isBinding(policy, today)) {
    return NO_CLAIMS;
  }
  const hasPools = policy.classes.some((each) => isKept(each, today));
  const named = new Set(policy.quotas.map(({ sku }) => sku));
  const skus = (await readSkus(sql, skuIds, now)).filter(
    ({ sku }) => hasPools || named.has(null) || named.has(sku),
  );
  const ids = skus.map(({ skuId }) => skuId);
  if (ids.length === 0) {
    return NO_CLAIMS;
  }
  const uses = await readQuotaUses(sql, policy, ids, today, []);
  const holds = await readHolds(sql, ids, now, own);
  const held = hasPools ? await readHeld(sql, ids) : [];
  return new Map(
    skus.map(({ skuId, ...facts }) => {
      const reserved = holds.filter((hold) => hold.skuId === skuId).map(claimOf);
      const ordered = held.filter((row) => row.skuId === skuId).map(claimOf);
      const counted = policy.quotas.map((quota, index): [number, QuotaUse] => {
        const use = uses.get(skuId)?.get(index) ?? { used: 0, usedBefore: 0 };
        const mine = reserved.filter(({ claimant }) => isCapped(quota, claimant));
        return [index, { ...use, used: use.used + sum(mine.map(({ units }) => units)) }];
      });
      const known = { ...facts, uses: new Map(counted), held: [...ordered, ...reserved] };
      return [skuId, new SkuClaims(policy, known, today)];
    }),
  );
}

type ClaimRow = Omit<Claimant, "placedAt"> & {
  readonly skuId: string;
  readonly units: number;
  readonly placedAt: Date;
};

const claimOf = ({ skuId: _, units, placedAt, ...keys }: ClaimRow) => ({
  claimant: { ...keys, placedAt: new Date(placedAt) },
  units,
});

/** Free units of each SKU: on hand, as nodes may give them, and on their way to nobody. */
const readSkus = (sql: RawSql | RawTx, skuIds: readonly string[], now: Date) => sql<
  { skuId: string; sku: string; there: number }[]
>`
  select s.id as "skuId", s.code as sku,
    ((select coalesce(sum(greatest(l.on_hand - l.allocated - l.safety_stock - (
          select coalesce(sum(r.quantity), 0) from reservation r
          where r.sku_id = l.sku_id and r.node_id = l.node_id and r.state = 'active'
            and r.expires_at > ${now}), 0)), 0)
        from stock_level l where l.sku_id = s.id and l.status = 'sellable')
      + (select coalesce(sum(i.quantity - i.received - i.pegged), 0) from inbound_supply i
        where i.sku_id = s.id and i.status = 'open' and i.quantity - i.received > i.pegged
          and i.confidence >= coalesce((select (parameters ->> 'inboundConfidenceMinPercent')::int
            from sourcing_profile where ref = 'default' and status = 'active'), 0)))::int as there
  from sku s where s.id = any(${[...skuIds]}::uuid[])`;

/** Units that live holds keep, by who they are for; a hold of nobody's company is its channel's. */
const readHolds = (
  sql: RawSql | RawTx,
  skuIds: readonly string[],
  now: Date,
  own: Owner | undefined,
) => sql<ClaimRow[]>`
  select r.sku_id as "skuId", sum(r.quantity)::int as units, h.code as channel,
    h.kind as "orderType", coalesce(c.code, '') as company, coalesce(c.tier, '') as tier,
    coalesce(l.region, '') as region, null as wanted, ${now}::timestamptz as "placedAt"
  from reservation r join channel h on h.id = r.channel_id
  left join company c on c.id = r.company_id
  left join company_location l on l.company_id = c.id and l.is_default
  where r.sku_id = any(${[...skuIds]}::uuid[]) and r.state = 'active' and r.expires_at > ${now}
    and not (r.owner_kind = ${own?.kind ?? ""} and r.owner_ref = ${own?.ref ?? ""})
  group by 1, 3, 4, 5, 6, 7`;

/** Units of the stock that open orders have and no node was given yet, by who they are for. */
const readHeld = (sql: RawSql | RawTx, skuIds: readonly string[]) => sql<ClaimRow[]>`
  select l.sku_id as "skuId", sum(l.allocated)::int as units, h.code as channel,
    h.kind as "orderType", c.code as company, c.tier,
    coalesce(o.ship_to ->> 'region', '') as region,
    coalesce(l.requested_date, o.requested_date)::text as wanted,
    date_trunc('day', o.placed_at, 'UTC') as "placedAt"
  from order_line l join sales_order o on o.id = l.order_id
    join company c on c.id = o.company_id join channel h on h.id = o.channel_id
  where l.sku_id = any(${[...skuIds]}::uuid[]) and l.allocated > 0
    and o.status in ('pending_approval', 'confirmed', 'in_fulfillment')
  group by 1, 3, 4, 5, 6, 7, 8, 9`;

/** Who asks at a channel for a company with its default ship-to; null: anybody who comes there. */
export async function askerOf(
  { sql, now }: ClaimsAsk,
  { code, kind }: Pick<NetworkChannel, "code" | "kind">,
  companyId: string | null,
  wanted: LocalDate | null,
): Promise<Claimant> {
  const [company] =
    companyId === null
      ? []
      : await sql<Pick<Claimant, "company" | "tier" | "region">[]>`
          select c.code as company, c.tier, coalesce(l.region, '') as region from company c
          left join company_location l on l.company_id = c.id and l.is_default
          where c.id = ${companyId}`;
  const known = company ?? { company: "", tier: "", region: "" };
  return { channel: code, orderType: kind, ...known, wanted, placedAt: now };
}
