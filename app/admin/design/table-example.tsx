import { DataTable } from "@/components/data-table/data-table";
import type { ListState } from "@/components/data-table/list-state";
import type { Column } from "@/components/data-table/types";
import { formatMoney } from "@/components/format";
import { PromiseChip, type PromiseState } from "@/components/signature/promise-chip";
import { QuantityBar } from "@/components/signature/quantity-bar";
import { statusOptions } from "@/components/status";
import { StatusBadge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Ident } from "@/components/ui/figures";
import { LinkButton } from "@/components/ui/link-button";
import { Stat, StatRow } from "@/components/ui/stat";
import { Timeline } from "@/components/ui/timeline";
import { Section } from "./section";

type Row = {
  number: string;
  company: string;
  po: string;
  status: string;
  allocated: number;
  backordered: number;
  shipped: number;
  valueMinor: number;
  date: string | null;
  original?: string;
  state: PromiseState;
};

const TODAY = "2026-11-22";

const ROWS: readonly Row[] = [
  {
    number: "SO-104233",
    company: "Metropolitan Bicycle Supply",
    po: "PO-7741",
    status: "partially_allocated",
    allocated: 26,
    backordered: 14,
    shipped: 0,
    valueMinor: 4_812_000,
    date: "2026-12-02",
    state: "expected",
  },
  {
    number: "SO-104232",
    company: "Rural Cycle Emporium",
    po: "45-1180",
    status: "allocated",
    allocated: 8,
    backordered: 0,
    shipped: 0,
    valueMinor: 122_399,
    date: "2026-11-24",
    state: "firm",
  },
  {
    number: "SO-104230",
    company: "Brakes and Gears",
    po: "B2026-119",
    status: "backordered",
    allocated: 0,
    backordered: 6,
    shipped: 0,
    valueMinor: 88_794,
    date: "2026-11-30",
    original: "2026-11-26",
    state: "at_risk",
  },
  {
    number: "SO-104226",
    company: "Excellent Riding Supplies",
    po: "9007",
    status: "partially_shipped",
    allocated: 4,
    backordered: 0,
    shipped: 20,
    valueMinor: 1_904_250,
    date: "2026-11-20",
    original: "2026-11-17",
    state: "missed",
  },
  {
    number: "SO-104219",
    company: "Totes & Baskets Company",
    po: "TB-0042",
    status: "delivered",
    allocated: 0,
    backordered: 0,
    shipped: 12,
    valueMinor: 41_940,
    date: "2026-11-19",
    state: "firm",
  },
];

const COLUMNS: readonly Column<Row>[] = [
  { id: "number", header: "Order", sortable: true, cell: (row) => <Ident>{row.number}</Ident> },
  { id: "company", header: "Customer", sortable: true, truncate: true, cell: (row) => row.company },
  { id: "po", header: "PO", cell: (row) => <Ident>{row.po}</Ident> },
  {
    id: "status",
    header: "Fulfillment",
    cell: (row) => <StatusBadge kind="order_fulfillment" value={row.status} />,
  },
  {
    id: "units",
    header: "Units",
    className: "w-36",
    cell: (row) => (
      <QuantityBar
        show="bar"
        unit="ea"
        buckets={{
          ordered: row.allocated + row.backordered + row.shipped,
          shipped: row.shipped,
          released: 0,
          allocated: row.allocated,
          backordered: row.backordered,
          cancelled: 0,
        }}
      />
    ),
  },
  {
    id: "value",
    header: "Value",
    align: "right",
    sortable: true,
    cell: (row) => formatMoney(row.valueMinor, "USD"),
    total: formatMoney(
      ROWS.reduce((sum, row) => sum + row.valueMinor, 0),
      "USD",
    ),
  },
  {
    id: "promise",
    header: "Promise",
    sortable: true,
    cell: (row) => (
      <PromiseChip date={row.date} state={row.state} original={row.original} today={TODAY} />
    ),
  },
];

/** The table with its controls, as the orders page composes it; the rows are specimens. */
export function TableExample({ state, pathname }: { state: ListState; pathname: string }) {
  const rows = state.q || Object.keys(state.filters).length > 0 ? [] : ROWS;
  return (
    <>
      <Section
        id="table"
        title="Table"
        lead="Every list is this one: state in the address, rows from the server, J K Enter X by keyboard."
      >
        <DataTable
          label="Orders"
          noun={["order", "orders"]}
          pathname={pathname}
          state={state}
          columns={COLUMNS}
          rows={rows}
          rowKey={(row) => row.number}
          rowHref={(row) => `#${row.number}`}
          rowActions={() => (
            <LinkButton size="dense" href="#table">
              Route
            </LinkButton>
          )}
          page={{
            size: 5,
            total: rows.length === 0 ? 0 : 1284,
            next: rows.length === 0 ? null : "specimen",
          }}
          views={[
            { id: "all", label: "All", count: 1284 },
            { id: "attention", label: "Needs attention", count: 12 },
            { id: "backordered", label: "Backordered", count: 41 },
            { id: "late", label: "Late to ship", count: null },
          ]}
          filters={[
            {
              id: "fulfillment",
              label: "Fulfillment",
              options: statusOptions("order_fulfillment"),
            },
            { id: "payment", label: "Payment", options: statusOptions("payment") },
          ]}
          search="Order, PO, customer or SKU"
          bulk={<Button size="dense">Release to nodes</Button>}
          exportHref="#table"
          emptyNever={{ title: "No orders yet" }}
        />
      </Section>
      <Section id="figures" title="Counters and history">
        <StatRow label="Today">
          <Stat
            label="At risk today"
            value={7}
            tone="warning"
            glyph="risk"
            note="of 214 open"
            href="#figures"
          />
          <Stat label="Unowned" value={3} note="oldest 2 h" href="#figures" />
          <Stat label="Backorders due" value={41} note="162 units" href="#figures" />
          <Stat label="Late to ship" value={0} />
          <Stat label="Integrations" value={null} note="the source did not answer" />
        </StatRow>
        <div className="mt-4 max-w-2xl rounded-md border border-line bg-surface p-4">
          <Timeline
            zone="America/Los_Angeles"
            today={TODAY}
            events={[
              {
                id: "3",
                at: new Date("2026-11-22T18:42:00Z"),
                sentence: "Released the credit hold.",
                actor: "Ana Ortiz",
                reason: "Payment seen on the bank statement",
                tone: "success",
              },
              {
                id: "2",
                at: new Date("2026-11-22T17:05:00Z"),
                sentence: "Held for credit: $2,140.00 over the limit.",
                actor: "Ordinate",
                tone: "warning",
                glyph: "hold",
              },
              {
                id: "1",
                at: new Date("2026-11-21T23:58:00Z"),
                sentence: "Placed the order: 3 lines, 46 units.",
                actor: "Sam Reyes",
                onBehalfOf: "Metropolitan Bicycle Supply",
                tone: "progress",
                glyph: "quarter",
              },
            ]}
          />
        </div>
      </Section>
    </>
  );
}
