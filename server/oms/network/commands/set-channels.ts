import { defineCommand } from "@/server/shell/command";
import { channelsInput } from "../schema";
import { lockNode, writeChannels } from "../store-edit";

/**
 * Set which channels sell from a node, and how many units each leaves there. It counts for the next
 * answer and the next order; what is planned stays.
 *
 * @throws NOT_FOUND; INVALID_INPUT naming a channel that does not exist
 */
export const setChannels = defineCommand({
  name: "network.set_channels",
  input: channelsInput,
  wall: { of: ({ nodeId }) => ({ nodeId }) },
  run: async ({ sql, emit }, { nodeId, channels, reason }) => {
    const { name } = await lockNode(sql, nodeId);
    const before = await sql<{ channelCode: string; bufferUnits: number }[]>`
      select c.code as "channelCode", p.buffer_units as "bufferUnits"
      from channel_node p join channel c on c.id = p.channel_id
      where p.node_id = ${nodeId} order by c.code`;
    const after = channels.toSorted((a, b) => (a.channelCode < b.channelCode ? -1 : 1));
    if (JSON.stringify(before) === JSON.stringify(after)) {
      return { channels: after.length };
    }
    await writeChannels(sql, nodeId, channels);
    emit({
      type: "node.channels_set",
      subject: { kind: "node", id: nodeId },
      reason,
      payload: { node: name, before: [...before], after },
    });
    return { channels: after.length };
  },
});
