import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { reason } from "../schema";
import { lockRunFor, readEdits, simulate, unitsOfEdits, writeRunLines } from "../store-run";

/**
 * Give a line of a run its units from stock by hand, before every class; the others share what is
 * left by the policy again. Null takes the hand away. What is approved stands as it was approved.
 *
 * @throws NOT_FOUND; INVALID_INPUT beyond what the line asks; SHORT_SUPPLY when so many are not there,
 *   or others would miss a date that the policy protects; STALE when the run changed
 */
export const editRunLine = defineCommand({
  name: "allocation.edit_run_line",
  input: z.object({
    runId: z.uuid(),
    version: z.int().min(1),
    orderLineId: z.uuid(),
    units: z.int("Write whole units").min(0, "Write 0 or more").nullable(),
    reason,
  }),
  wall: "staff",
  run: async (env, { runId, version, orderLineId, units, reason }) => {
    const { sql, emit } = env;
    const { run } = await lockRunFor(sql, runId, version, "edit");
    const [line] = await sql<{ asked: number; orderId: string }[]>`
      select asked, order_id as "orderId" from allocation_run_line
      where run_id = ${runId} and order_line_id = ${orderLineId}`;
    if (line === undefined) {
      throw new DomainError("NOT_FOUND", "There is no such line in the run", { orderLineId });
    }
    if (units !== null && units > line.asked) {
      const message = `The line asks for ${line.asked} units`;
      const faults = [{ field: "units", code: "more_than_asked", message }];
      throw new DomainError("INVALID_INPUT", message, { faults });
    }
    const edits = await readEdits(sql, runId);
    if (units === null) {
      edits.delete(orderLineId);
    } else {
      edits.set(orderLineId, { units, reason });
    }
    const { lines } = await simulate(env, run.policy, run.skuIds, unitsOfEdits(edits));
    const given = lines.find(({ lineId }) => lineId === orderLineId);
    if (units !== null && given !== undefined && given.stockAfter < units) {
      const message = `Only ${given.stockAfter} units are there for it: the others are locked, kept, or would cost somebody their date`;
      const faults = [{ field: "units", code: "not_there", message }];
      throw new DomainError("SHORT_SUPPLY", message, { faults });
    }
    await writeRunLines(sql, runId, lines, edits);
    await sql`update allocation_run set version = version + 1 where id = ${runId}`;
    emit({
      type: "allocation_run.edited",
      subject: { kind: "allocation_run", id: runId },
      reason,
      payload: { number: run.number, orderLineId, units },
    });
    return { version: version + 1, units: given?.stockAfter ?? 0 };
  },
});
