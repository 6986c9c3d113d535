import { Forbidden } from "@/components/admin/forbidden";
import { ClassTotals } from "@/components/allocation/class-totals";
import { ContestedLines } from "@/components/allocation/contested-lines";
import { EditLine } from "@/components/allocation/edit-line";
import {
  classSentence,
  policySentences,
  quotaSentence,
} from "@/components/allocation/policy-sentence";
import { RunActions } from "@/components/allocation/run-actions";
import { RunState } from "@/components/allocation/run-state";
import { RunTrail } from "@/components/allocation/run-trail";
import { formatCount, formatInstantExact } from "@/components/format";
import { LiveRefresh } from "@/components/live/live-refresh";
import { readerClock } from "@/components/reader-clock";
import { Ident } from "@/components/ui/figures";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { api, orNotFound, signedIn } from "@/server/api/rsc";
import type { RunPage } from "@/server/oms/allocation/queries-runs";
import type { AllocationPolicy } from "@/server/oms/scarcity/types";

type Props = { params: Promise<{ number: string }> };

const numberOf = async (params: Props["params"]) =>
  decodeURIComponent((await params).number).toUpperCase();

export async function generateMetadata({ params }: Props) {
  return { title: await numberOf(params) };
}

/** One run: who gains and who loses, line by line, and what became of it. */
export default async function AllocationRunPage({ params }: Props) {
  const number = await numberOf(params);
  const { actor } = await signedIn(`/admin/allocation/runs/${number}`);
  if (!actor.capabilities.has("allocation.find_run")) {
    return <Forbidden title={number} right="allocation.find_run" />;
  }
  const caller = await api();
  const [run, clock] = await Promise.all([
    orNotFound(caller.allocation.findRun({ number })),
    readerClock(),
  ]);
  const { today, zone } = clock;
  const { state } = run;
  const mayEdit = state === "simulated" && actor.capabilities.has("allocation.edit_run_line");
  const skus = new Set(run.lines.map(({ sku }) => sku)).size;
  const made = `Made by ${run.madeBy}, ${formatInstantExact(run.madeAt, zone)}`;
  const approved =
    run.approvedAt === null
      ? ""
      : `. Approved by ${run.approvedBy}, ${formatInstantExact(run.approvedAt, zone)}: ${run.approvalReason}`;
  return (
    <>
      <PageHeader
        breadcrumb={[
          { label: "Scarce stock", href: "/admin/allocation" },
          { label: "Runs", href: "/admin/allocation/runs" },
        ]}
        title={<Ident>{run.number}</Ident>}
        status={<RunState state={run.state} />}
        meta={`${made}${approved}${run.note === "" ? "" : `. ${run.note}`}`}
        actions={
          state === "simulated" || state === "approved" ? (
            <RunActions
              run={{ ...run, state }}
              effect={effectOf(run)}
              mayApprove={actor.capabilities.has("allocation.approve_run")}
              mayApply={actor.capabilities.has("allocation.apply_run")}
              isForAnother={
                run.isAppliedByAnother && (state === "simulated" || run.approverId === actor.id)
              }
            />
          ) : null
        }
      />
      <LiveRefresh topics={["allocation_run"]} />
      <div className="grid gap-4">
        <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_22rem]">
          <Panel title="Total by class" meta={effectOf(run)} flush>
            <ClassTotals totals={run.totals} />
          </Panel>
          <Panel
            title="Policy"
            meta={
              run.policyVersion === null ? "tried for this run" : `version ${run.policyVersion}`
            }
          >
            <PolicyWords policy={run.policy} />
          </Panel>
        </div>
        <Panel
          title="Lines"
          meta={`${formatCount(run.lines.length, "line")} of ${formatCount(skus, "SKU")}`}
          flush
        >
          <ContestedLines
            lines={run.lines}
            today={today}
            showsSku={skus > 1}
            {...(mayEdit
              ? {
                  actions: (line) => (
                    <EditLine run={{ id: run.id, version: run.version }} line={line} />
                  ),
                }
              : {})}
          />
        </Panel>
        <Panel title="Trail">
          <RunTrail steps={run.trail} clock={clock} />
        </Panel>
      </div>
    </>
  );
}

/** `3 lines gain, 2 lose, 2 promises move later`. */
function effectOf({ totals }: RunPage): string {
  const count = (of: (total: RunPage["totals"][number]) => number) =>
    totals.reduce((sum, total) => sum + of(total), 0);
  const [gain, lose] = [count(({ gain }) => gain), count(({ lose }) => lose)];
  const [later, earlier] = [count(({ later }) => later), count(({ earlier }) => earlier)];
  return `${formatCount(gain, "line")} gain, ${lose} lose; ${formatCount(later, "line")} move later, ${earlier} earlier`;
}

function PolicyWords({ policy }: { policy: AllocationPolicy }) {
  const sentences = [
    ...policy.classes.map(classSentence),
    ...policy.quotas.map(quotaSentence),
    ...policySentences(policy),
  ];
  return (
    <ol className="grid gap-1 text-sm">
      {sentences.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ol>
  );
}
