import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { readTimers } from "../../exceptions/store-policy";
import type { LocalDate } from "../../kernel/local-date";
import { type Detector, type Look, runDetectors, settleLines } from "../store-detect";
import { carrierDetectors } from "../store-detect-carriers";
import { orderDetectors } from "../store-detect-orders";
import { supplyDetectors } from "../store-detect-supply";
import { workDetectors } from "../store-detect-work";
import { type DetectFamily, detectFamilies } from "../types";

const DETECTORS: Readonly<Record<DetectFamily, readonly Detector[]>> = {
  orders: orderDetectors,
  work: workDetectors,
  carriers: carrierDetectors,
  supply: supplyDetectors,
};

/**
 * Look for one family of trouble: what is found is an exception, where possible before it costs a
 * promise, and what is found no more closes itself. Each detector reads set by set; how long things
 * may stand still are the timers that people set.
 */
export const detectTrouble = defineCommand({
  name: "exceptions.detect_trouble",
  input: z.object({ family: z.enum(detectFamilies) }),
  wall: "staff",
  run: async (env, { family }) => {
    const look: Look = {
      sql: env.sql,
      now: env.now,
      today: env.now.toISOString().slice(0, 10) as LocalDate,
      timers: await readTimers(env.sql),
    };
    const { opened, closed } = await runDetectors(env, DETECTORS[family], look);
    const settled = family === "orders" ? await settleLines(env) : 0;
    return { opened, closed: closed + settled };
  },
});
