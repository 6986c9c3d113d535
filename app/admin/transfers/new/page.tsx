import { Forbidden } from "@/components/admin/forbidden";
import { TransferForm } from "@/components/admin/transfer-form";
import { readerClock } from "@/components/reader-clock";
import { PageHeader } from "@/components/ui/page-header";
import { api, orNotFound, signedIn } from "@/server/api/rsc";

export const metadata = { title: "New transfer" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

const only = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

/** Send stock from one node to another; what is free where it leaves is shown beside each SKU. */
export default async function NewTransferPage({ searchParams }: Props) {
  const { actor } = await signedIn("/admin/transfers/new");
  if (!actor.capabilities.has("inventory.ship_transfer")) {
    return <Forbidden title="New transfer" right="inventory.ship_transfer" />;
  }
  const asked = await searchParams;
  const code = only(asked.sku);
  const caller = await api();
  const [nodes, stock, { today }] = await Promise.all([
    caller.network.listNodes({}),
    code === undefined ? null : orNotFound(caller.inventory.findSku({ code })),
    readerClock(),
  ]);
  const places = nodes.map(({ id, name }) => ({ value: id, label: name }));
  const fullest = stock?.positions.toSorted(
    (a, b) => b.onHand - b.allocated - (a.onHand - a.allocated),
  )[0];
  const fromNodeId =
    nodes.find((node) => node.code === only(asked.from))?.id ??
    fullest?.nodeId ??
    nodes[0]?.id ??
    "";
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: "Transfers", href: "/admin/transfers" }]}
        title="New transfer"
      />
      <TransferForm
        places={places}
        today={today}
        fromNodeId={fromNodeId}
        toNodeId={nodes.find(({ id }) => id !== fromNodeId)?.id ?? ""}
        sku={
          stock === null ? null : { id: stock.sku.id, code: stock.sku.code, name: stock.sku.name }
        }
      />
    </>
  );
}
