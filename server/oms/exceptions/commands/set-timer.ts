import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { POLICY_SUBJECT } from "../decide-policy";
import { timers } from "../types";

/** Say how long something may stand still before it is an exception; the next look uses it. */
export const setTimer = defineCommand({
  name: "exceptions.set_timer",
  input: z.object({
    name: z.enum(timers),
    minutes: z
      .int()
      .min(1)
      .max(90 * 24 * 60),
  }),
  wall: "staff",
  run: async ({ sql, actor, now, emit }, { name, minutes }) => {
    const [before] = await sql<{ minutes: number }[]>`
      select minutes from exception_timer where name = ${name} for no key update`;
    await sql`
      insert into exception_timer (name, minutes, saved_by, saved_at)
      values (${name}, ${minutes}, ${actor.id}, ${now})
      on conflict (name) do update set minutes = excluded.minutes, saved_by = excluded.saved_by,
        saved_at = excluded.saved_at`;
    emit({
      type: "exception_policy.timer_set",
      subject: { kind: "exception_policy", id: POLICY_SUBJECT },
      payload: { name, before: before?.minutes ?? null, minutes },
    });
    return { name, minutes };
  },
});
