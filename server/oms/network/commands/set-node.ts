import { defineCommand } from "@/server/shell/command";
import { decideChanges } from "../decide-changes";
import { nodeInput } from "../schema";
import { lockNode, requireCalendar } from "../store-edit";

/**
 * Change what a node is, where it is, by which clock and calendar it works and what handling costs
 * there. It counts for the next order; what is planned keeps its dates and costs.
 *
 * @returns how many facts changed; none: nothing was written
 * @throws NOT_FOUND; INVALID_INPUT when there is no such calendar
 */
export const setNode = defineCommand({
  name: "network.set_node",
  input: nodeInput,
  wall: { of: ({ nodeId }) => ({ nodeId }) },
  run: async ({ sql, emit }, { nodeId, reason, ...facts }) => {
    const before = await lockNode(sql, nodeId);
    await requireCalendar(sql, facts.calendarId);
    const changes = decideChanges(before, facts);
    if (changes.length === 0) {
      return { changes: 0 };
    }
    await sql`
      update node set name = ${facts.name}, kind = ${facts.kind}, address1 = ${facts.address1},
        city = ${facts.city}, region = ${facts.region}, postal_code = ${facts.postalCode},
        country = ${facts.country}, latitude = ${facts.latitude}, longitude = ${facts.longitude},
        time_zone = ${facts.timeZone}, calendar_id = ${facts.calendarId},
        priority = ${facts.priority}, handling_per_order = ${facts.handlingPerOrder},
        handling_per_line = ${facts.handlingPerLine}, handling_per_unit = ${facts.handlingPerUnit}
      where id = ${nodeId}`;
    emit({
      type: "node.changed",
      subject: { kind: "node", id: nodeId },
      reason,
      payload: { node: facts.name, changes },
    });
    return { changes: changes.length };
  },
});
