import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { readNetwork } from "../../network/store";
import { decideWindowDue } from "../decide-window-due";
import { readMovable } from "../store-window";
import { lastRequestedAt, openRun, planningRun, readSchedule } from "../store-window-run";

/** One order alone was planned as well as it can be when it was placed. */
const ORDERS_MIN = 2;

/**
 * Open a window when its schedule says that it is time and there are orders to plan: the worker's call,
 * again and again. Of several workers one opens it.
 *
 * @returns the number of the run; null when it is not time, or nothing is there to plan
 */
export const openDueWindow = defineCommand({
  name: "allocation.open_due_window",
  input: z.object({}),
  wall: "staff",
  run: async (env) => {
    const { sql, now, owner } = env;
    const schedule = await readSchedule(sql, true);
    const { nodes } = await readNetwork(owner, sql);
    const trigger = decideWindowDue(schedule, nodes, await lastRequestedAt(sql), now);
    if (trigger === null || (await planningRun(env)) !== null) {
      return { number: null };
    }
    const movable = await readMovable(sql, null, ORDERS_MIN);
    return movable.length < ORDERS_MIN
      ? { number: null }
      : { number: (await openRun(env, trigger, schedule.mode)).number };
  },
});
