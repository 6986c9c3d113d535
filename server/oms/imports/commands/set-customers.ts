import type { z } from "zod";
import type { RawTx } from "@/db/client";
import { defineCommand } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { setCustomersInput } from "../schema";
import { keepChanges, lockWritten } from "../store-changes";
import { ensureImportedTerms, readNodeIds } from "../store-masters";
import type { ItemAnswer } from "../types";

/** The currency of a company of which a file names none. */
const DEFAULT_CURRENCY = "USD";

/**
 * Make companies and their ship-tos, or bring those that are known to what a file says of them.
 * What a file leaves empty stays as it is. A company that an import of orders had made counts as
 * completed afterwards.
 */
export const setCustomers = defineCommand({
  name: "imports.set_customers",
  input: setCustomersInput,
  wall: "staff",
  run: async ({ sql }, { runId, items: named }): Promise<{ readonly answers: ItemAnswer[] }> => {
    const nodes = await readNodeIds(
      sql,
      named.flatMap(({ preferredNode }) => preferredNode ?? []),
    );
    const items = named.flatMap((item) => withNode(item, nodes) ?? []);
    const terms = await ensureImportedTerms(sql);
    const codes = items.map(({ code }) => code);
    const before = await lockWritten(sql, WRITTEN, codes);
    const updated = await updateCompanies(sql, items);
    const created = await insertCompanies(sql, items, terms);
    const places = await setLocations(sql, items);
    const after = await lockWritten(sql, WRITTEN, codes);
    await keepChanges(sql, runId, before, after, ({ kind, name }) =>
      kind === "company" ? created.has(name.toUpperCase()) : places.has(placeOf(name)),
    );
    return {
      answers: named.map((item): ItemAnswer => {
        const { code, location, preferredNode } = item;
        if (withNode(item, nodes) === null) {
          const problem = `there is no node "${preferredNode}"`;
          const field = "company.preferredNode";
          return { kind: "refused", reason: "node_unknown", field, problem };
        }
        const name = code.toUpperCase();
        const isChanged = updated.has(name) || places.has(`${name} ${location?.code ?? "MAIN"}`);
        return { kind: created.has(name) ? "created" : isChanged ? "updated" : "unchanged" };
      }),
    };
  },
});

const WRITTEN = ["company", "ship_to"] as const;

/** A company's code in capitals, and its ship-to's as it is written. */
function placeOf(name: string): string {
  const at = name.lastIndexOf(" ");
  return name.slice(0, at).toUpperCase() + name.slice(at);
}

type Named = z.output<typeof setCustomersInput>["items"][number];
type Item = Named & { readonly preferredNodeId: string | null };

/** The row with the node that it names; null when there is no such. */
function withNode(item: Named, nodes: ReadonlyMap<string, string>): Item | null {
  if (item.preferredNode === null) {
    return { ...item, preferredNodeId: null };
  }
  const preferredNodeId = nodes.get(item.preferredNode.toUpperCase());
  return preferredNodeId === undefined ? null : { ...item, preferredNodeId };
}

const given = (sql: RawTx, items: readonly Item[]) => sql`
  jsonb_to_recordset(${sql.typed(
    items.map(({ location, backorders, preferredNode: _, preferredNodeId, ...company }) => ({
      ...company,
      preferred_node_id: location === null ? preferredNodeId : null,
      l_preferred_node_id: location === null ? null : preferredNodeId,
      backorder_policy: backorders?.policy ?? null,
      backorder_limit: backorders?.limit ?? null,
      backorder_days: backorders?.days ?? null,
      id: newId(),
      l_id: newId(),
      has_location: location !== null,
      l_code: location?.code ?? "MAIN",
      l_name: location?.name ?? null,
      l_address1: location?.address1 ?? null,
      l_address2: location?.address2 ?? null,
      l_city: location?.city ?? null,
      l_region: location?.region ?? null,
      l_postal_code: location?.postalCode ?? null,
      l_country: location?.country ?? null,
      l_is_residential: location?.isResidential ?? null,
    })),
    3802,
  )}::jsonb) as r(id uuid, code text, name text, currency text, phone text, l_id uuid,
    has_location boolean, l_code text, l_name text, l_address1 text, l_address2 text, l_city text,
    l_region text, l_postal_code text, l_country text, backorder_policy text, backorder_limit int,
    backorder_days int, preferred_node_id uuid, l_preferred_node_id uuid,
    l_is_residential boolean)`;

/** A cap goes with the policy that a file names. */
const ofPolicy = (sql: RawTx, what: "limit" | "days") => {
  const column = sql(`backorder_${what}`);
  return sql`case when r.backorder_policy is null then c.${column} else r.${column} end`;
};

