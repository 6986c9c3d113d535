import { inTransaction, type RawTx } from "@/db/client";
import type { CommandEnv } from "@/server/shell/command";
import { sqlState } from "@/server/shell/retry";
import { decideUndo, mergeChanges, type UndoStep } from "./decide-undo";
import { lockStanding } from "./store-changes";
import {
  type ChangedFields,
  type ChangeKind,
  changeKinds,
  type ImportChange,
  type LeftChange,
} from "./types-undo";

type Env = Pick<CommandEnv, "tx" | "sql" | "now" | "actor">;
type Decided = { readonly change: ImportChange; readonly step: UndoStep };

export type TakenBack = {
  /** Things that say again what they said before, and things that the import had made. */
  readonly restored: number;
  readonly removed: number;
  readonly left: readonly LeftChange[];
};

/** What belongs to something goes before what it belongs to. */
const REMOVED: readonly ChangeKind[] = ["gtin", "low_stock_point", "ship_to", "sku", "company"];

/**
 * Put back what a run wrote, as far as nobody changed or needs it since, and note with each change why it
 * stays. Everything that it wrote is locked, kind by kind in the order of ids.
 */
export async function takeBack(env: Env, runId: string): Promise<TakenBack> {
  const { sql } = env;
  const changes = mergeChanges(
    await sql<ImportChange[]>`
      select kind, subject_id as "subjectId", name, before, after from import_change
      where import_run_id = ${runId} order by id`,
  );
  const decided: Decided[] = [];
  for (const kind of changeKinds) {
    decided.push(...(await decideKind(sql, kind, changes)));
  }
  const left = decided.flatMap(({ change: { kind, subjectId, name }, step }) =>
    step.do === "leave" ? [{ kind, subjectId, name, why: step.why, fields: step.fields }] : [],
  );
  for (const kind of changeKinds) {
    await restore(env, kind, decided);
  }
  let removed = 0;
  for (const kind of REMOVED) {
    const made = decided.flatMap(({ change, step }) =>
      step.do === "remove" && change.kind === kind ? [change] : [],
    );
    const needed = await remove(env, kind, made);
    removed += made.length - needed.length;
    left.push(
      ...needed.map(({ subjectId, name }) => ({
        ...{ kind, subjectId, name, why: "in_use" as const, fields: [] },
      })),
    );
  }
  await noteLeft(sql, runId, left);
  const restored = decided.filter(({ step }) => step.do === "restore").length;
  return { restored, removed, left: left.map(({ subjectId: _, ...each }) => each) };
}

async function decideKind(
  sql: RawTx,
  kind: ChangeKind,
  changes: readonly ImportChange[],
): Promise<Decided[]> {
  const ofKind = changes.filter((change) => change.kind === kind);
  if (ofKind.length === 0) {
    return [];
  }
  const ids = ofKind.map(({ subjectId }) => subjectId);
  const standing = await lockStanding(sql, kind, { ids });
  const now = new Map(standing.map(({ subjectId, fields }) => [subjectId, fields]));
  return ofKind.map((change) => ({
    change,
    step: decideUndo(change, now.get(change.subjectId) ?? null),
  }));
}

type Row = { readonly id: string; readonly v: ChangedFields };
type Writer = (env: Env, given: ReturnType<RawTx["typed"]>) => Promise<unknown>;

const BACKORDERS = (sql: RawTx) => sql`backorder_policy = r.v #>> '{backorders,policy}',
  backorder_limit = (r.v #>> '{backorders,limit}')::int,
  backorder_days = (r.v #>> '{backorders,days}')::int,
  backorder_slip = r.v #>> '{backorders,slip}', is_imported = (r.v ->> 'isImported')::boolean`;

const PREFERRED = (sql: RawTx) =>
  sql`preferred_node_id = (select n.id from node n where n.code = r.v ->> 'preferredNode')`;

const ROWS = (sql: RawTx, given: ReturnType<RawTx["typed"]>) =>
  sql`jsonb_to_recordset(${given}::jsonb) as r(id uuid, v jsonb)`;

