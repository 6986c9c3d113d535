import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { next } from "../../kernel/machine";
import { exceptionMachine } from "../machine";
import { countOnOrders, lockException } from "../store";

const input = z.object({
  exceptionId: z.uuid(),
  how: z.enum(["acknowledge", "start", "resolve", "dismiss"]),
  note: z.string().trim().max(500).default(""),
});

/**
 * Take an exception in hand, begin to work on it, say that it was resolved, or put it aside; the
 * last two with a note.
 *
 * @throws NOT_FOUND; ILLEGAL_TRANSITION when it is in hand or closed already; INVALID_INPUT without
 *   the note
 */
export const resolveException = defineCommand({
  name: "exceptions.resolve_exception",
  input,
  wall: "staff",
  run: async ({ sql, actor, now, emit }, { exceptionId, how, note }) => {
    const found = await lockException(sql, exceptionId);
    const to = next(exceptionMachine, found.state, how);
    if (!to.ok) {
      const state = found.state.replaceAll("_", " ");
      throw new DomainError("ILLEGAL_TRANSITION", `Somebody was faster: it is ${state} already`, {
        from: found.state,
      });
    }
    const isClosed = how === "resolve" || how === "dismiss";
    if (isClosed && note === "") {
      throw new DomainError("INVALID_INPUT", "Say what was done", {
        faults: [{ field: "note", code: "missing", message: "Say what was done" }],
      });
    }
    await sql`
      update exception set state = ${to.value}, owner_id = coalesce(owner_id, ${actor.id}),
        acknowledged_at = coalesce(acknowledged_at, ${now}), snoozed_until = null,
        closed_at = ${isClosed ? now : null}, closed_by = ${isClosed ? actor.id : null},
        resolution = ${isClosed ? note : null}
      where id = ${exceptionId}`;
    if (isClosed) {
      await countOnOrders({ sql }, [found.orderId], -1);
    }
    emit({
      type: EVENTS[how],
      subject: { kind: "exception", id: exceptionId },
      orderId: found.orderId,
      reason: note === "" ? null : note,
      payload: { type: found.type, sentence: found.sentence },
    });
    return { state: to.value, sentence: found.sentence };
  },
});

const EVENTS = {
  acknowledge: "exception.acknowledged",
  start: "exception.started",
  resolve: "exception.resolved",
  dismiss: "exception.dismissed",
} as const;
