import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { decideScan, type Taken } from "../decide-scan";
import { pickLineInput } from "../schema";
import {
  countSteps,
  lineOf,
  lockWork,
  readWorkLines,
  requireState,
  requireWorkUnblocked,
} from "../store";
import { findScanned, orRefuseScan } from "../store-packages";
import { unitsText, unitsToPick } from "../types";

/** Units come off the shelf: counted by a person on a line, or scanned by their code. */
export const pickLine = defineCommand({
  name: "fulfillment.pick_line",
  input: pickLineInput,
  wall: { of: ({ fulfillmentOrderId }) => ({ fulfillmentOrderId }) },
  run: async ({ sql }, { fulfillmentOrderId, fulfillmentOrderLineId, code, quantity }) => {
    const work = await lockWork(sql, fulfillmentOrderId);
    requireState(work, ["picking"], "picking");
    await requireWorkUnblocked(sql, work, "pick");
    const lines = await readWorkLines(sql, work.id);
    let taken: Taken[];
    if (fulfillmentOrderLineId !== undefined) {
      const line = lineOf(work, lines, fulfillmentOrderLineId);
      if (quantity > unitsToPick(line)) {
        const message = `${line.sku}: ${unitsText(unitsToPick(line))} left to pick`;
        throw new DomainError("INVALID_INPUT", message, {
          faults: [{ field: "quantity", code: "too_big", message }],
        });
      }
      taken = [{ lineId: line.id, quantity }];
    } else {
      const scanned = code ?? "";
      const match = await findScanned(sql, work, scanned);
      const open = lines.map((line) => ({ ...line, open: unitsToPick(line) }));
      taken = orRefuseScan(decideScan({ scanned, match, quantity, step: "pick" }, open));
    }
    await countSteps(
      sql,
      taken.map(({ lineId, quantity: picked }) => ({
        lineId,
        orderLineId: lineOf(work, lines, lineId).orderLineId,
        picked,
      })),
    );
    const line = lineOf(work, lines, taken[0]?.lineId ?? "");
    return { number: work.number, sku: line.sku, sentence: `${quantity} × ${line.sku} was picked` };
  },
});
