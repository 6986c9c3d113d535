"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { CommandDialog, type FieldErrors } from "@/components/admin/command-dialog";
import { useApiClient } from "@/components/api-provider";
import { formatCount } from "@/components/format";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SelectField } from "@/components/ui/select-field";
import { type RehearsalBasis, rehearsalBases } from "@/server/oms/rehearsal/types";
import { BASIS_WORDS, versionWords } from "./words";

type Choice = { readonly ref: string; readonly version: number; readonly status: string };

type Typed = {
  version: string;
  against: string;
  fromDay: string;
  toDay: string;
  channels: readonly string[];
  basis: RehearsalBasis;
};

type StartDialogProps = {
  versions: readonly Choice[];
  channels: readonly { readonly code: string; readonly name: string }[];
  /** The version that somebody came to rehearse. */
  version: number | null;
  /** The period at first. */
  fromDay: string;
  toDay: string;
};

/** What to rehearse, against what, on which orders and on what stock. */
export function StartDialog({ versions, channels, version, fromDay, toDay }: StartDialogProps) {
  const client = useApiClient();
  const router = useRouter();
  const active = versions.find(({ status }) => status === "active");
  const newest = versions.find(({ status }) => status === "draft" || status === "simulated");
  const first: Typed = {
    version: String(version ?? newest?.version ?? active?.version ?? ""),
    against: String(active?.version ?? ""),
    fromDay,
    toDay,
    channels: [],
    basis: "that_day",
  };
  const [typed, setTyped] = useState<Typed>(first);
  const change = (part: Partial<Typed>) => setTyped({ ...typed, ...part });
  const ref = active?.ref ?? versions[0]?.ref ?? "";
  return (
    <CommandDialog
      trigger={version === null ? "New rehearsal" : `Rehearse version ${version}`}
      triggerProps={{ variant: "primary" }}
      title="New rehearsal"
      description="Routes stored orders by two versions and shows what would change. Nothing is allocated."
      confirm="Rehearse"
      size="lg"
      input={{
        profile: { ref, version: Number(typed.version) },
        against: { ref, version: Number(typed.against) },
        fromDay: typed.fromDay,
        toDay: typed.toDay,
        channels: [...typed.channels],
        basis: typed.basis,
      }}
      onOpen={() => setTyped(first)}
      send={async (request) => {
        const { rehearsalId, isNew, ordersTotal } = await client.rehearsal.start.mutate(request);
        router.push(`/admin/routing/rehearsals/${rehearsalId}`);
        return isNew
          ? `Rehearsal of ${formatCount(ordersTotal, "order")} queued`
          : "The same rehearsal was under way already";
      }}
    >
      {(errors) => (
        <>
          <Versions typed={typed} change={change} errors={errors} versions={versions} />
          <Period typed={typed} change={change} errors={errors} />
          <Basis typed={typed} change={change} />
          <Channels typed={typed} change={change} channels={channels} />
        </>
      )}
    </CommandDialog>
  );
}

type Fields = { typed: Typed; change: (part: Partial<Typed>) => void };
type Faulty = Fields & { errors: FieldErrors };

function Versions({
  typed,
  change,
  errors,
  versions,
}: Faulty & Pick<StartDialogProps, "versions">) {
  const options = versions.map(({ version, status }) => ({
    value: String(version),
    label: versionWords(version, status),
  }));
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <SelectField
        label="Rehearse"
        error={errors["profile.version"]}
        name="version"
        options={options}
        value={typed.version}
        change={(version) => change({ version })}
      />
      <SelectField
        label="Compared with"
        error={errors["against.version"]}
        name="against"
        options={options}
        value={typed.against}
        change={(against) => change({ against })}
      />
    </div>
  );
}

function Period({ typed, change, errors }: Faulty) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="Orders placed from" required error={errors.fromDay}>
        {(control) => (
          <Input
            {...control}
            type="date"
            name="fromDay"
            className="figures"
            value={typed.fromDay}
            onChange={(event) => change({ fromDay: event.target.value })}
          />
        )}
      </Field>
      <Field label="To, included" required error={errors.toDay}>
        {(control) => (
          <Input
            {...control}
            type="date"
            name="toDay"
            className="figures"
            value={typed.toDay}
            onChange={(event) => change({ toDay: event.target.value })}
          />
        )}
      </Field>
    </div>
  );
}

function Basis({ typed, change }: Fields) {
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium">On what stock</legend>
      <div className="grid gap-1">
        {rehearsalBases.map((basis) => (
          <Checkbox
            key={basis}
            kind="radio"
            name="basis"
            label={BASIS_WORDS[basis].label}
            help={BASIS_WORDS[basis].help}
            checked={typed.basis === basis}
            onChange={() => change({ basis })}
          />
        ))}
      </div>
    </fieldset>
  );
}

function Channels({ typed, change, channels }: Fields & Pick<StartDialogProps, "channels">) {
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium">
        Channels <span className="font-normal text-muted">(none chosen means all)</span>
      </legend>
      <div className="grid sm:grid-cols-2">
        {channels.map(({ code, name }) => (
          <Checkbox
            key={code}
            name="channels"
            label={name}
            checked={typed.channels.includes(code)}
            onChange={() =>
              change({
                channels: typed.channels.includes(code)
                  ? typed.channels.filter((each) => each !== code)
                  : [...typed.channels, code],
              })
            }
          />
        ))}
      </div>
    </fieldset>
  );
}
