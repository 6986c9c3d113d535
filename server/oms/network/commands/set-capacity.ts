import { defineCommand } from "@/server/shell/command";
import { decideChanges } from "../decide-changes";
import { capacityInput } from "../schema";
import { lockCapacity, recountCapacity } from "../store-capacity";
import { lockNode } from "../store-edit";

/**
 * Set what a node ships in a day at most, and whether promises count with the processing time that
 * is set here or with the one that was measured. Days that are fuller than a new limit stay so:
 * what was promised leaves; nothing more is planned for them.
 *
 * Locks: all days of capacity, first, so that nobody plans by the old limit at the same time.
 *
 * @returns how many facts changed; none: nothing was written
 * @throws NOT_FOUND
 */
export const setCapacity = defineCommand({
  name: "network.set_capacity",
  input: capacityInput,
  wall: { of: ({ nodeId }) => ({ nodeId }) },
  run: async ({ sql, emit }, { nodeId, reason, ...facts }) => {
    await lockCapacity(sql);
    const before = await lockNode(sql, nodeId);
    const changes = decideChanges(before, facts);
    if (changes.length === 0) {
      return { changes: 0 };
    }
    await sql`
      update node set daily_capacity_orders = ${facts.orders},
        daily_capacity_lines = ${facts.lines}, daily_capacity_units = ${facts.units},
        processing_days = ${facts.processingDays}, processing_mode = ${facts.processingMode},
        measured_over_days = ${facts.measuredOverDays}
      where id = ${nodeId}`;
    await recountCapacity(sql, nodeId);
    emit({
      type: "node.capacity_set",
      subject: { kind: "node", id: nodeId },
      reason,
      payload: { node: before.name, changes },
    });
    return { changes: changes.length };
  },
});
