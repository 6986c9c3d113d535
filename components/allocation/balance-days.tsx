import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { formatCount, formatQuantity } from "@/components/format";
import { cn } from "@/components/ui/cn";
import { DateText } from "@/components/ui/figures";
import { Panel } from "@/components/ui/panel";
import {
  type BalanceDay,
  balanceDate,
  decideBalance,
} from "@/server/oms/allocation/decide-balance";
import type { ContestedSku } from "@/server/oms/allocation/queries-short";
import type { LocalDate } from "@/server/oms/kernel/local-date";

const COLUMNS = [
  { header: "By" },
  { header: "There, and wanted" },
  { header: "There", align: "right" },
  { header: "Wanted", align: "right" },
  { header: "Left", align: "right" },
  { header: "From" },
] as const;

/** Supply against demand, day by day: what is there by then, what is wanted by then, and what is short. */
export function BalanceDays({ found, today }: { found: ContestedSku; today: string }) {
  const now = today as LocalDate;
  const days = decideBalance(found, now);
  const last = days.at(-1);
  const most = Math.max(1, last?.comesSoFar ?? 0, last?.wantedSoFar ?? 0);
  return (
    <Panel
      title="Supply against demand"
      meta={`${formatQuantity(last?.comesSoFar ?? 0)} for ${formatCount(last?.wantedSoFar ?? 0, "unit")} asked`}
      flush
    >
      <PlainTable label="Supply against demand" columns={COLUMNS}>
        <tbody>
          {days.map((day) => (
            <tr key={day.date ?? "now"}>
              <PlainCell isHead className="whitespace-nowrap">
                {day.date === null ? "Now" : <DateText date={day.date} today={today} />}
              </PlainCell>
              <PlainCell className="min-w-28">
                <Bars day={day} most={most} />
              </PlainCell>
              <PlainCell align="right">{formatQuantity(day.comesSoFar)}</PlainCell>
              <PlainCell align="right">{formatQuantity(day.wantedSoFar)}</PlainCell>
              <PlainCell align="right">
                <Left units={day.comesSoFar - day.wantedSoFar} />
              </PlainCell>
              <PlainCell className="min-w-36 text-xs">
                {found.supplies
                  .filter(({ date }) => balanceDate(date, now) === day.date)
                  .map(({ node, reference, units }) => (
                    <span key={`${node} ${reference}`} className="block">
                      {formatQuantity(units)} at {node}
                      <span className="text-muted">
                        {reference === null ? "" : `, ${reference}`}
                      </span>
                    </span>
                  ))}
              </PlainCell>
            </tr>
          ))}
        </tbody>
      </PlainTable>
    </Panel>
  );
}

/** Two bars to one measure; the numbers stand beside them. */
function Bars({ day, most }: { day: BalanceDay; most: number }) {
  const isShort = day.comesSoFar < day.wantedSoFar;
  const width = (units: number) => ({ width: `${(100 * units) / most}%` });
  return (
    <span aria-hidden="true" className="grid gap-1 py-1">
      <span className="block h-1.5 rounded-xs bg-success-dot" style={width(day.comesSoFar)} />
      <span
        className={cn("block h-1.5 rounded-xs", isShort ? "bg-critical-dot" : "bg-neutral-dot")}
        style={width(day.wantedSoFar)}
      />
    </span>
  );
}

const Left = ({ units }: { units: number }) => (
  <span className={cn("whitespace-nowrap", units < 0 && "font-medium text-critical-fg")}>
    {units < 0 ? `${formatQuantity(-units)} short` : formatQuantity(units)}
  </span>
);
