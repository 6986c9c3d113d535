import Link from "next/link";
import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { formatCount, formatQuantity } from "@/components/format";
import { StatusBadge } from "@/components/ui/badge";
import { InstantText } from "@/components/ui/figures";
import { Panel } from "@/components/ui/panel";
import type { FeedJobView } from "@/server/oms/imports/queries-feed-jobs";

const COLUMNS = [
  { header: "Feed" },
  { header: "Source" },
  { header: "State" },
  { header: "Begun" },
  { header: "Received", align: "right" },
  { header: "Applied", align: "right" },
] as const;

type RunningJobsProps = { jobs: readonly FeedJobView[]; now: Date; zone: string };

/** Feeds that are not settled: still coming, on their way, or waiting for a person. */
export function RunningJobs({ jobs, now, zone }: RunningJobsProps) {
  if (jobs.length === 0) {
    return null;
  }
  return (
    <Panel title="Not settled yet" meta={formatQuantity(jobs.length)} flush>
      <PlainTable label="Feeds that are not settled" columns={COLUMNS}>
        <tbody>
          {jobs.map((job) => (
            <tr key={job.id}>
              <PlainCell isHead>
                <Link className="link" href={`/admin/feeds/uploads/${job.id}`}>
                  {job.fileName ?? "Snapshot over the API"}
                </Link>
              </PlainCell>
              <PlainCell>{job.sourceName}</PlainCell>
              <PlainCell>
                <StatusBadge kind="feed_job" value={job.state} />
              </PlainCell>
              <PlainCell>
                <InstantText at={job.openedAt} now={now} zone={zone} />
              </PlainCell>
              <PlainCell align="right">
                {job.fileName === null
                  ? formatCount(job.received.rows, "row")
                  : `${formatQuantity(Math.ceil(job.received.bytes / 1_024))} KiB`}
              </PlainCell>
              <PlainCell align="right">{formatCount(job.rowsDone, "row")}</PlainCell>
            </tr>
          ))}
        </tbody>
      </PlainTable>
    </Panel>
  );
}
