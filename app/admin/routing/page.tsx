import { Forbidden } from "@/components/admin/forbidden";
import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { LiveRefresh } from "@/components/live/live-refresh";
import { readerClock } from "@/components/reader-clock";
import { ProfileBadge } from "@/components/routing/profile-badge";
import { StrategyRow } from "@/components/routing/strategy-rows";
import { ImportDocument, NewDraft, RollBack } from "@/components/routing/version-actions";
import { InstantText } from "@/components/ui/figures";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { api, signedIn } from "@/server/api/rsc";

export const metadata = { title: "Routing" };

const COLUMNS = [
  { header: "Version", align: "right" },
  { header: "State" },
  { header: "What it is for" },
  { header: "Saved" },
  { header: "Live" },
  { header: "Actions", hidden: true },
] as const;

/** How orders are routed now, in sentences, and every version there was or is to be. */
export default async function RoutingPage() {
  const { actor } = await signedIn("/admin/routing");
  if (!actor.capabilities.has("sourcing.list_versions")) {
    return <Forbidden title="Routing" right="sourcing.list_versions" />;
  }
  const caller = await api();
  const [versions, live, share, clock] = await Promise.all([
    caller.sourcing.listVersions({}),
    caller.sourcing.findVersion({ version: null }),
    caller.sourcing.matchShare({}),
    readerClock(),
  ]);
  const may = (right: string) => actor.capabilities.has(right);
  const active = versions.find(({ status }) => status === "active");
  return (
    <>
      <PageHeader
        title="Routing"
        meta="Where each unit ships from: the first strategy that matches an order and finds a plan routes it."
        actions={
          <>
            {may("rehearsal.list_rehearsals") ? (
              <LinkButton href="/admin/routing/rehearsals">Rehearsals</LinkButton>
            ) : null}
            {may("allocation.list_windows") ? (
              <LinkButton href="/admin/routing/windows">Windows</LinkButton>
            ) : null}
            {may("sourcing.import_profile") ? <ImportDocument /> : null}
          </>
        }
        primary={may("sourcing.save_draft") ? <NewDraft profile={live.profile} /> : null}
      />
      <LiveRefresh topics={["sourcing_profile"]} />
      <div className="grid gap-6">
        <Panel
          title="Live now"
          meta={active === undefined ? "" : `version ${active.version}`}
          flush
        >
          <ol>
            {live.profile.strategies.map((strategy, index) => (
              <StrategyRow
                key={strategy.name}
                index={index}
                name={strategy.name}
                sentence={live.sentences[index] ?? ""}
                share={share.strategies[index] ?? null}
                orders={share.orders}
                findings={live.findings.filter((finding) => finding.strategy === index)}
              />
            ))}
          </ol>
          <ul className="grid gap-1 border-t border-line px-4 py-3 text-muted">
            {live.parameterSentences.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </Panel>
        <Panel title="Versions" flush>
          <PlainTable label="Versions" columns={COLUMNS}>
            <tbody>
              {versions.map((row) => (
                <tr key={row.version}>
                  <PlainCell align="right">
                    <a className="link" href={`/admin/routing/${row.version}`}>
                      {row.version}
                    </a>
                  </PlainCell>
                  <PlainCell>
                    <ProfileBadge row={row} />
                  </PlainCell>
                  <PlainCell isHead>{row.note}</PlainCell>
                  <PlainCell className="whitespace-nowrap">
                    {row.owner} <InstantText at={row.savedAt} now={clock.now} zone={clock.zone} />
                  </PlainCell>
                  <PlainCell className="whitespace-nowrap">
                    {row.activateAt !== null ? (
                      <>
                        from <InstantText at={row.activateAt} now={clock.now} zone={clock.zone} />
                      </>
                    ) : row.activatedAt === null ? null : (
                      <InstantText at={row.activatedAt} now={clock.now} zone={clock.zone} />
                    )}
                  </PlainCell>
                  <PlainCell>
                    {active !== undefined &&
                    row.status === "retired" &&
                    may("sourcing.roll_back") ? (
                      <RollBack from={active.version} to={row.version} />
                    ) : null}
                  </PlainCell>
                </tr>
              ))}
            </tbody>
          </PlainTable>
        </Panel>
      </div>
    </>
  );
}
