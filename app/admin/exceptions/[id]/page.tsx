import { Suspense } from "react";
import { Forbidden } from "@/components/admin/forbidden";
import { inWords, withDays } from "@/components/admin/words";
import { AlikeHost } from "@/components/exceptions/alike-host";
import { AskedPanel } from "@/components/exceptions/asked-panel";
import { AssignDialog } from "@/components/exceptions/assign-button";
import { CommentDialog } from "@/components/exceptions/comment-dialog";
import { EvidenceList } from "@/components/exceptions/evidence-list";
import { ExceptionActions } from "@/components/exceptions/exception-actions";
import { exceptionHref } from "@/components/exceptions/exception-columns";
import { ExceptionTimeline } from "@/components/exceptions/exception-timeline";
import { ResolutionPanel } from "@/components/exceptions/resolution-panel";
import { PageKeys } from "@/components/exceptions/row-keys";
import { SlaClock } from "@/components/exceptions/sla-clock";
import { formatCount, formatDate, formatDayDelta } from "@/components/format";
import { LiveRefresh } from "@/components/live/live-refresh";
import { type ReaderClock, readerClock } from "@/components/reader-clock";
import { StatusBadge } from "@/components/ui/badge";
import { DefinitionList } from "@/components/ui/definition-list";
import { InstantText, Money } from "@/components/ui/figures";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { api, orNotFound, signedIn } from "@/server/api/rsc";
import type { ExceptionRow } from "@/server/oms/exceptions/queries";

export const metadata = { title: "Exception" };

type Props = { params: Promise<{ id: string }> };

/** One exception: what is wrong, what it is about, what can be done, what was done and said. */
export default async function ExceptionPage({ params }: Props) {
  const { id } = await params;
  const { actor } = await signedIn(exceptionHref(id));
  if (!actor.capabilities.has("exceptions.find_exception")) {
    return <Forbidden title="Exception" right="exceptions.find_exception" />;
  }
  const caller = await api();
  const { exception, evidence, events, alike } = await orNotFound(
    caller.exceptions.find({ exceptionId: id }),
  );
  const [owners, queue, clock] = await Promise.all([
    caller.exceptions.listOwners({}),
    caller.exceptions.list({ limit: 2 }),
    readerClock(),
  ]);
  const next = queue.rows.find((row) => row.id !== id);
  const nextHref = next === undefined ? null : exceptionHref(next.id);
  const isOpen = exception.closedAt === null;
  const rights = [...actor.capabilities].filter((right) =>
    /^exceptions\.|^inventory\.repair_drift$/.test(right),
  );
  return (
    <AlikeHost id={id} today={clock.today}>
      <div className="mx-auto max-w-360">
        <LiveRefresh topics={["exception"]} />
        <PageKeys nextHref={nextHref} />
        <PageHeader
          breadcrumb={[{ label: "Exceptions", href: "/admin/exceptions" }]}
          title={inWords(exception.type)}
          status={
            <>
              <StatusBadge kind="severity" value={exception.severity} />
              <StatusBadge
                kind="exception"
                value={exception.snoozedUntil === null ? exception.state : "snoozed"}
              />
            </>
          }
          meta={withDays(exception.sentence, clock.today)}
          actions={
            nextHref === null ? undefined : (
              <LinkButton href={nextHref} variant="ghost">
                Next exception
              </LinkButton>
            )
          }
        />
        <div className="grid gap-4 xl:grid-cols-[minmax(0,1fr)_22rem]">
          <div className="grid min-w-0 content-start gap-4">
            {isOpen && rights.includes("exceptions.list_resolutions") ? (
              <Suspense fallback={<Panel title="What can be done">Being worked out</Panel>}>
                <Resolutions id={id} today={clock.today} />
              </Suspense>
            ) : null}
            <Panel
              title="What happened"
              actions={
                rights.includes("exceptions.comment_on_exception") ? (
                  <CommentDialog id={id} />
                ) : null
              }
            >
              <ExceptionTimeline events={events} clock={clock} />
            </Panel>
          </div>
          <div className="grid content-start gap-4">
            {isOpen ? (
              <Panel title="In hand">
                <div className="flex flex-wrap gap-2">
                  <ExceptionActions
                    id={id}
                    state={exception.state}
                    sentence={exception.sentence}
                    isOwn={exception.isOwn}
                    isSnoozed={exception.snoozedUntil !== null}
                    isFailedStep={exception.isFailedStep}
                    drift={exception.drift}
                    rights={rights}
                  />
                  {rights.includes("exceptions.assign_exception") ? (
                    <AssignDialog id={id} sentence={exception.sentence} owners={owners} />
                  ) : null}
                </div>
              </Panel>
            ) : null}
            <Panel title="Facts">
              <DefinitionList items={factsOf(exception, alike, clock)} />
            </Panel>
            {evidence.length > 0 ? (
              <Panel title="Evidence">
                <EvidenceList evidence={evidence} today={clock.today} />
              </Panel>
            ) : null}
          </div>
        </div>
      </div>
    </AlikeHost>
  );
}

/** Each tried for real in a transaction that is taken back, so it says what would come of it now. */
async function Resolutions({ id, today }: { id: string; today: string }) {
  const caller = await api();
  const [{ offers, asked }, alike] = await Promise.all([
    caller.exceptions.listResolutions({ exceptionId: id }),
    caller.exceptions.listAlike({ exceptionId: id }),
  ]);
  return (
    <>
      <AskedPanel asked={asked} today={today} />
      <Panel title="What can be done" flush={offers.length > 0}>
        {offers.length === 0 ? (
          <p className="text-sm text-muted">
            Nothing that we can do would change anything now. Snooze it, or resolve it by hand.
          </p>
        ) : (
          <ResolutionPanel id={id} offers={offers} alike={alike.rows.length} today={today} />
        )}
      </Panel>
    </>
  );
}

function factsOf(exception: ExceptionRow, alike: number, { now, zone, today }: ReaderClock) {
  const { owner, team, company, tier, promise, originalPromise, stakeMinor } = exception;
  return [
    { term: "Owner", description: owner ?? "Nobody" },
    { term: "Team", description: team },
    { term: "Due", description: <SlaClock {...exception} now={now} zone={zone} /> },
    {
      term: "Since",
      description: <InstantText at={exception.openedAt} now={now} zone={zone} />,
    },
    ...(company === null
      ? []
      : [{ term: "Customer", description: `${company}, ${inWords(tier ?? "")}` }]),
    ...(stakeMinor === null
      ? []
      : [
          {
            term: "At stake",
            description: <Money minor={stakeMinor} currency={exception.currency} />,
          },
        ]),
    ...(promise === null
      ? []
      : [
          {
            term: "Promise",
            description: `${formatDate(promise, today)}${
              originalPromise === null || originalPromise === promise
                ? ", as first promised"
                : ` (${formatDayDelta(originalPromise, promise)})`
            }`,
          },
        ]),
    { term: "Alike", description: formatCount(alike, "more open one", "more open ones") },
    ...(exception.closedAt === null
      ? []
      : [
          { term: "Closed by", description: exception.closedBy ?? "" },
          { term: "What was done", description: exception.resolution ?? "" },
        ]),
  ];
}
