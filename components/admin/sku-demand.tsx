import Link from "next/link";
import { formatQuantity } from "@/components/format";
import { StatusBadge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { DateText, Ident } from "@/components/ui/figures";
import type { SkuDemand as Demand } from "@/server/oms/inventory/queries-sku-stock";
import { PlainCell, PlainTable } from "./plain-table";

const COLUMNS = [
  { header: "Order" },
  { header: "Customer" },
  { header: "Units", align: "right" },
  { header: "State" },
  { header: "Node" },
  { header: "Waits for" },
  { header: "Leaves" },
  { header: "Promised" },
] as const;

/** Who has the units: holds on stock, holds on supply, and lines that wait for either. */
export function SkuDemand({ demand, today }: { demand: readonly Demand[]; today: string }) {
  if (demand.length === 0) {
    return <EmptyState kind="done" title="No order holds or waits for it" />;
  }
  return (
    <PlainTable label="Orders that hold or wait for it" columns={COLUMNS}>
      <tbody>
        {demand.map((row, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an order may hold several parts alike.
          <tr key={`${row.orderId} ${row.state} ${at}`}>
            <PlainCell isHead>
              <Link className="link" href={`/admin/orders/${row.order}`} prefetch={false}>
                <Ident>{row.order}</Ident>
              </Link>
            </PlainCell>
            <PlainCell>{row.company}</PlainCell>
            <PlainCell align="right">{formatQuantity(row.quantity)}</PlainCell>
            <PlainCell>
              <StatusBadge kind="allocation" value={row.state} />
            </PlainCell>
            <PlainCell className="whitespace-nowrap">{row.node ?? ""}</PlainCell>
            <PlainCell>
              {row.supply === null ? (
                ""
              ) : (
                <Link
                  className="link"
                  href={`/admin/supply?q=${encodeURIComponent(row.supply)}`}
                  prefetch={false}
                >
                  <Ident>{row.supply}</Ident>
                </Link>
              )}
            </PlainCell>
            <PlainCell>
              {row.shipDate === null ? "" : <DateText date={row.shipDate} today={today} />}
            </PlainCell>
            <PlainCell>
              <DateText date={row.promise} today={today} />
            </PlainCell>
          </tr>
        ))}
      </tbody>
    </PlainTable>
  );
}
