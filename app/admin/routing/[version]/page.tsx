import { notFound } from "next/navigation";
import { Forbidden } from "@/components/admin/forbidden";
import { LiveRefresh } from "@/components/live/live-refresh";
import { type ReaderClock, readerClock } from "@/components/reader-clock";
import { ProfileBadge } from "@/components/routing/profile-badge";
import { ProfileEditor } from "@/components/routing/profile-editor";
import { profileEventSentence } from "@/components/routing/profile-events";
import { StrategyRow } from "@/components/routing/strategy-rows";
import type { RoutingChoices } from "@/components/routing/types";
import { DraftSteps, PublishVersion } from "@/components/routing/version-actions";
import { Callout } from "@/components/ui/callout";
import { InstantText } from "@/components/ui/figures";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { Timeline } from "@/components/ui/timeline";
import { api, orNotFound, signedIn } from "@/server/api/rsc";
import type { VersionRow } from "@/server/oms/sourcing/queries-profile";

type Props = { params: Promise<{ version: string }> };

export async function generateMetadata({ params }: Props) {
  return { title: `Routing ${(await params).version}` };
}

/** One version: its sentences, or the editor while it may change; what it does otherwise; its life. */
export default async function RoutingVersionPage({ params }: Props) {
  const { version: text } = await params;
  const version = Number(text);
  const { actor } = await signedIn(`/admin/routing/${text}`);
  if (!actor.capabilities.has("sourcing.find_version")) {
    return <Forbidden title="Routing" right="sourcing.find_version" />;
  }
  if (!Number.isSafeInteger(version) || version < 1) {
    notFound();
  }
  const caller = await api();
  const [found, clock] = await Promise.all([
    orNotFound(caller.sourcing.findVersion({ version })),
    readerClock(),
  ]);
  const { row } = found;
  if (row === null) {
    notFound();
  }
  const isOpen = row.status === "draft" || row.status === "simulated";
  const mayEdit = isOpen && actor.capabilities.has("sourcing.save_draft");
  const [difference, share, choices] = await Promise.all([
    caller.sourcing.compareVersions({ from: null, to: version }),
    mayEdit ? null : caller.sourcing.matchShare({ version }),
    mayEdit && row.activateAt === null ? readChoices(caller) : null,
  ]);
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: "Routing", href: "/admin/routing" }]}
        title={`Version ${version}`}
        status={<ProfileBadge row={row} />}
        meta={<Life row={row} clock={clock} />}
        actions={<Steps found={found} row={row} mayEdit={mayEdit} rights={actor.capabilities} />}
        primary={
          isOpen && actor.capabilities.has("sourcing.publish_profile") ? (
            <PublishVersion
              version={version}
              revision={row.revision}
              notYet={notYet(row)}
              zone={clock.zone}
            />
          ) : null
        }
      />
      <LiveRefresh topics={["sourcing_profile", "rehearsal"]} />
      <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_320px]">
        {choices === null ? (
          <Sentences found={found} share={share} />
        ) : (
          <ProfileEditor
            // Another's save is another text to begin with.
            key={row.revision}
            version={version}
            revision={row.revision}
            profile={found.profile}
            note={row.note}
            names={found.names}
            choices={choices}
          />
        )}
        <aside className="grid gap-6">
          {row.status === "active" ? null : <Difference difference={difference} />}
          {row.activateAt === null ? null : (
            <Callout tone="info" title="It goes live by itself">
              <InstantText at={row.activateAt} now={clock.now} zone={clock.zone} />. Cancel the
              schedule to change it.
            </Callout>
          )}
          <Panel title="What happened to it">
            <Timeline
              zone={clock.zone}
              today={clock.today}
              events={found.events.toReversed().map((event) => ({
                ...profileEventSentence(event.type, event.payload),
                id: String(event.id),
                at: event.occurredAt,
                actor: event.actor,
              }))}
            />
          </Panel>
        </aside>
      </div>
    </>
  );
}

type Caller = Awaited<ReturnType<typeof api>>;
type Found = Awaited<ReturnType<Caller["sourcing"]["findVersion"]>>;
type Share = Awaited<ReturnType<Caller["sourcing"]["matchShare"]>>;

function Steps({
  found,
  row,
  mayEdit,
  rights,
}: {
  found: Found;
  row: VersionRow;
  mayEdit: boolean;
  rights: ReadonlySet<string>;
}) {
  const { version } = row;
  return (
    <>
      <a className="link" download={`routing-${version}.json`} href={documentHref(found.profile)}>
        Download as a document
      </a>
      {mayEdit ? <DraftSteps version={version} isScheduled={row.activateAt !== null} /> : null}
      {mayEdit && rights.has("rehearsal.start_rehearsal") ? (
        <LinkButton href={`/admin/routing/rehearsals?version=${version}`}>Rehearse</LinkButton>
      ) : null}
    </>
  );
}

function Sentences({ found, share }: { found: Found; share: Share | null }) {
  return (
    <Panel title="Strategies" flush>
      <ol>
        {found.profile.strategies.map((strategy, index) => (
          <StrategyRow
            key={strategy.name}
            index={index}
            name={strategy.name}
            sentence={found.sentences[index] ?? ""}
            share={share?.strategies[index] ?? null}
            orders={share?.orders ?? 0}
            findings={found.findings.filter((finding) => finding.strategy === index)}
          />
        ))}
      </ol>
      <ul className="grid gap-1 border-t border-line px-4 py-3 text-muted">
        {found.parameterSentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </Panel>
  );
}

function Difference({
  difference,
}: {
  difference: { from: number; sentences: readonly string[] };
}) {
  return (
    <Panel title={`Otherwise than version ${difference.from}`}>
      {difference.sentences.length === 0 ? (
        <p className="text-muted">It says the same.</p>
      ) : (
        <ul className="grid gap-1.5">
          {difference.sentences.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Life({ row, clock }: { row: VersionRow; clock: ReaderClock }) {
  return (
    <span>
      {row.note === "" ? "" : `${row.note} · `}
      {row.owner} saved it <InstantText at={row.savedAt} now={clock.now} zone={clock.zone} />
      {row.baseVersion === null ? "" : `, from version ${row.baseVersion}`}
    </span>
  );
}

/** The steps that a draft still has before it. */
function notYet(row: VersionRow): string | null {
  if (row.rehearsedAt === null) {
    return "Rehearse this draft first";
  }
  return row.lookedAt === null ? "Read what its rehearsal found first" : null;
}

const documentHref = (profile: unknown) =>
  `data:application/json;charset=utf-8,${encodeURIComponent(`${JSON.stringify(profile, null, 2)}\n`)}`;

async function readChoices(caller: Caller): Promise<RoutingChoices> {
  const [channels, services, nodes, stock] = await Promise.all([
    caller.network.listChannels({}),
    caller.network.services({}),
    caller.network.listNodes({}),
    caller.inventory.list({ limit: 1 }),
  ]);
  const option = ({ code, name }: { code: string; name: string }) => ({ value: code, label: name });
  return {
    channels: channels.map(option),
    services: services.map(option),
    nodes: nodes.map(option),
    categories: stock.categories
      .filter(({ category }) => category !== "")
      .map(({ category }) => ({ value: category, label: category })),
    currency: "USD",
  };
}
