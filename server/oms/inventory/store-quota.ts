import type { RawSql, RawTx } from "@/db/client";
import { NOTHING_TAKEN, type TakenUnits } from "./decide-pool";
import type { RuleBook } from "./decide-rules";
import type { Owner } from "./types";

/**
 * What channels took of some SKUs since their quotas began: units that their orders have or had of
 * the stock, and those that live holds keep for them. What waits on backorder took nothing yet. Asks
 * the database only when a quota is in force.
 *
 * In a transaction that plans, this is read after the positions were locked: whoever takes units
 * under a quota holds that lock.
 *
 * @param own whose holds do not count, since nobody is in their own way
 */
export async function readTaken(
  sql: RawSql | RawTx,
  rules: RuleBook,
  skuIds: readonly string[],
  now: Date,
  own?: Owner,
): Promise<TakenUnits> {
  const { quotas } = rules;
  if (quotas.length === 0 || skuIds.length === 0) {
    return NOTHING_TAKEN;
  }
  const rows = await sql<{ ruleId: string; channelCode: string; skuId: string; units: number }[]>`
    select q.rule_id as "ruleId", c.code as "channelCode", t.sku_id as "skuId",
      sum(t.units)::int as units
    from unnest(${quotas.map(({ ruleId }) => ruleId)}::uuid[],
      ${quotas.map(({ startsAt }) => startsAt?.toISOString() ?? null)}::timestamptz[],
      ${quotas.map(({ channelCode }) => channelCode)}::text[]) as q(rule_id, starts_at, code)
    join channel c on q.code is null or q.code = c.code
    cross join lateral (
      select l.sku_id, l.ordered - l.cancelled - l.backordered as units
      from order_line l join sales_order o on o.id = l.order_id
      where l.sku_id = any(${[...skuIds]}::uuid[]) and o.channel_id = c.id
        and o.placed_at >= q.starts_at
      union all
      select r.sku_id, r.quantity from reservation r
      where r.sku_id = any(${[...skuIds]}::uuid[]) and r.channel_id = c.id and r.state = 'active'
        and r.expires_at > ${now}
        and not (r.owner_kind = ${own?.kind ?? ""} and r.owner_ref = ${own?.ref ?? ""})) t
    group by 1, 2, 3`;
  const taken = new Map(
    rows.map((row) => [`${row.ruleId} ${row.channelCode} ${row.skuId}`, row.units]),
  );
  return ({ ruleId }, channelCode, skuId) => taken.get(`${ruleId} ${channelCode} ${skuId}`) ?? 0;
}
