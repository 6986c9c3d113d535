import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { sum } from "../../kernel/quantity";
import { rejectLinesInput } from "../schema";
import { lineOf, lockWork, readWorkLines, requireState } from "../store";
import { type Refusal, resourceElsewhere, takeBack, tellOfRefusal } from "../store-rejection";
import { unitsText, unitsToPick } from "../types";

/**
 * The node refuses some of the work, whole lines or parts of them, and keeps the rest. Only units
 * that nobody has picked can be refused.
 */
export const rejectLines = defineCommand({
  name: "fulfillment.reject_lines",
  input: rejectLinesInput,
  wall: { of: ({ fulfillmentOrderId }) => ({ fulfillmentOrderId }) },
  run: async (env, { fulfillmentOrderId, reason, note, lines: wanted }) => {
    const { sql } = env;
    const work = await lockWork(sql, fulfillmentOrderId);
    requireState(work, ["open", "accepted", "picking"], "rejecting lines");
    const lines = await readWorkLines(sql, work.id);
    const refusals = wanted.map(({ fulfillmentOrderLineId, quantity }, index): Refusal => {
      const line = lineOf(work, lines, fulfillmentOrderLineId);
      const isRepeated =
        wanted.findIndex((w) => w.fulfillmentOrderLineId === fulfillmentOrderLineId) !== index;
      if (isRepeated || quantity > unitsToPick(line)) {
        throw new DomainError("INVALID_INPUT", "More is rejected than is left to pick", {
          faults: [
            {
              field: `lines.${index}.quantity`,
              code: isRepeated ? "repeated" : "too_big",
              message: isRepeated
                ? `${line.sku} is named twice`
                : `${line.sku}: ${unitsText(unitsToPick(line))} left to pick`,
            },
          ],
        });
      }
      return { line, quantity };
    });
    const cause = { reason, note, kind: "deallocated" } as const;
    await takeBack(env, work, refusals, cause);
    const state = await tellOfRefusal(env, work, cause, refusals);
    const sentence = await resourceElsewhere(env, work, refusals, "deallocated");
    const units = sum(refusals.map(({ quantity }) => quantity));
    return {
      number: work.number,
      state,
      sentence: `${unitsText(units)} of ${work.number} went back. ${sentence}`,
    };
  },
});
