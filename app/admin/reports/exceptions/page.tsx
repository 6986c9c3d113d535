import Link from "next/link";
import { eventSentence } from "@/components/admin/event-sentence";
import { Forbidden } from "@/components/admin/forbidden";
import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { inWords } from "@/components/admin/words";
import {
  formatCount,
  formatDuration,
  formatMoney,
  formatPercent,
  formatQuantity,
  UNKNOWN,
} from "@/components/format";
import { type ReaderClock, readerClock } from "@/components/reader-clock";
import { EmptyState } from "@/components/ui/empty-state";
import { Ident, InstantText } from "@/components/ui/figures";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { Stat, StatRow } from "@/components/ui/stat";
import { api, signedIn } from "@/server/api/rsc";
import type {
  TouchedOrder,
  TouchlessMonth,
  TypeMonth,
} from "@/server/oms/reporting/queries-exceptions";

export const metadata = { title: "Exception report" };

const PATH = "/admin/reports/exceptions";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** How many orders went through untouched, and what the others cost, by month and by type. */
export default async function ExceptionReportPage({ searchParams }: Props) {
  const { actor } = await signedIn(PATH);
  if (!actor.capabilities.has("reporting.exceptions")) {
    return <Forbidden title="Exception report" right="reporting.exceptions" />;
  }
  const { month: asked } = await searchParams;
  const month = typeof asked === "string" && /^\d{4}-(0[1-9]|1[0-2])$/.test(asked) ? asked : null;
  const [report, clock] = await Promise.all([
    (await api()).reporting.exceptions(month === null ? {} : { month }),
    readerClock(),
  ]);
  const now = report.months.find((each) => each.month.startsWith(report.month));
  const cost = report.types.reduce((minor, row) => minor + row.costMinor, 0);
  return (
    <>
      <PageHeader title="Exception report" meta={monthInWords(report.month)} />
      <div className="grid gap-6">
        <StatRow label="In all">
          <Stat
            label="Touchless rate"
            value={rateOf(now)}
            note={`${formatQuantity((now?.shipped ?? 0) - (now?.touched ?? 0))} of ${formatCount(now?.shipped ?? 0, "order")}`}
            href="#touched"
          />
          <Stat label="Exceptions opened" value={now?.opened ?? 0} href="#types" />
          <Stat label="Handled by a person" value={now?.handled ?? 0} href="#types" />
          <Stat label="Cost of handling" value={formatMoney(cost, "USD")} href="#types" />
        </StatRow>
        <p className="max-w-3xl text-sm text-muted">
          Touchless is an order about which nobody of staff did anything between placing it and its
          first parcel leaving; picking, packing and shipping are not counted. An order belongs to
          the month in which its first parcel left. An exception costs what the policy of its type
          says when a person closed it, and nothing when it closed itself.
        </p>
        <Panel title="By type" id="types" flush>
          <TypeTable rows={report.types} />
        </Panel>
        <Panel title="By month" flush>
          <MonthTable rows={report.months} chosen={report.month} />
        </Panel>
        <Panel
          title="Touched orders"
          id="touched"
          meta="the latest 50, with what was done first"
          flush
        >
          <TouchedTable rows={report.touched} clock={clock} />
        </Panel>
      </div>
    </>
  );
}

const monthInWords = (month: string) =>
  new Intl.DateTimeFormat("en", { month: "long", year: "numeric", timeZone: "UTC" }).format(
    new Date(`${month}-01T00:00:00Z`),
  );

const rateOf = (month: TouchlessMonth | undefined) =>
  month === undefined || month.shipped === 0
    ? null
    : formatPercent((month.shipped - month.touched) / month.shipped, 1);

const TYPE_COLUMNS = [
  { header: "Type" },
  { header: "Opened", align: "right" },
  { header: "Closed itself", align: "right" },
  { header: "Handled", align: "right" },
  { header: "Minutes in hand, median", align: "right" },
  { header: "Cost", align: "right" },
] as const;

