import Link from "next/link";
import type { ReactNode } from "react";
import type { Column } from "@/components/data-table/types";
import { formatQuantity, preorderText } from "@/components/format";
import { Badge } from "@/components/ui/badge";
import { cn } from "@/components/ui/cn";
import { DateText, Ident } from "@/components/ui/figures";
import type { SkuAvailability } from "@/server/oms/inventory/decide-answer";
import { decideLowPoint, isLow } from "@/server/oms/inventory/decide-low";
import type { StockRow } from "@/server/oms/inventory/queries";
import type { NodeRow } from "@/server/oms/network/queries";
import { inWords } from "./words";

/** What one channel may sell of the SKUs shown, and the address that explains a number. */
export type ChannelView = {
  readonly code: string;
  readonly name: string;
  readonly bySku: ReadonlyMap<string, SkuAvailability>;
  readonly peekHref: (sku: string, node: string | null) => string;
};

export const skuHref = (code: string) => `/admin/inventory/${encodeURIComponent(code)}`;

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

const lowPointOf = ({ lowPoints }: StockRow, channel: ChannelView | null) =>
  decideLowPoint(lowPoints, channel?.code ?? null);

/** That a number is at or below its low-stock point; what is out shows by its 0. */
const LowMark = ({ available, point }: { available: number; point: number | null }) =>
  isLow(available, point) ? (
    <Badge tone="warning" title={`Low at ${formatQuantity(point ?? 0)}`}>
      Low
    </Badge>
  ) : null;

/** The columns that every SKU has, whatever its nodes; with a channel, what that channel may sell. */
export function skuColumns(today: string, channel: ChannelView | null): Column<StockRow>[] {
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
    channel === null
      ? {
          id: "available",
          header: "Available",
          align: "right",
          cell: (row) => (
            <Figure
              value={row.available}
              href={`${skuHref(row.code)}${row.isKit ? "#components" : "#positions"}`}
            >
              <LowMark available={row.available} point={lowPointOf(row, null)} />
            </Figure>
          ),
        }
      : {
          id: "available",
          header: `${channel.name} may sell`,
          align: "right",
          cell: (row) => {
            const available = channel.bySku.get(row.code)?.available ?? 0;
            return (
              <Figure value={available} href={channel.peekHref(row.code, null)}>
                <LowMark available={available} point={lowPointOf(row, channel)} />
              </Figure>
            );
          },
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
  row.status === "active" && !row.isKit && row.comesOutOn === null ? (
    row.name
  ) : (
    <span className="inline-flex items-center gap-2">
      {row.isKit ? <Badge>Kit</Badge> : null}
      <span className="truncate">{row.name}</span>
      {row.comesOutOn === null ? null : (
        <Badge tone="waiting" title={preorderText(row.comesOutOn)}>
          Pre-order
        </Badge>
      )}
      {row.status === "active" ? null : <Badge>{inWords(row.status)}</Badge>}
    </span>
  );

/** What a node can still promise, to everybody or to a channel; its stock is in the title. */
export function nodeColumn(node: NodeRow, channel: ChannelView | null): Column<StockRow> {
  return {
    id: node.code,
    header: node.code,
    align: "right",
    cell: (row) => {
      const cell = row.cells.find(({ nodeId }) => nodeId === node.id);
      const sold = channel?.bySku.get(row.code)?.nodes?.find((each) => each.node === node.code);
      // What a channel may sell of a kit comes from all nodes together.
      if (cell === undefined || (channel !== null && row.isKit)) {
        return "";
      }
      if (channel !== null && sold === undefined) {
        return (
          <span className="text-subtle" title={`${channel.name} does not sell from ${node.name}`}>
            <span aria-hidden="true">·</span>
            <span className="sr-only">not sold from here</span>
          </span>
        );
      }
      return (
        <span
          title={
            row.isKit
              ? `${node.name}: kits that its own stock makes`
              : `${node.name}: ${formatQuantity(cell.onHand)} on hand, ${formatQuantity(cell.allocated)} allocated`
          }
        >
          <Figure
            value={sold?.available ?? cell.available}
            href={
              channel?.peekHref(row.code, node.code) ??
              `${skuHref(row.code)}${row.isKit ? "#components" : `?node=${node.code}#ledger`}`
            }
          >
            {channel === null && <LowMark available={cell.available} point={cell.lowPoint} />}
          </Figure>
        </span>
      );
    },
  };
}
