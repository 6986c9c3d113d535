import { generationOf, type RawSql } from "@/db/client";

/**
 * A moment of the database by its name: which transactions had ended by then, as the snapshot of a
 * statement tells. Two moments of one name are alike in all that the database holds, for nothing in
 * it changes but by a transaction that ends. What hangs on the clock besides is not in the name.
 *
 * A server that crashed may give numbers of transactions again that it had not written down; so the
 * name also counts the connections that ended.
 */
export type Moment = `${number} ${string}`;

/** The moment that a statement has just read in, by `pg_current_snapshot()`. */
export const momentOf = (sql: RawSql, snapshot: string): Moment =>
  `${generationOf(sql)} ${snapshot}`;
