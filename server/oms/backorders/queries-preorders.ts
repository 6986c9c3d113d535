import type { RawSql } from "@/db/client";
import { isDayEverywhere } from "./store-preorders";

/** SKUs whose day has come, and that wait to be brought out. */
export async function listComingOut(
  { sql }: { readonly sql: RawSql },
  now: Date,
  limit = 200,
): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from sku where comes_out_on is not null
      and ${isDayEverywhere(sql, sql`comes_out_on`, now)}
    order by comes_out_on, id limit ${limit}`;
  return rows.map(({ id }) => id);
}
