import Link from "next/link";
import { Forbidden } from "@/components/admin/forbidden";
import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { AllocationTabs } from "@/components/allocation/allocation-tabs";
import { RunState } from "@/components/allocation/run-state";
import { formatCount, formatQuantity } from "@/components/format";
import { LiveRefresh } from "@/components/live/live-refresh";
import { readerClock } from "@/components/reader-clock";
import { EmptyState } from "@/components/ui/empty-state";
import { Ident, InstantText } from "@/components/ui/figures";
import { PageHeader } from "@/components/ui/page-header";
import { api, signedIn } from "@/server/api/rsc";

export const metadata = { title: "Allocation runs" };

const COLUMNS = [
  { header: "Run" },
  { header: "State" },
  { header: "SKUs" },
  { header: "Lines", align: "right" },
  { header: "Gain", align: "right" },
  { header: "Lose", align: "right" },
  { header: "Later", align: "right" },
  { header: "Made" },
  { header: "Decided" },
] as const;

/** The runs, the newest first. */
export default async function AllocationRunsPage() {
  const { actor } = await signedIn("/admin/allocation/runs");
  if (!actor.capabilities.has("allocation.list_runs")) {
    return <Forbidden title="Allocation runs" right="allocation.list_runs" />;
  }
  const caller = await api();
  const [runs, { now, zone }] = await Promise.all([caller.allocation.listRuns({}), readerClock()]);
  return (
    <>
      <PageHeader title="Allocation runs" meta="Each was looked at before it moved anything" />
      <AllocationTabs current="runs" />
      <LiveRefresh topics={["allocation_run"]} />
      {runs.length === 0 ? (
        <EmptyState kind="never" title="No runs yet">
          Open a short SKU and re-allocate it, or let the policy make a run every few hours.
        </EmptyState>
      ) : (
        <PlainTable label="Runs" columns={COLUMNS}>
          <tbody>
            {runs.map((run) => (
              <tr key={run.id}>
                <PlainCell isHead>
                  <Link
                    className="link"
                    href={`/admin/allocation/runs/${run.number}`}
                    prefetch={false}
                  >
                    <Ident>{run.number}</Ident>
                  </Link>{" "}
                  <span className="block text-muted">{run.note}</span>
                </PlainCell>
                <PlainCell>
                  <RunState state={run.state} />
                </PlainCell>
                <PlainCell>{run.skus.join(", ")}</PlainCell>
                <PlainCell align="right">{formatQuantity(run.lines)}</PlainCell>
                <PlainCell align="right">{formatQuantity(run.gain)}</PlainCell>
                <PlainCell align="right">{formatQuantity(run.lose)}</PlainCell>
                <PlainCell align="right">{formatQuantity(run.later)}</PlainCell>
                <PlainCell className="whitespace-nowrap">
                  {run.madeBy} <InstantText at={run.madeAt} now={now} zone={zone} />
                  <span className="block text-muted">
                    {run.policyVersion === null
                      ? "a policy that was tried"
                      : `policy version ${formatQuantity(run.policyVersion)}`}
                  </span>
                </PlainCell>
                <PlainCell>
                  {run.approvedAt === null || run.decidedAt !== null ? null : (
                    <>
                      {run.approvedBy} <InstantText at={run.approvedAt} now={now} zone={zone} />
                      <span className="block text-muted">{run.approvalReason}</span>
                    </>
                  )}
                  {run.decidedAt === null ? null : (
                    <>
                      {run.decidedBy} <InstantText at={run.decidedAt} now={now} zone={zone} />
                      <span className="block text-muted">{run.decisionReason}</span>
                    </>
                  )}
                </PlainCell>
              </tr>
            ))}
          </tbody>
        </PlainTable>
      )}
      {runs.length === 0 ? null : (
        <p className="mt-2 text-xs text-muted">{formatCount(runs.length, "run")}</p>
      )}
    </>
  );
}
