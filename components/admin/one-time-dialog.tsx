"use client";

import { useState } from "react";
import { useApiClient } from "@/components/api-provider";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { CommandDialog } from "./command-dialog";

const FIRST = { company: "", isAllowed: true };

/** Whether a company's buyers may ship to addresses that are not in its address book. */
export function OneTimeDialog() {
  const client = useApiClient();
  const [typed, setTyped] = useState(FIRST);
  return (
    <CommandDialog
      trigger="Set for a company"
      title="Other addresses"
      description="It counts for orders and changes from now on. Staff may always name one."
      confirm="Save"
      size="sm"
      input={{ company: typed.company.trim(), isAllowed: typed.isAllowed }}
      onOpen={() => setTyped(FIRST)}
      send={async (request) => {
        const { name } = await client.customers.setOneTimeShipTo.mutate(request);
        return request.input.isAllowed
          ? `Buyers of ${name} may ship to other addresses`
          : `Buyers of ${name} ship to their own addresses only`;
      }}
    >
      {(errors) => (
        <>
          <Field label="Company" help="Its code" required error={errors.company}>
            {(control) => (
              <Input
                {...control}
                ident
                name="company"
                autoComplete="off"
                value={typed.company}
                onChange={(event) => setTyped({ ...typed, company: event.target.value })}
              />
            )}
          </Field>
          <Checkbox
            name="isAllowed"
            label="Its buyers may ship to addresses that are not in its address book"
            checked={typed.isAllowed}
            onChange={(event) => setTyped({ ...typed, isAllowed: event.target.checked })}
          />
        </>
      )}
    </CommandDialog>
  );
}
