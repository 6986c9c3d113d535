import type { RawTx } from "@/db/client";
import { newId } from "@/server/shell/new-id";

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
  const terms = await ensureImportedTerms(sql);
  const made = await sql<{ code: string }[]>`
    insert into company (id, code, name, currency, payment_terms_code, is_imported)
    select id, code, name, currency, ${terms}, true
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

/** The payment terms of companies of which an import knows none. */
export async function ensureImportedTerms(sql: RawTx): Promise<string> {
  await sql`
    insert into payment_terms (code, name, net_days)
    values (${IMPORTED_TERMS}, 'Imported: terms not known', 0) on conflict do nothing`;
  return IMPORTED_TERMS;
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

/** Nodes that still ship, by their codes in capitals. */
export async function readNodeIds(
  sql: RawTx,
  codes: readonly string[],
): Promise<Map<string, string>> {
  const rows = await sql<{ code: string; id: string }[]>`
    select upper(code) as code, id from node
    where upper(code) = any(${codes.map((code) => code.toUpperCase())}::text[])
      and retired_at is null
    order by id for key share`;
  return new Map(rows.map(({ code, id }) => [code, id]));
}
