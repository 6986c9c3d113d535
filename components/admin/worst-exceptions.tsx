import { ExceptionSubject } from "@/components/exceptions/exception-subject";
import type { ReaderClock } from "@/components/reader-clock";
import { StatusBadge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { InstantText } from "@/components/ui/figures";
import type { ExceptionRow } from "@/server/oms/exceptions/queries";
import { PlainCell, PlainTable } from "./plain-table";
import { withDays } from "./words";

const COLUMNS = [
  { header: "Severity" },
  { header: "What is wrong" },
  { header: "About" },
  { header: "In hand" },
  { header: "Since", align: "right" },
] as const;

/** The top of the queue. */
export function WorstExceptions({
  rows,
  clock,
}: {
  rows: readonly ExceptionRow[];
  clock: ReaderClock;
}) {
  if (rows.length === 0) {
    return <EmptyState kind="done" title="Nothing needs a decision" />;
  }
  return (
    <PlainTable label="Look at these first" columns={COLUMNS}>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <PlainCell>
              <StatusBadge kind="severity" value={row.severity} />
            </PlainCell>
            <PlainCell className="min-w-72">{withDays(row.sentence, clock.today)}</PlainCell>
            <PlainCell>
              <ExceptionSubject subject={row} />
            </PlainCell>
            <PlainCell>{row.owner ?? <StatusBadge kind="exception" value={row.state} />}</PlainCell>
            <PlainCell align="right">
              <InstantText at={row.openedAt} now={clock.now} zone={clock.zone} />
            </PlainCell>
          </tr>
        ))}
      </tbody>
    </PlainTable>
  );
}
