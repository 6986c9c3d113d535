import { z } from "zod";
import type { RawSql } from "@/db/client";
import { defineQuery, PAGE_MAX, type QueryEnv } from "@/server/shell/query";
import { decodeCursor, pageOf } from "../kernel/cursor";
import type { SkuId } from "../kernel/ids";
import { escapeLike } from "../kernel/like";
import { type AliasKind, CODES_MAX, type SkuStatus, skuStatuses } from "./types";

/** A SKU as an order line needs it, with the word that led to it. */
export type SkuMatch = {
  readonly skuId: SkuId;
  readonly code: string;
  readonly name: string;
  readonly unit: string;
  readonly packMultiple: number;
  readonly minQuantity: number;
  readonly status: SkuStatus;
  /** Other units it is counted in, each as a fraction of the base unit. */
  readonly units: readonly { unit: string; numerator: number; denominator: number }[];
  /** The company's own part number, when it has one. */
  readonly customerPart: string | null;
  /** What it is followed by. */
  readonly successor: { readonly code: string; readonly name: string } | null;
  readonly matchedBy: "code" | AliasKind | "text";
  /** The identifier that matched, as it is written in the catalog. */
  readonly matched: string;
  /** The text named this SKU and no other: it wins over anything that merely resembles it. */
  readonly isExact: boolean;
};

type Found = { skuId: SkuId; matchedBy: SkuMatch["matchedBy"]; matched: string };

const companyField = { companyId: z.uuid().optional() };

/**
 * SKUs that a text may mean: the exact code, part number or GTIN first, then prefixes of
 * identifiers, then names. Discontinued SKUs are found by their exact identifier only.
 *
 * @returns at most `limit` matches, and whether there are more
 */
export const searchSkus = defineQuery({
  name: "catalog.search_skus",
  input: z.object({
    ...companyField,
    text: z.string().trim().min(1).max(100),
    limit: z.int().min(1).max(50).default(12),
  }),
  wall: "company",
  run: async (env, { text, limit }) => {
    const rows = await candidates(env.sql, env.companyId, text, limit + 1);
    const found = rows.slice(0, limit);
    const items = await describe(env, found);
    const isExact = (at: number) => (rows[at]?.rank ?? 9) < 3;
    return {
      items: items.map((item, at): SkuMatch => ({ ...item, isExact: isExact(at) })),
      hasMore: rows.length > limit,
    };
  },
});

/**
 * The SKU that each of some identifiers names: code, the company's own part number, GTIN, earlier
 * code. In the order of the input, one answer per entry; what names nothing is null.
 */
export const resolveSkus = defineQuery({
  name: "catalog.resolve_skus",
  input: z.object({
    ...companyField,
    codes: z.array(z.string().trim().max(100)).min(1).max(CODES_MAX),
  }),
  wall: "company",
  run: async (env, { codes }) => {
    const { sql, companyId } = env;
    const rows = await sql<(Found & { asked: string })[]>`
      select distinct on (q.code) q.code as asked, f.*
      from (select distinct upper(c) as code from unnest(${codes}::text[]) as c where c <> '') q
      cross join lateral (
        select s.id as "skuId", 'code' as "matchedBy", s.code as matched, 0 as rank
        from sku s where upper(s.code) = q.code
        union all
        select a.sku_id, a.kind, a.code, case when a.company_id is null then 2 else 1 end
        from sku_alias a
        where upper(a.code) = q.code
          and (a.company_id is null or a.company_id = ${companyId}::uuid)) f
      order by q.code, f.rank`;
    const items = await describe(env, rows);
    const byCode = new Map(
      rows.map((row, at) => {
        const item = items[at];
        return [row.asked, item ? ({ ...item, isExact: true } satisfies SkuMatch) : null] as const;
      }),
    );
    return codes.map((code) => ({ code, match: byCode.get(code.toUpperCase()) ?? null }));
  },
});

const skuSorts = { code: "upper(s.code)", name: "lower(s.name)" } as const;

/** The catalog as a list for staff: searched, filtered and paged on the server. */
export const listSkus = defineQuery({
  name: "catalog.list_skus",
  input: z.object({
    q: z.string().trim().max(100).default(""),
    status: z.enum(skuStatuses).optional(),
    category: z.string().max(100).optional(),
    sort: z.enum(["code", "name"]).default("code"),
    desc: z.boolean().default(false),
    after: z.string().max(400).nullish(),
    limit: z.int().min(1).max(PAGE_MAX).default(50),
  }),
  wall: "staff",
  run: async ({ sql }, input) => {
    const cursor = decodeCursor(input.after, 2);
    const key = sql.unsafe(skuSorts[input.sort]);
    const way = sql.unsafe(input.desc ? "desc" : "asc");
    const beyond = sql.unsafe(input.desc ? "<" : ">");
    const pattern = `%${escapeLike(input.q)}%`;
    const where = sql`
      (${input.q} = '' or s.code ilike ${pattern} or s.name ilike ${pattern}
        or exists (select from sku_alias a where a.sku_id = s.id and upper(a.code) = upper(${input.q})))
      and (${input.status ?? null}::text is null or s.status = ${input.status ?? null})
      and (${input.category ?? null}::text is null or s.category = ${input.category ?? null})`;
    const rows = await sql<ListedSku[]>`
      select s.id as "skuId", s.code, s.name, s.category, s.subcategory, s.base_unit as unit,
        s.pack_multiple as "packMultiple", s.list_price_e4 as "listPriceE4", s.grams, s.status,
        s.backorder_policy as "backorderPolicy", s.lead_time_days as "leadTimeDays",
        ${key} as "sortKey"
      from sku s
      where ${where} and ${
        cursor === null
          ? sql`true`
          : sql`(${key}, s.id) ${beyond} (${cursor[0] ?? ""}, ${String(cursor[1])}::uuid)`
      }
      order by ${key} ${way}, s.id ${way} limit ${input.limit + 1}`;
    const [count] = await sql<{ total: number }[]>`
      select count(*)::int as total from sku s where ${where}`;
    const page = pageOf(rows, input.limit, (last) => [last.sortKey, last.skuId]);
    return {
      items: page.rows.map(({ sortKey: _, ...item }) => item),
      next: page.next,
      total: count?.total ?? 0,
    };
  },
});

