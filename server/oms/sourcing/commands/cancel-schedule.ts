import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { lockProfile, PROFILE_SUBJECT, readVersion } from "../store-profile";

/** A scheduled version is not to become active after all; it stays a rehearsed draft. @throws STALE */
export const cancelSchedule = defineCommand({
  name: "sourcing.cancel_schedule",
  input: z.object({ version: z.int().min(1) }),
  wall: "staff",
  run: async ({ sql, emit }, { version }) => {
    await lockProfile(sql);
    const { activateAt } = await readVersion(sql, version);
    if (activateAt === null) {
      throw new DomainError("STALE", `Version ${version} is not scheduled`, { version });
    }
    await sql`update sourcing_profile set activate_at = null
      where ref = 'default' and version = ${version}`;
    emit({
      type: "sourcing_profile.schedule_cancelled",
      subject: { kind: "sourcing_profile", id: PROFILE_SUBJECT },
      payload: { version, at: activateAt.toISOString() },
    });
    return { version };
  },
});
