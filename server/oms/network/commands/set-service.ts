import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { serviceInput } from "../schema";
import { requireCalendar } from "../store-edit";
import type { FreightTariff } from "../types";

/**
 * Change a carrier's service: its name, its calendar, and its whole tariff. Orders from now on are
 * planned and priced with it; what is planned keeps its cost, and a decision that is stored replays
 * with the rates it was made with.
 *
 * @throws NOT_FOUND; INVALID_INPUT when there is no such calendar
 */
export const setService = defineCommand({
  name: "network.set_service",
  input: serviceInput,
  wall: "staff",
  run: async ({ sql, emit }, { code, name, carrier, calendarId, tariff, reason }) => {
    const [found] = await sql<
      { id: string; name: string; carrier: string; calendarId: string; tariff: FreightTariff }[]
    >`
      select md5('carrier_service ' || code)::uuid as id, name, carrier, calendar_id as "calendarId", tariff from carrier_service
      where code = ${code} for no key update`;
    if (found === undefined) {
      throw new DomainError("NOT_FOUND", "There is no such service", { code });
    }
    const { id, ...before } = found;
    await requireCalendar(sql, calendarId);
    await sql`
      update carrier_service set name = ${name}, carrier = ${carrier},
        calendar_id = ${calendarId}, tariff = ${sql.typed(tariff, 3802)}
      where code = ${code}`;
    emit({
      type: "carrier_service.changed",
      subject: { kind: "carrier_service", id },
      reason,
      payload: { code, name, before, after: { name, carrier, calendarId, tariff } },
    });
    return { code };
  },
});
