import type { RawTx } from "@/db/client";
import { type CommandEnv, defineCommand } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { DomainError, type Fault } from "../../kernel/errors";
import { type RelationContent, setRelationsInput } from "../schema";

type KnownSku = { readonly id: string; readonly code: string; readonly isKit: boolean };

/**
 * Say what may ship instead of SKUs: each relation is made, or replaces the one of its kind between the same
 * two SKUs. All of them or none.
 *
 * @throws INVALID_INPUT with every relation that cannot be: unknown or equal SKUs, kits (they keep no stock
 *   of their own), days out of order, a second successor, supersessions that lead in a circle
 */
export const setRelations = defineCommand({
  name: "catalog.set_relations",
  input: setRelationsInput,
  wall: "staff",
  run: async (env, { relations }) => {
    // One writer at a time: whether supersessions lead in a circle hangs on all of them.
    await env.sql`select pg_advisory_xact_lock(hashtext('sku_relation'))`;
    const known = await readKnown(
      env.sql,
      relations.flatMap(({ sku, instead }) => [sku, instead]),
    );
    const faults = relations.flatMap((each, at) => faultsOf(each, known, `relations.${at}`));
    refuse(faults);
    for (const relation of relations) {
      await writeRelation(env, relation, known);
    }
    refuse(await circles(env.sql, relations, known));
    return { saved: relations.length };
  },
});

function refuse(faults: readonly Fault[]): void {
  const [first] = faults;
  if (first !== undefined) {
    throw new DomainError("INVALID_INPUT", first.message, { faults });
  }
}

async function readKnown(sql: RawTx, codes: readonly string[]): Promise<Map<string, KnownSku>> {
  const rows = await sql<KnownSku[]>`
    select s.id, s.code, exists (select from kit_component k where k.kit_sku_id = s.id) as "isKit"
    from sku s where upper(s.code) = any(${codes.map((code) => code.toUpperCase())}::text[])`;
  return new Map(rows.map((row) => [row.code.toUpperCase(), row]));
}

type Known = ReadonlyMap<string, KnownSku>;

function faultsOf(relation: RelationContent, known: Known, at: string): Fault[] {
  const { kind, timing, isMutual, validFrom, validTo } = relation;
  const fault = (field: string, code: string, message: string): Fault => ({
    field: `${at}.${field}`,
    code,
    message,
  });
  const ends = (["sku", "instead"] as const).flatMap((field) => {
    const sku = known.get(relation[field].toUpperCase());
    if (sku === undefined) {
      return [fault(field, "sku_unknown", `There is no SKU “${relation[field]}”`)];
    }
    return sku.isKit
      ? [fault(field, "is_kit", `${sku.code} is a kit: relate the SKUs it is made of`)]
      : [];
  });
  const isSame = relation.sku.toUpperCase() === relation.instead.toUpperCase();
  return [
    ...ends,
    ...(isSame
      ? [fault("instead", "is_itself", `${relation.sku} cannot stand in for itself`)]
      : []),
    ...(kind === "substitution" && timing !== undefined
      ? [fault("timing", "not_timed", "Only what follows a SKU takes its place at a time")]
      : []),
    ...(kind === "supersession" && isMutual
      ? [fault("isMutual", "one_way", "What follows a SKU does so one way; leave it out")]
      : []),
    ...(validFrom !== null && validTo !== null && validFrom > validTo
      ? [
          fault(
            "validTo",
            "dates_crossed",
            `It ends on ${validTo}, before it begins on ${validFrom}`,
          ),
        ]
      : []),
  ];
}

async function writeRelation(env: CommandEnv, relation: RelationContent, known: Known) {
  const { sql, now, actor, emit } = env;
  const { kind, ratio, isMutual, rank, price, validFrom, validTo } = relation;
  const asked = known.get(relation.sku.toUpperCase());
  const instead = known.get(relation.instead.toUpperCase());
  if (asked === undefined || instead === undefined) {
    return;
  }
  const timing = kind === "supersession" ? (relation.timing ?? "when_out") : null;
  if (kind === "supersession") {
    // A SKU has one successor: the one that is named now.
    await sql`delete from sku_relation
      where kind = 'supersession' and sku_id = ${asked.id} and instead_sku_id <> ${instead.id}`;
  }
  await sql`
    insert into sku_relation (id, kind, sku_id, instead_sku_id, ratio_numerator, ratio_denominator,
      is_mutual, rank, price, timing, valid_from, valid_to, saved_by, saved_at)
    values (${newId(now.getTime())}, ${kind}, ${asked.id}, ${instead.id}, ${ratio.numerator},
      ${ratio.denominator}, ${isMutual}, ${rank}, ${price}, ${timing}, ${validFrom}, ${validTo},
      ${actor.id}, ${now})
    on conflict (kind, sku_id, instead_sku_id) do update set
      ratio_numerator = excluded.ratio_numerator, ratio_denominator = excluded.ratio_denominator,
      is_mutual = excluded.is_mutual, rank = excluded.rank, price = excluded.price,
      timing = excluded.timing, valid_from = excluded.valid_from, valid_to = excluded.valid_to,
      saved_by = excluded.saved_by, saved_at = excluded.saved_at`;
  emit({
    type: "sku.relation_set",
    subject: { kind: "sku", id: asked.id },
    payload: { ...relation, sku: asked.code, instead: instead.code, timing },
  });
}

/** Supersessions that lead back to where they begin. */
async function circles(
  sql: RawTx,
  relations: readonly RelationContent[],
  known: Known,
): Promise<Fault[]> {
  const ids = relations.flatMap(({ kind, sku }) => {
    const found = known.get(sku.toUpperCase());
    return kind === "supersession" && found !== undefined ? [found.id] : [];
  });
  const rows = await sql<{ id: string }[]>`
    with recursive walk as (
      select sku_id as start, instead_sku_id as at from sku_relation
      where kind = 'supersession' and sku_id = any(${ids}::uuid[])
      union
      select w.start, r.instead_sku_id from walk w
      join sku_relation r on r.kind = 'supersession' and r.sku_id = w.at)
    select distinct start as id from walk where at = start`;
  const inCircle = new Set(rows.map(({ id }) => id));
  return relations.flatMap(({ kind, sku, instead }, at) =>
    kind === "supersession" && inCircle.has(known.get(sku.toUpperCase())?.id ?? "")
      ? [
          {
            field: `relations.${at}.instead`,
            code: "circle",
            message: `${instead} leads back to ${sku}: end that supersession first`,
          },
        ]
      : [],
  );
}
