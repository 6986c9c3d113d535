import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { openRun, planningRun, readSchedule } from "../store-window-run";
import { windowModes } from "../types";

/**
 * Ask for everything that no node works on yet to be planned together. The worker does it, outside of
 * any transaction, and proposes what it found; nothing is changed by asking.
 *
 * @throws STALE while another window is being planned
 */
export const requestWindow = defineCommand({
  name: "allocation.request_window",
  input: z.object({
    /** Left out: as the schedule says. */
    mode: z.enum(windowModes).optional(),
  }),
  wall: "staff",
  run: async (env, { mode }) => {
    const schedule = await readSchedule(env.sql, true);
    const open = await planningRun(env);
    if (open !== null) {
      throw new DomainError("STALE", `${open.number} is being planned: wait for it`, {
        number: open.number,
      });
    }
    return openRun(env, "on_demand", mode ?? schedule.mode);
  },
});
