import { defineCommand } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { DomainError } from "../../kernel/errors";
import { calendarInput } from "../schema";

/**
 * Make a calendar, or change its working days and closures: those that are not named are open again.
 * It counts for the next date that is worked out; what is promised keeps its day.
 *
 * @throws NOT_FOUND; DUPLICATE when another calendar has the code
 */
export const setCalendar = defineCommand({
  name: "network.set_calendar",
  input: calendarInput,
  wall: "staff",
  run: async ({ sql, now, emit }, { calendarId, code, name, workingDays, closures, reason }) => {
    const taken = await sql`
      select 1 from calendar where code = ${code} and id is distinct from ${calendarId}::uuid`;
    if (taken.length > 0) {
      const message = `There is a calendar ${code} already`;
      throw new DomainError("DUPLICATE", message, {
        faults: [{ field: "code", code: "taken", message }],
      });
    }
    const id = calendarId ?? newId(now.getTime());
    if (calendarId === null) {
      await sql`
        insert into calendar (id, code, name, working_days)
        values (${id}, ${code}, ${name}, ${workingDays})`;
    } else {
      const changed = await sql`
        update calendar set code = ${code}, name = ${name}, working_days = ${workingDays}
        where id = ${id} returning 1`;
      if (changed.length === 0) {
        throw new DomainError("NOT_FOUND", "There is no such calendar", { calendarId });
      }
    }
    const days = closures.map(({ closedOn }) => closedOn);
    const opened = await sql<{ day: string }[]>`
      delete from calendar_closure
      where calendar_id = ${id} and closed_on <> all(${days}::date[])
      returning closed_on::text as day`;
    const closed = await sql<{ day: string; isNew: boolean }[]>`
      insert into calendar_closure (calendar_id, closed_on, name)
      select ${id}, c.day, c.name
      from unnest(${days}::date[], ${closures.map((each) => each.name)}::text[]) as c(day, name)
      on conflict (calendar_id, closed_on) do update set name = excluded.name
      returning closed_on::text as day, old.closed_on is null as "isNew"`;
    emit({
      type: calendarId === null ? "calendar.made" : "calendar.changed",
      subject: { kind: "calendar", id },
      reason,
      payload: {
        calendar: name,
        workingDays,
        opened: opened.map(({ day }) => day).sort(),
        closed: closed.flatMap(({ day, isNew }) => (isNew ? [day] : [])).sort(),
      },
    });
    return { calendarId: id, opened: opened.length, closed: closed.filter((c) => c.isNew).length };
  },
});
