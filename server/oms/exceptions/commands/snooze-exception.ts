import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { lockOpenException } from "../store";

/**
 * Put an open exception off until a moment, or wake it now. It comes back by itself when the moment
 * has come, and it closes by itself all the while.
 *
 * @throws NOT_FOUND; STALE when it is closed; INVALID_INPUT for a moment that has passed
 */
export const snoozeException = defineCommand({
  name: "exceptions.snooze_exception",
  input: z.object({
    exceptionId: z.uuid(),
    /** Null: wake it. */
    until: z.iso.datetime({ offset: true }).nullable(),
    note: z.string().trim().max(500).default(""),
  }),
  wall: "staff",
  run: async ({ sql, now, emit }, { exceptionId, until, note }) => {
    const found = await lockOpenException(sql, exceptionId);
    if (until !== null && new Date(until) <= now) {
      const message = "Say a moment that is still to come";
      throw new DomainError("INVALID_INPUT", message, {
        faults: [{ field: "until", code: "past", message }],
      });
    }
    await sql`update exception set snoozed_until = ${until} where id = ${exceptionId}`;
    emit({
      type: until === null ? "exception.woken" : "exception.snoozed",
      subject: { kind: "exception", id: exceptionId },
      orderId: found.orderId,
      reason: note === "" ? null : note,
      payload: { type: found.type, sentence: found.sentence, until },
    });
    return { until };
  },
});
