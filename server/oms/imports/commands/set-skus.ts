import type { z } from "zod";
import type { RawTx } from "@/db/client";
import { type CommandEnv, defineCommand } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { lockComingSku, whyNotComing, writeComingOut } from "../../catalog/store-coming-out";
import { setSkusInput } from "../schema-skus";
import { keepChanges, lockWritten } from "../store-changes";
import type { ItemAnswer } from "../types";

type Item = z.output<typeof setSkusInput>["items"][number];

/**
 * Make SKUs, or bring those that are known to what a file says of them. What a file leaves empty
 * stays as it is. A SKU that an import of orders had made counts as completed afterwards.
 */
export const setSkus = defineCommand({
  name: "imports.set_skus",
  input: setSkusInput,
  wall: "staff",
  run: async (env, { runId, items }): Promise<{ readonly answers: ItemAnswer[] }> => {
    const { sql, actor, now } = env;
    const taken = await takenGtins(sql, items);
    const barred = await barredDays(env, items);
    const ready = items.filter((item) => !taken.has(item) && !barred.has(item));
    const codes = ready.map(({ code }) => code);
    const before = await lockWritten(sql, WRITTEN, codes);
    const updated = await updateSkus(sql, ready);
    const created = await insertSkus(sql, ready);
    const named = await insertGtins(sql, ready);
    const warned = await setLowPoints(sql, ready, { actorId: actor.id, now });
    const dated = await setDays(env, ready);
    const made = { sku: created, gtin: named, low_stock_point: warned };
    const after = await lockWritten(sql, WRITTEN, codes);
    await keepChanges(sql, runId, before, after, ({ kind, name }) =>
      WRITTEN.some((each) => each === kind && made[each].has(name.toUpperCase())),
    );
    return {
      answers: items.map((item): ItemAnswer => {
        const owner = taken.get(item);
        const bar = barred.get(item);
        if (bar !== undefined) {
          return {
            kind: "refused",
            reason: "not_coming_out",
            field: "sku.comesOutOn",
            problem: bar,
          };
        }
        const code = item.code.toUpperCase();
        if (owner !== undefined) {
          const problem = `GTIN ${item.gtin} is of SKU ${owner}`;
          return { kind: "refused", reason: "gtin_taken", field: "sku.gtin", problem };
        }
        if (created.has(code)) {
          return { kind: "created" };
        }
        return {
          kind: [updated, named, warned, dated].some((changed) => changed.has(code))
            ? "updated"
            : "unchanged",
        };
      }),
    };
  },
});

/** A day to come, of which a file says more than that it is over. */
const isToCome = ({ comingOut }: Item, { now }: CommandEnv): boolean =>
  comingOut !== null && comingOut.comesOutOn > now.toISOString().slice(0, 10);

/** Why the day that a file names cannot be, by item. */
async function barredDays(env: CommandEnv, items: readonly Item[]): Promise<Map<Item, string>> {
  const barred = new Map<Item, string>();
  for (const item of items.filter((each) => isToCome(each, env))) {
    const sku = await lockComingSku(env, item.code);
    const why = sku && item.comingOut && whyNotComing(sku, item.comingOut.comesOutOn);
    if (why) {
      barred.set(item, why.message);
    }
  }
  return barred;
}

/** The days that a file names; what is over says that the SKU is out. */
async function setDays(env: CommandEnv, items: readonly Item[]): Promise<Set<string>> {
  const dated = new Set<string>();
  for (const item of items) {
    const sku = item.comingOut === null ? null : await lockComingSku(env, item.code);
    if (sku === null || item.comingOut === null) {
      continue;
    }
    const wish = isToCome(item, env) ? item.comingOut : { comesOutOn: null, preorderLimit: null };
    if (await writeComingOut(env, sku, wish, "")) {
      dated.add(item.code.toUpperCase());
    }
  }
  return dated;
}
const WRITTEN = ["sku", "gtin", "low_stock_point"] as const;

const given = (sql: RawTx, items: readonly Item[]) => sql`
  jsonb_to_recordset(${sql.typed(
    items.map((item) => ({
      id: newId(),
      code: item.code,
      name: item.name,
      description: item.description,
      category: item.category,
      grams: item.grams,
      pack_multiple: item.packMultiple,
      min_quantity: item.minQuantity,
      list_price_e4: item.listPriceE4,
      gtin: item.gtin,
      low_stock: item.lowStock,
      backorder_policy: item.backorders?.policy ?? null,
      backorder_limit: item.backorders?.limit ?? null,
      backorder_days: item.backorders?.days ?? null,
    })),
    3802,
  )}::jsonb) as r(id uuid, code text, name text, description text, category text, grams int,
    pack_multiple int, min_quantity int, list_price_e4 bigint, gtin text, low_stock int,
    backorder_policy text, backorder_limit int, backorder_days int)`;

