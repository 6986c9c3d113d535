import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { readProfile } from "../schema-profile";
import {
  insertVersion,
  lockProfile,
  PROFILE_SUBJECT,
  readVersion,
  requireProfile,
} from "../store-profile";

/**
 * Take a profile that was kept as a document: it becomes a draft, to be rehearsed and published as
 * any other. A document that says what the active version says makes none.
 *
 * @throws INVALID_INPUT with the faults of the document under `document.`
 */
export const importProfile = defineCommand({
  name: "sourcing.import_profile",
  input: z.object({
    document: z.unknown(),
    note: z.string().trim().max(500, "A note has at most 500 letters").default(""),
  }),
  wall: "staff",
  run: async ({ sql, actor, now, emit }, { document, note }) => {
    const profile = requireProfile(document, "document");
    await lockProfile(sql);
    const base = await readVersion(sql, "active");
    const live = readProfile(base.profile);
    if (live.ok && JSON.stringify(live.value) === JSON.stringify(profile)) {
      return { version: base.version, revision: base.revision, isUnchanged: true };
    }
    const made = { profile, note, baseVersion: base.version, by: actor.id, now };
    const version = await insertVersion(sql, { ...made, status: "draft" });
    emit({
      type: "sourcing_profile.draft_saved",
      subject: { kind: "sourcing_profile", id: PROFILE_SUBJECT },
      payload: { version, revision: 1, note, isImported: true },
    });
    return { version, revision: 1, isUnchanged: false };
  },
});
