import { Forbidden } from "@/components/admin/forbidden";
import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { ClassTotals } from "@/components/allocation/class-totals";
import { ContestedLines } from "@/components/allocation/contested-lines";
import { OpenRun } from "@/components/allocation/open-run";
import { BORROW_WORDS, SHARE_WORDS } from "@/components/allocation/policy-sentence";
import { formatCount, formatQuantity } from "@/components/format";
import { LiveRefresh } from "@/components/live/live-refresh";
import { readerClock } from "@/components/reader-clock";
import { EmptyState } from "@/components/ui/empty-state";
import { DateText, Ident } from "@/components/ui/figures";
import { LinkTabs } from "@/components/ui/link-tabs";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { api, orNotFound, signedIn } from "@/server/api/rsc";
import { tryPolicy } from "@/server/oms/allocation/decide-trial";
import type { ContestedSku } from "@/server/oms/allocation/queries-short";
import { borrowRules, shareStrategies } from "@/server/oms/scarcity/types";

type Props = {
  params: Promise<{ sku: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

const skuOf = async (params: Props["params"]) => decodeURIComponent((await params).sku);

export async function generateMetadata({ params }: Props) {
  return { title: `Scarce: ${await skuOf(params)}` };
}

/**
 * One short SKU: what there is against who asks. Another way of sharing can be tried beside the
 * policy; nothing is written before a run is made and approved.
 */
export default async function ScarceSkuPage({ params, searchParams }: Props) {
  const sku = await skuOf(params);
  const path = `/admin/allocation/${encodeURIComponent(sku)}`;
  const { actor } = await signedIn(path);
  if (!actor.capabilities.has("allocation.find_short_sku")) {
    return <Forbidden title={sku} right="allocation.find_short_sku" />;
  }
  const asked = await searchParams;
  const share = shareStrategies.find((known) => known === asked.share) ?? null;
  const borrow = borrowRules.find((known) => known === asked.borrow) ?? null;
  const caller = await api();
  const { policy: active } = await caller.allocation.findPolicy({});
  const tried = share === null && borrow === null ? null : tryPolicy(active, { share, borrow });
  const [found, { today }] = await Promise.all([
    orNotFound(caller.allocation.findShortSku({ sku, policy: tried })),
    readerClock(),
  ]);
  const href = (to: { share?: string | null; borrow?: string | null }) => {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries({ share, borrow, ...to })) {
      if (value !== null && value !== undefined) {
        query.set(name, value);
      }
    }
    return query.size === 0 ? path : `${path}?${query}`;
  };
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: "Scarce stock", href: "/admin/allocation" }]}
        title={<Ident>{found.sku}</Ident>}
        meta={found.name}
        primary={
          actor.capabilities.has("allocation.open_run") && found.lines.length > 0 ? (
            <OpenRun skus={[found.sku]} policy={tried} />
          ) : null
        }
      />
      <LiveRefresh
        topics={["stock", "inbound_supply", "allocation", "allocation_run", "order_line"]}
      />
      <LinkTabs
        label="How it is shared"
        current={share ?? "policy"}
        items={[
          { id: "policy", label: "As the policy says", href: href({ share: null }) },
          ...shareStrategies.map((id) => ({
            id,
            label: SHARE_WORDS[id],
            href: href({ share: id }),
          })),
        ]}
      />
      <LinkTabs
        label="Who may lose"
        className="mb-4"
        current={borrow ?? active.borrow}
        items={borrowRules.map((id) => ({
          id,
          label: BORROW_WORDS[id],
          href: href({ borrow: id === active.borrow ? null : id }),
        }))}
      />
      {found.lines.length === 0 ? (
        <EmptyState kind="done" title="Nobody asks for units that may move">
          What ships within {formatCount(active.lockDays, "day")} is not touched.
        </EmptyState>
      ) : (
        <div className="grid gap-4">
          <div className="grid items-start gap-4 xl:grid-cols-[20rem_minmax(0,1fr)]">
            <Supplies found={found} today={today} />
            <Panel title="Total by class" flush>
              <ClassTotals totals={found.totals} />
            </Panel>
          </div>
          <Panel
            title="Who asks"
            meta={`${formatCount(found.lines.length, "line")}, in the order of the policy`}
            flush
          >
            <ContestedLines lines={found.lines} today={today} />
          </Panel>
        </div>
      )}
    </>
  );
}

const COLUMNS = [
  { header: "When" },
  { header: "Where" },
  { header: "Units", align: "right" },
] as const;

/** What may be given: stock, and what comes day by day. */
function Supplies({ found, today }: { found: ContestedSku; today: string }) {
  const units = found.supplies.reduce((sum, supply) => sum + supply.units, 0);
  const asked = found.lines.reduce((sum, line) => sum + line.asked, 0);
  return (
    <Panel
      title="What there is"
      meta={`${formatQuantity(units)} for ${formatCount(asked, "unit")} asked`}
      flush
    >
      <PlainTable label="What there is" columns={COLUMNS}>
        <tbody>
          {found.supplies.map((supply) => (
            <tr key={`${supply.node} ${supply.reference} ${supply.date}`}>
              <PlainCell isHead className="whitespace-nowrap">
                {supply.date === null ? "Now" : <DateText date={supply.date} today={today} />}
              </PlainCell>
              <PlainCell>
                {supply.node}
                {supply.reference === null ? null : (
                  <span className="block text-muted">{supply.reference}</span>
                )}
              </PlainCell>
              <PlainCell align="right">{formatQuantity(supply.units)}</PlainCell>
            </tr>
          ))}
        </tbody>
      </PlainTable>
    </Panel>
  );
}
