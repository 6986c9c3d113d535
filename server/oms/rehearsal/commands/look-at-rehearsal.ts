import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { lockProfile, markLookedAt } from "../../sourcing/store-profile";
import { rehearsalInput } from "../schema";
import { lockRehearsal } from "../store";

/**
 * Note that somebody has seen the result of a rehearsal: what publishing the rehearsed version asks
 * for. The first to look is kept.
 *
 * @throws NOT_FOUND; ILLEGAL_TRANSITION when there is no result
 */
export const lookAtRehearsal = defineCommand({
  name: "rehearsal.look_at_rehearsal",
  input: rehearsalInput,
  wall: "staff",
  run: async ({ sql, now, actor, emit }, { rehearsalId }) => {
    await lockProfile(sql);
    const { state, lookedAt, ...rehearsal } = await lockRehearsal(sql, rehearsalId);
    if (state !== "done") {
      throw new DomainError("ILLEGAL_TRANSITION", "The rehearsal has no result to look at", {
        state,
      });
    }
    if (lookedAt !== null) {
      return { rehearsalId, isFirst: false };
    }
    await sql`
      update rehearsal set looked_at = ${now}, looked_by = ${actor.name} where id = ${rehearsalId}`;
    await markLookedAt(sql, rehearsalId, actor.name, now);
    emit({
      type: "rehearsal.looked_at",
      subject: { kind: "rehearsal", id: rehearsalId },
      payload: { profile: rehearsal.profileRef, version: rehearsal.profileVersion },
    });
    return { rehearsalId, isFirst: true };
  },
});
