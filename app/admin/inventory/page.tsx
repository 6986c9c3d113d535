import Link from "next/link";
import type { ReactNode } from "react";
import { Forbidden } from "@/components/admin/forbidden";
import { inWords } from "@/components/admin/words";
import { DataTable } from "@/components/data-table/data-table";
import { readListState } from "@/components/data-table/list-state";
import type { Column } from "@/components/data-table/types";
import { formatQuantity } from "@/components/format";
import { LiveRefresh } from "@/components/live/live-refresh";
import { readerClock } from "@/components/reader-clock";
import { Badge } from "@/components/ui/badge";
import { cn } from "@/components/ui/cn";
import { DateText, Ident } from "@/components/ui/figures";
import { PageHeader } from "@/components/ui/page-header";
import { api, signedIn } from "@/server/api/rsc";
import type { StockRow } from "@/server/oms/inventory/queries";
import { type StockView, stockViews } from "@/server/oms/inventory/types";
import type { NodeRow } from "@/server/oms/network/queries";

export const metadata = { title: "Inventory" };

const VIEW_WORDS: Record<StockView, string> = {
  all: "All",
  short: "Lines wait for it",
  out: "None available",
};
const PAGE = 50;

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Every SKU with its stock at every node; each number opens the rows behind it. */
export default async function InventoryPage({ searchParams }: Props) {
  const { actor } = await signedIn("/admin/inventory");
  if (!actor.capabilities.has("inventory.list_stock")) {
    return <Forbidden title="Inventory" right="inventory.list_stock" />;
  }
  const state = await readListState(searchParams, { filters: ["category"], defaultSort: "code" });
  const caller = await api();
  const [list, nodes, { today }] = await Promise.all([
    caller.inventory.list({
      q: state.q,
      category: [...(state.filters.category ?? [])],
      view: stockViews.find((known) => known === state.view) ?? "all",
      ...(state.after === null ? {} : { after: state.after }),
      limit: PAGE,
    }),
    caller.network.listNodes({}),
    readerClock(),
  ]);
  return (
    <>
      <PageHeader title="Inventory" />
      <LiveRefresh topics={["stock", "allocation", "order_line", "inbound_supply", "shipment"]} />
      <DataTable
        label="Inventory"
        noun={["SKU", "SKUs"]}
        pathname="/admin/inventory"
        state={state}
        columns={[...skuColumns(today), ...nodes.map(nodeColumn)]}
        rows={list.rows}
        rowKey={(row) => row.code}
        rowHref={(row) => skuHref(row.code)}
        page={{ size: PAGE, total: list.total, next: list.next }}
        views={stockViews.map((id) => ({
          id,
          label: VIEW_WORDS[id],
          count: list.counts[id],
        }))}
        filters={[
          {
            id: "category",
            label: "Category",
            options: list.categories.map(({ category, count }) => ({
              value: category,
              label: `${category === "" ? "None" : category} (${formatQuantity(count)})`,
            })),
          },
        ]}
        search="SKU, name, GTIN or customer part"
        density="compact"
        emptyNever={{ title: "No SKUs yet", text: "Products of the catalog are listed here." }}
      />
    </>
  );
}

const skuHref = (code: string) => `/admin/inventory/${encodeURIComponent(code)}`;

/** A number that opens what it counts; nothing is shown in grey, for it needs nobody. */
function Figure({ value, href, children }: { value: number; href: string; children?: ReactNode }) {
  return (
    <Link
      href={href}
      prefetch={false}
      className={cn(
        "inline-flex min-h-6 items-center gap-1 rounded-sm hover:underline",
        value === 0 && "text-subtle",
      )}
    >
      {formatQuantity(value)}
      {children}
    </Link>
  );
}

function skuColumns(today: string): Column<StockRow>[] {
  const figure = (
    id: "onHand" | "allocated" | "backordered",
    header: string,
    place: string,
  ): Column<StockRow> => ({
    id,
    header,
    align: "right",
    cell: (row) => <Figure value={row[id]} href={`${skuHref(row.code)}${place}`} />,
  });
  return [
    { id: "code", header: "SKU", cell: (row) => <Ident>{row.code}</Ident> },
    { id: "name", header: "Name", truncate: true, className: "max-w-44", cell: nameOf },
    figure("onHand", "On hand", "?of=on_hand#ledger"),
    figure("allocated", "Allocated", "#demand"),
    {
      id: "available",
      header: "Available",
      align: "right",
      cell: (row) => (
        <Figure
          value={row.available}
          href={`${skuHref(row.code)}${row.isKit ? "#components" : "#positions"}`}
        />
      ),
    },
    figure("backordered", "Backordered", "#demand"),
    {
      id: "incoming",
      header: "Incoming",
      align: "right",
      cell: (row) => <Figure value={row.incoming} href={`${skuHref(row.code)}#supply`} />,
    },
    {
      id: "next",
      header: "Next",
      cell: (row) => (row.nextDate === null ? "" : <NextDate date={row.nextDate} today={today} />),
    },
  ];
}

/** When the next units can be picked; a day that is over is a day that was missed. */
const NextDate = ({ date, today }: { date: string; today: string }) => (
  <span className={date < today ? "text-critical-fg" : undefined}>
    {date < today && <span className="sr-only">Overdue: </span>}
    <DateText date={date} today={today} />
  </span>
);

const nameOf = (row: StockRow) =>
  row.status === "active" && !row.isKit ? (
    row.name
  ) : (
    <span className="inline-flex items-center gap-2">
      {row.isKit ? <Badge>Kit</Badge> : null}
      <span className="truncate">{row.name}</span>
      {row.status === "active" ? null : <Badge>{inWords(row.status)}</Badge>}
    </span>
  );

/** What a node can still promise; what it has on hand is in the title. */
function nodeColumn(node: NodeRow): Column<StockRow> {
  return {
    id: node.code,
    header: node.code,
    align: "right",
    cell: (row) => {
      const cell = row.cells.find(({ nodeId }) => nodeId === node.id);
      return cell === undefined ? (
        ""
      ) : (
        <span
          title={
            row.isKit
              ? `${node.name}: kits that its own stock makes`
              : `${node.name}: ${formatQuantity(cell.onHand)} on hand, ${formatQuantity(cell.allocated)} allocated`
          }
        >
          <Figure
            value={cell.available}
            href={
              row.isKit
                ? `${skuHref(row.code)}#components`
                : `${skuHref(row.code)}?node=${node.code}#ledger`
            }
          />
        </span>
      );
    },
  };
}
