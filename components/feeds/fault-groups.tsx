"use client";

import { formatCount } from "@/components/format";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { FaultyRow } from "@/server/oms/imports/queries-feed-file";
import { FEED_FAULTS } from "@/server/oms/inventory/decide-feed";

/** What a person typed beside what is wrong: by name for SKUs and nodes, by row for quantities. */
export type Repairs = {
  readonly sku: Readonly<Record<string, string>>;
  readonly node: Readonly<Record<string, string>>;
  readonly onHand: Readonly<Record<string, string>>;
};

export const NO_REPAIRS: Repairs = { sku: {}, node: {}, onHand: {} };

type Repairable = keyof Repairs;

type Group = {
  readonly key: string;
  readonly field: Repairable | null;
  /** What the repair stands for: a name in the file, or a row. */
  readonly of: string;
  readonly rows: readonly FaultyRow[];
};

const WORDS: Record<Repairable, string> = { sku: "SKU", node: "Node", onHand: "Units on hand" };

/** Rows that one repair mends belong together: fourteen rows of one unknown SKU are one repair. */
export function groupsOf(faults: readonly FaultyRow[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const fault of faults) {
    const field = fault.field === "asOf" ? null : fault.field;
    const of = field === "onHand" || fault.found === "" ? String(fault.row) : fault.found;
    // A cell that is empty has no name to repair: only quantities are mended by row.
    const mends = field === "onHand" || fault.found !== "" ? field : null;
    const key = mends === null ? fault.reason : `${fault.reason} ${mends} ${of}`;
    const group = groups.get(key);
    groups.set(key, {
      key,
      field: mends,
      of,
      rows: group === undefined ? [fault] : [...group.rows, fault],
    });
  }
  return [...groups.values()];
}

type FaultGroupsProps = {
  faults: readonly FaultyRow[];
  repairs: Repairs;
  onRepair: (repairs: Repairs) => void;
};

/** What is wrong, grouped by what mends it, with the place to mend it. */
export function FaultGroups({ faults, repairs, onRepair }: FaultGroupsProps) {
  return (
    <ul className="divide-y divide-line">
      {groupsOf(faults).map((group) => (
        <li
          key={group.key}
          className="grid gap-2 px-4 py-3 sm:grid-cols-[minmax(0,1fr)_16rem] sm:gap-4"
        >
          <FaultWords group={group} />
          {group.field === null ? null : (
            <Repair
              group={group}
              field={group.field}
              value={repairs[group.field][group.of] ?? ""}
              onChange={(text) => onRepair(repaired(repairs, group, text))}
            />
          )}
        </li>
      ))}
    </ul>
  );
}

function repaired(repairs: Repairs, { field, of }: Group, text: string): Repairs {
  if (field === null) {
    return repairs;
  }
  const { [of]: _, ...others } = repairs[field];
  return { ...repairs, [field]: text.trim() === "" ? others : { ...others, [of]: text } };
}

const SHOWN = 3;

function FaultWords({ group: { rows, field } }: { group: Group }) {
  const [first] = rows;
  const more = rows.length - SHOWN;
  return (
    <div className="min-w-0">
      {first === undefined ? null : (
        <p className="font-medium">
          {formatCount(rows.length, "row")}: {FEED_FAULTS[first.reason].problem}
        </p>
      )}
      {rows.slice(0, SHOWN).map(({ row, sentence }) => (
        <p key={row} className="text-muted [overflow-wrap:anywhere]">
          {sentence}
        </p>
      ))}
      {more > 0 ? (
        <p className="text-muted">and {formatCount(more, "more row", "more rows")}</p>
      ) : null}
      {field === null ? <p className="text-muted">Mend it in the file, or leave it out.</p> : null}
    </div>
  );
}

type RepairProps = {
  group: Group;
  field: Repairable;
  value: string;
  onChange: (text: string) => void;
};

function Repair({ group: { of, rows }, field, value, onChange }: RepairProps) {
  const label = field === "onHand" ? `${WORDS[field]}, row ${of}` : `${WORDS[field]} for ${of}`;
  return (
    <Field label={label} {...(rows.length > 1 ? { aside: `in all ${rows.length}` } : {})}>
      {(control) => (
        <Input
          {...control}
          ident={field !== "onHand"}
          name={`${field} ${of}`}
          autoComplete="off"
          placeholder="Leave out"
          {...(field === "onHand" ? { inputMode: "numeric" as const, className: "figures" } : {})}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
