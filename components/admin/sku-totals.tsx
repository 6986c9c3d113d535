import type { inferRouterOutputs } from "@trpc/server";
import { formatQuantity } from "@/components/format";
import { Stat, StatRow } from "@/components/ui/stat";
import type { AppRouter } from "@/server/api/root";
import type { SkuPosition } from "@/server/oms/inventory/queries-sku-stock";

type Stock = inferRouterOutputs<AppRouter>["inventory"]["findSku"];

const sum = (rows: readonly SkuPosition[], of: (row: SkuPosition) => number) =>
  rows.reduce((units, row) => units + of(row), 0);

/** A SKU in all: what there is, what of it may be promised, what waits, what comes. */
export function SkuTotals({ stock }: { stock: Stock }) {
  const { sku, positions, supply, backordered, kit } = stock;
  const open = supply.reduce((units, row) => units + row.quantity - row.received, 0);
  const pegged = supply.reduce((units, row) => units + row.pegged, 0);
  const oversold = sum(positions, (row) => row.oversold);
  if (kit !== null) {
    return (
      <StatRow label="In all">
        <Stat label="Available" value={kit.available} note="kits" href="#components" />
      </StatRow>
    );
  }
  return (
    <StatRow label="In all">
      <Stat label="On hand" value={sum(positions, (row) => row.onHand)} href="?of=on_hand#ledger" />
      <Stat
        label="Allocated"
        value={sum(positions, (row) => row.allocated)}
        href="?of=allocated#ledger"
        {...(oversold > 0
          ? { tone: "critical" as const, note: `${formatQuantity(oversold)} more than there are` }
          : {})}
      />
      <Stat
        label="Safety stock"
        value={sum(positions, (row) => row.safetyStock)}
        href="#positions"
      />
      <Stat label="Available" value={sum(positions, (row) => row.available)} href="#positions" />
      <Stat
        label={sku.comesOutOn === null ? "Backordered" : "Pre-ordered"}
        value={backordered}
        href="#demand"
        {...(backordered > 0 ? { tone: "waiting" as const } : {})}
      />
      <Stat
        label="Incoming"
        value={open}
        note={`${formatQuantity(open - pegged)} not promised yet`}
        href="#supply"
      />
    </StatRow>
  );
}
