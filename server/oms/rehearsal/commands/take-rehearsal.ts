import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import type { RehearsalId } from "../../kernel/ids";

/** A runner that was not heard of for so long has died. */
export const LEASE_SECONDS = 20;
/** A rehearsal whose runners died so often is not the runners' fault. */
const ATTEMPTS_MAX = 3;

const BROKEN_OFF = "Each run of it broke off";

/**
 * Take the rehearsal that has waited longest, or one whose runner has died; one that another takes
 * at this moment is passed over.
 *
 * @returns the one to run, from its beginning; null when there is none, or it was given up after
 *   three runs that broke off
 */
export const takeRehearsal = defineCommand({
  name: "rehearsal.take_rehearsal",
  input: z.object({
    runner: z.string().min(1),
    /** Only this one. */
    rehearsalId: z.uuid().optional(),
  }),
  wall: "staff",
  run: async ({ sql, now, emit }, { runner, rehearsalId = null }) => {
    const [due] = await sql<{ id: RehearsalId; attempts: number; ordersTotal: number }[]>`
      select id, attempts, orders_total as "ordersTotal" from rehearsal
      where (state = 'queued' or (state = 'running' and lease_until <= ${now}))
        and (${rehearsalId}::uuid is null or id = ${rehearsalId})
      order by queued_at, id limit 1 for no key update skip locked`;
    if (due === undefined) {
      return { rehearsalId: null };
    }
    const subject = { kind: "rehearsal", id: due.id };
    if (due.attempts >= ATTEMPTS_MAX) {
      await sql`update rehearsal set state = 'failed', reason = ${BROKEN_OFF}, finished_at = ${now}
        where id = ${due.id}`;
      emit({ type: "rehearsal.failed", subject, reason: BROKEN_OFF, payload: {} });
      return { rehearsalId: null };
    }
    const leaseUntil = new Date(now.getTime() + LEASE_SECONDS * 1_000);
    await sql`
      update rehearsal set state = 'running', runner = ${runner}, lease_until = ${leaseUntil},
        attempts = attempts + 1, orders_done = 0, started_at = ${now}
      where id = ${due.id}`;
    emit({ type: "rehearsal.started", subject, payload: { orders: due.ordersTotal } });
    return { rehearsalId: due.id };
  },
});
