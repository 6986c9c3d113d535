import type { RawTx } from "@/db/client";
import { defineCommand } from "@/server/shell/command";
import { sum } from "../../kernel/quantity";
import { rejectFulfillmentOrderInput } from "../schema";
import { countSteps, lockWork, readWorkLines, stateAfter, type Work } from "../store";
import { readPackedItems } from "../store-packages";
import { closeRejectedWork, resourceElsewhere, takeBack } from "../store-rejection";
import { unitsText, unitsWanted, type WorkLine } from "../types";

/**
 * The node refuses the whole work order. What was packed is unpacked and what was picked goes back
 * to the shelf; the units are then sourced elsewhere.
 */
export const rejectFulfillmentOrder = defineCommand({
  name: "fulfillment.reject_fulfillment_order",
  input: rejectFulfillmentOrderInput,
  wall: { of: ({ fulfillmentOrderId }) => ({ fulfillmentOrderId }) },
  run: async (env, { fulfillmentOrderId, reason, note }) => {
    const { sql } = env;
    const work = await lockWork(sql, fulfillmentOrderId);
    const state = stateAfter(work, "reject");
    const lines = await readWorkLines(sql, work.id);
    await unpackAll(sql, work, lines);
    const refusals = lines
      .filter((line) => unitsWanted(line) > 0)
      .map((line) => ({ line, quantity: unitsWanted(line), unpicked: line.picked }));
    await takeBack(env, work, refusals, { reason, note, kind: "deallocated" });
    await closeRejectedWork(env, work, { reason, note }, refusals);
    const sentence = await resourceElsewhere(env, work, refusals, "deallocated");
    const units = sum(refusals.map(({ quantity }) => quantity));
    return {
      number: work.number,
      state,
      sentence: `${work.number} was rejected: ${unitsText(units)} went back. ${sentence}`,
    };
  },
});

/** Empty the parcels of work that will not leave; their draft shipment is voided. */
async function unpackAll(sql: RawTx, work: Work, lines: readonly WorkLine[]): Promise<void> {
  const items = await readPackedItems(sql, work);
  await sql`
    delete from package p using shipment s
    where s.id = p.shipment_id and s.fulfillment_order_id = ${work.id} and s.state = 'draft'`;
  await sql`update shipment set state = 'voided'
    where fulfillment_order_id = ${work.id} and state = 'draft'`;
  await countSteps(
    sql,
    lines.map((line) => ({
      lineId: line.id,
      orderLineId: line.orderLineId,
      packed: -sum(items.filter((item) => item.lineId === line.id).map((item) => item.quantity)),
    })),
  );
}