function TypeTable({ rows }: { rows: readonly TypeMonth[] }) {
  if (rows.length === 0) {
    return <EmptyState kind="done" title="No exception was opened or closed in this month" />;
  }
  return (
    <PlainTable label="By type" columns={TYPE_COLUMNS}>
      <tbody>
        {rows.map((row) => (
          <tr key={row.type}>
            <PlainCell isHead>
              <Link className="link" href={`/admin/exceptions?type=${row.type}`}>
                {inWords(row.type)}
              </Link>
            </PlainCell>
            <PlainCell align="right">{formatQuantity(row.opened)}</PlainCell>
            <PlainCell align="right">{formatQuantity(row.autoClosed)}</PlainCell>
            <PlainCell align="right">
              <Link className="link" href={`/admin/exceptions?view=closed&type=${row.type}`}>
                {formatQuantity(row.handled)}
              </Link>
            </PlainCell>
            <PlainCell align="right">
              {row.medianMinutes === null ? UNKNOWN : formatDuration(row.medianMinutes * 60_000)}
            </PlainCell>
            <PlainCell align="right">{formatMoney(row.costMinor, row.currency)}</PlainCell>
          </tr>
        ))}
      </tbody>
    </PlainTable>
  );
}

const MONTH_COLUMNS = [
  { header: "Month" },
  { header: "Orders that left", align: "right" },
  { header: "Touched", align: "right" },
  { header: "Touchless rate", align: "right" },
  { header: "Exceptions opened", align: "right" },
  { header: "Handled", align: "right" },
] as const;

function MonthTable({ rows, chosen }: { rows: readonly TouchlessMonth[]; chosen: string }) {
  return (
    <PlainTable label="By month" columns={MONTH_COLUMNS}>
      <tbody>
        {rows.map((row) => {
          const month = row.month.slice(0, 7);
          return (
            <tr key={month}>
              <PlainCell isHead>
                <Link
                  className="link"
                  href={`${PATH}?month=${month}`}
                  aria-current={month === chosen ? "page" : undefined}
                >
                  {monthInWords(month)}
                </Link>
              </PlainCell>
              <PlainCell align="right">{formatQuantity(row.shipped)}</PlainCell>
              <PlainCell align="right">{formatQuantity(row.touched)}</PlainCell>
              <PlainCell align="right">{rateOf(row) ?? UNKNOWN}</PlainCell>
              <PlainCell align="right">{formatQuantity(row.opened)}</PlainCell>
              <PlainCell align="right">{formatQuantity(row.handled)}</PlainCell>
            </tr>
          );
        })}
      </tbody>
    </PlainTable>
  );
}

const TOUCHED_COLUMNS = [
  { header: "Order" },
  { header: "Customer" },
  { header: "What was done first" },
  { header: "By" },
  { header: "When" },
  { header: "Touches", align: "right" },
] as const;

function TouchedTable({ rows, clock }: { rows: readonly TouchedOrder[]; clock: ReaderClock }) {
  if (rows.length === 0) {
    return <EmptyState kind="done" title="Nobody had to touch an order that left in this month" />;
  }
  return (
    <PlainTable label="Touched orders" columns={TOUCHED_COLUMNS}>
      <tbody>
        {rows.map((row) => (
          <tr key={row.number}>
            <PlainCell isHead>
              <Link className="link" href={`/admin/orders/${row.number}`} prefetch={false}>
                <Ident>{row.number}</Ident>
              </Link>
            </PlainCell>
            <PlainCell>{row.company}</PlainCell>
            <PlainCell className="min-w-56">
              {eventSentence(row.type, row.payload, clock.today).sentence}
            </PlainCell>
            <PlainCell>{row.actor}</PlainCell>
            <PlainCell>
              <InstantText at={row.at} now={clock.now} zone={clock.zone} />
            </PlainCell>
            <PlainCell align="right">{formatQuantity(row.touches)}</PlainCell>
          </tr>
        ))}
      </tbody>
    </PlainTable>
  );
}
