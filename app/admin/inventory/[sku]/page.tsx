import Link from "next/link";
import { Forbidden } from "@/components/admin/forbidden";
import { LowPointDialog, LowPoints } from "@/components/admin/low-points";
import { RelationDialog } from "@/components/admin/relation-dialog";
import { SafetyStockDialog } from "@/components/admin/safety-stock-dialog";
import { SkuActions, wishOf } from "@/components/admin/sku-actions";
import { SkuDemand } from "@/components/admin/sku-demand";
import { PartOfKits, SkuKit } from "@/components/admin/sku-kit";
import { SkuLedger } from "@/components/admin/sku-ledger";
import { SkuPositions } from "@/components/admin/sku-positions";
import { SkuProjectionChart } from "@/components/admin/sku-projection";
import { SkuRelations } from "@/components/admin/sku-relations";
import { SkuSupply } from "@/components/admin/sku-supply";
import { SkuTotals } from "@/components/admin/sku-totals";
import { skuHref } from "@/components/admin/stock-columns";
import { STOCK_TOPICS } from "@/components/admin/stock-topics";
import { inWords } from "@/components/admin/words";
import { backorderWords } from "@/components/allocation/backorder-words";
import { formatCount, formatDate, formatQuantity, formatWeight } from "@/components/format";
import { LiveRefresh } from "@/components/live/live-refresh";
import { readerClock } from "@/components/reader-clock";
import { Badge } from "@/components/ui/badge";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { api, orNotFound, signedIn } from "@/server/api/rsc";
import { demandViews, stockCounters, stockStatuses } from "@/server/oms/inventory/types";
import { PositionPeek } from "./position-peek";

