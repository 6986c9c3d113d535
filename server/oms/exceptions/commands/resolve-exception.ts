import { z } from "zod";
import type { RawTx } from "@/db/client";
import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { next } from "../../kernel/machine";
import { type ExceptionState, exceptionMachine } from "../machine";
import { countOnOrders } from "../store";

const input = z.object({
  exceptionId: z.uuid(),
  how: z.enum(["acknowledge", "resolve", "dismiss"]),
  note: z.string().trim().max(500).default(""),
});

type Found = {
  readonly state: ExceptionState;
  readonly orderId: string | null;
  readonly type: string;
  readonly sentence: string;
};

/**
 * Take an exception in hand, say that it was resolved, or put it aside; the last two with a note.
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
    const isClosed = how !== "acknowledge";
    if (isClosed && note === "") {
      throw new DomainError("INVALID_INPUT", "Say what was done", {
        faults: [{ field: "note", code: "missing", message: "Say what was done" }],
      });
    }
    await sql`
      update exception set state = ${to.value}, owner_id = coalesce(owner_id, ${actor.id}),
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
  resolve: "exception.resolved",
  dismiss: "exception.dismissed",
} as const;

/** Its order first, as every command does that counts on one. */
async function lockException(sql: RawTx, id: string): Promise<Found> {
  await sql`
    select id from sales_order where id = (select order_id from exception where id = ${id})
    for no key update`;
  const [found] = await sql<Found[]>`
    select state, order_id as "orderId", type, sentence from exception
    where id = ${id} for no key update`;
  if (found === undefined) {
    throw new DomainError("NOT_FOUND", "There is no such exception", { exceptionId: id });
  }
  return found;
}
