import { z } from "zod";
import { defineQuery } from "@/server/shell/query";
import type { LocalDate } from "../kernel/local-date";

export type CalendarRow = {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  /** Bit 0 = Monday … bit 6 = Sunday. */
  readonly workingDays: number;
  readonly closures: readonly { readonly closedOn: LocalDate; readonly name: string }[];
  /** Names of the nodes and services that keep it. */
  readonly keptBy: readonly string[];
};

/** All calendars with their closures, and who works by them. */
export const listCalendars = defineQuery({
  name: "network.list_calendars",
  input: z.object({}),
  wall: "staff",
  run: ({ sql }) => sql<CalendarRow[]>`
    select c.id, c.code, c.name, c.working_days as "workingDays",
      (select coalesce(jsonb_agg(jsonb_build_object('closedOn', x.closed_on, 'name', x.name)
          order by x.closed_on), '[]')
        from calendar_closure x where x.calendar_id = c.id) as closures,
      array(select n.name from node n where n.calendar_id = c.id
        union all select s.name from carrier_service s where s.calendar_id = c.id order by 1)
        as "keptBy"
    from calendar c order by c.name, c.code`,
});
