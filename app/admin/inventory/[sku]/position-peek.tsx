import { AddressSheet } from "@/components/admin/address-sheet";
import { AvailabilitySteps } from "@/components/admin/availability-steps";
import { SkuHolds } from "@/components/admin/sku-holds";
import { positionWaterfall } from "@/components/admin/sku-waterfall";
import { skuHref } from "@/components/admin/stock-columns";
import { formatInstantExact, formatQuantity } from "@/components/format";
import { api } from "@/server/api/rsc";
import type { SafetySet, SkuPosition } from "@/server/oms/inventory/queries-sku-stock";

type Props = {
  sku: { readonly id: string; readonly code: string; readonly comesOutOn: string | null };
  position: SkuPosition;
  safetySet: SafetySet | undefined;
  /** May see who holds what is held. */
  seesHolds: boolean;
  zone: string;
};

/** How what a node has of a SKU comes to what is available of it, who holds some, who keeps some back. */
export async function PositionPeek({ sku, position, safetySet, seesHolds, zone }: Props) {
  const caller = await api();
  const { nodeId } = position;
  const holds = seesHolds
    ? await caller.inventory.listReservations({ skuId: sku.id, nodeId })
    : null;
  return (
    <AddressSheet
      title={`${sku.code} at ${position.node}`}
      description="What is available, before the rules of any channel"
      closeHref={skuHref(sku.code)}
    >
      <AvailabilitySteps rows={positionWaterfall(sku, position)} result="Available" />
      {holds === null ? null : <SkuHolds holds={holds} zone={zone} />}
      <section id="safety" aria-label="Safety stock" className="mt-5">
        <h3 className="text-sm font-medium">Safety stock</h3>
        <p className="figures text-sm text-muted">
          {safetyWords(position.safetyStock, safetySet, zone)}
        </p>
      </section>
    </AddressSheet>
  );
}

function safetyWords(units: number, set: SafetySet | undefined, zone: string): string {
  if (set === undefined) {
    return `${formatQuantity(units)} kept back as the stock was loaded; nobody changed it by hand.`;
  }
  const why = set.reason === null ? "" : `: “${set.reason}”`;
  const from = `${formatQuantity(set.units)} kept back, ${formatQuantity(set.before)} before`;
  return `${from}, set by ${set.by}, ${formatInstantExact(set.at, zone)}${why}`;
}
