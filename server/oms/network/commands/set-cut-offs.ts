import { defineCommand } from "@/server/shell/command";
import { cutOffsInput } from "../schema";
import { lockNode, writeCutOffs } from "../store-edit";

/**
 * Set which services a node offers, and until when on its clock work for each still leaves the same
 * day. A service that is not named is not offered to the next order; what is planned with it stays.
 *
 * @throws NOT_FOUND; INVALID_INPUT naming a service that does not exist
 */
export const setCutOffs = defineCommand({
  name: "network.set_cut_offs",
  input: cutOffsInput,
  wall: { of: ({ nodeId }) => ({ nodeId }) },
  run: async ({ sql, emit }, { nodeId, cutOffs, reason }) => {
    const { name } = await lockNode(sql, nodeId);
    const before = await sql<{ serviceCode: string; localTime: string }[]>`
      select o.service_code as "serviceCode", to_char(o.local_time, 'HH24:MI') as "localTime"
      from node_cut_off o join carrier_service s on s.code = o.service_code
      where o.node_id = ${nodeId} and s.retired_at is null order by o.service_code`;
    const after = cutOffs.toSorted((a, b) => (a.serviceCode < b.serviceCode ? -1 : 1));
    if (JSON.stringify(before) === JSON.stringify(after)) {
      return { services: after.length };
    }
    await writeCutOffs(sql, nodeId, cutOffs);
    emit({
      type: "node.cut_offs_set",
      subject: { kind: "node", id: nodeId },
      reason,
      payload: { node: name, before: [...before], after },
    });
    return { services: after.length };
  },
});
