/** Whether a database has the schema that this version expects. */
import type { AnySql } from "./client";
import journal from "./migrations/meta/_journal.json";

/** The newest migration that this version carries, in milliseconds: Drizzle's way to order them. */
export const latestMigration = Math.max(0, ...journal.entries.map(({ when }) => when));

/** What the database has seen so far; nothing when it is new. */
export async function appliedMigrations(sql: AnySql): Promise<{ count: number; latest: number }> {
  const [table] = await sql`select to_regclass('drizzle.__drizzle_migrations') as name`;
  if (table?.name === null) {
    return { count: 0, latest: 0 };
  }
  const [row] = await sql<{ count: number; latest: number }[]>`
    select count(*) as count, coalesce(max(created_at), 0) as latest
    from drizzle.__drizzle_migrations`;
  return row ?? { count: 0, latest: 0 };
}
