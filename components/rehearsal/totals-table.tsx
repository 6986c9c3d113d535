import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { formatCount, UNKNOWN } from "@/components/format";
import { cn } from "@/components/ui/cn";
import { Panel } from "@/components/ui/panel";
import type { Pair, RehearsalSummary, RouteTotals } from "@/server/oms/rehearsal/types";
import { differenceOf, FIGURE_ROWS, type FigureRow } from "./figure-rows";

type TotalsTableProps = {
  summary: RehearsalSummary;
  /** What the two sides are called: "Version 2". */
  names: Pair<string>;
};

/** All orders under both versions, line by line, with what the difference is. */
export function TotalsTable({ summary, names }: TotalsTableProps) {
  const { totals, currency } = summary;
  return (
    <Panel title="Before and after" meta={formatCount(summary.orders, "order")} flush>
      <PlainTable
        label="Totals before and after"
        columns={[
          { header: "All orders" },
          { header: names.before, align: "right" },
          { header: names.after, align: "right" },
          { header: "Difference", align: "right" },
        ]}
      >
        <tbody>
          {FIGURE_ROWS.map((row) => (
            <tr key={row.label}>
              <PlainCell isHead>{row.label}</PlainCell>
              <PlainCell align="right">{row.of(totals.before, currency)}</PlainCell>
              <PlainCell align="right">{row.of(totals.after, currency)}</PlainCell>
              <PlainCell align="right">
                <DifferenceText row={row} totals={totals} currency={currency} />
              </PlainCell>
            </tr>
          ))}
        </tbody>
      </PlainTable>
    </Panel>
  );
}

type DifferenceTextProps = { row: FigureRow; totals: Pair<RouteTotals>; currency: string };

/** The difference, in the colour of good or bad news; its sign says the same. */
export function DifferenceText({ row, totals, currency }: DifferenceTextProps) {
  const difference = differenceOf(row, totals.before, totals.after, currency);
  if (difference === null) {
    return <span className="text-muted">{UNKNOWN}</span>;
  }
  const { text, isGood } = difference;
  return (
    <span
      className={cn(
        isGood === null && "text-muted",
        isGood === true && "text-success-fg",
        isGood === false && "text-critical-fg",
      )}
    >
      {text}
    </span>
  );
}
