import Link from "next/link";
import type { ReactNode } from "react";
import { formatCount, formatQuantity } from "@/components/format";
import { Badge } from "@/components/ui/badge";
import { Ident } from "@/components/ui/figures";
import type { TransferLineRow } from "@/server/oms/inventory/queries-transfers";
import { PlainCell, PlainTable } from "./plain-table";
import { SupplyDate } from "./supply-date";

const COLUMNS = [
  { header: "SKU" },
  { header: "Name" },
  { header: "Shipped", align: "right" },
  { header: "Received", align: "right" },
  { header: "To come", align: "right" },
  { header: "Promised", align: "right" },
  { header: "Expected" },
  { header: "Discrepancy" },
  { header: "Actions", hidden: true },
] as const;

export type TransferLinesProps = {
  lines: readonly TransferLineRow[];
  today: string;
  isSkuLinked: boolean;
  actions: (line: TransferLineRow) => ReactNode;
};

/** What was sent, what came of it, and what of the rest is spoken for. */
export function TransferLines({ lines, today, isSkuLinked, actions }: TransferLinesProps) {
  return (
    <PlainTable label="Lines of the transfer" columns={COLUMNS}>
      <tbody>
        {lines.map((line) => (
          <tr key={line.id}>
            <PlainCell isHead className="whitespace-nowrap">
              {isSkuLinked ? (
                <Link
                  className="link"
                  href={`/admin/inventory/${encodeURIComponent(line.sku)}`}
                  prefetch={false}
                >
                  <Ident>{line.sku}</Ident>
                </Link>
              ) : (
                <Ident>{line.sku}</Ident>
              )}
            </PlainCell>
            <PlainCell className="min-w-40">{line.name}</PlainCell>
            <PlainCell align="right">{formatQuantity(line.quantity)}</PlainCell>
            <PlainCell align="right">{formatQuantity(line.received)}</PlainCell>
            <PlainCell align="right" className="font-medium">
              {formatQuantity(line.open)}
            </PlainCell>
            <PlainCell align="right">
              {formatQuantity(line.pegged)}
              {line.pegged > 0 && (
                <span className="text-muted"> to {formatCount(line.orders, "order")}</span>
              )}
            </PlainCell>
            <PlainCell>
              <SupplyDate supply={line} today={today} />
            </PlainCell>
            <PlainCell className="min-w-32">
              <Discrepancy line={line} />
            </PlainCell>
            <PlainCell align="right">{actions(line)}</PlainCell>
          </tr>
        ))}
      </tbody>
    </PlainTable>
  );
}

function Discrepancy({ line: { discrepancy, discrepancyReason } }: { line: TransferLineRow }) {
  if (discrepancy === 0) {
    return null;
  }
  const units = formatQuantity(Math.abs(discrepancy));
  return (
    <>
      <Badge tone="warning" glyph="risk">
        {discrepancy < 0 ? `${units} missing` : `${units} too many`}
      </Badge>
      <p className="text-xs text-muted">“{discrepancyReason}”</p>
    </>
  );
}
