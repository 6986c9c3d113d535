import { inWords, withDays } from "@/components/admin/words";
import type { Column } from "@/components/data-table/types";
import { formatDate } from "@/components/format";
import type { ReaderClock } from "@/components/reader-clock";
import { StatusBadge } from "@/components/ui/badge";
import { InstantText, Money } from "@/components/ui/figures";
import type { ExceptionRow } from "@/server/oms/exceptions/queries";
import type { ExceptionView } from "@/server/oms/exceptions/types";
import { ExceptionSubject } from "./exception-subject";
import { SlaClock } from "./sla-clock";

export const exceptionHref = (id: string): string => `/admin/exceptions/${id}`;

/** The queue's columns; what was closed says by whom and how instead of until when. */
export function exceptionColumns(
  { now, zone, today }: ReaderClock,
  view: ExceptionView,
): Column<ExceptionRow>[] {
  const closing: Column<ExceptionRow>[] = [
    {
      id: "closed",
      header: "Closed",
      cell: (row) => <InstantText at={row.closedAt} now={now} zone={zone} />,
    },
    { id: "by", header: "By", cell: (row) => row.closedBy ?? "" },
    {
      id: "resolution",
      header: "What was done",
      className: "min-w-48 max-w-96",
      cell: (row) => row.resolution ?? "",
    },
  ];
  return [
    {
      id: "severity",
      header: "Severity",
      sortable: view !== "closed",
      cell: (row) => (
        <span className="grid justify-items-start gap-1">
          <StatusBadge kind="severity" value={row.severity} />
          <StatusBadge kind="exception" value={row.snoozedUntil === null ? row.state : "snoozed"} />
          {row.owner && view !== "closed" ? (
            <span className="text-xs whitespace-nowrap text-muted">{row.owner}</span>
          ) : null}
        </span>
      ),
    },
    {
      id: "type",
      header: "What is wrong",
      sortable: view !== "closed",
      className: "min-w-64 max-w-xl",
      cell: (row) => (
        <>
          <span className="block">{withDays(row.sentence, today)}</span>
          <span className="text-xs text-muted">
            {inWords(row.type)}
            {row.team === "" ? "" : `, ${row.team}`}
          </span>
        </>
      ),
    },
    {
      id: "sku",
      header: "About",
      sortable: view !== "closed",
      cell: (row) => <ExceptionSubject subject={row} />,
    },
    {
      id: "stake",
      header: "At stake",
      align: "right",
      cell: (row) => (
        <>
          {row.stakeMinor === null ? "" : <Money minor={row.stakeMinor} currency={row.currency} />}
          {row.promise === null ? null : (
            <span className="block text-xs whitespace-nowrap text-muted">
              for {formatDate(row.promise, today)}
            </span>
          )}
        </>
      ),
    },
    {
      id: "due",
      header: "Due",
      sortable: view !== "closed",
      cell: (row) => (
        <>
          <SlaClock {...row} now={now} zone={zone} />
          <span className="block text-xs whitespace-nowrap text-muted">
            since <InstantText at={row.openedAt} now={now} zone={zone} />
          </span>
        </>
      ),
    },
    ...(view === "closed" ? closing : []),
  ];
}
