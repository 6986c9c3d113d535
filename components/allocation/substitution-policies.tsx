"use client";

import { useState } from "react";
import { CommandDialog } from "@/components/admin/command-dialog";
import { useApiClient } from "@/components/api-provider";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Panel } from "@/components/ui/panel";
import { SelectField } from "@/components/ui/select-field";
import { type SubstitutionPolicy, substitutionPolicies } from "@/server/oms/catalog/types";
import type { ListedSubstitution } from "@/server/oms/customers/queries-terms";

const POLICY_WORDS: Record<SubstitutionPolicy, string> = {
  never: "Takes no other SKU than it ordered",
  ask: "Is offered other SKUs, and chooses",
  allow: "Takes what follows an ended SKU without choosing",
};

type Props = { readonly policies: readonly ListedSubstitution[]; readonly mayChange: boolean };

/** Whether customers take other SKUs than they ordered. */
export function SubstitutionPolicies({ policies, mayChange }: Props) {
  return (
    <Panel title="Other SKUs" actions={mayChange ? <SetPolicy /> : null}>
      <ul className="grid gap-1">
        {policies.map((each) => (
          <li key={each.code}>
            <span className="font-medium">{each.name}</span>: {POLICY_WORDS[each.substitution]}
          </li>
        ))}
        <li className="text-muted">
          {policies.length === 0 ? "Every customer" : "Every other customer"} is offered other SKUs,
          and chooses.
        </li>
      </ul>
    </Panel>
  );
}

const FIRST = { company: "", substitution: "ask" as SubstitutionPolicy };

function SetPolicy() {
  const client = useApiClient();
  const [typed, setTyped] = useState(FIRST);
  const change = (part: Partial<typeof FIRST>) => setTyped({ ...typed, ...part });
  return (
    <CommandDialog
      trigger="Set for a company"
      title="Other SKUs"
      description="It counts for orders from now on."
      confirm="Save"
      size="sm"
      input={{
        company: typed.company.trim(),
        substitution: typed.substitution,
      }}
      onOpen={() => setTyped(FIRST)}
      send={async (request) => {
        const { name } = await client.customers.setSubstitution.mutate(request);
        return `Other SKUs of ${name} set`;
      }}
    >
      {(errors) => (
        <>
          <Field label="Company" help="Its code" required error={errors.company}>
            {(control) => (
              <Input
                {...control}
                name="company"
                ident
                value={typed.company}
                onChange={(event) => change({ company: event.target.value })}
              />
            )}
          </Field>
          <SelectField
            label="Other SKUs"
            error={errors.substitution}
            name="substitution"
            options={substitutionPolicies.map((value) => ({
              value,
              label: POLICY_WORDS[value],
            }))}
            value={typed.substitution}
            change={(chosen) => change({ substitution: chosen as SubstitutionPolicy })}
          />
        </>
      )}
    </CommandDialog>
  );
}
