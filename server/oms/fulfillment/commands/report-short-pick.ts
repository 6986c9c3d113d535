import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { reportShortPickInput } from "../schema";
import { lineOf, lockWork, readWorkLines, requireState } from "../store";
import { resourceElsewhere, takeBack, tellOfRefusal } from "../store-rejection";
import { unitsText, unitsToPick } from "../types";

/** The picker did not find (or could not use) units: the shelf is corrected, the rest re-sourced. */
export const reportShortPick = defineCommand({
  name: "fulfillment.report_short_pick",
  input: reportShortPickInput,
  wall: { of: ({ fulfillmentOrderId }) => ({ fulfillmentOrderId }) },
  run: async (env, { fulfillmentOrderId, fulfillmentOrderLineId, quantity, reason, note }) => {
    const { sql } = env;
    const work = await lockWork(sql, fulfillmentOrderId);
    requireState(work, ["picking"], "reporting a short pick");
    const line = lineOf(work, await readWorkLines(sql, work.id), fulfillmentOrderLineId);
    if (quantity > unitsToPick(line)) {
      const message = `${line.sku}: ${unitsText(unitsToPick(line))} left to pick`;
      throw new DomainError("INVALID_INPUT", message, {
        faults: [{ field: "quantity", code: "too_big", message }],
      });
    }
    const refusals = [{ line, quantity }];
    const cause = { reason, note, kind: "picked_short" } as const;
    await takeBack(env, work, refusals, cause);
    const state = await tellOfRefusal(env, work, cause, refusals);
    const sentence = await resourceElsewhere(env, work, refusals, "picked_short");
    return {
      number: work.number,
      state,
      sentence: `${line.sku} was picked ${quantity} short. ${sentence}`,
    };
  },
});
