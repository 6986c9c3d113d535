import type { RawTx } from "@/db/client";
import { defineCommand } from "@/server/shell/command";
import { present } from "../../kernel/assert";
import { DomainError } from "../../kernel/errors";
import { decideRetire, type NodeBurden } from "../decide-retire";
import { nodeReasonInput } from "../schema";
import { lockNode } from "../store-edit";

/**
 * Retire a node: nobody plans with it any more and no stock comes in. It is refused while something
 * is left there. What it shipped keeps its name, and it can be brought back as it was.
 *
 * Locks: the node's row against everybody who puts stock there for the first time, until the end.
 *
 * @throws NOT_FOUND; ILLEGAL_TRANSITION with what is left there, in numbers
 */
export const retireNode = defineCommand({
  name: "network.retire_node",
  input: nodeReasonInput,
  wall: { of: ({ nodeId }) => ({ nodeId }) },
  run: async ({ sql, now, emit }, { nodeId, reason }) => {
    await sql`select 1 from node where id = ${nodeId} for update`;
    const { name, code } = await lockNode(sql, nodeId);
    const burden = await readBurden(sql, nodeId, now);
    const left = decideRetire(burden);
    if (left.length > 0) {
      const message = `${name} has work left: ${left.join(", ")}`;
      throw new DomainError("ILLEGAL_TRANSITION", message, { ...burden });
    }
    await sql`update node set retired_at = ${now} where id = ${nodeId}`;
    emit({
      type: "node.retired",
      subject: { kind: "node", id: nodeId },
      reason,
      payload: { node: name, code },
    });
    return { code };
  },
});

async function readBurden(sql: RawTx, nodeId: string, now: Date): Promise<NodeBurden> {
  const [burden] = await sql<NodeBurden[]>`
    select
      (select coalesce(sum(on_hand), 0)::int from stock_level where node_id = ${nodeId}) as units,
      (select count(*)::int from inbound_supply
        where node_id = ${nodeId} and status = 'open') as supplies,
      (select count(*)::int from stock_transfer
        where from_node_id = ${nodeId} and state = 'in_transit') as transfers,
      (select count(distinct order_id)::int from allocation
        where node_id = ${nodeId} and state in ('promised', 'allocated')) as "plannedOrders",
      (select count(*)::int from fulfillment_order where node_id = ${nodeId}
        and state not in ('shipped', 'rejected', 'cancelled')) as work,
      (select count(*)::int from reservation where node_id = ${nodeId} and state = 'active'
        and expires_at > ${now}) as reservations`;
  return present(burden, "a row of counts");
}
