import type { RawSql, RawTx } from "@/db/client";
import type { HoldRule } from "./decide-hold-rule";
import type { HoldBook, HoldTypeRow } from "./types";

const cached = new WeakMap<object, { readonly networkVersion: number; readonly book: HoldBook }>();

/**
 * The types and rules of holds as this transaction sees them. Their changes are counted with the network, so a
 * copy is good while that stands still.
 *
 * @param owner whose copy it is: the connection, for which the transaction runs
 */
export async function readHoldBook(
  owner: object,
  sql: RawSql | RawTx,
  networkVersion: number,
): Promise<HoldBook> {
  const kept = cached.get(owner);
  if (kept?.networkVersion === networkVersion) {
    return kept.book;
  }
  const [types, rules] = await Promise.all([readHoldTypes(sql), readHoldRules(sql)]);
  const book = { types: new Map(types.map((type) => [type.code, type])), rules };
  cached.set(owner, { networkVersion, book });
  return book;
}

/** All types, those that are set first, by their names. */
export const readHoldTypes = (sql: RawSql | RawTx) => sql<HoldTypeRow[]>`
  select code, name, description, blocks, level, stops_order as "stopsOrder",
    release_right as "releaseRight", auto_release as "autoRelease", is_active as "isActive", version
  from hold_type order by is_active desc, name, code`;

/** The rules in force, in their order. */
export const readHoldRules = (sql: RawSql | RawTx) => sql<HoldRule[]>`
  select rule_id as "ruleId", name, type, severity, conditions from hold_rule
  where is_active order by position, saved_at, rule_id`;
