import Link from "next/link";
import { Forbidden } from "@/components/admin/forbidden";
import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { inWords, withDays } from "@/components/admin/words";
import { exceptionHref } from "@/components/exceptions/exception-columns";
import { PlaybookDialog } from "@/components/exceptions/playbook-dialog";
import { playbookSentence } from "@/components/exceptions/playbook-sentence";
import { formatMoney, formatQuantity } from "@/components/format";
import { type ReaderClock, readerClock } from "@/components/reader-clock";
import { Badge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { InstantText } from "@/components/ui/figures";
import { Glyph } from "@/components/ui/glyph";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { api, signedIn } from "@/server/api/rsc";
import type { PlaybookRow, PlaybookRun } from "@/server/oms/desk/queries-playbooks";

export const metadata = { title: "Playbooks" };

const COLUMNS = [
  { header: "Playbook" },
  { header: "What it does" },
  { header: "Version", align: "right" },
  { header: "Owner" },
  { header: "Resolved", align: "right" },
  { header: "Refused", align: "right" },
  { header: "Saved", align: "right" },
  { header: "" },
] as const;
const RUN_COLUMNS = [
  { header: "When" },
  { header: "Playbook" },
  { header: "Exception" },
  { header: "What came of it" },
] as const;

/** Rules that resolve exceptions by themselves, or propose how, and what each of them did. */
export default async function PlaybooksPage() {
  const { actor } = await signedIn("/admin/settings/playbooks");
  if (!actor.capabilities.has("exceptions.list_playbooks")) {
    return <Forbidden title="Playbooks" right="exceptions.list_playbooks" />;
  }
  const caller = await api();
  const [{ rows, runs }, nodes, clock] = await Promise.all([
    caller.exceptions.listPlaybooks({}),
    caller.network.listNodes({}),
    readerClock(),
  ]);
  const places = nodes.map(({ code, name }) => ({ code, name }));
  const mayEdit = actor.capabilities.has("exceptions.save_playbook");
  return (
    <>
      <PageHeader
        title="Playbooks"
        meta="A rule takes what nobody has in hand. What it cannot do it leaves to a person, with the reason."
        primary={
          mayEdit ? <PlaybookDialog playbook={null} nodes={places} today={clock.today} /> : null
        }
      />
      <div className="grid gap-6">
        <Panel title="Rules" flush>
          {rows.length === 0 ? (
            <EmptyState kind="never" title="No playbook yet">
              Exceptions wait for a person until a rule takes them.
            </EmptyState>
          ) : (
            <PlainTable label="Rules" columns={COLUMNS}>
              <tbody>
                {rows.map((row) => (
                  <RuleRow key={row.playbookId} row={row}>
                    {mayEdit ? (
                      <PlaybookDialog playbook={row} nodes={places} today={clock.today} />
                    ) : null}
                  </RuleRow>
                ))}
              </tbody>
            </PlainTable>
          )}
        </Panel>
        <Panel title="What they did" meta="the latest 50" flush>
          <RunTable runs={runs} clock={clock} />
        </Panel>
      </div>
    </>
  );
}

function RuleRow({ row, children }: { row: PlaybookRow; children: React.ReactNode }) {
  return (
    <tr>
      <PlainCell isHead>
        <span className="flex flex-wrap items-center gap-2">
          {row.name}
          <Badge tone={row.isOn ? "success" : "neutral"}>
            {row.isOn ? (row.mode === "automatic" ? "On" : "Proposes") : "Off"}
          </Badge>
        </span>
      </PlainCell>
      <PlainCell className="min-w-72">{playbookSentence(row)}</PlainCell>
      <PlainCell align="right">{row.version}</PlainCell>
      <PlainCell>{row.savedBy}</PlainCell>
      <PlainCell align="right">{formatQuantity(row.done)}</PlainCell>
      <PlainCell align="right">{formatQuantity(row.refused)}</PlainCell>
      <PlainCell align="right">{formatMoney(row.savedMinor, "USD")}</PlainCell>
      <PlainCell align="right">{children}</PlainCell>
    </tr>
  );
}

function RunTable({ runs, clock }: { runs: readonly PlaybookRun[]; clock: ReaderClock }) {
  if (runs.length === 0) {
    return <EmptyState kind="never" title="No playbook has done anything yet" />;
  }
  return (
    <PlainTable label="What they did" columns={RUN_COLUMNS}>
      <tbody>
        {runs.map((run) => (
          <tr key={run.id}>
            <PlainCell>
              <InstantText at={run.ranAt} now={clock.now} zone={clock.zone} />
            </PlainCell>
            <PlainCell>{`${run.name}, version ${run.version}`}</PlainCell>
            <PlainCell className="min-w-72">
              <Link className="link" href={exceptionHref(run.exceptionId)} prefetch={false}>
                {withDays(run.sentence, clock.today)}
              </Link>
            </PlainCell>
            <PlainCell className="min-w-56">
              <span className="inline-flex items-center gap-1.5">
                <Glyph
                  name={run.isDone ? "full" : "failed"}
                  tone={run.isDone ? "success" : "critical"}
                />
                {run.isDone ? "" : "Refused: "}
                {withDays(inWords(run.text), clock.today)}
              </span>
            </PlainCell>
          </tr>
        ))}
      </tbody>
    </PlainTable>
  );
}
