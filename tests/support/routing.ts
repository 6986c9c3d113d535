import type { Connection } from "@/db/client";
import { exportProfile } from "@/server/oms/sourcing/queries-profile";
import type { Strategy } from "@/server/oms/sourcing/types-profile";
import { ctxOf } from "./factories";

/** Route by these strategies from the next order on; orders that none of them takes go as before. */
export async function givenStrategies(
  database: Connection,
  strategies: readonly Strategy[],
): Promise<number> {
  const { document } = await exportProfile(ctxOf(database), { version: 1 });
  const all = [...strategies, ...document.strategies];
  await database.sql`update sourcing_profile set status = 'retired', retired_at = now()
    where status = 'active'`;
  const [row] = await database.sql<{ version: number }[]>`
    insert into sourcing_profile (ref, version, status, strategies, parameters, activated_at)
    select 'default', max(version) + 1, 'active', ${database.sql.typed(all, 3802)},
      ${database.sql.typed(document.parameters, 3802)}, now()
    from sourcing_profile returning version`;
  return row?.version ?? 0;
}
