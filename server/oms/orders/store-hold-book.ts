import type { RawSql, RawTx } from "@/db/client";
import type { HoldBook, HoldTypeRow } from "./types";

const cached = new WeakMap<object, { readonly networkVersion: number; readonly book: HoldBook }>();

/**
 * The types of holds as this transaction sees them. Their changes are counted with the network, so a
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
  const types = await readHoldTypes(sql);
  const book = { types: new Map(types.map((type) => [type.code, type])) };
  cached.set(owner, { networkVersion, book });
  return book;
}

/** All types, those that are set first, by their names. */
export const readHoldTypes = (sql: RawSql | RawTx) => sql<HoldTypeRow[]>`
  select code, name, description, blocks, level, stops_order as "stopsOrder",
    release_right as "releaseRight", auto_release as "autoRelease", is_active as "isActive", version
  from hold_type order by is_active desc, name, code`;
