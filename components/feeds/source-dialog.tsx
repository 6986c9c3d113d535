"use client";

import { useState } from "react";
import { CommandDialog, type FieldErrors } from "@/components/admin/command-dialog";
import { useApiClient } from "@/components/api-provider";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SelectField } from "@/components/ui/select-field";
import { TextField } from "@/components/ui/text-field";
import {
  type FeedMode,
  feedModes,
  type SourceKind,
  sourceKinds,
} from "@/server/oms/inventory/types";
import { SOURCE_KINDS } from "./source-words";

type Typed = {
  code: string;
  name: string;
  kind: SourceKind;
  nodes: readonly string[];
  defaultMode: FeedMode;
  guardPercent: string;
};

export type KnownSource = Omit<Typed, "guardPercent"> & { readonly guardPercent: number };

const BLANK: Typed = {
  code: "",
  name: "",
  kind: "erp",
  nodes: [],
  defaultMode: "delta",
  guardPercent: "20",
};

type SourceDialogProps = {
  /** Null makes one. */
  source: KnownSource | null;
  nodes: readonly { readonly code: string; readonly name: string }[];
};

/** Who tells us of stock: make a source, or change what is known of it. */
export function SourceDialog({ source, nodes }: SourceDialogProps) {
  const client = useApiClient();
  const first = source === null ? BLANK : { ...source, guardPercent: String(source.guardPercent) };
  const [typed, setTyped] = useState<Typed>(first);
  const change = (part: Partial<Typed>) => setTyped({ ...typed, ...part });
  const guard = typed.guardPercent.trim();
  return (
    <CommandDialog
      trigger={source === null ? "New source" : "Change"}
      triggerProps={source === null ? {} : { size: "dense", "aria-label": `Change ${source.name}` }}
      title={source === null ? "New source" : `Change ${source.name}`}
      description="A source speaks for all stock of its nodes."
      confirm="Save source"
      size="lg"
      input={{
        code: typed.code,
        name: typed.name,
        kind: typed.kind,
        nodes: [...typed.nodes],
        defaultMode: typed.defaultMode,
        guardPercent: /^\d+$/.test(guard) ? Number(guard) : Number.NaN,
      }}
      onOpen={() => setTyped(first)}
      send={async (request) => {
        await client.inventory.setSource.mutate(request);
        return `Source ${request.input.name} saved`;
      }}
    >
      {(errors) => (
        <>
          <Names typed={typed} change={change} errors={errors} isNew={source === null} />
          <Habits typed={typed} change={change} errors={errors} />
          <Scope typed={typed} change={change} errors={errors} nodes={nodes} />
        </>
      )}
    </CommandDialog>
  );
}

type Fields = {
  typed: Typed;
  change: (part: Partial<Typed>) => void;
  errors: FieldErrors;
};

function Names({ typed, change, errors, isNew }: Fields & { isNew: boolean }) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="Code" required error={errors.code} help="As it names itself in feeds">
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
      <TextField
        label="Name"
        name="name"
        required
        value={typed.name}
        change={(name) => change({ name })}
        error={errors.name}
      />
    </div>
  );
}

function Habits({ typed, change, errors }: Fields) {
  return (
    <div className="grid gap-4 sm:grid-cols-3">
      <SelectField
        label="Kind"
        error={errors.kind}
        name="kind"
        options={sourceKinds.map((value) => ({ value, label: SOURCE_KINDS[value] }))}
        value={typed.kind}
        change={(chosen) => change({ kind: chosen as SourceKind })}
      />
      <SelectField
        label="Mode"
        error={errors.defaultMode}
        help="Of feeds that do not say"
        name="defaultMode"
        options={feedModes.map((value) => ({
          value,
          label: value === "full" ? "Full" : "Delta",
        }))}
        value={typed.defaultMode}
        change={(chosen) => change({ defaultMode: chosen as FeedMode })}
      />
      <TextField
        label="Guard"
        name="guardPercent"
        isNumber
        help="Percent a full feed empties unasked"
        value={typed.guardPercent}
        change={(guardPercent) => change({ guardPercent })}
        error={errors.guardPercent}
      />
    </div>
  );
}

function Scope({ typed, change, errors, nodes }: Fields & Pick<SourceDialogProps, "nodes">) {
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium">It speaks for</legend>
      <div className="grid sm:grid-cols-2">
        {nodes.map(({ code, name }) => (
          <Checkbox
            key={code}
            name="nodes"
            label={`${name} (${code})`}
            checked={typed.nodes.includes(code)}
            onChange={() =>
              change({
                nodes: typed.nodes.includes(code)
                  ? typed.nodes.filter((each) => each !== code)
                  : [...typed.nodes, code],
              })
            }
          />
        ))}
      </div>
      {errors.nodes ? <p className="text-xs text-critical-fg">{errors.nodes}</p> : null}
    </fieldset>
  );
}
