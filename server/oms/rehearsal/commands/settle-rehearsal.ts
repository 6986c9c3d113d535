import { defineCommand } from "@/server/shell/command";
import type { RehearsalId } from "../../kernel/ids";
import { settleRehearsalInput } from "../schema";
import { insertChanges, lockRehearsal } from "../store";

/**
 * Write down how a run ended: its result, or why it came to nothing. A runner that was given up
 * meanwhile, or whose rehearsal was cancelled, writes nothing.
 *
 * @throws NOT_FOUND
 */
export const settleRehearsal = defineCommand({
  name: "rehearsal.settle_rehearsal",
  input: settleRehearsalInput,
  wall: "staff",
  run: async ({ sql, now, emit }, { rehearsalId, runner, ordersDone, outcome }) => {
    const { state } = await lockRehearsal(sql, rehearsalId);
    const [own] = await sql`select from rehearsal where id = ${rehearsalId} and runner = ${runner}`;
    if (state !== "running" || own === undefined) {
      return { isWritten: false };
    }
    const isDone = outcome.state === "done";
    const summary = isDone ? sql.typed({ ...outcome.summary }, 3802) : null;
    await sql`
      update rehearsal set state = ${outcome.state}, finished_at = ${now},
        orders_done = ${ordersDone}, reason = ${isDone ? null : outcome.reason},
        summary = ${summary}::jsonb
      where id = ${rehearsalId}`;
    const subject = { kind: "rehearsal", id: rehearsalId };
    if (isDone) {
      await insertChanges(sql, rehearsalId as RehearsalId, outcome.changes);
      const { orders, changed } = outcome.summary;
      emit({ type: "rehearsal.finished", subject, payload: { orders, changed } });
    } else {
      emit({ type: "rehearsal.failed", subject, reason: outcome.reason, payload: {} });
    }
    return { isWritten: true };
  },
});
