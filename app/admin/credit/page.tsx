import { CreditDialog } from "@/components/admin/credit-dialog";
import { Forbidden } from "@/components/admin/forbidden";
import { ToleranceDialog } from "@/components/admin/tolerance-dialog";
import { DataTable } from "@/components/data-table/data-table";
import { readListState } from "@/components/data-table/list-state";
import type { Column } from "@/components/data-table/types";
import { LiveRefresh } from "@/components/live/live-refresh";
import { CreditBar } from "@/components/orders/credit-bar";
import { type ReaderClock, readerClock } from "@/components/reader-clock";
import { Badge } from "@/components/ui/badge";
import { DateText, Ident, InstantText, Money } from "@/components/ui/figures";
import { PageHeader } from "@/components/ui/page-header";
import { api, signedIn } from "@/server/api/rsc";
import { decideCredit } from "@/server/oms/customers/decide";
import type { CreditRow } from "@/server/oms/customers/queries-credit";
import { type CreditView, creditViews } from "@/server/oms/customers/types";

export const metadata = { title: "Credit" };

const VIEW_WORDS: Record<CreditView, string> = {
  all: "All",
  over: "Over the limit",
  overdue: "Overdue",
  held: "With held orders",
};
const PAGE = 50;

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Where customers stand against their limits, and what waits for that. */
export default async function CreditPage({ searchParams }: Props) {
  const { actor } = await signedIn("/admin/credit");
  if (!actor.capabilities.has("customers.list_credit")) {
    return <Forbidden title="Credit" right="customers.list_credit" />;
  }
  const state = await readListState(searchParams, { defaultSort: "name" });
  const view = creditViews.find((known) => known === state.view) ?? "all";
  const [list, clock] = await Promise.all([
    (await api()).customers.listCredit({
      view,
      q: state.q,
      ...(state.after === null ? {} : { after: state.after }),
      limit: PAGE,
    }),
    readerClock(),
  ]);
  const mayChange = actor.capabilities.has("customers.set_credit_limit");
  return (
    <>
      <PageHeader
        title="Credit"
        meta="Exposure is what is invoiced and not paid, and the value of open orders. It is asked when an order comes, and again before it leaves."
      />
      <LiveRefresh topics={["company", "sales_order", "hold"]} />
      <DataTable
        label="Customers"
        noun={["customer", "customers"]}
        pathname="/admin/credit"
        state={state}
        columns={columnsFor(clock)}
        rows={list.rows}
        rowKey={(row) => row.code}
        density="two-line"
        {...(mayChange
          ? {
              rowActions: (row: CreditRow) => (
                <>
                  <CreditDialog customer={row} />
                  <ToleranceDialog customer={row} />
                </>
              ),
            }
          : {})}
        page={{ size: PAGE, total: list.counts[view], next: list.next }}
        views={creditViews.map((id) => ({ id, label: VIEW_WORDS[id], count: list.counts[id] }))}
        search="Name or code"
        emptyNever={{ title: "No customers yet" }}
      />
    </>
  );
}

/** A bound of its own, or that of the rules for all. */
const agreed = (bp: number | null): string => (bp === null ? "as for all" : `${bp / 100} %`);

function columnsFor({ zone, now, today }: ReaderClock): Column<CreditRow>[] {
  return [
    {
      id: "name",
      header: "Customer",
      truncate: true,
      cell: (row) => (
        <>
          {row.name}
          <Ident className="block text-muted">{row.code}</Ident>
        </>
      ),
    },
    {
      id: "used",
      header: "Used of the limit",
      className: "min-w-52",
      cell: (row) => (
        <CreditBar
          credit={decideCredit({
            limit: row.limit,
            openReceivables: row.receivables,
            openOrders: row.openOrders,
          })}
          currency={row.currency}
        />
      ),
    },
    {
      id: "receivables",
      header: "Owes",
      align: "right",
      cell: (row) => <Money minor={row.receivables} currency={row.currency} />,
    },
    {
      id: "overdue",
      header: "Overdue",
      align: "right",
      cell: (row) =>
        row.overdue === 0 ? (
          ""
        ) : (
          <span>
            <Money minor={row.overdue} currency={row.currency} />
            {row.oldestDue === null ? null : (
              <span className="block text-xs text-muted">
                since <DateText date={row.oldestDue} today={today} />
              </span>
            )}
          </span>
        ),
    },
    {
      id: "orders",
      header: "In open orders",
      align: "right",
      cell: (row) => <Money minor={row.openOrders} currency={row.currency} />,
    },
    {
      id: "held",
      header: "Held",
      cell: (row) =>
        row.held === 0 ? (
          ""
        ) : (
          <a className="link" href={`/admin/orders?view=on_hold&q=${encodeURIComponent(row.code)}`}>
            <Badge tone="warning" glyph="hold">
              {row.held}
            </Badge>
            <span className="sr-only">orders of {row.name} on a credit hold</span>
          </a>
        ),
    },
    {
      id: "agreed",
      header: "Price off, margin",
      align: "right",
      cell: (row) => (
        <>
          {agreed(row.priceToleranceBp)}
          <span className="block text-xs text-muted">{agreed(row.marginMinBp)}</span>
        </>
      ),
    },
    {
      id: "as_of",
      header: "As the ERP told",
      cell: (row) => (row.asOf === null ? "" : <InstantText at={row.asOf} now={now} zone={zone} />),
    },
  ];
}
