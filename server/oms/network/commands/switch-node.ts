import type { RawTx } from "@/db/client";
import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { switchInput } from "../schema";
import { lockNode } from "../store-edit";

/**
 * Turn a node on or off, as a whole or for one service, with a reason and, if it is known, the
 * moment at which that ends by itself. What is set for a service beats what is set for the node.
 *
 * Stock stays where it is and stays sellable: dates move, quantities do not. What no node has been
 * given yet waits there, or is sourced again when somebody asks for it.
 *
 * @returns orders with units planned at the node, by these services, that it was not given yet
 * @throws NOT_FOUND; INVALID_INPUT when the end is not ahead, or the service does not exist
 */
export const switchNode = defineCommand({
  name: "network.switch_node",
  input: switchInput,
  wall: { of: ({ nodeId }) => ({ nodeId }) },
  run: async ({ sql, now, emit }, { nodeId, serviceCode, turn, until, reason }) => {
    const { name } = await lockNode(sql, nodeId);
    if (until !== null && until <= now) {
      throw wrong("until", "past", "Choose a moment that is still ahead");
    }
    const service = serviceCode === null ? null : await readService(sql, serviceCode);
    if (serviceCode === null) {
      await sql`
        update node set is_on = ${turn === "on"}, off_reason = ${turn === "on" ? null : reason},
          off_until = ${turn === "on" ? null : until}
        where id = ${nodeId}`;
    } else if (turn === "follow") {
      await sql`
        delete from node_service where node_id = ${nodeId} and service_code = ${serviceCode}`;
    } else {
      await sql`
        insert into node_service (node_id, service_code, is_on, reason, ends_at)
        values (${nodeId}, ${serviceCode}, ${turn === "on"}, ${reason}, ${until})
        on conflict (node_id, service_code) do update set is_on = excluded.is_on,
          reason = excluded.reason, ends_at = excluded.ends_at`;
    }
    emit({
      type: turn === "off" ? "node.turned_off" : "node.turned_on",
      subject: { kind: "node", id: nodeId },
      reason,
      payload: {
        node: name,
        service,
        serviceCode,
        turn,
        until: until === null ? null : until.toISOString(),
      },
    });
    const [waiting] = await sql<{ orders: number }[]>`
      select count(distinct order_id)::int as orders from allocation
      where node_id = ${nodeId} and state in ('promised', 'allocated')
        and (${serviceCode}::text is null or service_code = ${serviceCode})`;
    return { orders: waiting?.orders ?? 0 };
  },
});

async function readService(sql: RawTx, code: string): Promise<string> {
  const [service] = await sql<{ name: string }[]>`
    select name from carrier_service where code = ${code}`;
  if (service === undefined) {
    throw wrong("serviceCode", "unknown", `There is no service ${code}`);
  }
  return service.name;
}

const wrong = (field: string, code: string, message: string) =>
  new DomainError("INVALID_INPUT", message, { faults: [{ field, code, message }] });
