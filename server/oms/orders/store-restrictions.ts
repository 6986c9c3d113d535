import type { RawSql, RawTx } from "@/db/client";
import type { CommandEnv } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { DomainError, type Fault } from "../kernel/errors";
import { plainPostcode, type Restriction } from "./decide-restriction";
import type { RestrictionInput } from "./schema";

const cached = new WeakMap<
  object,
  { readonly networkVersion: number; readonly restrictions: readonly Restriction[] }
>();

/**
 * The restrictions in force as this transaction sees them. Their changes are counted with the network, so
 * a copy is good while that stands still.
 *
 * @param owner whose copy it is: the connection, for which the transaction runs
 */
export async function readRestrictions(
  owner: object,
  sql: RawSql | RawTx,
  networkVersion: number,
): Promise<readonly Restriction[]> {
  const kept = cached.get(owner);
  if (kept?.networkVersion === networkVersion) {
    return kept.restrictions;
  }
  const restrictions = await sql<Restriction[]>`
    select r.reference, r.kind, r.sku_id as "skuId", r.category, r.country, r.region,
      r.postal_prefix as "postalPrefix", h.code as "channelCode", r.company_id as "companyId",
      r.valid_from::text as "validFrom", r.valid_to::text as "validTo", r.reason
    from sales_restriction r left join channel h on h.id = r.channel_id
    where r.is_active order by r.reference`;
  cached.set(owner, { networkVersion, restrictions });
  return restrictions;
}

type Named = {
  readonly index: number;
  readonly skuId: string | null;
  readonly hasCategory: boolean;
  readonly channelId: string | null;
  readonly companyId: string | null;
};

/** What restrictions name, by their keys, one row each; what does not exist is a fault of its field. */
async function resolveNames(
  { sql }: CommandEnv,
  inputs: readonly RestrictionInput[],
  fieldOf: (index: number, field: string) => string,
): Promise<readonly Named[]> {
  const asked = inputs.map(({ sku, category, channelCode, companyCode }, index) => ({
    ...{ index, sku, category, channel: channelCode, company: companyCode },
  }));
  const named = await sql<Named[]>`
    select q.index, s.id as "skuId",
      exists (select from sku where category = q.category) as "hasCategory",
      h.id as "channelId", c.id as "companyId"
    from jsonb_to_recordset(${sql.typed(asked, 3802)}::jsonb)
      as q(index int, sku text, category text, channel text, company text)
    left join sku s on upper(s.code) = upper(q.sku)
    left join channel h on h.code = q.channel
    left join company c on upper(c.code) = upper(q.company)
    order by q.index`;
  const faults = named.flatMap((found): Fault[] => {
    const input = inputs[found.index];
    const missing = (
      field: string,
      text: string | null | undefined,
      isThere: boolean,
      what: string,
    ) =>
      text && !isThere
        ? [
            {
              field: fieldOf(found.index, field),
              code: "unknown",
              message: `There is no ${what} “${text}”`,
            },
          ]
        : [];
    return [
      ...missing("sku", input?.sku, found.skuId !== null, "SKU"),
      ...missing("category", input?.category, found.hasCategory, "category with SKUs"),
      ...missing("channelCode", input?.channelCode, found.channelId !== null, "channel"),
      ...missing("companyCode", input?.companyCode, found.companyId !== null, "customer"),
    ];
  });
  if (faults.length > 0) {
    throw new DomainError("INVALID_INPUT", faults[0]?.message ?? "", { faults });
  }
  return named;
}

export type WrittenRestriction = {
  readonly id: string;
  readonly reference: string;
  readonly version: number;
};

/**
 * Write restrictions by their references: what is there gets a new version, unless it says the same.
 *
 * @returns those that were made or changed
 * @throws INVALID_INPUT with a fault for each name that does not exist
 */
export async function writeRestrictions(
  env: CommandEnv,
  inputs: readonly RestrictionInput[],
  fieldOf: (index: number, field: string) => string,
): Promise<readonly WrittenRestriction[]> {
  const { sql, now, actor } = env;
  const named = await resolveNames(env, inputs, fieldOf);
  const rows = inputs.map((input, index) => ({
    id: newId(now.getTime()),
    reference: input.reference,
    kind: input.kind,
    sku_id: named[index]?.skuId ?? null,
    category: input.category,
    country: input.country,
    region: input.region,
    postal_prefix: input.postalPrefix === null ? null : plainPostcode(input.postalPrefix),
    channel_id: named[index]?.channelId ?? null,
    company_id: named[index]?.companyId ?? null,
    valid_from: input.validFrom,
    valid_to: input.validTo,
    reason: input.reason,
    is_active: input.isActive,
  }));
  const written = await sql<WrittenRestriction[]>`
    insert into sales_restriction as r (id, reference, kind, sku_id, category, country, region,
      postal_prefix, channel_id, company_id, valid_from, valid_to, reason, is_active, saved_by,
      saved_at)
    select id, reference, kind, sku_id, category, country, region, postal_prefix, channel_id,
      company_id, valid_from, valid_to, reason, is_active, ${actor.name}, ${now}::timestamptz
    from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb) as q(id uuid, reference text,
      kind text, sku_id uuid, category text, country text, region text, postal_prefix text,
      channel_id uuid, company_id uuid, valid_from date, valid_to date, reason text,
      is_active boolean)
    on conflict (reference) do update set kind = excluded.kind, sku_id = excluded.sku_id,
      category = excluded.category, country = excluded.country, region = excluded.region,
      postal_prefix = excluded.postal_prefix, channel_id = excluded.channel_id,
      company_id = excluded.company_id, valid_from = excluded.valid_from,
      valid_to = excluded.valid_to, reason = excluded.reason, is_active = excluded.is_active,
      version = r.version + 1, saved_by = excluded.saved_by, saved_at = excluded.saved_at
    where (r.kind, r.sku_id, r.category, r.country, r.region, r.postal_prefix, r.channel_id,
        r.company_id, r.valid_from, r.valid_to, r.reason, r.is_active)
      is distinct from (excluded.kind, excluded.sku_id, excluded.category, excluded.country,
        excluded.region, excluded.postal_prefix, excluded.channel_id, excluded.company_id,
        excluded.valid_from, excluded.valid_to, excluded.reason, excluded.is_active)
    returning id, reference, version`;
  for (const { id, reference, version } of written) {
    const input = inputs.find((each) => each.reference === reference);
    env.emit({
      type: "sales_restriction.saved",
      subject: { kind: "sales_restriction", id },
      payload: { ...input, version },
    });
  }
  return written;
}
