import { SourceDialog } from "@/components/feeds/source-dialog";
import { SOURCE_KINDS } from "@/components/feeds/source-words";
import { formatCount, formatDuration, UNKNOWN } from "@/components/format";
import { StatusBadge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { Ident, InstantText, Quantity } from "@/components/ui/figures";
import { Panel } from "@/components/ui/panel";
import type { FeedSource } from "@/server/oms/inventory/queries-feeds";
import { PlainCell, PlainTable } from "./plain-table";

const COLUMNS = [
  { header: "Source" },
  { header: "Kind" },
  { header: "Speaks for" },
  { header: "Stock is as of" },
  { header: "Last feed" },
  { header: "State" },
  { header: "Read", align: "right" },
  { header: "Changed", align: "right" },
  { header: "Ignored", align: "right" },
  { header: "Rejected", align: "right" },
  { header: "Units ±", align: "right" },
  { header: "Actions", hidden: true },
] as const;

type FeedSourcesProps = {
  sources: readonly FeedSource[];
  /** Nodes to choose from; null for somebody who may not change sources. */
  nodes: readonly { readonly code: string; readonly name: string }[] | null;
  now: Date;
  zone: string;
};

/** Each source with its last feed, and how old the newest of what it told is. */
export function FeedSources({ sources, nodes, now, zone }: FeedSourcesProps) {
  return (
    <Panel title="Sources" flush>
      {sources.length === 0 ? (
        <EmptyState kind="never" title="No sources yet">
          A source speaks for the stock of some nodes. Its files are uploaded here or imported by
          the command line, or it posts to the API.
        </EmptyState>
      ) : (
        <PlainTable label="Sources of stock" columns={COLUMNS}>
          <tbody>
            {sources.map((source) => (
              <SourceRow key={source.id} source={source} nodes={nodes} now={now} zone={zone} />
            ))}
          </tbody>
        </PlainTable>
      )}
    </Panel>
  );
}

type SourceRowProps = Omit<FeedSourcesProps, "sources"> & { source: FeedSource };

function SourceRow({ source, nodes: choices, now, zone }: SourceRowProps) {
  const { lastRun, lagSeconds, nodes } = source;
  const counts = lastRun === null ? null : lastRun.rows;
  return (
    <tr>
      <PlainCell isHead>
        <span className="font-medium">{source.name}</span> <Ident>{source.code}</Ident>
      </PlainCell>
      <PlainCell>{SOURCE_KINDS[source.kind]}</PlainCell>
      <PlainCell>
        {nodes.length > 3 ? formatCount(nodes.length, "node") : nodes.join(", ")}
      </PlainCell>
      <PlainCell>
        {lagSeconds === null ? UNKNOWN : `${formatDuration(Math.max(0, lagSeconds) * 1_000)} ago`}
      </PlainCell>
      <PlainCell>
        <InstantText at={lastRun?.startedAt ?? null} now={now} zone={zone} />
      </PlainCell>
      <PlainCell>
        {lastRun === null ? UNKNOWN : <StatusBadge kind="feed" value={lastRun.state} />}
      </PlainCell>
      {(["read", "changed", "ignored", "rejected"] as const).map((name) => (
        <PlainCell key={name} align="right">
          {counts === null ? UNKNOWN : <Quantity value={counts[name]} />}
        </PlainCell>
      ))}
      <PlainCell align="right">
        {lastRun === null ? UNKNOWN : <Quantity value={lastRun.units} />}
      </PlainCell>
      <PlainCell>
        {choices === null ? null : (
          <SourceDialog source={{ ...source, nodes: [...nodes] }} nodes={choices} />
        )}
      </PlainCell>
    </tr>
  );
}