/** How the fields of each kind are written. A GTIN is made or not: nobody changes it. */
const WRITERS: Readonly<Record<Exclude<ChangeKind, "gtin">, Writer>> = {
  company: ({ sql }, given) => sql`
    update company c set name = r.v ->> 'name', currency = r.v ->> 'currency',
      phone = r.v ->> 'phone', ${BACKORDERS(sql)}, ${PREFERRED(sql)}
    from ${ROWS(sql, given)} where c.id = r.id`,
  ship_to: ({ sql }, given) => sql`
    update company_location c set name = r.v ->> 'name', address1 = r.v ->> 'address1',
      address2 = r.v ->> 'address2', city = r.v ->> 'city', region = r.v ->> 'region',
      postal_code = r.v ->> 'postalCode', country = r.v ->> 'country', ${PREFERRED(sql)},
      is_residential = (r.v ->> 'isResidential')::boolean
    from ${ROWS(sql, given)} where c.id = r.id`,
  sku: ({ sql }, given) => sql`
    update sku c set name = r.v ->> 'name', description = r.v ->> 'description',
      category = r.v ->> 'category', grams = (r.v ->> 'grams')::int,
      measures_imputed = (r.v ->> 'measuresImputed')::boolean,
      pack_multiple = (r.v ->> 'packMultiple')::int, min_quantity = (r.v ->> 'minQuantity')::int,
      list_price_e4 = (r.v ->> 'listPriceE4')::bigint, ${BACKORDERS(sql)}
    from ${ROWS(sql, given)} where c.id = r.id`,
  low_stock_point: ({ sql, actor, now }, given) => sql`
    update low_stock_point c set units = (r.v ->> 'units')::int, saved_by = ${actor.id},
      saved_at = ${now}
    from ${ROWS(sql, given)} where c.id = r.id`,
};

async function restore(env: Env, kind: ChangeKind, decided: readonly Decided[]): Promise<void> {
  const rows = decided.flatMap(({ change, step }): Row[] =>
    step.do === "restore" && change.kind === kind ? [{ id: change.subjectId, v: step.fields }] : [],
  );
  if (kind !== "gtin" && rows.length > 0) {
    await WRITERS[kind](env, env.sql.typed(rows, 3802));
  }
}

const TABLES: Readonly<Record<ChangeKind, string>> = {
  company: "company",
  ship_to: "company_location",
  sku: "sku",
  gtin: "sku_alias",
  low_stock_point: "low_stock_point",
};

const IS_REFERRED_TO = "23503";

/**
 * Remove what a run had made. What something else refers to stays, as the database says.
 *
 * @returns what stays
 */
async function remove(
  env: Env,
  kind: ChangeKind,
  made: readonly ImportChange[],
): Promise<readonly ImportChange[]> {
  const removeAll = (some: readonly ImportChange[]) =>
    // A transaction of its own inside the other: what it could not do leaves the other as it was.
    inTransaction({ db: env.tx }, async ({ sql }) => {
      await sql`
        delete from ${sql(TABLES[kind])} where id = any(${some.map((each) => each.subjectId)}::uuid[])`;
    }).then(
      () => true,
      (error: unknown) => {
        if (sqlState(error) === IS_REFERRED_TO) {
          return false;
        }
        throw error;
      },
    );
  if (made.length === 0 || (await removeAll(made))) {
    return [];
  }
  const needed: ImportChange[] = [];
  for (const each of made) {
    if (made.length === 1 || !(await removeAll([each]))) {
      needed.push(each);
    }
  }
  return needed;
}

async function noteLeft(
  sql: RawTx,
  runId: string,
  left: readonly (LeftChange & { readonly subjectId: string })[],
): Promise<void> {
  const rows = left.map(({ kind, subjectId, why }) => ({ kind, subject_id: subjectId, why }));
  if (rows.length > 0) {
    await sql`
      update import_change x set left_why = r.why
      from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb) as r(kind text, subject_id uuid, why text)
      where x.import_run_id = ${runId} and x.kind = r.kind and x.subject_id = r.subject_id`;
  }
}
