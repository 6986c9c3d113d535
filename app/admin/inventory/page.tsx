import { ChannelSwitch } from "@/components/admin/channel-switch";
import { Forbidden } from "@/components/admin/forbidden";
import {
  type ChannelView,
  nodeColumn,
  skuColumns,
  skuHref,
} from "@/components/admin/stock-columns";
import { STOCK_TOPICS } from "@/components/admin/stock-topics";
import { DataTable } from "@/components/data-table/data-table";
import { type ListState, listHref, readListState } from "@/components/data-table/list-state";
import { formatQuantity } from "@/components/format";
import { LiveRefresh } from "@/components/live/live-refresh";
import { readerClock } from "@/components/reader-clock";
import { PageHeader } from "@/components/ui/page-header";
import { api, signedIn } from "@/server/api/rsc";
import { type StockView, stockViews } from "@/server/oms/inventory/types";
import { StockPeek } from "./stock-peek";

export const metadata = { title: "Inventory" };

const VIEW_WORDS: Record<StockView, string> = {
  all: "All",
  short: "Lines wait for it",
  low: "Low",
  out: "None available",
};
const PAGE = 50;
const PATH = "/admin/inventory";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Every SKU with its stock at every node; each number opens the rows behind it. */
export default async function InventoryPage({ searchParams }: Props) {
  const { actor } = await signedIn("/admin/inventory");
  if (!actor.capabilities.has("inventory.list_stock")) {
    return <Forbidden title="Inventory" right="inventory.list_stock" />;
  }
  const state = await readListState(searchParams, {
    filters: ["category", "channel"],
    defaultSort: "code",
  });
  const caller = await api();
  const [list, nodes, channels, { today, zone }, { peek }] = await Promise.all([
    caller.inventory.list({
      q: state.q,
      category: [...(state.filters.category ?? [])],
      view: stockViews.find((known) => known === state.view) ?? "all",
      ...(state.after === null ? {} : { after: state.after }),
      limit: PAGE,
    }),
    caller.network.listNodes({}),
    caller.network.listChannels({}),
    readerClock(),
    searchParams,
  ]);
  const channel = channels.find(({ code }) => code === state.filters.channel?.[0]);
  const view = channel === undefined ? null : await viewOf(channel, list.rows, state);
  const here = listHref(PATH, state, state);
  return (
    <>
      <PageHeader title="Inventory" />
      <LiveRefresh topics={STOCK_TOPICS} />
      <DataTable
        label="Inventory"
        noun={["SKU", "SKUs"]}
        pathname={PATH}
        state={state}
        columns={[...skuColumns(today, view), ...nodes.map((node) => nodeColumn(node, view))]}
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
        tools={<ChannelSwitch channels={channels} current={channel ?? null} state={state} />}
        search="SKU, name, GTIN or customer part"
        density="compact"
        emptyNever={{ title: "No SKUs yet", text: "Products of the catalog are listed here." }}
      />
      {channel !== undefined && typeof peek === "string" && (
        <StockPeek about={peek} channel={channel} nodes={nodes} closeHref={here} zone={zone} />
      )}
    </>
  );
}

type Named = { readonly code: string; readonly name: string };

/** What a channel may sell of the SKUs of a page. */
async function viewOf(
  channel: Named,
  rows: readonly { readonly code: string }[],
  state: ListState,
): Promise<ChannelView> {
  const skus = rows.map(({ code }) => code);
  const caller = await api();
  const answer =
    skus.length === 0
      ? { skus: [] }
      : await caller.inventory.availability({ channelCode: channel.code, skus });
  const here = listHref(PATH, state, state);
  return {
    code: channel.code,
    name: channel.name,
    bySku: new Map(answer.skus.map((each) => [each.sku, each])),
    peekHref: (sku, node) =>
      `${here}&peek=${encodeURIComponent(node === null ? sku : `${sku}@${node}`)}`,
  };
}
