import type { PendingQuery, Row } from "postgres";
import type { RawTx } from "@/db/client";
import type { ChangedFields, ChangeKind, ImportChange } from "./types-undo";

/** Something that imports write, as it stands. */
export type Standing = Pick<ImportChange, "kind" | "subjectId" | "name"> & {
  readonly fields: ChangedFields;
};

/** Which of a kind: by the codes of their companies or SKUs, or by their ids. */
export type Which = { readonly codes: readonly string[] } | { readonly ids: readonly string[] };

type Kind = {
  /** Its name, and all that an import may write of it. */
  readonly columns: (sql: RawTx) => PendingQuery<Row[]>;
  readonly tables: (sql: RawTx) => PendingQuery<Row[]>;
};

const backorders = (sql: RawTx) => sql`jsonb_build_object('policy', c.backorder_policy,
  'limit', c.backorder_limit, 'days', c.backorder_days, 'slip', c.backorder_slip)`;

const KINDS: Readonly<Record<ChangeKind, Kind>> = {
  company: {
    columns: (sql) => sql`c.code as name, jsonb_build_object('name', c.name,
      'currency', c.currency, 'phone', c.phone, 'backorders', ${backorders(sql)},
      'preferredNode', n.code, 'isImported', c.is_imported)`,
    tables: (sql) => sql`company c left join node n on n.id = c.preferred_node_id`,
  },
  ship_to: {
    columns: (sql) => sql`o.code || ' ' || c.code as name, jsonb_build_object('name', c.name,
      'address1', c.address1, 'address2', c.address2, 'city', c.city, 'region', c.region,
      'postalCode', c.postal_code, 'country', c.country, 'preferredNode', n.code,
      'isResidential', c.is_residential)`,
    tables: (sql) => sql`company_location c join company o on o.id = c.company_id
      left join node n on n.id = c.preferred_node_id`,
  },
  sku: {
    columns: (sql) => sql`c.code as name, jsonb_build_object('name', c.name,
      'description', c.description, 'category', c.category, 'grams', c.grams,
      'measuresImputed', c.measures_imputed, 'packMultiple', c.pack_multiple,
      'minQuantity', c.min_quantity, 'listPriceE4', c.list_price_e4,
      'backorders', ${backorders(sql)}, 'isImported', c.is_imported)`,
    tables: (sql) => sql`sku c`,
  },
  gtin: {
    columns: (sql) => sql`o.code as name, jsonb_build_object('gtin', c.code)`,
    tables: (sql) => sql`sku_alias c join sku o on o.id = c.sku_id`,
  },
  low_stock_point: {
    columns: (sql) => sql`o.code as name, jsonb_build_object('units', c.units)`,
    tables: (sql) => sql`low_stock_point c join sku o on o.id = c.sku_id`,
  },
};

const HAS_OWNER: ReadonlySet<ChangeKind> = new Set(["ship_to", "gtin", "low_stock_point"]);

/** Beside its own rows a kind's table may hold others, which no import writes. */
function isMeant(sql: RawTx, kind: ChangeKind, which: Which) {
  if ("ids" in which) {
    return sql`c.id = any(${[...which.ids]}::uuid[])`;
  }
  const codes = which.codes.map((code) => code.toUpperCase());
  const ofOwner = sql`upper(${sql(HAS_OWNER.has(kind) ? "o" : "c")}.code) = any(${codes}::text[])`;
  switch (kind) {
    case "gtin":
      return sql`${ofOwner} and c.kind = 'gtin' and c.company_id is null`;
    case "low_stock_point":
      return sql`${ofOwner} and c.channel_id is null and c.node_id is null`;
    default:
      return ofOwner;
  }
}

/** How some things of a kind stand, locked in the order of their ids. */
export function lockStanding(sql: RawTx, kind: ChangeKind, which: Which): Promise<Standing[]> {
  const { columns, tables } = KINDS[kind];
  return sql<Standing[]>`
    select ${kind} as kind, c.id as "subjectId", ${columns(sql)} as fields
    from ${tables(sql)} where ${isMeant(sql, kind, which)}
    order by c.id for no key update of c`;
}

/** How all stands that a file with these codes may write: customers, or SKUs. */
export async function lockWritten(
  sql: RawTx,
  kinds: readonly ChangeKind[],
  codes: readonly string[],
): Promise<Standing[]> {
  const standing: Standing[] = [];
  for (const kind of kinds) {
    standing.push(...(await lockStanding(sql, kind, { codes })));
  }
  return standing;
}

/**
 * Keep what became of what a run has just written, with how it was before, by name.
 *
 * @param isMade whether the run itself made something that was not there before
 */
export async function keepChanges(
  sql: RawTx,
  runId: string,
  before: readonly Standing[],
  after: readonly Standing[],
  isMade: (made: Standing) => boolean,
): Promise<void> {
  const known = new Map(before.map((each) => [`${each.kind} ${each.subjectId}`, each]));
  const ordered = after.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const rows = ordered.flatMap((now) => {
    const was = known.get(`${now.kind} ${now.subjectId}`);
    const isWritten =
      was === undefined ? isMade(now) : JSON.stringify(was.fields) !== JSON.stringify(now.fields);
    return isWritten
      ? [
          {
            kind: now.kind,
            subject_id: now.subjectId,
            name: now.name,
            before: was?.fields ?? null,
            after: now.fields,
          },
        ]
      : [];
  });
  if (rows.length > 0) {
    await sql`
      insert into import_change (import_run_id, kind, subject_id, name, before, after)
      select ${runId}, kind, subject_id, name, nullif(before, 'null'::jsonb), after
      from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb) as r(kind text, subject_id uuid,
        name text, before jsonb, after jsonb)`;
  }
}
