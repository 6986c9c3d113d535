import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { lockProfile, PROFILE_SUBJECT, readVersion } from "../store-profile";

/** Throw a draft away. @throws ILLEGAL_TRANSITION for a version that was published or is scheduled */
export const discardDraft = defineCommand({
  name: "sourcing.discard_draft",
  input: z.object({ version: z.int().min(1) }),
  wall: "staff",
  run: async ({ sql, emit }, { version }) => {
    await lockProfile(sql);
    const draft = await readVersion(sql, version);
    if (draft.status === "active" || draft.status === "retired" || draft.activateAt !== null) {
      const why = draft.activateAt === null ? "was published" : "is scheduled";
      throw new DomainError("ILLEGAL_TRANSITION", `Version ${version} ${why} and stays`);
    }
    await sql`delete from sourcing_profile where ref = 'default' and version = ${version}`;
    emit({
      type: "sourcing_profile.draft_discarded",
      subject: { kind: "sourcing_profile", id: PROFILE_SUBJECT },
      payload: { version, note: draft.note },
    });
    return { version };
  },
});
