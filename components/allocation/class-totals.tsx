import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { formatCount, formatQuantity } from "@/components/format";
import type { ClassTotal } from "@/server/oms/allocation/decide-totals";
import { Change } from "./change";

const COLUMNS = [
  { header: "Class" },
  { header: "Asks", align: "right" },
  { header: "From stock", align: "right" },
  { header: "From supply", align: "right" },
  { header: "Gain", align: "right" },
  { header: "Lose", align: "right" },
  { header: "Later", align: "right" },
] as const;

/** What each class has and would get. */
export const ClassTotals = ({ totals }: { totals: readonly ClassTotal[] }) => (
  <PlainTable label="Total by class" columns={COLUMNS}>
    <tbody>
      {totals.map((total) => (
        <tr key={total.className}>
          <PlainCell isHead>
            {total.className} <span className="text-muted">{formatCount(total.lines, "line")}</span>
          </PlainCell>
          <PlainCell align="right">{formatQuantity(total.asked)}</PlainCell>
          <PlainCell align="right">
            <Change before={total.stockBefore} after={total.stockAfter} />
          </PlainCell>
          <PlainCell align="right">
            <Change before={total.supplyBefore} after={total.supplyAfter} />
          </PlainCell>
          <PlainCell align="right">{formatQuantity(total.gain)}</PlainCell>
          <PlainCell align="right">{formatQuantity(total.lose)}</PlainCell>
          <PlainCell align="right">{formatQuantity(total.later)}</PlainCell>
        </tr>
      ))}
    </tbody>
  </PlainTable>
);
