"use client";

import { useState } from "react";
import { useApiClient } from "@/components/api-provider";
import { TRANSACTION_WORDS } from "@/components/orders/hold-words";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { SelectField } from "@/components/ui/select-field";
import { TextField } from "@/components/ui/text-field";
import {
  type HoldLevel,
  type HoldReleaseRight,
  type HoldTypeRow,
  holdLevels,
  holdReleaseRights,
  holdTransactions,
} from "@/server/oms/orders/types";
import { CommandDialog, type FieldErrors } from "./command-dialog";
import { RELEASE_RIGHT_WORDS } from "./hold-type-words";
import { inWords } from "./words";

type Typed = Omit<HoldTypeRow, "version">;

const BLANK: Typed = {
  code: "",
  name: "",
  description: "",
  blocks: ["release", "ship"],
  level: "order",
  stopsOrder: false,
  releaseRight: "orders.release_hold",
  autoRelease: false,
  isActive: true,
};

type Fields = { typed: Typed; change: (part: Partial<Typed>) => void; errors: FieldErrors };

/** Make a type of hold, or say anew what one stops; that holds for those that stand as well. */
export function HoldTypeDialog({ type }: { type: HoldTypeRow | null }) {
  const client = useApiClient();
  const first = type ?? BLANK;
  const [typed, setTyped] = useState<Typed>(first);
  const change = (part: Partial<Typed>) => setTyped({ ...typed, ...part });
  const { code, name, description, blocks, level, stopsOrder, releaseRight } = typed;
  const { autoRelease, isActive } = typed;
  return (
    <CommandDialog
      trigger={type === null ? "New type" : "Change"}
      triggerProps={
        type === null
          ? { variant: "primary" }
          : { size: "dense", "aria-label": `Change type ${type.name}` }
      }
      title={type === null ? "New type of hold" : `Change “${type.name}”`}
      description="What it stops holds at once, for holds that stand as well."
      confirm="Save type"
      size="lg"
      input={{
        code,
        version: type?.version ?? null,
        ...{ name, description, blocks: [...blocks], level },
        ...{ stopsOrder, releaseRight, autoRelease, isActive },
      }}
      onOpen={() => setTyped(first)}
      send={async (request) => {
        await client.orders.saveHoldType.mutate(request);
        return `Type “${request.input.name}” saved`;
      }}
    >
      {(errors) => (
        <>
          <NameFields typed={typed} change={change} errors={errors} isNew={type === null} />
          <Blocks typed={typed} change={change} errors={errors} />
          <RuleFields typed={typed} change={change} errors={errors} />
        </>
      )}
    </CommandDialog>
  );
}

function NameFields({ typed, change, errors, isNew }: Fields & { isNew: boolean }) {
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label="Name"
          name="name"
          required
          maxLength={60}
          value={typed.name}
          change={(name) => change({ name })}
          error={errors.name}
        />
        <Field label="Code" required error={errors.code} help="Small letters, digits and _">
          {(control) => (
            <Input
              {...control}
              ident
              name="code"
              autoComplete="off"
              readOnly={!isNew}
              value={typed.code}
              onChange={(event) => change({ code: event.target.value })}
            />
          )}
        </Field>
      </div>
      <Field label="What it is for" error={errors.description}>
        {(control) => (
          <Textarea
            {...control}
            name="description"
            rows={2}
            maxLength={500}
            value={typed.description}
            onChange={(event) => change({ description: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}

function Blocks({ typed, change, errors }: Fields) {
  return (
    <fieldset className="grid gap-1">
      <legend className="text-sm font-medium">While it stands, nothing is</legend>
      <div className="grid grid-cols-2 gap-x-4 sm:grid-cols-4">
        {holdTransactions.map((each) => (
          <Checkbox
            key={each}
            name={each}
            label={TRANSACTION_WORDS[each]}
            checked={typed.blocks.includes(each)}
            onChange={(event) =>
              change({
                blocks: holdTransactions.filter((other) =>
                  other === each ? event.target.checked : typed.blocks.includes(other),
                ),
              })
            }
          />
        ))}
      </div>
      {errors.blocks ? <p className="text-xs text-critical-fg">{errors.blocks}</p> : null}
    </fieldset>
  );
}

function RuleFields({ typed, change, errors }: Fields) {
  const flag = (name: "stopsOrder" | "autoRelease" | "isActive", label: string) => (
    <Checkbox
      name={name}
      label={label}
      checked={typed[name]}
      onChange={(event) => change({ [name]: event.target.checked })}
    />
  );
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField
          label="Set on"
          error={errors.level}
          name="level"
          options={holdLevels.map((value) => ({ value, label: inWords(value) }))}
          value={typed.level}
          change={(chosen) => change({ level: chosen as HoldLevel })}
        />
        <SelectField
          label="Lifted by"
          error={errors.releaseRight}
          name="releaseRight"
          options={holdReleaseRights.map((value) => ({
            value,
            label: RELEASE_RIGHT_WORDS[value],
          }))}
          value={typed.releaseRight}
          change={(chosen) => change({ releaseRight: chosen as HoldReleaseRight })}
        />
      </div>
      <div className="grid gap-1">
        {flag("stopsOrder", "On one line or one fulfillment order it stops the whole order")}
        {flag("autoRelease", "It is lifted by itself when its cause clears")}
        {flag("isActive", "It can be set")}
      </div>
    </>
  );
}
