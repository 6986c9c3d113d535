"use client";

import { useState } from "react";
import { CommandDialog } from "@/components/admin/command-dialog";
import { useApiClient } from "@/components/api-provider";
import { formatCount } from "@/components/format";
import { Panel } from "@/components/ui/panel";
import { TextField } from "@/components/ui/text-field";
import type { ListedRemainderDays } from "@/server/oms/backorders/queries";
import { REMAINDER_DAYS } from "@/server/oms/customers/types";
import { wholeOf } from "./class-fields";

type Props = { readonly companies: readonly ListedRemainderDays[]; readonly mayChange: boolean };

/** How long what had to wait waits for company, where an order ships it with the next shipment. */
export function RemainderDays({ companies, mayChange }: Props) {
  return (
    <Panel title="Remainders with the next shipment" actions={mayChange ? <SetDays /> : null}>
      <ul className="grid gap-1">
        {companies.map(({ code, name, days }) => (
          <li key={code}>
            <span className="font-medium">{name}</span>: {formatCount(days, "day")} at most, then
            alone
          </li>
        ))}
        <li className="text-muted">
          {companies.length === 0 ? "Every customer" : "Every other customer"}:{" "}
          {formatCount(REMAINDER_DAYS, "day")} at most, in orders that ask for it.
        </li>
      </ul>
    </Panel>
  );
}

const FIRST = { company: "", days: String(REMAINDER_DAYS) };

function SetDays() {
  const client = useApiClient();
  const [typed, setTyped] = useState(FIRST);
  const change = (part: Partial<typeof FIRST>) => setTyped({ ...typed, ...part });
  return (
    <CommandDialog
      trigger="Set days"
      title="Remainders with the next shipment"
      description="It counts for what is planned from now on."
      confirm="Save"
      size="sm"
      input={{ company: typed.company.trim(), days: wholeOf(typed.days) ?? Number.NaN }}
      onOpen={() => setTyped(FIRST)}
      send={async (request) => {
        const { name } = await client.backorders.setRemainderDays.mutate(request);
        return `Days of ${name} set`;
      }}
    >
      {(errors) => (
        <>
          <TextField
            label="Company"
            name="company"
            help="Its code"
            value={typed.company}
            change={(company) => change({ company })}
            error={errors.company}
          />
          <TextField
            label="Days that a remainder waits at most"
            name="days"
            isNumber
            help="Behind the day on which it could leave; after them it leaves alone"
            value={typed.days}
            change={(days) => change({ days })}
            error={errors.days}
          />
        </>
      )}
    </CommandDialog>
  );
}
