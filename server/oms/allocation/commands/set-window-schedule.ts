import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { readSchedule } from "../store-window-run";
import { windowModes } from "../types";

const minutes = z.int().min(1, "At least one minute").max(10_080, "At most a week").nullable();

/**
 * Say when windows are planned by themselves, and whether what they find is done at once.
 *
 * @throws STALE when somebody else changed it meanwhile
 */
export const setWindowSchedule = defineCommand({
  name: "allocation.set_window_schedule",
  input: z.object({
    version: z.int().min(1),
    everyMinutes: minutes,
    beforeCutOffMinutes: minutes,
    mode: z.enum(windowModes),
    /** Less than a worker's lease on the job. */
    solverSeconds: z.int().min(1).max(30),
    ordersMax: z.int().min(2).max(5_000),
  }),
  wall: "staff",
  run: async ({ sql, emit }, { version, ...schedule }) => {
    const before = await readSchedule(sql, true);
    if (before.version !== version) {
      throw new DomainError("STALE", "Somebody changed the schedule meanwhile: look at it again", {
        version: before.version,
      });
    }
    await sql`
      update window_schedule set every_minutes = ${schedule.everyMinutes},
        before_cut_off_minutes = ${schedule.beforeCutOffMinutes}, mode = ${schedule.mode},
        solver_seconds = ${schedule.solverSeconds}, orders_max = ${schedule.ordersMax},
        version = version + 1
      where name = 'default'`;
    emit({
      type: "window_schedule.changed",
      subject: { kind: "window_schedule", id: before.id },
      payload: { ...schedule },
    });
    return { version: version + 1 };
  },
});
