"use client";

import { X } from "lucide-react";
import { Button } from "@/components/ui/button";
import type { Condition, ConditionFact, ConditionTree } from "@/server/oms/sourcing/types-profile";
import { ConditionFields } from "./condition-fields";
import { Choice } from "./parts";
import { FACT_WORDS, firstCondition } from "./rule-words";
import type { RoutingChoices } from "./types";

export type ConditionEditorProps = {
  /** null: every order. */
  tree: ConditionTree | null;
  choices: RoutingChoices;
  onChange: (tree: ConditionTree | null) => void;
};

const FACTS = (Object.keys(FACT_WORDS) as ConditionFact[]).map((value) => ({
  value,
  label: FACT_WORDS[value],
}));

/** Whose orders: a list of conditions of which all or any must hold; groups stand within groups. */
export function ConditionEditor({ tree, choices, onChange }: ConditionEditorProps) {
  if (tree === null) {
    return (
      <div className="flex flex-wrap items-center gap-3">
        <span>Every order that no strategy before it takes.</span>
        <AddCondition onAdd={(leaf) => onChange({ all: [leaf] })} />
      </div>
    );
  }
  return (
    <Group
      tree={"fact" in tree ? { all: [tree] } : tree}
      choices={choices}
      onChange={(next) => onChange(partsOf(next).length === 0 ? null : next)}
    />
  );
}

type GroupTree = Exclude<ConditionTree, Condition>;

const partsOf = (group: GroupTree): readonly ConditionTree[] =>
  "all" in group ? group.all : group.any;

const groupOf = (kind: "all" | "any", parts: readonly ConditionTree[]): GroupTree =>
  kind === "all" ? { all: parts } : { any: parts };

type GroupProps = {
  tree: GroupTree;
  choices: RoutingChoices;
  onChange: (tree: GroupTree) => void;
};

function Group({ tree, choices, onChange }: GroupProps) {
  const kind = "all" in tree ? "all" : "any";
  const parts = partsOf(tree);
  const replace = (index: number, part: ConditionTree | null) =>
    onChange(
      groupOf(
        kind,
        parts.flatMap((each, at) => (at === index ? (part === null ? [] : [part]) : [each])),
      ),
    );
  return (
    <div className="grid gap-2 border-l-2 border-line pl-3">
      {parts.length > 1 ? (
        <span className="flex items-center gap-2">
          <Choice
            label="How many of these conditions must hold"
            value={kind}
            options={[
              { value: "all", label: "all of these hold" },
              { value: "any", label: "any of these holds" },
            ]}
            onChange={(next) => onChange(groupOf(next, parts))}
          />
        </span>
      ) : null}
      {parts.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a condition has no name but its place.
        <div key={index} className="flex items-start gap-2">
          <div className="min-w-0 flex-1">
            {"fact" in part ? (
              <ConditionFields
                condition={part}
                facts={FACTS}
                choices={choices}
                onFact={(fact) => replace(index, firstCondition(fact))}
                onChange={(next) => replace(index, next)}
              />
            ) : (
              <Group tree={part} choices={choices} onChange={(next) => replace(index, next)} />
            )}
          </div>
          <Button
            variant="ghost"
            size="dense"
            square
            aria-label={`Remove condition ${index + 1}`}
            onClick={() => replace(index, null)}
          >
            <X aria-hidden="true" />
          </Button>
        </div>
      ))}
      <div className="flex flex-wrap gap-2">
        <AddCondition onAdd={(leaf) => onChange(groupOf(kind, [...parts, leaf]))} />
        <Button
          variant="ghost"
          size="dense"
          onClick={() =>
            onChange(
              groupOf(kind, [
                ...parts,
                groupOf(kind === "all" ? "any" : "all", [firstCondition("customer_tier")]),
              ]),
            )
          }
        >
          Add a group
        </Button>
      </div>
    </div>
  );
}

function AddCondition({ onAdd }: { onAdd: (leaf: Condition) => void }) {
  return (
    <Button variant="ghost" size="dense" onClick={() => onAdd(firstCondition("customer_tier"))}>
      Add a condition
    </Button>
  );
}
