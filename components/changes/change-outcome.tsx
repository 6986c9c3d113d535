import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { withDays } from "@/components/admin/words";
import { formatDate, formatMoney, formatQuantity } from "@/components/format";
import { Callout } from "@/components/ui/callout";
import { Ident } from "@/components/ui/figures";
import { Panel } from "@/components/ui/panel";
import type { LineState, ChangeOutcome as Outcome } from "@/server/oms/changes/types";

const COLUMNS = [
  { header: "Item" },
  { header: "Was" },
  { header: "Becomes" },
  { header: "Goods", align: "right" },
] as const;

export type ChangeOutcomeProps = {
  outcome: Outcome;
  today: string;
  audience: "staff" | "customer";
};

/** What applying a change does, before it is applied. */
export function ChangeOutcome({ outcome, today, audience }: ChangeOutcomeProps) {
  const { currency, valueBefore, valueAfter, promiseBefore, promiseAfter } = outcome;
  const money = (minor: number) => formatMoney(minor, currency);
  return (
    <Panel title="What applying it does" flush>
      <div className="grid gap-4 p-4">
        <ul className="grid gap-1">
          {outcome.sentences.map((sentence) => (
            <li key={sentence}>{withDays(sentence, today)}</li>
          ))}
        </ul>
        <dl className="figures grid grid-cols-[auto_1fr] gap-x-6 gap-y-1">
          <dt className="text-muted">Goods</dt>
          <dd>{fromTo(money(valueBefore), money(valueAfter))}</dd>
          {outcome.freightBefore === null || outcome.freightAfter === null ? null : (
            <>
              <dt className="text-muted">Freight, estimated</dt>
              <dd>{fromTo(money(outcome.freightBefore), money(outcome.freightAfter))}</dd>
            </>
          )}
          <dt className="text-muted">Everything arrives</dt>
          <dd>{fromTo(dayOf(promiseBefore, today), dayOf(promiseAfter, today))}</dd>
          <dt className="text-muted">Told by mail</dt>
          <dd>
            {audience === "staff" ? "The customer" : "You"}
            {outcome.isCancelled ? ", that the order was cancelled" : ", what changed"}
          </dd>
        </dl>
        {outcome.calledBack.map(({ number, node }) => (
          <Callout key={number} tone="info" title={`${number} is called back from ${node}`}>
            Nobody has begun with it. What stays of it is released again.
          </Callout>
        ))}
        {outcome.holds.map((reason) => (
          <Callout key={reason} tone="warning" title="The order will be on hold">
            {reason}
          </Callout>
        ))}
        {outcome.isCancelled ? (
          <Callout tone="warning" title="Nothing of the order stays: it will be cancelled" />
        ) : null}
      </div>
      {outcome.lines.length === 0 ? null : (
        <PlainTable label="Lines before and after" columns={COLUMNS}>
          <tbody>
            {outcome.lines.map((line) => (
              <tr key={line.lineId}>
                <PlainCell isHead>
                  <Ident>{line.sku}</Ident>
                  <span className="block text-muted">{line.description}</span>
                </PlainCell>
                <PlainCell>{stateText(line.before, today, "not ordered")}</PlainCell>
                <PlainCell>
                  {stateText(line.after, today, line.replaced > 0 ? "another SKU" : "cancelled")}
                </PlainCell>
                <PlainCell align="right">
                  {fromTo(money(line.before?.value ?? 0), money(line.after?.value ?? 0))}
                </PlainCell>
              </tr>
            ))}
          </tbody>
        </PlainTable>
      )}
    </Panel>
  );
}

const fromTo = (before: string, after: string) =>
  before === after ? `${after}, as before` : `${before} → ${after}`;

const dayOf = (date: string | null, today: string) =>
  date === null ? "no date yet" : formatDate(date, today);

function stateText(state: LineState | null, today: string, none: string): string {
  if (state === null) {
    return none;
  }
  const parts = [
    ...(state.onHand > 0 && state.waiting > 0 ? [`${formatQuantity(state.onHand)} there`] : []),
    ...(state.waiting > 0 ? [`${formatQuantity(state.waiting)} to come`] : []),
  ];
  const split = parts.length === 0 ? "" : ` (${parts.join(", ")})`;
  return `${formatQuantity(state.units)}${split}, ${dayOf(state.promise, today)}`;
}
