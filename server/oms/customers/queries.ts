import { z } from "zod";
import type { RawSql } from "@/db/client";
import { defineQuery, PAGE_MAX } from "@/server/shell/query";
import { decodeCursor, pageOf } from "../kernel/cursor";
import { DomainError } from "../kernel/errors";
import type { CompanyId, CompanyLocationId, ContactId } from "../kernel/ids";
import { escapeLike } from "../kernel/like";
import { decideCredit } from "./decide";
import {
  type CompanyStatus,
  type CompanyTier,
  type ContactRole,
  companyStatuses,
  companyTiers,
} from "./types";

export type CompanyHit = {
  readonly companyId: CompanyId;
  readonly code: string;
  readonly name: string;
  readonly city: string | null;
  readonly region: string | null;
  readonly tier: CompanyTier;
  readonly status: CompanyStatus;
  readonly phone: string;
  /** What the text was found in, and how that is written. */
  readonly matchedBy: "code" | "name" | "phone" | "contact" | "order" | "po" | "city";
  readonly matched: string;
};

/**
 * Companies that a caller may be: by name, code, phone number, contact, city, order number or PO.
 *
 * @returns at most `limit`, exact identifiers first, and whether there are more
 */
export const searchCompanies = defineQuery({
  name: "customers.search_companies",
  input: z.object({
    text: z.string().trim().min(1).max(100),
    limit: z.int().min(1).max(50).default(10),
  }),
  wall: "staff",
  run: async ({ sql }, { text, limit }) => {
    const rows = await companyHits(sql, text, limit + 1);
    return { items: rows.slice(0, limit), hasMore: rows.length > limit };
  },
});

const companySorts = { name: "lower(c.name)", code: "upper(c.code)" } as const;

/** The customers as a list: searched, filtered and paged on the server. */
export const listCompanies = defineQuery({
  name: "customers.list_companies",
  input: z.object({
    q: z.string().trim().max(100).default(""),
    tier: z.enum(companyTiers).optional(),
    status: z.enum(companyStatuses).optional(),
    sort: z.enum(["name", "code"]).default("name"),
    desc: z.boolean().default(false),
    after: z.string().max(400).nullish(),
    limit: z.int().min(1).max(PAGE_MAX).default(50),
  }),
  wall: "staff",
  run: async ({ sql }, input) => {
    const cursor = decodeCursor(input.after, 2);
    const key = sql.unsafe(companySorts[input.sort]);
    const way = sql.unsafe(input.desc ? "desc" : "asc");
    const beyond = sql.unsafe(input.desc ? "<" : ">");
    const pattern = `%${escapeLike(input.q)}%`;
    const where = sql`
      (${input.q} = '' or c.name ilike ${pattern} or c.code ilike ${pattern})
      and (${input.tier ?? null}::text is null or c.tier = ${input.tier ?? null})
      and (${input.status ?? null}::text is null or c.status = ${input.status ?? null})`;
    const rows = await sql<ListedCompany[]>`
      select c.id as "companyId", c.code, c.name, c.tier, c.status, c.phone, c.currency,
        c.credit_limit as "creditLimit", t.name as "termsName", u.name as "salesRep",
        l.city, l.region, l.country, ${key} as "sortKey"
      from company c
      join payment_terms t on t.code = c.payment_terms_code
      left join app_user u on u.id = c.sales_rep_id
      left join company_location l on l.company_id = c.id and l.is_default
      where ${where} and ${
        cursor === null
          ? sql`true`
          : sql`(${key}, c.id) ${beyond} (${cursor[0] ?? ""}, ${String(cursor[1])}::uuid)`
      }
      order by ${key} ${way}, c.id ${way} limit ${input.limit + 1}`;
    const [count] = await sql<{ total: number }[]>`
      select count(*)::int as total from company c where ${where}`;
    const page = pageOf(rows, input.limit, (last) => [last.sortKey, last.companyId]);
    return {
      items: page.rows.map(({ sortKey: _, ...item }) => item),
      next: page.next,
      total: count?.total ?? 0,
    };
  },
});

type ListedCompany = {
  companyId: CompanyId;
  code: string;
  name: string;
  tier: CompanyTier;
  status: CompanyStatus;
  phone: string;
  currency: string;
  creditLimit: number | null;
  termsName: string;
  salesRep: string | null;
  city: string | null;
  region: string | null;
  country: string | null;
  sortKey: string;
};

/** One customer for staff, by its id or its code. */
export const findCompany = defineQuery({
  name: "customers.find_company",
  input: z.object({ companyId: z.uuid().optional(), code: z.string().max(80).optional() }),
  wall: "staff",
  run: async ({ sql }, { companyId, code }) => {
    const [row] = await sql<{ id: string }[]>`
      select id from company
      where id = ${companyId ?? null}::uuid or upper(code) = upper(${code ?? null}::text)`;
    return readAccount(sql, row?.id ?? null);
  },
});

/** What a rep needs in sight while taking an order: terms, credit, people, places. */
export const accountSummary = defineQuery({
  name: "customers.account_summary",
  input: z.object({ companyId: z.uuid() }),
  wall: "staff",
  run: ({ sql }, { companyId }) => readAccount(sql, companyId),
});

/** The buyer's own company. */
export const findMyCompany = defineQuery({
  name: "customers.find_my_company",
  input: z.object({}),
  wall: "company",
  run: ({ sql, companyId }) => readAccount(sql, companyId),
});

/** The places that goods may go to, the default first. */
export const listLocations = defineQuery({
  name: "customers.list_locations",
  input: z.object({ companyId: z.uuid().optional() }),
  wall: "company",
  run: async ({ sql, companyId }) => (companyId === null ? [] : readLocations(sql, companyId)),
});

