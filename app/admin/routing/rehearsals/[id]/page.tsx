import { Forbidden } from "@/components/admin/forbidden";
import { inWords } from "@/components/admin/words";
import { DataTable } from "@/components/data-table/data-table";
import { type ListState, readListState } from "@/components/data-table/list-state";
import { formatCount, formatDuration } from "@/components/format";
import { type ReaderClock, readerClock } from "@/components/reader-clock";
import { Account } from "@/components/rehearsal/account";
import { changeColumns } from "@/components/rehearsal/change-columns";
import { NodeLoads } from "@/components/rehearsal/node-loads";
import { NoteLook } from "@/components/rehearsal/note-look";
import { RouteMap } from "@/components/rehearsal/route-map";
import { RunProgress } from "@/components/rehearsal/run-progress";
import { SlicesTable } from "@/components/rehearsal/slices-table";
import { Strategies } from "@/components/rehearsal/strategies";
import { TotalsTable } from "@/components/rehearsal/totals-table";
import { BASIS_WORDS, periodWords, versionWords } from "@/components/rehearsal/words";
import { StatusBadge } from "@/components/ui/badge";
import { Callout } from "@/components/ui/callout";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { api, orNotFound, signedIn } from "@/server/api/rsc";
import { changeSorts } from "@/server/oms/rehearsal/schema";
import type { RehearsalSummary, RehearsedChange } from "@/server/oms/rehearsal/types";

export const metadata = { title: "Rehearsal" };

const PAGE = 50;
/** Changed orders drawn on the map: those that save the most and those that cost the most. */
const DRAWN = 50;

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};
type Caller = Awaited<ReturnType<typeof api>>;
type Rehearsal = Awaited<ReturnType<Caller["rehearsal"]["find"]>>;

/** One rehearsal, from its first order to its result. */
export default async function RehearsalPage({ params, searchParams }: Props) {
  const { id } = await params;
  const { actor } = await signedIn(`/admin/routing/rehearsals/${id}`);
  if (!actor.capabilities.has("rehearsal.find_rehearsal")) {
    return <Forbidden title="Rehearsal" right="rehearsal.find_rehearsal" />;
  }
  const caller = await api();
  const rehearsal = await orNotFound(caller.rehearsal.find({ rehearsalId: id }));
  const clock = await readerClock();
  const { summary, state, lookedAt } = rehearsal;
  const mayLook = actor.capabilities.has("rehearsal.look_at_rehearsal");
  return (
    <>
      <PageHeader
        breadcrumb={[
          { label: "Routing", href: "/admin/routing" },
          { label: "Rehearsals", href: "/admin/routing/rehearsals" },
        ]}
        title={`${versionWords(rehearsal.profileVersion)} against ${versionWords(rehearsal.againstVersion).toLowerCase()}`}
        status={<StatusBadge kind="rehearsal" value={state} />}
        meta={askedWords(rehearsal, clock)}
        actions={
          <LinkButton href={`/admin/routing/${rehearsal.profileVersion}`}>
            {`Open version ${rehearsal.profileVersion}`}
          </LinkButton>
        }
      />
      {mayLook && summary !== null && lookedAt === null ? <NoteLook rehearsalId={id} /> : null}
      {state === "queued" || state === "running" ? (
        <RunProgress
          rehearsalId={id}
          state={state}
          ordersDone={rehearsal.ordersDone}
          ordersTotal={rehearsal.ordersTotal}
          mayCancel={actor.capabilities.has("rehearsal.cancel_rehearsal")}
        />
      ) : null}
      {state === "cancelled" || state === "failed" ? (
        <Callout
          tone={state === "failed" ? "error" : "info"}
          title={rehearsal.reason ?? "It was cancelled"}
        >
          {`${formatCount(rehearsal.ordersDone, "order")} had been compared. Nothing of it was kept.`}
        </Callout>
      ) : null}
      {summary === null ? null : (
        <Result
          caller={caller}
          rehearsal={rehearsal}
          summary={summary}
          state={
            await readListState(searchParams, {
              defaultSort: "-cost",
              defaultView: "all",
            })
          }
          clock={clock}
        />
      )}
    </>
  );
}

