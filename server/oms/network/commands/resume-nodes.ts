import { z } from "zod";
import { defineCommand } from "@/server/shell/command";

/** Turn nodes on again whose time off is over, and let services follow their node again. */
export const resumeNodes = defineCommand({
  name: "network.resume_nodes",
  input: z.object({}),
  wall: "staff",
  run: async ({ sql, now, emit }) => {
    const nodes = await sql<{ id: string; code: string; name: string; reason: string | null }[]>`
      update node n set is_on = true, off_reason = null, off_until = null
      from (select id, off_reason from node
        where not is_on and off_until <= ${now} for no key update skip locked) due
      where n.id = due.id
      returning n.id, n.code, n.name, due.off_reason as reason`;
    for (const { id, code, name, reason } of nodes) {
      emit({
        type: "node.resumed",
        subject: { kind: "node", id },
        reason: "The time off is over",
        payload: { code, node: name, wasOffFor: reason },
      });
    }
    const services = await sql<
      { id: string; node: string; service: string; serviceCode: string; reason: string }[]
    >`
      with ended as (
        delete from node_service s using (
          select node_id, service_code from node_service
          where ends_at <= ${now} for update skip locked) due
        where s.node_id = due.node_id and s.service_code = due.service_code
        returning s.node_id, s.service_code, s.reason)
      select n.id, n.name as node, c.name as service, c.code as "serviceCode", e.reason
      from ended e join node n on n.id = e.node_id join carrier_service c on c.code = e.service_code
      order by n.code, c.code`;
    for (const { id, node, service, serviceCode, reason } of services) {
      emit({
        type: "node.service_resumed",
        subject: { kind: "node", id },
        reason: "What was set for the service is over",
        payload: { node, service, serviceCode, wasSetFor: reason },
      });
    }
    return { resumed: nodes.length + services.length };
  },
});