async function takenGtins(sql: RawTx, items: readonly Item[]): Promise<Map<Item, string>> {
  const rows = await sql<{ gtin: string; owner: string }[]>`
    select a.code as gtin, s.code as owner from sku_alias a join sku s on s.id = a.sku_id
    where a.company_id is null and a.code = any(
      ${items.flatMap(({ gtin }) => (gtin === null ? [] : [gtin]))}::text[])`;
  const owners = new Map(rows.map(({ gtin, owner }) => [gtin, owner]));
  return new Map(
    items.flatMap((item) => {
      const owner = owners.get(item.gtin ?? "");
      const isOwn = owner?.toUpperCase() === item.code.toUpperCase();
      return owner === undefined || isOwn ? [] : [[item, owner] as const];
    }),
  );
}

async function updateSkus(sql: RawTx, items: readonly Item[]): Promise<Set<string>> {
  const rows = await sql<{ code: string }[]>`
    update sku s set name = n.name, description = n.description, category = n.category,
      grams = n.grams, measures_imputed = n.measures_imputed, pack_multiple = n.pack_multiple,
      min_quantity = n.min_quantity, list_price_e4 = n.list_price_e4,
      backorder_policy = n.backorder_policy, backorder_limit = n.backorder_limit,
      backorder_days = n.backorder_days, is_imported = false
    from (
      select k.id, coalesce(r.name, k.name) as name,
        coalesce(r.description, k.description) as description,
        coalesce(r.category, k.category) as category, coalesce(r.grams, k.grams) as grams,
        k.measures_imputed and r.grams is null as measures_imputed,
        coalesce(r.pack_multiple, k.pack_multiple) as pack_multiple,
        coalesce(r.min_quantity, k.min_quantity) as min_quantity,
        coalesce(r.list_price_e4, k.list_price_e4) as list_price_e4,
        coalesce(r.backorder_policy, k.backorder_policy) as backorder_policy,
        case when r.backorder_policy is null then k.backorder_limit else r.backorder_limit end
          as backorder_limit,
        case when r.backorder_policy is null then k.backorder_days else r.backorder_days end
          as backorder_days
      from ${given(sql, items)} join sku k on upper(k.code) = upper(r.code)) n
    where s.id = n.id and (s.is_imported or (s.name, s.description, s.category, s.grams,
      s.measures_imputed, s.pack_multiple, s.min_quantity, s.list_price_e4,
      s.backorder_policy, s.backorder_limit, s.backorder_days) is distinct from
      (n.name, n.description, n.category, n.grams, n.measures_imputed, n.pack_multiple,
      n.min_quantity, n.list_price_e4, n.backorder_policy, n.backorder_limit, n.backorder_days))
    returning upper(s.code) as code`;
  return new Set(rows.map(({ code }) => code));
}

async function insertSkus(sql: RawTx, items: readonly Item[]): Promise<Set<string>> {
  const rows = await sql<{ code: string }[]>`
    insert into sku (id, code, name, description, category, grams, measures_imputed, pack_multiple,
      min_quantity, list_price_e4, backorder_policy, backorder_limit, backorder_days)
    select id, code, coalesce(name, code), coalesce(description, ''), coalesce(category, ''),
      coalesce(grams, 0), grams is null, coalesce(pack_multiple, 1), coalesce(min_quantity, 1),
      coalesce(list_price_e4, 0), coalesce(backorder_policy, 'backorder'), backorder_limit,
      backorder_days
    from ${given(sql, items)}
    order by upper(code)
    on conflict do nothing
    returning upper(code) as code`;
  return new Set(rows.map(({ code }) => code));
}

async function insertGtins(sql: RawTx, items: readonly Item[]): Promise<Set<string>> {
  const rows = await sql<{ code: string }[]>`
    with named as (
      insert into sku_alias (id, kind, code, sku_id)
      select r.id, 'gtin', r.gtin, s.id
      from ${given(sql, items)} join sku s on upper(s.code) = upper(r.code)
      where r.gtin is not null
      on conflict do nothing
      returning sku_id)
    select upper(s.code) as code from named n join sku s on s.id = n.sku_id`;
  return new Set(rows.map(({ code }) => code));
}

/** The point of each over all, where the file names one and it was another. */
async function setLowPoints(
  sql: RawTx,
  items: readonly Item[],
  { actorId, now }: { readonly actorId: string; readonly now: Date },
): Promise<Set<string>> {
  if (items.every(({ lowStock }) => lowStock === null)) {
    return new Set();
  }
  const rows = await sql<{ code: string }[]>`
    with changed as (
      insert into low_stock_point as p (id, sku_id, units, saved_by, saved_at)
      select gen_random_uuid(), s.id, r.low_stock, ${actorId}, ${now}
      from ${given(sql, items)} join sku s on upper(s.code) = upper(r.code)
      where r.low_stock is not null order by s.id
      on conflict on constraint low_stock_point_of_one_place do update set units = excluded.units,
        saved_by = excluded.saved_by, saved_at = excluded.saved_at
        where p.units <> excluded.units
      returning sku_id)
    select upper(s.code) as code from changed c join sku s on s.id = c.sku_id`;
  return new Set(rows.map(({ code }) => code));
}
