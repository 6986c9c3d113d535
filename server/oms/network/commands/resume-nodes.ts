import { z } from "zod";
import { defineCommand } from "@/server/shell/command";

/** Turn nodes on again whose time off is over. */
export const resumeNodes = defineCommand({
  name: "network.resume_nodes",
  input: z.object({}),
  wall: "staff",
  run: async ({ sql, now, emit }) => {
    const nodes = await sql<{ id: string; code: string; reason: string | null }[]>`
      update node n set is_on = true, off_reason = null, off_until = null
      from (select id, off_reason from node
        where not is_on and off_until <= ${now} for no key update skip locked) due
      where n.id = due.id
      returning n.id, n.code, due.off_reason as reason`;
    for (const { id, code, reason } of nodes) {
      emit({
        type: "node.resumed",
        subject: { kind: "node", id },
        reason: "The time off is over",
        payload: { code, wasOffFor: reason },
      });
    }
    return { resumed: nodes.length };
  },
});
