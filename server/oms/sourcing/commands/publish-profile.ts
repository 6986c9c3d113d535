import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { present } from "../../kernel/assert";
import { DomainError } from "../../kernel/errors";
import { decidePublish } from "../decide-life";
import { activate, lockProfile, PROFILE_SUBJECT, readVersion } from "../store-profile";

/**
 * Publish a rehearsed draft, now or at a time. From then on it routes the next order; orders that
 * were routed keep what was decided. A scheduled version may be given another time.
 *
 * @throws what `decidePublish` refuses
 */
export const publishProfile = defineCommand({
  name: "sourcing.publish_profile",
  input: z.object({
    version: z.int().min(1),
    revision: z.int().min(1),
    /** null: now. */
    at: z.iso.datetime({ offset: true }).nullable(),
  }),
  wall: "staff",
  run: async ({ sql, now, emit }, { version, revision, at }) => {
    await lockProfile(sql);
    const draft = await readVersion(sql, version);
    const [world] = await sql<{ activeSince: Date; scheduled: number | null }[]>`
      select activated_at as "activeSince",
        (select version from sourcing_profile
          where ref = 'default' and activate_at is not null) as scheduled
      from sourcing_profile where ref = 'default' and status = 'active'`;
    const when = at === null ? null : new Date(at);
    const decided = decidePublish(
      draft,
      { revision, at: when },
      { now, ...present(world, "a version is active") },
    );
    if (!decided.ok) {
      const { code, message } = decided.error;
      const faults = code === "INVALID_INPUT" ? { faults: [{ field: "at", code, message }] } : {};
      throw new DomainError(code, message, { version, ...faults });
    }
    const subject = { kind: "sourcing_profile", id: PROFILE_SUBJECT };
    if (decided.value === "schedule") {
      await sql`update sourcing_profile set activate_at = ${when}
        where ref = 'default' and version = ${version}`;
      emit({ type: "sourcing_profile.scheduled", subject, payload: { version, at } });
      return { version, status: "simulated", activateAt: at };
    }
    const before = await activate(sql, version, now);
    emit({
      type: "sourcing_profile.published",
      subject,
      payload: { version, before, note: draft.note },
    });
    return { version, status: "active", activateAt: null };
  },
});
