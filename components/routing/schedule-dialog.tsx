"use client";

import { useState } from "react";
import { CommandDialog } from "@/components/admin/command-dialog";
import { useApiClient } from "@/components/api-provider";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SelectField } from "@/components/ui/select-field";
import { type WindowMode, type WindowSchedule, windowModes } from "@/server/oms/allocation/types";
import { WINDOW_MODE } from "./window-words";

const FIELDS = [
  { name: "everyMinutes", label: "Minutes between two windows", help: "Empty: not by the clock" },
  {
    name: "beforeCutOffMinutes",
    label: "Minutes before each cut-off",
    help: "Empty: not for cut-offs",
  },
  { name: "solverSeconds", label: "Seconds that the solver may take", help: "1 to 30" },
  { name: "ordersMax", label: "Orders of one window", help: "Those that leave first are taken" },
] as const;

type Name = (typeof FIELDS)[number]["name"];
type Typed = Record<Name, string> & { mode: WindowMode };

const typedOf = (schedule: WindowSchedule): Typed => ({
  everyMinutes: String(schedule.everyMinutes ?? ""),
  beforeCutOffMinutes: String(schedule.beforeCutOffMinutes ?? ""),
  solverSeconds: String(schedule.solverSeconds),
  ordersMax: String(schedule.ordersMax),
  mode: schedule.mode,
});

const optional = (text: string): number | null => (text.trim() === "" ? null : Number(text));

/** When windows are planned by themselves, and what becomes of what they find. */
export function ScheduleDialog({ schedule }: { schedule: WindowSchedule & { version: number } }) {
  const client = useApiClient();
  const [typed, setTyped] = useState<Typed>(() => typedOf(schedule));
  return (
    <CommandDialog
      trigger="Change schedule"
      title="When windows are planned"
      confirm="Save schedule"
      input={{
        version: schedule.version,
        everyMinutes: optional(typed.everyMinutes),
        beforeCutOffMinutes: optional(typed.beforeCutOffMinutes),
        solverSeconds: Number(typed.solverSeconds),
        ordersMax: Number(typed.ordersMax),
        mode: typed.mode,
      }}
      onOpen={() => setTyped(typedOf(schedule))}
      send={async (request) => {
        await client.windows.setSchedule.mutate(request);
        return "Schedule of windows saved";
      }}
    >
      {(errors) => (
        <>
          {FIELDS.map(({ name, label, help }) => (
            <Field key={name} label={label} help={help} error={errors[name]}>
              {(control) => (
                <Input
                  {...control}
                  name={name}
                  inputMode="numeric"
                  autoComplete="off"
                  value={typed[name]}
                  onChange={(event) => setTyped({ ...typed, [name]: event.target.value })}
                />
              )}
            </Field>
          ))}
          <SelectField
            label="What is found"
            error={errors.mode}
            name="mode"
            value={typed.mode}
            options={windowModes.map((value) => ({ value, label: WINDOW_MODE[value] }))}
            change={(chosen) =>
              setTyped({
                ...typed,
                mode: windowModes.find((mode) => mode === chosen) ?? typed.mode,
              })
            }
          />
        </>
      )}
    </CommandDialog>
  );
}