async function updateCompanies(sql: RawTx, items: readonly Item[]): Promise<Set<string>> {
  const rows = await sql<{ code: string }[]>`
    update company c set name = coalesce(r.name, c.name), currency = coalesce(r.currency, c.currency),
      phone = coalesce(r.phone, c.phone), is_imported = false,
      backorder_policy = coalesce(r.backorder_policy, c.backorder_policy),
      backorder_limit = ${ofPolicy(sql, "limit")}, backorder_days = ${ofPolicy(sql, "days")},
      preferred_node_id = coalesce(r.preferred_node_id, c.preferred_node_id)
    from ${given(sql, items)}
    where upper(c.code) = upper(r.code) and (c.is_imported or (c.name, c.currency::text, c.phone,
        c.backorder_policy, c.backorder_limit, c.backorder_days, c.preferred_node_id)
      is distinct from (coalesce(r.name, c.name), coalesce(r.currency, c.currency::text),
      coalesce(r.phone, c.phone), coalesce(r.backorder_policy, c.backorder_policy),
      ${ofPolicy(sql, "limit")}, ${ofPolicy(sql, "days")},
      coalesce(r.preferred_node_id, c.preferred_node_id)))
    returning upper(c.code) as code`;
  return new Set(rows.map(({ code }) => code));
}

async function insertCompanies(
  sql: RawTx,
  items: readonly Item[],
  terms: string,
): Promise<Set<string>> {
  const rows = await sql<{ code: string }[]>`
    insert into company (id, code, name, currency, phone, payment_terms_code, backorder_policy,
      backorder_limit, backorder_days, preferred_node_id)
    select id, code, coalesce(name, code), coalesce(currency, ${DEFAULT_CURRENCY}),
      coalesce(phone, ''), ${terms}, backorder_policy, backorder_limit, backorder_days,
      preferred_node_id
    from ${given(sql, items)}
    order by upper(code)
    on conflict do nothing
    returning upper(code) as code`;
  return new Set(rows.map(({ code }) => code));
}

/** The first ship-to of a company becomes its default. */
async function setLocations(sql: RawTx, items: readonly Item[]): Promise<Set<string>> {
  const updated = await sql<{ place: string }[]>`
    update company_location l set name = coalesce(r.l_name, l.name),
      address1 = coalesce(r.l_address1, l.address1), address2 = coalesce(r.l_address2, l.address2),
      city = coalesce(r.l_city, l.city), region = coalesce(r.l_region, l.region),
      postal_code = coalesce(r.l_postal_code, l.postal_code),
      country = coalesce(r.l_country, l.country),
      preferred_node_id = coalesce(r.l_preferred_node_id, l.preferred_node_id),
      is_residential = coalesce(r.l_is_residential, l.is_residential)
    from ${given(sql, items)} join company c on upper(c.code) = upper(r.code)
    where r.has_location and l.company_id = c.id and l.code = r.l_code
      and (l.name, l.address1, l.address2, l.city, l.region, l.postal_code, l.country,
        l.preferred_node_id, l.is_residential)
        is distinct from (coalesce(r.l_name, l.name), coalesce(r.l_address1, l.address1),
        coalesce(r.l_address2, l.address2), coalesce(r.l_city, l.city),
        coalesce(r.l_region, l.region), coalesce(r.l_postal_code, l.postal_code),
        coalesce(r.l_country, l.country), coalesce(r.l_preferred_node_id, l.preferred_node_id),
        coalesce(r.l_is_residential, l.is_residential))
    returning upper(c.code) || ' ' || l.code as place`;
  const made = await sql<{ place: string }[]>`
    with made as (
      insert into company_location (id, company_id, code, name, address1, address2, city, region,
        postal_code, country, preferred_node_id, is_residential, is_default)
      select r.l_id, c.id, r.l_code, coalesce(r.l_name, c.name), coalesce(r.l_address1, ''),
        coalesce(r.l_address2, ''), coalesce(r.l_city, ''), coalesce(r.l_region, ''),
        coalesce(r.l_postal_code, ''), coalesce(r.l_country, ''), r.l_preferred_node_id,
        coalesce(r.l_is_residential, false),
        not exists (select from company_location l where l.company_id = c.id and l.is_default)
          and row_number() over (partition by c.id order by r.has_location desc, r.l_code) = 1
      from ${given(sql, items)} join company c on upper(c.code) = upper(r.code)
      where r.has_location or not exists (
        select from company_location l where l.company_id = c.id)
      on conflict (company_id, code) do nothing
      returning company_id, code)
    select upper(c.code) || ' ' || m.code as place from made m join company c on c.id = m.company_id`;
  return new Set([...updated, ...made].map(({ place }) => place));
}
