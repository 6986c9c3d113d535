import { Forbidden } from "@/components/admin/forbidden";
import { RunAccount } from "@/components/feeds/run-account";
import { UndoFeed } from "@/components/feeds/undo-feed";
import { LiveRefresh } from "@/components/live/live-refresh";
import { readerClock } from "@/components/reader-clock";
import { StatusBadge } from "@/components/ui/badge";
import { PageHeader } from "@/components/ui/page-header";
import { api, orNotFound, signedIn } from "@/server/api/rsc";
import type { FeedRun } from "@/server/oms/inventory/queries-feeds";

export const metadata = { title: "Feed" };

const REJECTED_SHOWN = 50;

/** Only what moved stock, and once. */
const mayUndo = ({ state, undone, rows, zeroed }: FeedRun) =>
  state === "applied" && undone === null && rows.changed + zeroed > 0;

type Props = { params: Promise<{ id: string }> };

/** One feed, by whatever way it came: what it did, and what was refused. */
export default async function FeedRunPage({ params }: Props) {
  const { id } = await params;
  const { actor } = await signedIn(`/admin/feeds/runs/${id}`);
  if (!actor.capabilities.has("inventory.find_feed_run")) {
    return <Forbidden title="Feed" right="inventory.find_feed_run" />;
  }
  const caller = await api();
  const run = await orNotFound(caller.inventory.findFeedRun({ runId: id }));
  const [{ rows }, { now, zone }] = await Promise.all([
    caller.inventory.listFeedRejections({ runId: id, limit: REJECTED_SHOWN }),
    readerClock(),
  ]);
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: "Feeds", href: "/admin/feeds" }]}
        title={`Feed of ${run.sourceName}`}
        status={<StatusBadge kind="feed" value={run.state} />}
        actions={
          mayUndo(run) && actor.capabilities.has("inventory.undo_feed") ? (
            <UndoFeed runId={run.id} source={run.sourceName} />
          ) : null
        }
      />
      <LiveRefresh topics={["stock.feed_undone"]} />
      <RunAccount run={run} rejected={rows} now={now} zone={zone} />
    </>
  );
}
