import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { serviceReasonInput } from "../schema";

/**
 * Bring a retired service back as it was: its tariff, calendar and limits, and the nodes that offered it.
 *
 * @throws NOT_FOUND when there is none, or it is not retired
 */
export const restoreService = defineCommand({
  name: "network.restore_service",
  input: serviceReasonInput,
  wall: "staff",
  run: async ({ sql, emit }, { code, reason }) => {
    const [service] = await sql<{ id: string; name: string }[]>`
      update carrier_service set retired_at = null
      where code = ${code} and retired_at is not null
      returning md5('carrier_service ' || code)::uuid as id, name`;
    if (service === undefined) {
      throw new DomainError("NOT_FOUND", "There is no such retired service", { code });
    }
    emit({
      type: "carrier_service.restored",
      subject: { kind: "carrier_service", id: service.id },
      reason,
      payload: { code, name: service.name },
    });
    return { code, name: service.name };
  },
});
