import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { nodeReasonInput } from "../schema";

/**
 * Bring a retired node back as it was: its services, channels, calendar and limits still stand.
 *
 * @throws NOT_FOUND when there is none, or it is not retired
 */
export const restoreNode = defineCommand({
  name: "network.restore_node",
  input: nodeReasonInput,
  wall: { of: ({ nodeId }) => ({ nodeId }) },
  run: async ({ sql, emit }, { nodeId, reason }) => {
    const [node] = await sql<{ name: string; code: string }[]>`
      update node set retired_at = null where id = ${nodeId} and retired_at is not null
      returning name, code`;
    if (node === undefined) {
      throw new DomainError("NOT_FOUND", "There is no such retired node", { nodeId });
    }
    emit({
      type: "node.restored",
      subject: { kind: "node", id: nodeId },
      reason,
      payload: { node: node.name, code: node.code },
    });
    return { code: node.code };
  },
});
