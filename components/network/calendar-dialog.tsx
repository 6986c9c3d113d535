"use client";

import { useState } from "react";
import { CommandDialog, type FieldErrors } from "@/components/admin/command-dialog";
import { useApiClient } from "@/components/api-provider";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Checkbox } from "@/components/ui/checkbox";
import { Input } from "@/components/ui/input";
import { ReasonField, TextField } from "@/components/ui/text-field";
import type { CalendarRow } from "@/server/oms/network/queries-calendars";
import { weekdays } from "./network-words";

type Closure = { key: string; closedOn: string; name: string };
type Typed = {
  code: string;
  name: string;
  workingDays: number;
  closures: readonly Closure[];
  reason: string;
};

const typedOf = (calendar: CalendarRow | null): Typed => ({
  code: calendar?.code ?? "",
  name: calendar?.name ?? "",
  workingDays: calendar?.workingDays ?? 31,
  closures: (calendar?.closures ?? []).map((one) => ({ ...one, key: one.closedOn })),
  reason: "",
});

/** Make a calendar, or change its working days and the days on which it is closed. */
export function CalendarDialog({ calendar }: { calendar: CalendarRow | null }) {
  const client = useApiClient();
  const first = typedOf(calendar);
  const [typed, setTyped] = useState(first);
  const change = (part: Partial<Typed>) => setTyped({ ...typed, ...part });
  const keptBy = calendar?.keptBy ?? [];
  return (
    <CommandDialog
      trigger={calendar === null ? "New calendar" : "Change"}
      triggerProps={
        calendar === null
          ? { variant: "primary" }
          : { size: "dense", "aria-label": `Change ${calendar.name}` }
      }
      title={calendar === null ? "New calendar" : `Change ${calendar.name}`}
      confirm="Save calendar"
      size="lg"
      input={{
        calendarId: calendar?.id ?? null,
        code: typed.code,
        name: typed.name,
        workingDays: typed.workingDays,
        closures: typed.closures.map(({ closedOn, name }) => ({ closedOn, name })),
        reason: typed.reason,
      }}
      onOpen={() => setTyped(first)}
      send={async (request) => {
        await client.network.setCalendar.mutate(request);
        return `Calendar ${request.input.name} saved`;
      }}
    >
      {(errors) => (
        <>
          <div className="grid gap-4 sm:grid-cols-2">
            <TextField
              label="Code"
              name="code"
              required
              value={typed.code}
              change={(code) => change({ code })}
              error={errors.code}
            />
            <TextField
              label="Name"
              name="name"
              required
              value={typed.name}
              change={(name) => change({ name })}
              error={errors.name}
            />
          </div>
          <Week typed={typed} change={change} errors={errors} />
          <Closures typed={typed} change={change} errors={errors} />
          <ReasonField
            value={typed.reason}
            change={(reason) => change({ reason })}
            error={errors.reason}
          />
          {keptBy.length > 0 ? (
            <Callout tone="info" title={`Kept by ${keptBy.join(", ")}`}>
              It counts for dates that are worked out from now on; what is promised keeps its day.
            </Callout>
          ) : null}
        </>
      )}
    </CommandDialog>
  );
}

type Fields = { typed: Typed; change: (part: Partial<Typed>) => void; errors: FieldErrors };

function Week({ typed, change, errors }: Fields) {
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium">Works on</legend>
      <div className="flex flex-wrap gap-x-4">
        {weekdays.map(({ label, bit }) => (
          <Checkbox
            key={label}
            name="workingDays"
            label={label}
            checked={((typed.workingDays >> bit) & 1) === 1}
            onChange={() => change({ workingDays: typed.workingDays ^ (1 << bit) })}
          />
        ))}
      </div>
      {errors.workingDays ? <p className="text-xs text-critical-fg">{errors.workingDays}</p> : null}
    </fieldset>
  );
}

function Closures({ typed, change, errors }: Fields) {
  const set = (key: string, part: Partial<Closure>) =>
    change({
      closures: typed.closures.map((one) => (one.key === key ? { ...one, ...part } : one)),
    });
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium">Closed on</legend>
      <div className="grid max-h-64 gap-1 overflow-y-auto">
        {typed.closures.map(({ key, closedOn, name }, at) => (
          <div key={key} className="flex flex-wrap items-start gap-2 sm:flex-nowrap">
            <Input
              type="date"
              aria-label={`Day of closure ${at + 1}`}
              aria-invalid={errors[`closures.${at}.closedOn`] ? true : undefined}
              className="sm:w-40"
              value={closedOn}
              onChange={(event) => set(key, { closedOn: event.target.value })}
            />
            <Input
              aria-label={`Name of closure ${at + 1}`}
              aria-invalid={errors[`closures.${at}.name`] ? true : undefined}
              value={name}
              onChange={(event) => set(key, { name: event.target.value })}
            />
            <Button
              size="dense"
              variant="ghost"
              aria-label={`Take away closure ${at + 1}`}
              onClick={() => change({ closures: typed.closures.filter((one) => one.key !== key) })}
            >
              Take away
            </Button>
          </div>
        ))}
      </div>
      {errors.closures ? <p className="text-xs text-critical-fg">{errors.closures}</p> : null}
      <div className="mt-2">
        <Button
          size="dense"
          onClick={() =>
            change({
              closures: [
                ...typed.closures,
                {
                  key: `new ${typed.closures.length} ${typed.closures.at(-1)?.key ?? ""}`,
                  closedOn: "",
                  name: "",
                },
              ],
            })
          }
        >
          Add a day
        </Button>
      </div>
    </fieldset>
  );
}