function askedWords(rehearsal: Rehearsal, { today }: ReaderClock): string {
  const { startedAt, finishedAt, actorName, channels, lookedBy, basis } = rehearsal;
  const took =
    startedAt !== null && finishedAt !== null
      ? [`took ${formatDuration(finishedAt.getTime() - startedAt.getTime())}`]
      : [];
  return [
    `Orders placed ${periodWords(rehearsal.fromDay, rehearsal.toDay, today)}`,
    ...(channels.length === 0 ? [] : [`by ${channels.join(", ")}`]),
    BASIS_WORDS[basis].label.toLowerCase(),
    `asked by ${actorName}`,
    ...took,
    ...(lookedBy === null ? [] : [`seen by ${lookedBy}`]),
  ].join(", ");
}

type ResultProps = {
  caller: Caller;
  rehearsal: Rehearsal;
  summary: RehearsalSummary;
  state: ListState;
  clock: ReaderClock;
};

async function Result({ caller, rehearsal, summary, state, clock }: ResultProps) {
  const rehearsalId = rehearsal.id;
  const drawn = { rehearsalId, sort: "cost", limit: DRAWN } as const;
  const [changes, dearest, cheapest, channels, dots] = await Promise.all([
    caller.rehearsal.listChanges({
      rehearsalId,
      sort: changeSorts.find((known) => known === state.sort.id) ?? "cost",
      isDescending: state.sort.desc,
      onlyWithoutNode: state.view === "without_node",
      ...(state.after === null ? {} : { after: state.after }),
      limit: PAGE,
    }),
    caller.rehearsal.listChanges({ ...drawn, isDescending: true }),
    caller.rehearsal.listChanges({ ...drawn, isDescending: false }),
    caller.network.listChannels({}),
    caller.rehearsal.listMapPoints({}),
  ]);
  const channelNames = new Map(channels.map(({ code, name }) => [code, name]));
  const { currency, nodes, changed } = summary;
  const names = {
    before: versionWords(rehearsal.againstVersion),
    after: versionWords(rehearsal.profileVersion),
  };
  return (
    <div className="grid grid-cols-1 gap-4">
      <Account summary={summary} basis={rehearsal.basis} />
      <div className="grid grid-cols-1 items-start gap-4 2xl:grid-cols-2">
        <TotalsTable summary={summary} names={names} />
        <RouteMap
          nodes={nodes}
          changes={distinct([...dearest.rows, ...cheapest.rows])}
          changed={changed}
          dots={dots}
        />
      </div>
      <NodeLoads nodes={nodes} today={clock.today} />
      <SlicesTable
        title="By channel"
        slices={summary.byChannel}
        currency={currency}
        nameOf={(key) => channelNames.get(key) ?? key}
      />
      <SlicesTable
        title="By customer tier"
        slices={summary.byTier}
        currency={currency}
        nameOf={inWords}
      />
      <Strategies strategies={summary.strategies} names={names} />
      <section className="min-w-0">
        <h2 className="mb-2 text-lg font-semibold">Orders that change</h2>
        <DataTable
          label="Orders that change"
          noun={["order", "orders"]}
          pathname={`/admin/routing/rehearsals/${rehearsalId}`}
          state={state}
          columns={changeColumns({
            nodes: new Map(nodes.map(({ nodeId, name }) => [nodeId, name])),
            channels: channelNames,
            currency,
            today: clock.today,
          })}
          rows={changes.rows}
          rowKey={({ orderId }) => orderId}
          rowHref={({ number }) => `/admin/orders/${number}`}
          page={{ size: PAGE, total: changes.total, next: changes.next }}
          views={[
            { id: "all", label: "All", count: changes.counts.all },
            { id: "without_node", label: "No node may ship it", count: changes.counts.withoutNode },
          ]}
          emptyNever={{
            title: "No order changes",
            text: "Both versions send every order the same way, on the same day.",
          }}
          density="two-line"
        />
      </section>
    </div>
  );
}

const distinct = (changes: readonly RehearsedChange[]): RehearsedChange[] => [
  ...new Map(changes.map((change) => [change.orderId, change])).values(),
];
