import type { RawSql, RawTx } from "@/db/client";
import { allTimers, type TimerMinutes } from "./decide-policy";
import type { ExceptionPolicy, Timer } from "./types";

/** What people said of how types are handled; the others are as `defaultPolicy` says. */
export const readPolicies = (sql: RawSql | RawTx) => sql<ExceptionPolicy[]>`
  select type, cost_minor as "costMinor", currency, team, owner_id as "ownerId",
    json_build_object('low', low_minutes, 'medium', medium_minutes, 'high', high_minutes,
      'critical', critical_minutes) as "slaMinutes"
  from exception_policy`;

/** How long things may stand still, in minutes. */
export async function readTimers(sql: RawSql | RawTx): Promise<TimerMinutes> {
  return allTimers(
    await sql<{ name: Timer; minutes: number }[]>`select name, minutes from exception_timer`,
  );
}