type ListedSku = {
  skuId: SkuId;
  code: string;
  name: string;
  category: string;
  subcategory: string;
  unit: string;
  packMultiple: number;
  listPriceE4: number;
  grams: number;
  status: SkuStatus;
  backorderPolicy: string;
  leadTimeDays: number;
  sortKey: string;
};

/**
 * One row per SKU, best first. Rank below 3: the text is an identifier of it. A number that nothing
 * matches is answered with the numbers most like it.
 */
async function candidates(
  sql: RawSql,
  companyId: string | null,
  text: string,
  limit: number,
): Promise<(Found & { rank: number })[]> {
  const prefix = `${escapeLike(text)}%`;
  const words = text.split(/\s+/).map((word) => `%${escapeLike(word)}%`);
  return sql<(Found & { rank: number })[]>`
    with found as (
      select s.id, 'code' as kind, s.code as matched, 0 as rank, 1.0 as likeness
      from sku s where upper(s.code) = upper(${text})
      union all
      select a.sku_id, a.kind, a.code, case when a.company_id is null then 2 else 1 end, 1.0
      from sku_alias a
      where upper(a.code) = upper(${text})
        and (a.company_id is null or a.company_id = ${companyId}::uuid)
      union all
      select s.id, 'code', s.code, 3, 1.0 / length(s.code)
      from sku s where s.code ilike ${prefix} and s.status = 'active'
      union all
      select a.sku_id, a.kind, a.code, 4, 1.0 / length(a.code)
      from sku_alias a join sku s on s.id = a.sku_id and s.status = 'active'
      where a.code ilike ${prefix} and (a.company_id is null or a.company_id = ${companyId}::uuid)
      union all
      select s.id, 'text', s.name, 5, similarity(s.name, ${text})
      from sku s
      where s.status = 'active'
        and concat_ws(' ', s.code, s.name, s.category, s.subcategory, s.description)
          ilike all(${words}::text[])),
    near as (
      select s.id, 'code' as kind, s.code as matched, 6 as rank, similarity(s.code, ${text}) as likeness
      from sku s where s.code % ${text} and ${text} ~ '[0-9]' and not exists (select from found)),
    best as (
      select distinct on (id) id, kind, matched, rank, likeness
      from (select * from found union all select * from near) as both_kinds
      order by id, rank, likeness desc)
    select b.id as "skuId", b.kind as "matchedBy", b.matched, b.rank
    from best b join sku s on s.id = b.id
    order by b.rank, b.likeness desc, s.code limit ${limit}`;
}

/** What an order line needs to know of each found SKU, in the order of `found`. */
async function describe(
  { sql, companyId, now }: Pick<QueryEnv, "sql" | "companyId" | "now">,
  found: readonly Found[],
): Promise<Omit<SkuMatch, "isExact">[]> {
  if (found.length === 0) {
    return [];
  }
  const today = now.toISOString().slice(0, 10);
  const rows = await sql<Omit<SkuMatch, "isExact" | "matchedBy" | "matched">[]>`
    select s.id as "skuId", s.code, s.name, s.base_unit as unit, s.status,
      s.pack_multiple as "packMultiple", s.min_quantity as "minQuantity",
      coalesce((select jsonb_agg(jsonb_build_object('unit', u.unit, 'numerator', u.numerator,
          'denominator', u.denominator) order by u.unit)
        from sku_unit u where u.sku_id = s.id), '[]') as units,
      (select a.code from sku_alias a
        where a.sku_id = s.id and a.company_id = ${companyId}::uuid order by a.code limit 1)
        as "customerPart",
      case when n.id is null then null
        else jsonb_build_object('code', n.code, 'name', n.name) end as successor
    from sku s
    left join sku_relation r on r.sku_id = s.id and r.kind = 'supersession'
      and coalesce(r.valid_from <= ${today}::date, true)
      and coalesce(r.valid_to >= ${today}::date, true)
    left join sku n on n.id = r.instead_sku_id
    where s.id = any(${found.map((one) => one.skuId)}::uuid[])`;
  const byId = new Map(rows.map((row) => [row.skuId, row]));
  return found.flatMap(({ skuId, matchedBy, matched }) => {
    const sku = byId.get(skuId);
    return sku === undefined ? [] : [{ ...sku, matchedBy, matched }];
  });
}
