"use client";

import { useState } from "react";
import { CommandDialog } from "@/components/admin/command-dialog";
import { useApiClient } from "@/components/api-provider";
import { formatCount } from "@/components/format";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Panel } from "@/components/ui/panel";
import { Select } from "@/components/ui/select";
import {
  type OfferSilence,
  offerSilences,
  type SubstitutionPolicy,
  substitutionPolicies,
} from "@/server/oms/catalog/types";
import type { ListedOrderTerms } from "@/server/oms/customers/queries-terms";
import { wholeOf } from "./class-fields";

const POLICY_WORDS: Record<SubstitutionPolicy, string> = {
  never: "Takes no other SKU than it ordered",
  ask: "Is asked before another SKU ships",
  allow: "Takes another SKU without being asked",
};

const SILENCE_WORDS: Record<OfferSilence, string> = {
  accept: "The other SKU ships",
  keep: "The order waits on",
};

function sentence(terms: ListedOrderTerms): string {
  const { substitution, answerDays, silence, mayShipToNewAddresses } = terms;
  const asked =
    substitution === "ask"
      ? `, and has ${formatCount(answerDays, "day")} to answer. Then: ${SILENCE_WORDS[silence].toLowerCase()}`
      : "";
  const address = mayShipToNewAddresses ? ". Its buyers may ship to new addresses" : "";
  return `${POLICY_WORDS[substitution]}${asked}${address}`;
}

type Props = { readonly terms: readonly ListedOrderTerms[]; readonly mayChange: boolean };

/** Whether customers take other SKUs than they ordered, and where their buyers may have it sent. */
export function OrderTerms({ terms, mayChange }: Props) {
  return (
    <Panel title="Other SKUs and new addresses" actions={mayChange ? <SetTerms /> : null}>
      <ul className="grid gap-1">
        {terms.map((each) => (
          <li key={each.code}>
            <span className="font-medium">{each.name}</span>: {sentence(each)}
          </li>
        ))}
        <li className="text-muted">
          {terms.length === 0 ? "Every customer" : "Every other customer"} is asked before another
          SKU ships, and ships to its own addresses only.
        </li>
      </ul>
    </Panel>
  );
}

const FIRST = {
  company: "",
  substitution: "ask" as SubstitutionPolicy,
  answer: "3",
  silence: "keep" as OfferSilence,
  mayShipToNewAddresses: false,
};

function SetTerms() {
  const client = useApiClient();
  const [typed, setTyped] = useState(FIRST);
  const change = (part: Partial<typeof FIRST>) => setTyped({ ...typed, ...part });
  return (
    <CommandDialog
      trigger="Set terms"
      title="Other SKUs and new addresses"
      description="It counts for orders and questions from now on."
      confirm="Set terms"
      size="sm"
      input={{
        company: typed.company.trim(),
        substitution: typed.substitution,
        answerDays: wholeOf(typed.answer) ?? Number.NaN,
        silence: typed.silence,
        mayShipToNewAddresses: typed.mayShipToNewAddresses,
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
          {typed.substitution === "ask" ? (
            <>
              <Field label="Days to answer" error={errors.answerDays}>
                {(control) => (
                  <Input
                    {...control}
                    name="answerDays"
                    inputMode="numeric"
                    value={typed.answer}
                    onChange={(event) => change({ answer: event.target.value })}
                  />
                )}
              </Field>
              <Field label="When nobody answers" error={errors.silence}>
                {(control) => (
                  <Select
                    {...control}
                    name="silence"
                    options={offerSilences.map((value) => ({
                      value,
                      label: SILENCE_WORDS[value],
                    }))}
                    value={typed.silence}
                    onChange={(event) => change({ silence: event.target.value as OfferSilence })}
                  />
                )}
              </Field>
            </>
          ) : null}
          <Checkbox
            name="mayShipToNewAddresses"
            label="Its buyers may ship to new addresses"
            checked={typed.mayShipToNewAddresses}
            onChange={(event) => change({ mayShipToNewAddresses: event.target.checked })}
          />
        </>
      )}
    </CommandDialog>
  );
}
