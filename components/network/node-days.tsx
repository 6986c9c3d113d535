import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { CapacityBar } from "@/components/fulfillment/capacity-bar";
import { DateText } from "@/components/ui/figures";
import { loadsOf } from "@/server/oms/network/decide-capacity";
import type { DayAhead } from "@/server/oms/network/queries-nodes";
import type { DayLimits } from "@/server/oms/network/types";

type NodeDaysProps = { days: readonly DayAhead[]; limits: DayLimits; today: string };

const NAMES = { orders: "Orders", lines: "Lines", units: "Units" } as const;

/** How the days ahead fill up, by each measure that has a limit. */
export function NodeDays({ days, limits, today }: NodeDaysProps) {
  const measures = (["orders", "lines", "units"] as const).filter((one) => limits[one] !== null);
  if (measures.length === 0) {
    return <p className="p-4 text-muted">No limit: its days are not counted.</p>;
  }
  if (days.length === 0) {
    return <p className="p-4 text-muted">Nothing is planned for the days ahead.</p>;
  }
  return (
    <PlainTable
      label="Days ahead"
      columns={[{ header: "Day" }, ...measures.map((one) => ({ header: NAMES[one] }))]}
    >
      <tbody>
        {days.map(({ day, work }) => (
          <tr key={day}>
            <PlainCell isHead className="whitespace-nowrap">
              <DateText date={day} today={today} />
            </PlainCell>
            {measures.map((one) => (
              <PlainCell key={one} className="min-w-32">
                <CapacityBar
                  load={
                    loadsOf(limits, work).find(({ measure }) => measure === one) ?? {
                      measure: one,
                      used: work[one],
                      max: null,
                    }
                  }
                />
              </PlainCell>
            ))}
          </tr>
        ))}
      </tbody>
    </PlainTable>
  );
}
