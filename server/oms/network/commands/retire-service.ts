import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { decideRetireService } from "../decide-retire-service";
import { serviceReasonInput } from "../schema";
import { readServiceUse } from "../store-service-use";

/**
 * Retire a carrier's service: new orders may not ask for it, nor changed ones, and no other order is put
 * on it. Orders that are placed keep it, and are planned, packed and labelled by it to their end. It can be
 * brought back as it was.
 *
 * Locks: all services by code, then the nodes that offer it by id, so that of two who take away a
 * node's last services the second is refused.
 *
 * @throws NOT_FOUND; ILLEGAL_TRANSITION with what it is needed for
 */
export const retireService = defineCommand({
  name: "network.retire_service",
  input: serviceReasonInput,
  wall: "staff",
  run: async ({ sql, now, emit }, { code, reason }) => {
    const services = await sql<{ id: string; code: string; name: string; isRetired: boolean }[]>`
      select md5('carrier_service ' || code)::uuid as id, code, name,
        retired_at is not null as "isRetired"
      from carrier_service order by code for no key update`;
    const service = services.find((one) => one.code === code && !one.isRetired);
    if (service === undefined) {
      throw new DomainError("NOT_FOUND", "There is no such service, or it was retired", { code });
    }
    await sql`
      select 1 from node n join node_cut_off o on o.node_id = n.id
      where o.service_code = ${code} order by n.id for no key update of n`;
    const use = await readServiceUse(sql, code, now);
    const needed = decideRetireService(use);
    if (needed.length > 0) {
      const message = `${service.name} is needed: ${needed.join("; ")}`;
      throw new DomainError("ILLEGAL_TRANSITION", message, { ...use });
    }
    await sql`update carrier_service set retired_at = ${now} where code = ${code}`;
    emit({
      type: "carrier_service.retired",
      subject: { kind: "carrier_service", id: service.id },
      reason,
      payload: { code, name: service.name, ...use },
    });
    return { code, name: service.name };
  },
});
