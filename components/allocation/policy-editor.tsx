"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { CommandDialog } from "@/components/admin/command-dialog";
import { useApi, useApiClient } from "@/components/api-provider";
import { formatCount } from "@/components/format";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { Panel } from "@/components/ui/panel";
import { SelectField } from "@/components/ui/select-field";
import {
  type AllocationPolicy,
  borrowRules,
  type PriorityClass,
  type Quota,
} from "@/server/oms/scarcity/types";
import { ClassFields, shown, wholeOf } from "./class-fields";
import { ClassTotals } from "./class-totals";
import { BORROW_WORDS } from "./policy-sentence";
import { QuotaFields } from "./quota-fields";

type Props = {
  /** The policy that the writing begins with. */
  readonly first: AllocationPolicy;
  readonly channels: readonly { value: string; label: string }[];
  readonly orderTypes: readonly string[];
};

const NEW_CLASS: PriorityClass = {
  name: "",
  match: {
    tiers: [],
    channels: [],
    orderTypes: [],
    companies: [],
    wantedWithinDays: null,
    placedFrom: null,
    placedTo: null,
  },
  share: "first_come",
  pool: null,
};

const NEW_QUOTA: Quota = {
  level: "company",
  key: "",
  sku: null,
  measure: "units",
  amount: Number.NaN,
  period: "month",
  isCarriedOver: false,
};

/** Items with keys of their own, so that fields stay with their item when the order changes. */
type Keyed<Item> = { readonly key: number; readonly item: Item };
let lastKey = 0;
const keyed = <Item,>(item: Item): Keyed<Item> => {
  lastKey += 1;
  return { key: lastKey, item };
};
const set = <Item,>(list: readonly Keyed<Item>[], at: number, item: Item) =>
  list.map((each, index) => (index === at ? { ...each, item } : each));
const without = <Item,>(list: readonly Item[], at: number) =>
  list.filter((_, index) => index !== at);

/** Write a policy, see what it would do to every short SKU, and save it as a draft. */
export function PolicyEditor({ first, channels, orderTypes }: Props) {
  const client = useApiClient();
  const [classes, setClasses] = useState(() => first.classes.map(keyed));
  const [quotas, setQuotas] = useState(() => first.quotas.map(keyed));
  const [rest, setRest] = useState(first);
  const [note, setNote] = useState("");
  const [previewed, setPreviewed] = useState<AllocationPolicy | null>(null);
  const content: AllocationPolicy = {
    ...rest,
    classes: classes.map(({ item }) => item),
    quotas: quotas.map(({ item }) => item),
  };
  return (
    <div className="grid gap-4">
      {classes.map(({ key, item }, at) => (
        <ClassFields
          key={key}
          at={at}
          value={item}
          channels={channels}
          orderTypes={orderTypes}
          isFirst={at === 0}
          change={(value) => setClasses(set(classes, at, value))}
          remove={() => setClasses(without(classes, at))}
          raise={() => {
            const moving = classes[at];
            if (moving !== undefined) {
              setClasses(without(classes, at).toSpliced(at - 1, 0, moving));
            }
          }}
        />
      ))}
      {quotas.map(({ key, item }, at) => (
        <QuotaFields
          key={key}
          at={at}
          value={item}
          change={(value) => setQuotas(set(quotas, at, value))}
          remove={() => setQuotas(without(quotas, at))}
        />
      ))}
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => setClasses([...classes, keyed(NEW_CLASS)])}>Add class</Button>
        <Button onClick={() => setQuotas([...quotas, keyed(NEW_QUOTA)])}>Add quota</Button>
      </div>
      <Rules rest={rest} change={(part) => setRest({ ...rest, ...part })} />
      {previewed === null ? null : <Preview content={previewed} />}
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => setPreviewed(content)}>Preview</Button>
        <CommandDialog
          trigger="Save draft"
          triggerProps={{ variant: "primary" }}
          title="Save draft"
          description="It decides nothing before it is published."
          confirm="Save draft"
          size="sm"
          input={{ content, note }}
          onOpen={() => setNote("")}
          send={async (request) => {
            const { version } = await client.allocation.savePolicy.mutate(request);
            return `Version ${version} saved as a draft`;
          }}
        >
          {(errors) => (
            <Field label="What it is for" required error={errors.note}>
              {(control) => (
                <Textarea
                  {...control}
                  name="note"
                  rows={2}
                  maxLength={500}
                  value={note}
                  onChange={(event) => setNote(event.target.value)}
                />
              )}
            </Field>
          )}
        </CommandDialog>
      </div>
    </div>
  );
}

type RulesProps = {
  readonly rest: AllocationPolicy;
  readonly change: (part: Partial<AllocationPolicy>) => void;
};

function Rules({ rest, change }: RulesProps) {
  return (
    <div className="grid items-start gap-3 sm:grid-cols-2 xl:grid-cols-4">
      <Field label="Lock window in days" help="What ships within it is not touched">
        {(control) => (
          <Input
            {...control}
            inputMode="numeric"
            value={shown(rest.lockDays)}
            onChange={(event) => change({ lockDays: wholeOf(event.target.value) ?? Number.NaN })}
          />
        )}
      </Field>
      <SelectField
        label="Who may lose"
        options={borrowRules.map((value) => ({ value, label: BORROW_WORDS[value] }))}
        value={rest.borrow}
        change={(chosen) =>
          change({ borrow: borrowRules.find((it) => it === chosen) ?? rest.borrow })
        }
      />
      <Field label="Run every so many hours" help="Empty: only when a person asks">
        {(control) => (
          <Input
            {...control}
            inputMode="numeric"
            value={shown(rest.everyHours)}
            onChange={(event) => change({ everyHours: wholeOf(event.target.value) })}
          />
        )}
      </Field>
      <Checkbox
        label="Runs by schedule apply themselves"
        checked={rest.isAppliedBySchedule}
        onChange={(event) => change({ isAppliedBySchedule: event.target.checked })}
      />
      <Checkbox
        label="Who approves a run does not apply it"
        checked={rest.isAppliedByAnother}
        onChange={(event) => change({ isAppliedByAnother: event.target.checked })}
      />
    </div>
  );
}

/** What the written policy would do to every short SKU now. */
function Preview({ content }: { content: AllocationPolicy }) {
  const api = useApi();
  const { data, error } = useQuery({
    ...api.allocation.previewPolicy.queryOptions({ content }),
    placeholderData: keepPreviousData,
    retry: false,
  });
  if (error !== null) {
    return <Callout tone="error" title={error.message} />;
  }
  if (data === undefined) {
    return <Callout tone="info" title="Every short SKU is decided" />;
  }
  const losers = data.losers.map((line) => line.orderNumber).join(", ");
  return (
    <Panel title="What it would do now" meta={formatCount(data.skus, "short SKU")} flush>
      {data.totals.length === 0 ? (
        <p className="p-4 text-muted">Nobody waits for stock.</p>
      ) : (
        <ClassTotals totals={data.totals} />
      )}
      {losers === "" ? null : (
        <p className="border-t border-line p-4 text-sm">{`These would lose the most from stock: ${losers}`}</p>
      )}
    </Panel>
  );
}
