import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { lockOpenException } from "../store";
import { requireStaff } from "../store-owner";

/**
 * Give an open exception to somebody of staff, oneself included, or to nobody again. Who is given
 * a new one has taken it in hand.
 *
 * @throws NOT_FOUND; STALE when it is closed; INVALID_INPUT for who cannot work on exceptions
 */
export const assignException = defineCommand({
  name: "exceptions.assign_exception",
  input: z.object({
    exceptionId: z.uuid(),
    /** Absent: the actor; null: nobody. */
    ownerId: z.uuid().nullable().optional(),
  }),
  wall: "staff",
  run: async ({ sql, actor, now, emit }, { exceptionId, ownerId }) => {
    const found = await lockOpenException(sql, exceptionId);
    const owner =
      ownerId === undefined ? actor : ownerId === null ? null : await requireStaff(sql, ownerId);
    const state = owner !== null && found.state === "open" ? "acknowledged" : found.state;
    await sql`
      update exception set owner_id = ${owner?.id ?? null}, state = ${state}, snoozed_until = null,
        acknowledged_at = case when ${owner !== null} then coalesce(acknowledged_at, ${now}::timestamptz)
          else acknowledged_at end
      where id = ${exceptionId}`;
    emit({
      type: "exception.assigned",
      subject: { kind: "exception", id: exceptionId },
      orderId: found.orderId,
      payload: { type: found.type, sentence: found.sentence, owner: owner?.name ?? null },
    });
    return { owner: owner?.name ?? null, state };
  },
});
