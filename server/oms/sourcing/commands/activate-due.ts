import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { activate, lockProfile, PROFILE_SUBJECT } from "../store-profile";

/** Make the scheduled version active whose time has come. */
export const activateDue = defineCommand({
  name: "sourcing.activate_due",
  input: z.object({}),
  wall: "staff",
  run: async ({ sql, now, emit }) => {
    await lockProfile(sql);
    const [due] = await sql<{ version: number; at: Date; note: string }[]>`
      select version, activate_at as at, note from sourcing_profile
      where ref = 'default' and activate_at <= ${now}`;
    if (due === undefined) {
      return { version: null };
    }
    const { version, at, note } = due;
    const before = await activate(sql, version, now);
    emit({
      type: "sourcing_profile.published",
      subject: { kind: "sourcing_profile", id: PROFILE_SUBJECT },
      reason: "Its time has come",
      payload: { version, before, note, scheduledFor: at.toISOString() },
    });
    return { version };
  },
});
