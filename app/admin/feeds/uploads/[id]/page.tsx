import { Forbidden } from "@/components/admin/forbidden";
import { HeldJob } from "@/components/feeds/held-job";
import { JobProgress } from "@/components/feeds/job-progress";
import { RunAccount } from "@/components/feeds/run-account";
import { UploadReview } from "@/components/feeds/upload-review";
import { readerClock } from "@/components/reader-clock";
import { StatusBadge } from "@/components/ui/badge";
import { Callout } from "@/components/ui/callout";
import { PageHeader } from "@/components/ui/page-header";
import { api, orNotFound, signedIn } from "@/server/api/rsc";

export const metadata = { title: "Feed" };

const REJECTED_SHOWN = 50;

type Props = { params: Promise<{ id: string }> };
type Caller = Awaited<ReturnType<typeof api>>;
type Job = Awaited<ReturnType<Caller["inventory"]["findFeedJob"]>>;

/** A feed that came in parts, from its first look to its account. */
export default async function FeedUploadPage({ params }: Props) {
  const { id } = await params;
  const { actor } = await signedIn(`/admin/feeds/uploads/${id}`);
  if (!actor.capabilities.has("imports.find_feed_job")) {
    return <Forbidden title="Feed" right="imports.find_feed_job" />;
  }
  const caller = await api();
  const job = await orNotFound(caller.inventory.findFeedJob({ jobId: id }));
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: "Feeds", href: "/admin/feeds" }]}
        title={job.fileName ?? "Snapshot over the API"}
        status={<StatusBadge kind="feed_job" value={job.state} />}
        meta={`${job.sourceName}, ${job.mode === "full" ? "all of its stock" : "some positions"}`}
      />
      <div className="grid gap-4">
        <Stage job={job} caller={caller} />
      </div>
    </>
  );
}

async function Stage({ job, caller }: { job: Job; caller: Caller }) {
  if (job.state === "open") {
    return job.fileName === null ? (
      <Callout title="Its rows are still coming">
        Its sender says when all of them are there.
      </Callout>
    ) : (
      <UploadReview jobId={job.id} nodes={await nodesOf(caller, job.source)} />
    );
  }
  if (job.state === "queued") {
    return <JobProgress jobId={job.id} rows={job.received.rows} rowsDone={job.rowsDone} />;
  }
  return (
    <>
      {job.state === "held" ? <HeldJob jobId={job.id} reason={job.reason} /> : null}
      {job.run === null ? (
        <Callout
          tone={job.state === "failed" ? "error" : "info"}
          title={job.reason ?? "It was dismissed"}
        >
          Nothing was changed.
        </Callout>
      ) : (
        <Account run={job.run} caller={caller} />
      )}
    </>
  );
}

async function Account({ run, caller }: { run: NonNullable<Job["run"]>; caller: Caller }) {
  const [{ rows }, { now, zone }] = await Promise.all([
    caller.inventory.listFeedRejections({ runId: run.id, limit: REJECTED_SHOWN }),
    readerClock(),
  ]);
  return <RunAccount run={run} rejected={rows} now={now} zone={zone} />;
}

async function nodesOf(caller: Caller, code: string): Promise<readonly string[]> {
  const sources = await caller.inventory.listSources({});
  return sources.find((source) => source.code === code)?.nodes ?? [];
}