type Props = {
  params: Promise<{ sku: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

const codeOf = async (params: Props["params"]) => decodeURIComponent((await params).sku);

export async function generateMetadata({ params }: Props) {
  return { title: await codeOf(params) };
}

const only = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

/** One SKU: what each node has and may promise, what comes, who holds or waits, and the ledger. */
export default async function SkuPage({ params, searchParams }: Props) {
  const code = await codeOf(params);
  const { actor } = await signedIn(`/admin/inventory/${encodeURIComponent(code)}`);
  if (!actor.capabilities.has("inventory.find_sku_stock")) {
    return <Forbidden title={code} right="inventory.find_sku_stock" />;
  }
  const [caller, asked] = [await api(), await searchParams];
  const demand = demandViews.find((known) => known === only(asked.demand)) ?? "all";
  const [stock, projection, nodes, channels, clock] = await Promise.all([
    orNotFound(caller.inventory.findSku({ code, demand })),
    orNotFound(caller.inventory.projectSku({ code })),
    caller.network.listNodes({}),
    caller.network.listChannels({}),
    readerClock(),
  ]);
  const { sku, positions, kit, partOf } = stock;
  const wish = ledgerWish(asked, nodes);
  const { node, status, counter } = wish;
  const ledger = await caller.inventory.listMovements({ skuId: sku.id, ...wish.input });
  return (
    <>
      <LiveRefresh topics={STOCK_TOPICS} />
      <PageHeader
        breadcrumb={[{ label: "Inventory", href: "/admin/inventory" }]}
        title={<span className="ident">{sku.code}</span>}
        status={
          <SkuWords status={sku.status} isKit={kit !== null} isComing={sku.comesOutOn !== null} />
        }
        meta={<SkuFacts sku={sku} today={clock.today} />}
        actions={
          <SkuActions
            stock={stock}
            nodes={nodes}
            nodeId={node?.id ?? positions[0]?.nodeId ?? nodes[0]?.id ?? ""}
            rights={actor.capabilities}
          />
        }
      />
      <div className="grid gap-6">
        <SkuTotals stock={stock} />
        {kit === null ? null : (
          <Panel id="components" title="Made of" meta={componentsMeta(kit.components.length)} flush>
            <SkuKit kit={kit} />
          </Panel>
        )}
        {partOf.length === 0 ? null : (
          <Panel id="kits" title="Goes into" meta={formatCount(partOf.length, "kit")} flush>
            <PartOfKits kits={partOf} />
          </Panel>
        )}
        {kit === null ? (
          <Panel id="projection" title="Balance to come" flush>
            <SkuProjectionChart projection={projection} />
          </Panel>
        ) : null}
        <Relations stock={stock} rights={actor.capabilities} today={clock.today} />
        <OwnStock {...{ stock, demand, nodes, clock }} rights={actor.capabilities} />
        <LowStock
          stock={stock}
          channels={channels}
          nodes={nodes}
          maySet={actor.capabilities.has("inventory.set_low_point")}
        />
        {kit === null ? (
          <Panel id="ledger" title="Ledger" flush>
            <SkuLedger
              pathname={`/admin/inventory/${encodeURIComponent(sku.code)}`}
              rows={ledger.rows}
              next={ledger.next}
              nodes={nodes.filter(({ id }) => positions.some(({ nodeId }) => nodeId === id))}
              asked={{
                node: node?.code,
                status,
                of: counter,
                isFirstPage: asked.before === undefined,
              }}
              clock={clock}
            />
          </Panel>
        ) : null}
      </div>
      <Peeked stock={stock} code={only(asked.peek)} rights={actor.capabilities} zone={clock.zone} />
    </>
  );
}

/** What a ledger may be narrowed to, out of an address. */
function ledgerWish<Node extends { id: string; code: string }>(
  asked: Awaited<Props["searchParams"]>,
  nodes: readonly Node[],
) {
  const node = nodes.find(({ code }) => code === only(asked.node));
  const status = stockStatuses.find((known) => known === only(asked.status));
  const counter = stockCounters.find((known) => known === only(asked.of));
  const input = {
    ...(node ? { nodeId: node.id } : {}),
    ...(status ? { status } : {}),
    ...(counter ? { counter } : {}),
    ...beforeOf(only(asked.before)),
  };
  return { node, status, counter, input };
}

type PeekedProps = {
  stock: Stock;
  code: string | undefined;
  rights: ReadonlySet<string>;
  zone: string;
};

/** The sheet of the node that the address names. */
function Peeked({ stock: { sku, positions, safetySet, kit }, code, rights, zone }: PeekedProps) {
  const position = positions.find(({ nodeCode }) => nodeCode === code);
  return position === undefined || kit !== null ? null : (
    <PositionPeek
      sku={sku}
      position={position}
      safetySet={safetySet.find(({ nodeId }) => nodeId === position.nodeId)}
      seesHolds={seesHolds(rights)}
      zone={zone}
    />
  );
}

const seesHolds = (rights: ReadonlySet<string>) => rights.has("inventory.list_sku_reservations");

type RelationsProps = { stock: Stock; rights: ReadonlySet<string>; today: string };

/** What may ship instead of it; a kit has no stock for which another could. */
async function Relations({ stock: { sku, kit }, rights, today }: RelationsProps) {
  if (kit !== null) {
    return null;
  }
  const relations = await (await api()).catalog.listRelations({ sku: sku.code });
  return (
    <Panel
      id="relations"
      title="Ships instead"
      meta={formatCount(relations.length, "relation")}
      actions={rights.has("catalog.set_relations") ? <RelationDialog sku={sku.code} /> : null}
      flush
    >
      <SkuRelations
        sku={sku.code}
        relations={relations}
        mayChange={rights.has("catalog.remove_relation")}
        today={today}
      />
    </Panel>
  );
}

const componentsMeta = (count: number) => formatCount(count, "component");

type SkuWordsProps = { status: string; isKit: boolean; isComing: boolean };

function SkuWords({ status, isKit, isComing }: SkuWordsProps) {
  return status === "active" && !isKit && !isComing ? null : (
    <span className="flex gap-2">
      {isKit ? <Badge>Kit</Badge> : null}
      {isComing ? (
        <Badge tone="waiting" glyph="waiting">
          Pre-order
        </Badge>
      ) : null}
      {status === "active" ? null : <Badge>{inWords(status)}</Badge>}
    </span>
  );
}

/** What a SKU has of its own at each node, what comes, and who wants it; a kit has none. */
function OwnStock({
  stock,
  demand,
  clock: { today },
  nodes,
  rights,
}: {
  stock: Stock;
  demand: (typeof demandViews)[number];
  clock: { today: string };
  /** Nodes that may keep some of it back. */
  nodes: readonly { id: string; name: string }[];
  rights: ReadonlySet<string>;
}) {
  const { sku, positions, supply, kit } = stock;
  if (kit !== null) {
    return null;
  }
  const keptAt = (id: string) => positions.find(({ nodeId }) => nodeId === id)?.safetyStock ?? 0;
  return (
    <>
      <Panel
        id="positions"
        title="By node"
        meta={formatCount(positions.length, "node")}
        actions={
          rights.has("inventory.set_safety_stock") ? (
            <SafetyStockDialog
              skuId={sku.id}
              sku={sku.code}
              nodes={nodes.map(({ id, name }) => ({ id, name, safetyStock: keptAt(id) }))}
            />
          ) : null
        }
        flush
      >
        <SkuPositions sku={sku.code} positions={positions} seesHolds={seesHolds(rights)} />
      </Panel>
      <Panel
        id="supply"
        title="On its way"
        meta={formatCount(supply.length, "supply", "supplies")}
        flush
      >
        <SkuSupply supply={supply} today={today} />
      </Panel>
      <Panel
        id="demand"
        title={
          demand === "all" ? "Orders that hold or wait for it" : "Orders that new ones come behind"
        }
        meta={demandMeta(stock)}
        actions={
          demand === "all" ? null : (
            <Link className="link text-sm" href={`${skuHref(sku.code)}#demand`}>
              All that hold or wait
            </Link>
          )
        }
        flush
      >
        <SkuDemand demand={stock.demand} today={today} />
      </Panel>
    </>
  );
}

type Named = { readonly code: string; readonly name: string };

/** At how many units it is low; a kit has a number, and no stock at a node. */
function LowStock({
  stock: { sku, kit, lowPoints },
  channels,
  nodes,
  maySet,
}: {
  stock: Stock;
  channels: readonly Named[];
  nodes: readonly Named[];
  maySet: boolean;
}) {
  const places = { channels, nodes: kit === null ? nodes : [] };
  return (
    <Panel
      id="low"
      title="Low-stock points"
      actions={
        maySet ? (
          <LowPointDialog sku={sku.code} category={sku.category} points={lowPoints} {...places} />
        ) : null
      }
      flush
    >
      <LowPoints points={lowPoints} />
    </Panel>
  );
}

/** A number out of an address: anything else starts the ledger at its top. */
function beforeOf(text: string | undefined): { before?: number } {
  const before = Number(text);
  return Number.isSafeInteger(before) && before > 0 ? { before } : {};
}

type Stock = Awaited<ReturnType<Awaited<ReturnType<typeof api>>["inventory"]["findSku"]>>;

function demandMeta({ demand, demandCount }: Stock) {
  return demandCount > demand.length
    ? `the ${demand.length} due first of ${formatQuantity(demandCount)}`
    : formatCount(demandCount, "entry", "entries");
}

/** "comes out Tue 12 Jan 2027, 14 of 40 pre-ordered": what stands before a SKU is out. */
function comingWords({ comesOutOn, preorderLimit, preordered }: Stock["sku"], today: string) {
  const taken =
    preorderLimit === 0
      ? "not to be pre-ordered"
      : preorderLimit === null
        ? `${formatQuantity(preordered)} pre-ordered`
        : `${formatQuantity(preordered)} of ${formatQuantity(preorderLimit)} pre-ordered`;
  return comesOutOn === null ? null : `comes out ${formatDate(comesOutOn, today)}, ${taken}`;
}

function SkuFacts({ sku, today }: { sku: Stock["sku"]; today: string }) {
  return (
    <span className="flex flex-wrap gap-x-3 gap-y-1">
      <span className="text-ink">{sku.name}</span>
      <span>{[sku.category, sku.subcategory].filter((word) => word !== "").join(" · ")}</span>
      <span className="figures text-waiting-fg">{comingWords(sku, today)}</span>
      <span>what is not there {backorderWords(wishOf(sku))}</span>
      <span className="figures">{formatCount(sku.leadTimeDays, "day")} lead time</span>
      {sku.packMultiple > 1 && <span className="figures">in multiples of {sku.packMultiple}</span>}
      <span className="figures">{formatWeight(sku.grams)}</span>
    </span>
  );
}
