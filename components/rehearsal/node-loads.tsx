import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { formatCount, formatDate, formatQuantity } from "@/components/format";
import { Panel } from "@/components/ui/panel";
import type { NodeComparison, RehearsalSummary } from "@/server/oms/rehearsal/types";

/** Days that the little chart of a node draws; a longer period shows its last ones. */
const DAYS_SHOWN = 42;
const HEIGHT = 28;

type NodeLoadsProps = { nodes: RehearsalSummary["nodes"]; today: string };

/** What each node would be given, in all and by day, against what it takes. */
export function NodeLoads({ nodes, today }: NodeLoadsProps) {
  const busy = nodes.filter(({ load }) => load.before.lines + load.after.lines > 0);
  return (
    <Panel title="Load per node" meta="order lines, before and after" flush>
      <PlainTable
        label="Load per node before and after"
        columns={[
          { header: "Node" },
          { header: "Shipments", align: "right" },
          { header: "Lines", align: "right" },
          { header: "Fullest day", align: "right" },
          { header: "Takes a day", align: "right" },
          { header: "Days over", align: "right" },
          { header: "Lines by day" },
        ]}
      >
        <tbody>
          {busy.map((node) => (
            <tr key={node.nodeId}>
              <PlainCell isHead className="whitespace-nowrap">
                {node.name}
              </PlainCell>
              <Both node={node} of={(load) => load.shipments} />
              <Both node={node} of={(load) => load.lines} />
              <Both node={node} of={(load) => load.linesMost} />
              <PlainCell align="right">{takes(node)}</PlainCell>
              <Both node={node} of={(load) => load.daysOver} isBad />
              <PlainCell className="min-w-44">
                <Days node={node} today={today} />
              </PlainCell>
            </tr>
          ))}
        </tbody>
      </PlainTable>
    </Panel>
  );
}

function takes({ limits }: NodeComparison): string {
  const words = (["orders", "lines", "units"] as const).flatMap((measure) => {
    const most = limits[measure];
    return most === null ? [] : [formatCount(most, measure.slice(0, -1))];
  });
  return words.length === 0 ? "no limit" : words.join(", ");
}

type BothProps = {
  node: NodeComparison;
  of: (load: NodeComparison["load"]["after"]) => number;
  isBad?: boolean;
};

function Both({ node, of, isBad = false }: BothProps) {
  const [before, after] = [of(node.load.before), of(node.load.after)];
  return (
    <PlainCell align="right">
      <span className="text-muted">{formatQuantity(before)} → </span>
      <span className={isBad && after > before ? "text-critical-fg" : undefined}>
        {formatQuantity(after)}
      </span>
    </PlainCell>
  );
}

/** A bar per day for after, a tick for before, a line for what the node takes. */
function Days({ node, today }: { node: NodeComparison; today: string }) {
  const days = node.days.slice(-DAYS_SHOWN);
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) {
    return null;
  }
  const limit = node.limits.lines;
  const top = Math.max(1, limit ?? 0, ...days.flatMap(([, before, after]) => [before, after]));
  const y = (lines: number) => HEIGHT - (lines / top) * HEIGHT;
  const width = 100 / days.length;
  const words = `${node.name}: ${formatQuantity(node.load.after.lines)} lines from ${formatDate(first[0], today)} to ${formatDate(last[0], today)}, at most ${formatQuantity(node.load.after.linesMost)} a day`;
  return (
    <svg role="img" aria-label={words} width="100%" height={HEIGHT} className="block">
      {days.map(([day, before, after], at) => (
        <g key={day}>
          <rect
            x={`${at * width}%`}
            width={`${width * 0.8}%`}
            y={y(after)}
            height={HEIGHT - y(after)}
            className={
              limit !== null && after > limit ? "fill-critical-dot" : "fill-progress-dot/60"
            }
          />
          <line
            x1={`${at * width}%`}
            x2={`${at * width + width * 0.8}%`}
            y1={y(before)}
            y2={y(before)}
            className="stroke-ink"
          />
        </g>
      ))}
      {limit === null ? null : (
        <line
          x1="0"
          x2="100%"
          y1={y(limit)}
          y2={y(limit)}
          strokeDasharray="3 3"
          className="stroke-warning-dot"
        />
      )}
    </svg>
  );
}
