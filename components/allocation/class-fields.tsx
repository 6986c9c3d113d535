import { inWords } from "@/components/admin/words";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { companyTiers } from "@/server/oms/customers/types";
import { type PriorityClass, shareStrategies } from "@/server/oms/scarcity/types";
import { SHARE_WORDS } from "./policy-sentence";

type Props = {
  readonly at: number;
  readonly value: PriorityClass;
  readonly channels: readonly { value: string; label: string }[];
  readonly orderTypes: readonly string[];
  readonly isFirst: boolean;
  readonly change: (value: PriorityClass) => void;
  readonly remove: () => void;
  readonly raise: () => void;
};

const SHARES = shareStrategies.map((value) => ({ value, label: SHARE_WORDS[value] }));
const codes = (text: string) => text.split(/[\s,;]+/).filter((word) => word !== "");
export const wholeOf = (text: string): number | null =>
  text.trim() === "" ? null : /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
export const shown = (value: number | null): string =>
  value === null || Number.isNaN(value) ? "" : String(value);

/** One priority class: who is in it, how it shares, and what is kept for it. */
export function ClassFields(props: Props) {
  const { at, value, change } = props;
  const { match } = value;
  const matching = (part: Partial<PriorityClass["match"]>) =>
    change({ ...value, match: { ...match, ...part } });
  return (
    <fieldset className="grid gap-3 rounded-md border border-line bg-surface p-4">
      <legend className="px-1 text-sm font-medium">{`Class ${at + 1}`}</legend>
      <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
        <Field label="Name" required>
          {(control) => (
            <Input
              {...control}
              value={value.name}
              maxLength={60}
              onChange={(event) => change({ ...value, name: event.target.value })}
            />
          )}
        </Field>
        <Field label="Shares by">
          {(control) => (
            <Select
              {...control}
              options={SHARES}
              value={value.share}
              onChange={(event) => {
                const share = shareStrategies.find((known) => known === event.target.value);
                change({ ...value, share: share ?? value.share });
              }}
            />
          )}
        </Field>
        <Field label="Companies" help="Codes; empty: every company">
          {(control) => (
            <Input
              {...control}
              defaultValue={match.companies.join(", ")}
              onBlur={(event) => matching({ companies: codes(event.target.value) })}
            />
          )}
        </Field>
        <Field label="Wanted within days" help="Empty: whenever">
          {(control) => (
            <Input
              {...control}
              inputMode="numeric"
              value={shown(match.wantedWithinDays)}
              onChange={(event) => matching({ wantedWithinDays: wholeOf(event.target.value) })}
            />
          )}
        </Field>
        <DayFields match={match} matching={matching} />
        <PoolFields value={value} change={change} />
      </div>
      <Ticks
        label="Tier"
        options={companyTiers.map((tier) => ({ value: tier, label: inWords(tier) }))}
        chosen={match.tiers}
        choose={(tiers) => matching({ tiers })}
      />
      <Ticks
        label="Channel"
        options={props.channels}
        chosen={match.channels}
        choose={(channels) => matching({ channels })}
      />
      <Ticks
        label="Order type"
        options={props.orderTypes.map((type) => ({ value: type, label: inWords(type) }))}
        chosen={match.orderTypes}
        choose={(orderTypes) => matching({ orderTypes })}
      />
      <div className="flex justify-end gap-2">
        {props.isFirst ? null : (
          <Button
            size="dense"
            variant="ghost"
            onClick={props.raise}
            aria-label={`Earlier: class ${at + 1}`}
          >
            Earlier
          </Button>
        )}
        <Button
          size="dense"
          variant="ghost"
          onClick={props.remove}
          aria-label={`Remove class ${at + 1}`}
        >
          Remove
        </Button>
      </div>
    </fieldset>
  );
}

type MatchProps = {
  readonly match: PriorityClass["match"];
  readonly matching: (part: Partial<PriorityClass["match"]>) => void;
};

function DayFields({ match, matching }: MatchProps) {
  return (
    <>
      <Field label="Placed from">
        {(control) => (
          <Input
            {...control}
            type="date"
            value={match.placedFrom ?? ""}
            onChange={(event) => matching({ placedFrom: event.target.value || null })}
          />
        )}
      </Field>
      <Field label="Placed until">
        {(control) => (
          <Input
            {...control}
            type="date"
            value={match.placedTo ?? ""}
            onChange={(event) => matching({ placedTo: event.target.value || null })}
          />
        )}
      </Field>
    </>
  );
}

/** What is kept for the class, and until when. */
function PoolFields({ value, change }: Pick<Props, "value" | "change">) {
  const { pool } = value;
  return (
    <>
      <Field label="Kept for it" help="Units of each SKU, or a share with %; empty: none">
        {(control) => (
          <Input
            {...control}
            defaultValue={
              pool === null ? "" : `${pool.amount}${pool.measure === "percent" ? " %" : ""}`
            }
            onBlur={(event) => change({ ...value, pool: poolOf(event.target.value, pool) })}
          />
        )}
      </Field>
      {pool === null ? null : (
        <>
          <Field label="Kept until" required>
            {(control) => (
              <Input
                {...control}
                type="date"
                value={pool.until}
                onChange={(event) =>
                  change({ ...value, pool: { ...pool, until: event.target.value } })
                }
              />
            )}
          </Field>
          <Field label="Days before that it comes back">
            {(control) => (
              <Input
                {...control}
                inputMode="numeric"
                value={shown(pool.backDaysBefore)}
                onChange={(event) =>
                  change({
                    ...value,
                    pool: { ...pool, backDaysBefore: wholeOf(event.target.value) ?? 0 },
                  })
                }
              />
            )}
          </Field>
        </>
      )}
    </>
  );
}

/** `30` or `20 %`; what is neither keeps nothing. */
function poolOf(text: string, before: PriorityClass["pool"]): PriorityClass["pool"] {
  const [, digits, percent] = /^\s*(\d+)\s*(%?)\s*$/.exec(text) ?? [];
  if (digits === undefined || Number(digits) === 0) {
    return null;
  }
  return {
    until: before?.until ?? "",
    backDaysBefore: before?.backDaysBefore ?? 0,
    measure: percent === "%" ? "percent" : "units",
    amount: Number(digits),
  };
}

type TicksProps = {
  readonly label: string;
  readonly options: readonly { value: string; label: string }[];
  readonly chosen: readonly string[];
  readonly choose: (values: string[]) => void;
};

/** Several of a few; none means every one. */
function Ticks({ label, options, chosen, choose }: TicksProps) {
  return (
    <fieldset className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <legend className="float-left mr-4 text-sm font-medium">{label}</legend>
      {options.map(({ value, label: words }) => (
        <Checkbox
          key={value}
          label={words}
          checked={chosen.includes(value)}
          onChange={(event) =>
            choose(
              event.target.checked ? [...chosen, value] : chosen.filter((other) => other !== value),
            )
          }
        />
      ))}
      {chosen.length === 0 ? <span className="text-xs text-muted">every one</span> : null}
    </fieldset>
  );
}
