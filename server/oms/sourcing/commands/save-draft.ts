import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import {
  insertVersion,
  lockProfile,
  PROFILE_SUBJECT,
  readVersion,
  requireProfile,
} from "../store-profile";
import type { SourcingProfile } from "../types-profile";

/**
 * Write a draft of the routing profile: a new version made from the active one, or the draft that
 * is named. What was rehearsed of it counts no longer, as it is another one now.
 *
 * @throws INVALID_INPUT with the faults of the profile under `profile.`; STALE when somebody else
 *   saved it since; ILLEGAL_TRANSITION for a version that was published or is scheduled
 */
export const saveDraft = defineCommand({
  name: "sourcing.save_draft",
  input: z.object({
    /** null: a new draft. */
    version: z.int().min(1).nullable(),
    /** The revision that the writer last saw; 0 for a new draft. */
    revision: z.int().min(0),
    profile: z.custom<SourcingProfile>((value) => typeof value === "object" && value !== null),
    note: z.string().trim().max(500, "A note has at most 500 letters").default(""),
  }),
  wall: "staff",
  run: async ({ sql, actor, now, emit }, { version, revision, note, ...input }) => {
    const profile = requireProfile(input.profile, "profile");
    await lockProfile(sql);
    if (version === null) {
      const base = await readVersion(sql, "active");
      const made = { profile, note, baseVersion: base.version, by: actor.id, now };
      const saved = {
        version: await insertVersion(sql, { ...made, status: "draft" }),
        revision: 1,
      };
      emit(draftSaved(saved, note));
      return saved;
    }
    const draft = await readVersion(sql, version);
    if (draft.status === "active" || draft.status === "retired") {
      throw new DomainError(
        "ILLEGAL_TRANSITION",
        `Version ${version} was published and stays as it is; write a new draft`,
      );
    }
    if (draft.activateAt !== null) {
      throw new DomainError(
        "ILLEGAL_TRANSITION",
        `Version ${version} is scheduled; cancel that before you change it`,
      );
    }
    if (draft.revision !== revision) {
      throw new DomainError("STALE", "Somebody else saved this draft since you opened it", {
        revision: draft.revision,
      });
    }
    const saved = { version, revision: revision + 1 };
    await sql`
      update sourcing_profile set status = 'draft', revision = ${saved.revision},
        strategies = ${sql.typed(profile.strategies, 3802)},
        parameters = ${sql.typed(profile.parameters, 3802)}, note = ${note},
        owner_id = ${actor.id}, saved_at = ${now}, rehearsed_at = null, rehearsal_id = null,
        looked_at = null, looked_by = null
      where ref = 'default' and version = ${version}`;
    emit(draftSaved(saved, note));
    return saved;
  },
});

const draftSaved = (saved: { readonly version: number; readonly revision: number }, note: string) =>
  ({
    type: "sourcing_profile.draft_saved",
    subject: { kind: "sourcing_profile", id: PROFILE_SUBJECT },
    payload: { ...saved, note },
  }) as const;
