import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { serviceInput } from "../schema";
import { limitsOf } from "../store";
import { requireCalendar } from "../store-edit";
import type { CarrierService } from "../types";

/**
 * Change a carrier's service: its name, its calendar, what it does not take, and its whole tariff. Orders from now on are
 * planned and priced with it; what is planned keeps its cost, and a decision that is stored replays
 * with the rates it was made with.
 *
 * @throws NOT_FOUND; INVALID_INPUT when there is no such calendar
 */
export const setService = defineCommand({
  name: "network.set_service",
  input: serviceInput,
  wall: "staff",
  run: async ({ sql, emit }, { code, name, carrier, calendarId, tariff, reason, ...input }) => {
    const [found] = await sql<
      (Pick<CarrierService, "name" | "carrier" | "tariff" | "limits"> & {
        id: string;
        calendarId: string;
      })[]
    >`
      select md5('carrier_service ' || s.code)::uuid as id, s.name, s.carrier,
        s.calendar_id as "calendarId", s.tariff, ${limitsOf(sql)} as limits
      from carrier_service s where s.code = ${code} for no key update`;
    if (found === undefined) {
      throw new DomainError("NOT_FOUND", "There is no such service", { code });
    }
    const { id, ...before } = found;
    const limits = input.limits ?? before.limits;
    await requireCalendar(sql, calendarId);
    await sql`
      update carrier_service set name = ${name}, carrier = ${carrier},
        calendar_id = ${calendarId}, tariff = ${sql.typed(tariff, 3802)},
        refuses_residential = ${limits.refusesResidential},
        refuses_post_box = ${limits.refusesPostBox}, from_grams = ${limits.fromGrams},
        up_to_grams = ${limits.upToGrams}
      where code = ${code}`;
    emit({
      type: "carrier_service.changed",
      subject: { kind: "carrier_service", id },
      reason,
      payload: { code, name, before, after: { name, carrier, calendarId, tariff, limits } },
    });
    return { code };
  },
});
