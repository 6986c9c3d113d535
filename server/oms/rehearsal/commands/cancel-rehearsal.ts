import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { next } from "../../kernel/machine";
import { rehearsalMachine } from "../machine";
import { rehearsalInput } from "../schema";
import { lockRehearsal } from "../store";

/**
 * Give up a rehearsal that waits or runs. Its runner stops at its next look, a second later at most.
 *
 * @throws NOT_FOUND; ILLEGAL_TRANSITION when it is over
 */
export const cancelRehearsal = defineCommand({
  name: "rehearsal.cancel_rehearsal",
  input: rehearsalInput,
  wall: "staff",
  run: async ({ sql, now, emit }, { rehearsalId }) => {
    const rehearsal = await lockRehearsal(sql, rehearsalId);
    const cancelled = next(rehearsalMachine, rehearsal.state, "cancel");
    if (!cancelled.ok) {
      throw new DomainError(
        "ILLEGAL_TRANSITION",
        `The rehearsal is ${rehearsal.state === "done" ? "finished" : rehearsal.state} already`,
        { state: rehearsal.state },
      );
    }
    await sql`
      update rehearsal set state = ${cancelled.value}, finished_at = ${now} where id = ${rehearsalId}`;
    emit({
      type: "rehearsal.cancelled",
      subject: { kind: "rehearsal", id: rehearsalId },
      payload: { ordersDone: rehearsal.ordersDone, ordersTotal: rehearsal.ordersTotal },
    });
    return { rehearsalId, state: cancelled.value };
  },
});
