import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { formatQuantity } from "@/components/format";
import { Panel } from "@/components/ui/panel";
import type { RehearsalSlice } from "@/server/oms/rehearsal/types";
import { SLICE_ROWS } from "./figure-rows";
import { DifferenceText } from "./totals-table";

type SlicesTableProps = {
  title: string;
  slices: readonly RehearsalSlice[];
  currency: string;
  nameOf: (key: string) => string;
};

/** The same for one kind of order after the other: after, and the difference to before. */
export function SlicesTable({ title, slices, currency, nameOf }: SlicesTableProps) {
  return (
    <Panel title={title} flush>
      <PlainTable
        label={title}
        columns={[
          { header: "Orders of" },
          { header: "Orders", align: "right" },
          { header: "Changed", align: "right" },
          ...SLICE_ROWS.map(({ short }) => ({ header: short, align: "right" as const })),
        ]}
      >
        <tbody>
          {slices.map(({ key, changed, totals }) => (
            <tr key={key}>
              <PlainCell isHead className="whitespace-nowrap">
                {nameOf(key)}
              </PlainCell>
              <PlainCell align="right">{formatQuantity(totals.before.orders)}</PlainCell>
              <PlainCell align="right">{formatQuantity(changed)}</PlainCell>
              {SLICE_ROWS.map((row) => (
                <PlainCell key={row.label} align="right">
                  {row.of(totals.after, currency)}
                  <span className="block text-xs">
                    <DifferenceText row={row} totals={totals} currency={currency} />
                  </span>
                </PlainCell>
              ))}
            </tr>
          ))}
        </tbody>
      </PlainTable>
    </Panel>
  );
}
