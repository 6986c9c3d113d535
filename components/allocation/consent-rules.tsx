"use client";

import { useState } from "react";
import { CommandDialog } from "@/components/admin/command-dialog";
import { useApiClient } from "@/components/api-provider";
import { formatCount } from "@/components/format";
import { Panel } from "@/components/ui/panel";
import { SelectField } from "@/components/ui/select-field";
import { TextField } from "@/components/ui/text-field";
import type { ListedConsentRule } from "@/server/oms/backorders/queries";
import { type Silence, silences } from "@/server/oms/backorders/types";
import { shown, wholeOf } from "./class-fields";

const SILENCE_WORDS: Record<Silence, string> = {
  accept: "The new date stands as accepted",
  cancel: "What comes later is cancelled",
  keep: "The order stays as it is",
};

const sentence = ({ company, afterDays, answerDays, silence }: ListedConsentRule) =>
  `${company ?? "Every customer"} is asked when a date moves by more than ${formatCount(afterDays, "day")}, and has ${formatCount(answerDays, "day")} to answer. Then: ${SILENCE_WORDS[silence].toLowerCase()}`;

type Props = { readonly rules: readonly ListedConsentRule[]; readonly mayChange: boolean };

/** When customers are asked whether a later date is accepted. */
export function ConsentRules({ rules, mayChange }: Props) {
  return (
    <Panel title="Consent to delays" actions={mayChange ? <SetRule /> : null}>
      {rules.length === 0 ? (
        <p className="text-muted">Customers are told of a later date, and not asked.</p>
      ) : (
        <ul className="grid gap-1">
          {rules.map((rule) => (
            <li key={rule.company ?? ""}>{sentence(rule)}</li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

const FIRST = { company: "", after: "2", answer: "5", silence: "keep" as Silence };

function SetRule() {
  const client = useApiClient();
  const [typed, setTyped] = useState(FIRST);
  const change = (part: Partial<typeof FIRST>) => setTyped({ ...typed, ...part });
  const company = typed.company.trim();
  return (
    <CommandDialog
      trigger="Set rule"
      title="Consent to delays"
      description="It counts for dates that move from now on."
      confirm="Set rule"
      size="sm"
      input={{
        company: company === "" ? null : company,
        afterDays: wholeOf(typed.after),
        answerDays: wholeOf(typed.answer) ?? Number.NaN,
        silence: typed.silence,
      }}
      onOpen={() => setTyped(FIRST)}
      send={async (request) => {
        const { isSet } = await client.backorders.setConsentRule.mutate(request);
        return isSet ? "Rule set" : "Rule taken away";
      }}
    >
      {(errors) => (
        <>
          <TextField
            label="Company"
            name="company"
            isIdent
            help="Its code; empty: every customer"
            value={typed.company}
            change={(company) => change({ company })}
            error={errors.company}
          />
          <TextField
            label="Later by more than days"
            name="afterDays"
            isNumber
            help="Empty: not asked"
            value={typed.after}
            change={(after) => change({ after })}
            error={errors.afterDays}
          />
          <TextField
            label="Days to answer"
            name="answerDays"
            isNumber
            value={shown(wholeOf(typed.answer))}
            change={(answer) => change({ answer })}
            error={errors.answerDays}
          />
          <SelectField
            label="When nobody answers"
            error={errors.silence}
            name="silence"
            options={silences.map((value) => ({ value, label: SILENCE_WORDS[value] }))}
            value={typed.silence}
            change={(chosen) =>
              change({
                silence: silences.find((it) => it === chosen) ?? typed.silence,
              })
            }
          />
        </>
      )}
    </CommandDialog>
  );
}
