import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { POLICY_SUBJECT } from "../decide-policy";
import { requireStaff } from "../store-owner";
import { exceptionTypes } from "../types";

const minutes = z
  .int()
  .min(1)
  .max(90 * 24 * 60);

/**
 * Say how exceptions of a type are handled: in what time by severity, at what cost, by which team,
 * by whom at once. Open ones get their new time, counted from when they opened; owners they keep.
 *
 * @throws INVALID_INPUT for an owner that is not of staff
 */
export const savePolicy = defineCommand({
  name: "exceptions.save_policy",
  input: z.object({
    type: z.enum(exceptionTypes),
    slaMinutes: z.object({ low: minutes, medium: minutes, high: minutes, critical: minutes }),
    /** Minor units of US dollars. */
    costMinor: z.int().min(0).max(1_000_000),
    team: z.string().trim().min(1, "Say whose work it is").max(60),
    ownerId: z.uuid().nullable(),
  }),
  wall: "staff",
  run: async ({ sql, actor, now, emit }, { type, slaMinutes, costMinor, team, ownerId }) => {
    if (ownerId !== null) {
      await requireStaff(sql, ownerId);
    }
    const { low, medium, high, critical } = slaMinutes;
    await sql`
      insert into exception_policy (type, low_minutes, medium_minutes, high_minutes,
        critical_minutes, cost_minor, currency, team, owner_id, saved_by, saved_at)
      values (${type}, ${low}, ${medium}, ${high}, ${critical}, ${costMinor}, 'USD', ${team},
        ${ownerId}, ${actor.id}, ${now})
      on conflict (type) do update set low_minutes = excluded.low_minutes,
        medium_minutes = excluded.medium_minutes, high_minutes = excluded.high_minutes,
        critical_minutes = excluded.critical_minutes, cost_minor = excluded.cost_minor,
        team = excluded.team, owner_id = excluded.owner_id, saved_by = excluded.saved_by,
        saved_at = excluded.saved_at`;
    const [moved] = await sql<{ count: number }[]>`
      with moved as (
        update exception set team = ${team}, due_at = opened_at + make_interval(mins =>
          case severity when 'low' then ${low}::int when 'medium' then ${medium}::int
            when 'high' then ${high}::int else ${critical}::int end)
        where type = ${type} and closed_at is null returning 1)
      select count(*)::int as count from moved`;
    emit({
      type: "exception_policy.saved",
      subject: { kind: "exception_policy", id: POLICY_SUBJECT },
      payload: { type, slaMinutes, costMinor, team, ownerId, open: moved?.count ?? 0 },
    });
    return { type, open: moved?.count ?? 0 };
  },
});