/** A company with everything that is said about it at the counter. */
async function readAccount(sql: RawSql, companyId: string | null) {
  const [company] = await sql<AccountRow[]>`
    select c.id as "companyId", c.code, c.name, c.status, c.tier, c.phone, c.currency,
      c.requires_po as "requiresPo", c.allows_one_time_ship_to as "allowsOneTimeShipTo",
      c.credit_limit as "creditLimit", c.open_receivables as "openReceivables", t.code as "termsCode", t.name as "termsName",
      p.name as "priceListName", p.valid_to as "priceListValidTo",
      u.name as "salesRepName", u.email as "salesRepEmail"
    from company c
    join payment_terms t on t.code = c.payment_terms_code
    left join price_list p on p.id = c.price_list_id
    left join app_user u on u.id = c.sales_rep_id
    where c.id = ${companyId}::uuid`;
  if (company === undefined) {
    throw new DomainError("NOT_FOUND", "There is no such company", { companyId });
  }
  const [open] = await sql<{ count: number; late: number; value: number }[]>`
    select count(*)::int as count,
      count(*) filter (where promise_state in ('at_risk', 'missed'))::int as late,
      coalesce(sum(subtotal - cancelled_total - credited_total), 0)::bigint as value
    from sales_order
    where company_id = ${company.companyId}
      and status in ('submitted', 'pending_approval', 'confirmed', 'in_fulfillment')`;
  const { creditLimit, openReceivables, ...facts } = company;
  return {
    ...facts,
    credit: decideCredit({ limit: creditLimit, openReceivables, openOrders: open?.value ?? 0 }),
    openOrderCount: open?.count ?? 0,
    lateOrderCount: open?.late ?? 0,
    locations: await readLocations(sql, company.companyId),
    contacts: await readContacts(sql, company.companyId),
  };
}

type AccountRow = {
  companyId: CompanyId;
  code: string;
  name: string;
  status: CompanyStatus;
  tier: CompanyTier;
  phone: string;
  currency: string;
  requiresPo: boolean;
  /** Its buyers may ship to addresses that are not in its address book. */
  allowsOneTimeShipTo: boolean;
  creditLimit: number | null;
  openReceivables: number;
  termsCode: string;
  termsName: string;
  priceListName: string | null;
  priceListValidTo: string | null;
  salesRepName: string | null;
  salesRepEmail: string | null;
};

type LocationRow = {
  companyLocationId: CompanyLocationId;
  code: string;
  name: string;
  address1: string;
  address2: string;
  city: string;
  region: string;
  postalCode: string;
  country: string;
  isDefault: boolean;
};

const readLocations = (sql: RawSql, companyId: string) => sql<LocationRow[]>`
  select id as "companyLocationId", code, name, address1, address2, city, region,
    postal_code as "postalCode", country, is_default as "isDefault"
  from company_location where company_id = ${companyId}
  order by is_default desc, code limit ${PAGE_MAX}`;

type ContactRow = {
  contactId: ContactId;
  name: string;
  email: string | null;
  phone: string;
  role: ContactRole;
  spendingLimit: number | null;
  signsIn: boolean;
};

const readContacts = (sql: RawSql, companyId: string) => sql<ContactRow[]>`
  select id as "contactId", name, email, phone, role, spending_limit as "spendingLimit",
    user_id is not null as "signsIn"
  from contact where company_id = ${companyId} order by name, id limit ${PAGE_MAX}`;

/** Fewer digits than this are part of too many phone numbers to say anything. */
const PHONE_DIGITS_MIN = 4;

async function companyHits(sql: RawSql, text: string, limit: number): Promise<CompanyHit[]> {
  const pattern = `%${escapeLike(text)}%`;
  const prefix = `${escapeLike(text)}%`;
  const digits = text.replaceAll(/\D/g, "");
  const isPhone = digits.length >= PHONE_DIGITS_MIN && /^[\d\s()+./-]+$/.test(text);
  const phone = isPhone ? `%${digits}%` : null;
  return sql<CompanyHit[]>`
    with found as (
      select id, 'code' as kind, code as matched, 0 as rank from company
      where upper(code) = upper(${text})
      union all
      select company_id, 'order', number, 0 from sales_order
      where upper(number) in (upper(${text}), upper(${`SO-${text}`}))
      union all
      (select company_id, 'po', customer_po, 1 from sales_order
        where upper(customer_po) = upper(${text}) order by placed_at desc limit ${limit})
      union all
      select id, 'phone', phone, 1 from company
      where regexp_replace(phone, '\\D', '', 'g') like ${phone}
      union all
      select company_id, 'phone', name || ' ' || phone, 1 from contact
      where regexp_replace(phone, '\\D', '', 'g') like ${phone}
      union all
      select company_id, 'contact', name || ' ' || coalesce(email, ''), 4 from contact
      where name ilike ${pattern} or email ilike ${prefix}
      union all
      select id, 'name', name, case when name ilike ${prefix} then 2 else 3 end from company
      where name ilike ${pattern}
      union all
      select id, 'code', code, 3 from company where code ilike ${prefix}
      union all
      select company_id, 'city', city, 5 from company_location where city ilike ${prefix}),
    best as (select distinct on (id) * from found order by id, rank)
    select c.id as "companyId", c.code, c.name, l.city, l.region, c.tier, c.status, c.phone,
      b.kind as "matchedBy", b.matched
    from best b join company c on c.id = b.id
    left join company_location l on l.company_id = c.id and l.is_default
    order by b.rank, c.name, c.id limit ${limit}`;
}
