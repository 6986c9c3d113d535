import Link from "next/link";
import { AddressSheet } from "@/components/admin/address-sheet";
import { AvailabilitySteps } from "@/components/admin/availability-steps";
import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { SkuHolds } from "@/components/admin/sku-holds";
import { nodeWaterfall, skuWaterfall } from "@/components/admin/sku-waterfall";
import { skuHref } from "@/components/admin/stock-columns";
import { formatInstantExact, formatQuantity } from "@/components/format";
import { EmptyState } from "@/components/ui/empty-state";
import { Ident } from "@/components/ui/figures";
import { api, signedIn } from "@/server/api/rsc";
import type { KitComponentAnswer } from "@/server/oms/inventory/decide-answer";

type Props = {
  /** A SKU, or a SKU and a node: `FR-M63B@MAIN`. */
  about: string;
  channel: { readonly code: string; readonly name: string };
  nodes: readonly { readonly code: string; readonly name: string }[];
  closeHref: string;
  zone: string;
};

/** How what a channel may sell of a SKU comes about, at one node or in all; each step opens its rows. */
export async function StockPeek({ about, channel, nodes, closeHref, zone }: Props) {
  const at = about.lastIndexOf("@");
  const node = nodes.find(({ code }) => at > 0 && code === about.slice(at + 1));
  const sku = node === undefined ? about : about.slice(0, at);
  const caller = await api();
  const input = { channelCode: channel.code, skus: [sku], breakdown: true };
  const [availability, sent] = await Promise.all([
    caller.inventory.availability(input),
    caller.inventory.findSellableSent({ channelCode: channel.code, sku }),
  ]);
  const [answer] = availability.skus;
  const there = answer?.nodes?.find((each) => each.node === node?.code);
  if (answer === undefined || (node !== undefined && there === undefined)) {
    return (
      <AddressSheet title={about} closeHref={closeHref}>
        <EmptyState kind="filtered" title="Nothing to sell by that name">
          {channel.name} does not sell it from there, or there is no such SKU.
        </EmptyState>
      </AddressSheet>
    );
  }
  const peekHref = (code: string) => `${closeHref}&peek=${encodeURIComponent(code)}`;
  const { actor } = await signedIn("/admin/inventory");
  const seesHolds = actor.capabilities.has("inventory.list_sku_reservations");
  const found = seesHolds ? await caller.inventory.findSku({ code: answer.sku }) : null;
  const nodeId = found?.positions.find((each) => each.nodeCode === node?.code)?.nodeId;
  const holds =
    found === null
      ? null
      : await caller.inventory.listReservations({
          skuId: found.sku.id,
          ...(nodeId === undefined ? {} : { nodeId }),
        });
  return (
    <AddressSheet
      title={node === undefined ? answer.sku : `${answer.sku} at ${node.name}`}
      description={`What ${channel.name} may sell now`}
      closeHref={closeHref}
    >
      {answer.components === undefined ? (
        <AvailabilitySteps
          rows={there === undefined ? skuWaterfall(answer) : nodeWaterfall(answer, there)}
          result={`${channel.name} may sell`}
        />
      ) : (
        <KitComponents components={answer.components} hrefOf={peekHref} kits={answer.available} />
      )}
      {sent !== null && node === undefined && (
        <p className="mt-4 text-sm text-muted">
          {channel.name} was last told {formatQuantity(sent.quantity)},{" "}
          {formatInstantExact(sent.sentAt, zone)}; now it is {formatQuantity(answer.available)}.
        </p>
      )}
      {holds === null ? null : <SkuHolds holds={holds} zone={zone} />}
      <p className="mt-4 text-sm">
        <Link className="link" href={skuHref(answer.sku)}>
          Everything about <Ident>{answer.sku}</Ident>
        </Link>
      </p>
    </AddressSheet>
  );
}

const COMPONENT_COLUMNS = [
  { header: "Component" },
  { header: "May be sold", align: "right" },
  { header: "In a kit", align: "right" },
  { header: "Makes", align: "right" },
] as const;

/** What the components of a kit give: the scarcest decides. */
function KitComponents({
  components,
  hrefOf,
  kits,
}: {
  components: readonly KitComponentAnswer[];
  hrefOf: (code: string) => string;
  kits: number;
}) {
  return (
    <PlainTable label="What its components make" columns={COMPONENT_COLUMNS}>
      <tbody>
        {components.map(({ sku, available, perKit, gives }) => (
          <tr key={sku}>
            <PlainCell isHead>
              <Link className="link" href={hrefOf(sku)} prefetch={false}>
                <Ident>{sku}</Ident>
              </Link>
            </PlainCell>
            <PlainCell align="right">{formatQuantity(available)}</PlainCell>
            <PlainCell align="right">{formatQuantity(perKit)}</PlainCell>
            <PlainCell align="right" className={gives === kits ? "font-medium" : ""}>
              {formatQuantity(gives)}
            </PlainCell>
          </tr>
        ))}
      </tbody>
    </PlainTable>
  );
}
