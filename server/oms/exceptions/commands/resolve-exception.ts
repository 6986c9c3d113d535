import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { next } from "../../kernel/machine";
import { refreshOrders } from "../../orders/store";
import { type ExceptionEvent, type ExceptionState, exceptionMachine } from "../machine";

const input = z.object({
  exceptionId: z.uuid(),
  how: z.enum(["acknowledge", "resolve", "dismiss"]),
  note: z.string().trim().max(500).default(""),
});

/**
 * Take an exception in hand, say that it was resolved, or put it aside; the last two with a note.
 *
 * @throws NOT_FOUND; ILLEGAL_TRANSITION when it is closed already
 */
export const resolveException = defineCommand({
  name: "exceptions.resolve_exception",
  input,
  wall: "staff",
  run: async ({ sql, actor, now, emit }, { exceptionId, how, note }) => {
    const [row] = await sql<
      { state: ExceptionState; orderId: string | null; type: string; sentence: string }[]
    >`
      select state, order_id as "orderId", type, sentence from exception
      where id = ${exceptionId} for no key update`;
    if (row === undefined) {
      throw new DomainError("NOT_FOUND", "There is no such exception", { exceptionId });
    }
    const to = next(exceptionMachine, row.state, how satisfies ExceptionEvent);
    if (!to.ok) {
      throw new DomainError("ILLEGAL_TRANSITION", `It is ${row.state} already`, {
        from: row.state,
      });
    }
    if (how !== "acknowledge" && note === "") {
      throw new DomainError("INVALID_INPUT", "Say what was done", {
        faults: [{ field: "note", code: "missing", message: "Say what was done" }],
      });
    }
    const isClosed = how !== "acknowledge";
    await sql`
      update exception set state = ${to.value}, owner_id = coalesce(owner_id, ${actor.id}),
        closed_at = ${isClosed ? now : null}, closed_by = ${isClosed ? actor.id : null},
        resolution = ${isClosed ? note : null}
      where id = ${exceptionId}`;
    if (row.orderId !== null) {
      await refreshOrders(sql, [row.orderId], now);
    }
    emit({
      type: isClosed ? "exception.resolved" : "exception.acknowledged",
      subject: { kind: "exception", id: exceptionId },
      orderId: row.orderId,
      reason: note === "" ? null : note,
      payload: { type: row.type, sentence: row.sentence },
    });
    return { state: to.value };
  },
});
