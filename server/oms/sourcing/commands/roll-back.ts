import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import {
  insertVersion,
  lockProfile,
  PROFILE_SUBJECT,
  readVersion,
  retireActive,
} from "../store-profile";

/**
 * Route as an earlier version did, at once: it is published again under a new number. Needs no
 * rehearsal, as it is what orders were routed by before. A scheduled version stays scheduled.
 *
 * @throws STALE when another version is active than the one that is to be left; NOT_FOUND when
 *   there is no earlier one; ILLEGAL_TRANSITION when the one that is named was never published
 */
export const rollBack = defineCommand({
  name: "sourcing.roll_back",
  input: z.object({
    /** The version that is active and shall no longer be. */
    from: z.int().min(1),
    /** null: the one that was active before it. */
    to: z.int().min(1).nullable(),
    reason: z.string().trim().min(1, "Say why").max(500),
  }),
  wall: "staff",
  run: async ({ sql, actor, now, emit }, { from, to, reason }) => {
    await lockProfile(sql);
    const active = await readVersion(sql, "active");
    if (active.version !== from) {
      throw new DomainError("STALE", `Version ${active.version} is live, not ${from}`, {
        version: active.version,
      });
    }
    const [last] = await sql<{ version: number }[]>`
      select version from sourcing_profile where ref = 'default' and status = 'retired'
      order by retired_at desc, version desc limit 1`;
    const target = to ?? last?.version;
    if (target === undefined) {
      throw new DomainError("NOT_FOUND", "No version was live before this one", { from });
    }
    const earlier = await readVersion(sql, target);
    if (earlier.status !== "retired") {
      throw new DomainError("ILLEGAL_TRANSITION", `Version ${target} was not live before`);
    }
    await retireActive(sql, now);
    const note = `Back to version ${target}: ${reason}`;
    const made = { profile: earlier.profile, note, baseVersion: target, by: actor.id, now };
    const version = await insertVersion(sql, { ...made, status: "active" });
    emit({
      type: "sourcing_profile.rolled_back",
      subject: { kind: "sourcing_profile", id: PROFILE_SUBJECT },
      reason,
      payload: { version, from, to: target },
    });
    return { version, from, to: target };
  },
});
