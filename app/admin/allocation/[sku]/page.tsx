import { Forbidden } from "@/components/admin/forbidden";
import { BalanceDays } from "@/components/allocation/balance-days";
import { ClassTotals } from "@/components/allocation/class-totals";
import { ContestedLines } from "@/components/allocation/contested-lines";
import { OpenRun } from "@/components/allocation/open-run";
import { BORROW_WORDS, SHARE_WORDS } from "@/components/allocation/policy-sentence";
import { type Way, WaysTable } from "@/components/allocation/ways-table";
import { formatCount } from "@/components/format";
import { LiveRefresh } from "@/components/live/live-refresh";
import { readerClock } from "@/components/reader-clock";
import { EmptyState } from "@/components/ui/empty-state";
import { Ident } from "@/components/ui/figures";
import { LinkTabs } from "@/components/ui/link-tabs";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { api, orNotFound, signedIn } from "@/server/api/rsc";
import { tryPolicy } from "@/server/oms/allocation/decide-trial";
import type { ContestedSku } from "@/server/oms/allocation/queries-short";
import {
  type AllocationPolicy,
  type BorrowRule,
  borrowRules,
  shareStrategies,
} from "@/server/oms/scarcity/types";

const POLICY = "As the policy says";
const COMPARED = "side_by_side";

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
  const isCompared = asked.view === COMPARED;
  const share = shareStrategies.find((known) => known === asked.share) ?? null;
  const borrow = borrowRules.find((known) => known === asked.borrow) ?? null;
  const caller = await api();
  const { policy: active } = await caller.allocation.findPolicy({});
  const tried = share === null && borrow === null ? null : tryPolicy(active, { share, borrow });
  const [found, { today }] = await Promise.all([
    orNotFound(caller.allocation.findShortSku({ sku, policy: tried })),
    readerClock(),
  ]);
  const href = (to: { share?: string | null; borrow?: string | null; view?: string | null }) => {
    const query = new URLSearchParams();
    const view = isCompared ? COMPARED : null;
    for (const [name, value] of Object.entries({ share, borrow, view, ...to })) {
      if (value !== null && value !== undefined) {
        query.set(name, value);
      }
    }
    return query.size === 0 ? path : `${path}?${query}`;
  };
  const ways = isCompared ? await waysOf(found, active, borrow, href) : [];
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: "Scarce stock", href: "/admin/allocation" }]}
        title={<Ident>{found.sku}</Ident>}
        meta={found.name}
        primary={
          actor.capabilities.has("allocation.open_run") && found.lines.length > 0 && !isCompared ? (
            <OpenRun skus={[found.sku]} policy={tried} />
          ) : null
        }
      />
      <LiveRefresh
        topics={["stock", "inbound_supply", "allocation", "allocation_run", "order_line"]}
      />
      <LinkTabs
        label="How it is shared"
        current={isCompared ? COMPARED : (share ?? "policy")}
        items={[
          { id: "policy", label: POLICY, href: href({ share: null, view: null }) },
          ...shareStrategies.map((id) => ({
            id,
            label: SHARE_WORDS[id],
            href: href({ share: id, view: null }),
          })),
          { id: COMPARED, label: "Side by side", href: href({ share: null, view: COMPARED }) },
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
          <div className="grid items-start gap-4 2xl:grid-cols-[3fr_2fr]">
            <BalanceDays found={found} today={today} />
            <Panel title="Total by class" flush>
              <ClassTotals totals={found.totals} />
            </Panel>
          </div>
          {ways.length > 0 ? (
            <Panel title="Side by side" meta="From stock, and promised" flush>
              <WaysTable ways={ways} today={today} />
            </Panel>
          ) : (
            <Panel
              title="Who asks"
              meta={`${formatCount(found.lines.length, "line")}, in the order of the policy`}
              flush
            >
              <ContestedLines lines={found.lines} today={today} />
            </Panel>
          )}
        </div>
      )}
    </>
  );
}

/** The policy and every other way to share, each with what would come of it. */
async function waysOf(
  found: ContestedSku,
  active: AllocationPolicy,
  borrow: BorrowRule | null,
  href: (to: { share: string | null; view: null }) => string,
): Promise<Way[]> {
  const caller = await api();
  const others = await Promise.all(
    shareStrategies.map(async (share) => ({
      id: share,
      name: SHARE_WORDS[share],
      href: href({ share, view: null }),
      found: await caller.allocation.findShortSku({
        sku: found.sku,
        policy: tryPolicy(active, { share, borrow }),
      }),
    })),
  );
  return [
    { id: "policy", name: POLICY, href: href({ share: null, view: null }), found },
    ...others,
  ];
}
