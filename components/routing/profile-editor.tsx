"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { refusalOf } from "@/components/api-fault";
import { useApi, useApiClient } from "@/components/api-provider";
import { useCommand } from "@/components/fulfillment/use-command";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { Panel } from "@/components/ui/panel";
import { strategySentence } from "@/server/oms/sourcing/decide-sentences";
import type { ProfileNames, SourcingProfile, Strategy } from "@/server/oms/sourcing/types-profile";
import { ParameterFields } from "./parameter-fields";
import { MoveButtons, moved, StrategyEditor } from "./strategy-editor";
import { StrategyRow } from "./strategy-rows";
import type { RoutingChoices } from "./types";

export type ProfileEditorProps = {
  version: number;
  revision: number;
  profile: SourcingProfile;
  note: string;
  names: ProfileNames;
  choices: RoutingChoices;
};

/** What was typed is looked at once it has settled. */
const SETTLE_MS = 500;

/** A draft of the routing profile, edited as sentences; what is wrong with it is said as it is written. */
export function ProfileEditor(props: ProfileEditorProps) {
  const [profile, setProfile] = useState(props.profile);
  const [note, setNote] = useState(props.note);
  const checked = useCheck(profile);
  return (
    <div className="grid gap-6">
      <Strategies
        strategies={profile.strategies}
        names={props.names}
        choices={props.choices}
        checked={checked}
        onChange={(strategies) => setProfile({ ...profile, strategies })}
      />
      <Panel title="For all orders">
        <ParameterFields
          parameters={profile.parameters}
          onChange={(parameters) => setProfile({ ...profile, parameters })}
        />
      </Panel>
      <Panel title="What this version is for">
        <Field label="Note" help="Stands in the list of versions">
          {(control) => (
            <Textarea
              {...control}
              rows={2}
              maxLength={500}
              value={note}
              onChange={(event) => setNote(event.target.value)}
            />
          )}
        </Field>
      </Panel>
      <SaveDraft {...props} written={{ profile, note }} faults={checked.faults} />
    </div>
  );
}

type StrategiesProps = {
  strategies: readonly Strategy[];
  names: ProfileNames;
  choices: RoutingChoices;
  checked: Checked;
  onChange: (strategies: readonly Strategy[]) => void;
};

function Strategies({ strategies, names, choices, checked, onChange }: StrategiesProps) {
  const [open, setOpen] = useState<number | null>(null);
  return (
    <Panel
      title="Strategies"
      meta="The first that matches and finds a plan routes the order"
      actions={
        <Button
          onClick={() => {
            onChange([newStrategy(strategies), ...strategies]);
            setOpen(0);
          }}
        >
          Add a strategy
        </Button>
      }
      flush
    >
      <ol>
        {strategies.map((strategy, index) => (
          <StrategyRow
            // biome-ignore lint/suspicious/noArrayIndexKey: names change while they are typed.
            key={index}
            index={index}
            name={strategy.name}
            sentence={strategySentence(strategy, index, names)}
            share={checked.shares[index] ?? null}
            orders={checked.orders}
            findings={checked.findings.filter((finding) => finding.strategy === index)}
            actions={
              <StrategySteps
                strategies={strategies}
                index={index}
                isOpen={open === index}
                onOpen={(isOpen) => setOpen(isOpen ? index : null)}
                onChange={(next) => {
                  onChange(next);
                  setOpen(null);
                }}
              />
            }
          >
            {open === index ? (
              <StrategyEditor
                strategy={strategy}
                choices={choices}
                onChange={(next) =>
                  onChange(strategies.map((each, at) => (at === index ? next : each)))
                }
              />
            ) : null}
          </StrategyRow>
        ))}
      </ol>
    </Panel>
  );
}

function StrategySteps({
  strategies,
  index,
  isOpen,
  onOpen,
  onChange,
}: Pick<StrategiesProps, "strategies" | "onChange"> & {
  index: number;
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
}) {
  const name = strategies[index]?.name ?? "";
  return (
    <span className="flex shrink-0 gap-1">
      <Button
        size="dense"
        aria-expanded={isOpen}
        aria-label={`${isOpen ? "Close" : "Edit"} ${name}`}
        onClick={() => onOpen(!isOpen)}
      >
        {isOpen ? "Done" : "Edit"}
      </Button>
      <MoveButtons
        noun={name}
        isFirst={index === 0}
        isLast={index === strategies.length - 1}
        onMove={(by) => onChange(moved(strategies, index, by))}
        onRemove={
          strategies.length === 1
            ? null
            : () => onChange(strategies.filter((_, at) => at !== index))
        }
      />
    </span>
  );
}

type SaveDraftProps = ProfileEditorProps & {
  written: { profile: SourcingProfile; note: string };
  faults: readonly string[];
};

function SaveDraft({ version, revision, written, faults, ...first }: SaveDraftProps) {
  const client = useApiClient();
  const { run, isPending, refusal } = useCommand(
    async ({ idempotencyKey, input }: { idempotencyKey: string; input: SaveInput }) => {
      await client.sourcing.saveDraft.mutate({ idempotencyKey, input });
      return { sentence: `Draft ${version} saved` };
    },
  );
  const isChanged =
    JSON.stringify([written.profile, written.note]) !== JSON.stringify([first.profile, first.note]);
  return (
    <div aria-live="polite" className="grid gap-3">
      {faults.length === 0 ? null : (
        <Callout tone="error" title="It cannot be saved like this">
          <ul>
            {faults.map((fault) => (
              <li key={fault}>{fault}</li>
            ))}
          </ul>
        </Callout>
      )}
      {refusal === null ? null : <Callout tone="error" title={refusal.message} />}
      <div>
        <Button
          variant="primary"
          pending={isPending && "Saving…"}
          disabledReason={
            faults.length > 0
              ? "Something in it cannot be read yet"
              : !isChanged && "Nothing was changed"
          }
          onClick={() => void run({ version, revision, ...written })}
        >
          Save draft
        </Button>
      </div>
    </div>
  );
}

type SaveInput = { version: number; revision: number; profile: SourcingProfile; note: string };

/** A strategy to begin with: its name is free, and it asks for something. */
function newStrategy(strategies: readonly Strategy[]): Strategy {
  const names = new Set(strategies.map(({ name }) => name.toLowerCase()));
  let number = strategies.length + 1;
  while (names.has(`strategy ${number}`)) {
    number += 1;
  }
  return {
    name: `Strategy ${number}`,
    when: { all: [{ fact: "customer_tier", is: "in", values: ["gold"] }] },
    criteria: [{ by: "landed_cost", band: 0 }],
    constraints: [],
    afterAction: { do: "next_strategy" },
  };
}

type Checked = ReturnType<typeof useCheck>;

/** What the server says of the profile as it is written: faults, warnings, and whom it concerns. */
function useCheck(profile: SourcingProfile) {
  const api = useApi();
  const settled = useSettled(profile);
  const document = JSON.parse(JSON.stringify(settled)) as SourcingProfile;
  const { data: check } = useQuery({
    ...api.sourcing.checkProfile.queryOptions({ document }),
    placeholderData: keepPreviousData,
  });
  const isReadable = check?.isReadable === true;
  const { data: share, error } = useQuery({
    ...api.sourcing.matchShare.queryOptions({ profile: document }),
    enabled: isReadable,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const late = error === null ? [] : refusalOf(error).faults.map(({ message }) => message);
  return {
    faults: [...(check?.faults ?? []).map(({ message }) => message), ...late],
    findings: check?.findings ?? [],
    shares: isReadable ? (share?.strategies ?? []) : [],
    orders: share?.orders ?? 0,
  };
}

function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
