import type { inferRouterOutputs } from "@trpc/server";
import { BackorderDialog } from "@/components/allocation/backorder-dialog";
import { ComingOutDialog } from "@/components/allocation/coming-out-dialog";
import { LinkButton } from "@/components/ui/link-button";
import type { AppRouter } from "@/server/api/root";
import type { SkuPosition } from "@/server/oms/inventory/queries-sku-stock";
import { AdjustDialog } from "./adjust-dialog";
import { KitDialog } from "./kit-dialog";
import { StatusDialog } from "./status-dialog";

type Stock = inferRouterOutputs<AppRouter>["inventory"]["findSku"];

type SkuActionsProps = {
  stock: Stock;
  nodes: readonly { id: string; name: string }[];
  /** Chosen at first. */
  nodeId: string;
  rights: ReadonlySet<string>;
};

/** What a person may do with a SKU. A kit keeps no stock, and comes out with its components. */
export function SkuActions({ stock, nodes, nodeId, rights }: SkuActionsProps) {
  const { sku, positions, kit } = stock;
  return (
    <>
      {rights.has("backorders.set_policy") ? (
        <BackorderDialog of="sku" code={sku.code} wish={wishOf(sku)} trigger="Set backorders" />
      ) : null}
      {rights.has("backorders.set_coming_out") && kit === null ? (
        <ComingOutDialog
          sku={sku.code}
          comesOutOn={sku.comesOutOn}
          preorderLimit={sku.preorderLimit}
          preordered={sku.preordered}
        />
      ) : null}
      {rights.has("catalog.set_kit") && mayBeKit(stock) ? (
        <KitDialog sku={sku.code} components={kit?.components ?? []} />
      ) : null}
      {kit === null ? (
        <StockActions
          skuId={sku.id}
          sku={sku.code}
          nodes={nodes}
          positions={positions}
          nodeId={nodeId}
          rights={rights}
        />
      ) : null}
    </>
  );
}

/** What keeps stock of its own, or goes into kits, is no kit; the command says the rest. */
const mayBeKit = ({ kit, positions, partOf }: Stock) =>
  kit !== null || (partOf.length === 0 && positions.every(({ onHand }) => onHand === 0));

export const wishOf = (sku: Stock["sku"]) => ({
  policy: sku.backorderPolicy,
  limit: sku.backorderLimit,
  days: sku.backorderDays,
  slip: sku.backorderSlip,
});

type StockActionsProps = {
  skuId: string;
  sku: string;
  nodes: readonly { id: string; name: string }[];
  positions: readonly SkuPosition[];
  /** Chosen at first. */
  nodeId: string;
  rights: ReadonlySet<string>;
};

/** What a person may do with the stock of a SKU. */
function StockActions({ skuId, sku, nodes, positions, nodeId, rights }: StockActionsProps) {
  const positionOf = (id: string) => positions.find((position) => position.nodeId === id);
  const at = { skuId, sku, nodeId };
  return (
    <>
      {rights.has("inventory.ship_transfer") && (
        <LinkButton href={`/admin/transfers/new?sku=${encodeURIComponent(sku)}`}>
          Transfer
        </LinkButton>
      )}
      {rights.has("inventory.change_status") && (
        <StatusDialog
          {...at}
          nodes={nodes.map(({ id, name }) => ({ id, name, free: freeOf(positionOf(id)) }))}
        />
      )}
      {rights.has("inventory.adjust_stock") && (
        <AdjustDialog
          {...at}
          nodes={nodes.map(({ id, name }) => ({ id, name, onHand: positionOf(id)?.onHand ?? 0 }))}
        />
      )}
    </>
  );
}

/** Units that nobody holds, by status; other than sellable ones no order can hold. */
const freeOf = (position: SkuPosition | undefined) => ({
  sellable: Math.max(0, (position?.onHand ?? 0) - (position?.allocated ?? 0)),
  damaged: position?.damaged ?? 0,
  quarantine: position?.quarantine ?? 0,
});
