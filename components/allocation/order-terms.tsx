"use client";

import { useState } from "react";
import { CommandDialog } from "@/components/admin/command-dialog";
import { useApiClient } from "@/components/api-provider";
import { formatCount } from "@/components/format";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Panel } from "@/components/ui/panel";
import { Select } from "@/components/ui/select";
import { type SubstitutionPolicy, substitutionPolicies } from "@/server/oms/catalog/types";
import type { ListedOrderTerms } from "@/server/oms/customers/queries-terms";
import { REMAINDER_DAYS } from "@/server/oms/customers/types";
import { wholeOf } from "./class-fields";

const POLICY_WORDS: Record<SubstitutionPolicy, string> = {
  never: "Takes no other SKU than it ordered",
  ask: "Is offered other SKUs, and chooses",
  allow: "Takes what follows an ended SKU without choosing",
};

type Props = { readonly terms: readonly ListedOrderTerms[]; readonly mayChange: boolean };

/** Whether customers take other SKUs than they ordered, and how long remainders wait for company. */
export function OrderTerms({ terms, mayChange }: Props) {
  return (
    <Panel title="Terms of orders" actions={mayChange ? <SetTerms /> : null}>
      <ul className="grid gap-1">
        {terms.map((each) => (
          <li key={each.code}>
            <span className="font-medium">{each.name}</span>: {POLICY_WORDS[each.substitution]}
            {each.remainderDays === REMAINDER_DAYS
              ? null
              : `; what had to wait waits ${formatCount(each.remainderDays, "day")} for the next shipment`}
          </li>
        ))}
        <li className="text-muted">
          {terms.length === 0 ? "Every customer" : "Every other customer"} is offered other SKUs,
          and chooses; what had to wait waits {formatCount(REMAINDER_DAYS, "day")} at most for the
          next shipment, where an order asks for that.
        </li>
      </ul>
    </Panel>
  );
}

const FIRST = {
  company: "",
  substitution: "ask" as SubstitutionPolicy,
  remainderDays: String(REMAINDER_DAYS),
};

function SetTerms() {
  const client = useApiClient();
  const [typed, setTyped] = useState(FIRST);
  const change = (part: Partial<typeof FIRST>) => setTyped({ ...typed, ...part });
  return (
    <CommandDialog
      trigger="Set terms"
      title="Terms of orders"
      description="It counts for orders from now on."
      confirm="Set terms"
      size="sm"
      input={{
        company: typed.company.trim(),
        substitution: typed.substitution,
        remainderDays: wholeOf(typed.remainderDays) ?? Number.NaN,
      }}
      onOpen={() => setTyped(FIRST)}
      send={async (request) => {
        const { name } = await client.customers.setOrderTerms.mutate(request);
        return `Terms of ${name} set`;
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
          <Field label="Other SKUs" error={errors.substitution}>
            {(control) => (
              <Select
                {...control}
                name="substitution"
                options={substitutionPolicies.map((value) => ({
                  value,
                  label: POLICY_WORDS[value],
                }))}
                value={typed.substitution}
                onChange={(event) =>
                  change({ substitution: event.target.value as SubstitutionPolicy })
                }
              />
            )}
          </Field>
          <Field
            label="Days that what had to wait waits for the next shipment"
            help="Of orders that ship their rest with it; after these days it leaves alone"
            error={errors.remainderDays}
          >
            {(control) => (
              <Input
                {...control}
                name="remainderDays"
                inputMode="numeric"
                value={typed.remainderDays}
                onChange={(event) => change({ remainderDays: event.target.value })}
              />
            )}
          </Field>
        </>
      )}
    </CommandDialog>
  );
}
