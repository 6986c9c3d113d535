import type { RawSql, RawTx } from "@/db/client";
import { DomainError } from "../kernel/errors";
import type { LocalDate } from "../kernel/local-date";
import { periodBefore, periodOf } from "./decide-quotas";
import { type AllocationPolicy, DEFAULT_POLICY, type Quota, type QuotaUse } from "./types";

export type ActivePolicy = {
  /** Null: none was published yet. */
  readonly version: number | null;
  readonly policy: AllocationPolicy;
};

/** The published policy; until there is one, the oldest order comes first. */
export async function readActivePolicy(sql: RawSql | RawTx): Promise<ActivePolicy> {
  const [row] = await sql<{ version: number; policy: AllocationPolicy }[]>`
    select version, content as policy from allocation_policy where status = 'active'`;
  return row ?? { version: null, policy: DEFAULT_POLICY };
}

/** Does a policy say no more than that the oldest order comes first? */
export const isPlain = ({ classes, quotas }: AllocationPolicy): boolean =>
  classes.length === 0 && quotas.length === 0;

/** A line of the contest as far as quotas ask. */
export type HeldInContest = {
  readonly skuId: string;
  readonly placedAt: Date;
  readonly units: number;
  readonly keys: Readonly<Record<Quota["level"], string>>;
};

/**
 * What each quota of a policy gave already, per SKU: units that lines placed in its period hold, had
 * released or shipped, without those that the contest gives out anew.
 */
export async function readQuotaUses(
  sql: RawSql | RawTx,
  policy: AllocationPolicy,
  skuIds: readonly string[],
  today: LocalDate,
  contested: readonly HeldInContest[],
): Promise<Map<string, Map<number, QuotaUse>>> {
  const bySku = new Map<string, Map<number, QuotaUse>>();
  for (const [index, quota] of policy.quotas.entries()) {
    const { from, to } = periodOf(quota.period, today);
    const before = periodBefore(quota.period, today);
    const rows = await sql<{ skuId: string; used: number; usedBefore: number }[]>`
      select l.sku_id as "skuId",
        sum(u.units) filter (where o.placed_at::date >= ${from})::int as used,
        sum(u.units) filter (where o.placed_at::date < ${from})::int as "usedBefore"
      from order_line l join sales_order o on o.id = l.order_id
        join company c on c.id = o.company_id join channel h on h.id = o.channel_id
      cross join lateral (select (l.allocated + l.released + l.shipped + coalesce((
        select sum(a.quantity) from allocation a
        where a.order_line_id = l.id and a.state = 'promised'), 0))::int as units) u
      where l.sku_id = any(${[...skuIds]}::uuid[])
        and o.placed_at::date between ${before.from} and ${to}
        and case ${quota.level}::text when 'channel' then h.code when 'company' then c.code
          when 'tier' then c.tier else o.ship_to ->> 'region' end = ${quota.key}
      group by l.sku_id`;
    for (const row of rows) {
      const pooled = contested
        .filter(({ skuId, keys }) => skuId === row.skuId && keys[quota.level] === quota.key)
        .filter(({ placedAt }) => placedAt.toISOString().slice(0, 10) >= from);
      const used = (row.used ?? 0) - pooled.reduce((units, line) => units + line.units, 0);
      const uses = bySku.get(row.skuId) ?? new Map<number, QuotaUse>();
      uses.set(index, { used: Math.max(0, used), usedBefore: row.usedBefore ?? 0 });
      bySku.set(row.skuId, uses);
    }
  }
  return bySku;
}

/**
 * @throws INVALID_INPUT with one fault per channel, company or SKU that does not exist
 */
export async function requireKnown(sql: RawSql | RawTx, policy: AllocationPolicy): Promise<void> {
  const named = [
    ...policy.classes.flatMap(({ match }, index) => [
      ...match.channels.map((code) => ({
        field: `classes.${index}.match.channels`,
        code,
        kind: "channel",
      })),
      ...match.companies.map((code) => ({
        field: `classes.${index}.match.companies`,
        code,
        kind: "company",
      })),
    ]),
    ...policy.quotas.flatMap(({ level, key, sku }, index) => [
      ...(level === "channel" || level === "company"
        ? [{ field: `quotas.${index}.key`, code: key, kind: level as string }]
        : []),
      ...(sku === null ? [] : [{ field: `quotas.${index}.sku`, code: sku, kind: "SKU" }]),
    ]),
  ];
  const known = await sql<{ kind: string; code: string }[]>`
    select n.kind, n.code from jsonb_to_recordset(${sql.typed(named, 3802)}::jsonb)
      as n(kind text, code text)
    where case n.kind when 'channel' then exists (select from channel h where h.code = n.code)
      when 'company' then exists (select from company c where c.code = n.code)
      else exists (select from sku s where s.code = n.code) end`;
  const isKnown = new Set(known.map(({ kind, code }) => `${kind} ${code}`));
  const faults = named
    .filter(({ kind, code }) => !isKnown.has(`${kind} ${code}`))
    .map(({ field, code, kind }) => ({
      field,
      code: "unknown",
      message: `There is no ${kind} “${code}”`,
    }));
  if (faults.length > 0) {
    throw new DomainError("INVALID_INPUT", "The policy names what does not exist", { faults });
  }
}

/** One at a time: versions are counted, and one of them is active. */
export const lockPolicies = (sql: RawTx) =>
  sql`select 1 from reference_version where name = 'network' for no key update`;

/** Have so many hours gone by since the last run by schedule? */
export async function isScheduleDue(
  sql: RawSql | RawTx,
  everyHours: number | null,
  now: Date,
): Promise<boolean> {
  if (everyHours === null) {
    return false;
  }
  const since = new Date(now.getTime() - everyHours * 3_600_000);
  const [last] = await sql<{ is: boolean }[]>`
    select exists (select from allocation_run
      where trigger = 'schedule' and made_at > ${since}) as is`;
  return last?.is !== true;
}
