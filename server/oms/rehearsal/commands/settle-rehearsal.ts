import { type CommandEnv, defineCommand } from "@/server/shell/command";
import type { RehearsalId } from "../../kernel/ids";
import { lockProfile, markRehearsed } from "../../sourcing/store-profile";
import { settleRehearsalInput } from "../schema";
import { insertChanges, lockRehearsal, type RehearsalRow } from "../store";

/**
 * Write down how a run ended: its result, or why it came to nothing. A runner that was given up
 * meanwhile, or whose rehearsal was cancelled, writes nothing. A draft that was compared with what
 * routes now is rehearsed by it.
 *
 * @throws NOT_FOUND
 */
export const settleRehearsal = defineCommand({
  name: "rehearsal.settle_rehearsal",
  input: settleRehearsalInput,
  wall: "staff",
  run: async (env, { rehearsalId, runner, ordersDone, outcome }) => {
    const { sql, now, emit } = env;
    const isDone = outcome.state === "done";
    if (isDone) {
      await lockProfile(sql);
    }
    const rehearsal = await lockRehearsal(sql, rehearsalId);
    const [own] = await sql`select from rehearsal where id = ${rehearsalId} and runner = ${runner}`;
    if (rehearsal.state !== "running" || own === undefined) {
      return { isWritten: false };
    }
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
      await noteRehearsed(env, rehearsal);
      emit({ type: "rehearsal.finished", subject, payload: { orders, changed } });
    } else {
      emit({ type: "rehearsal.failed", subject, reason: outcome.reason, payload: {} });
    }
    return { isWritten: true };
  },
});

/** Publishing asks for a rehearsal against the version that would be replaced, and no other. */
async function noteRehearsed({ sql, now }: CommandEnv, rehearsal: RehearsalRow): Promise<void> {
  const { id, againstRef, againstVersion, profileRef } = rehearsal;
  const [active] = await sql`select from sourcing_profile
    where ref = ${againstRef} and version = ${againstVersion} and status = 'active'`;
  if (active !== undefined && profileRef === againstRef) {
    const { profileVersion: version, profileRevision: revision } = rehearsal;
    await markRehearsed(sql, { version, revision }, id, now);
  }
}
