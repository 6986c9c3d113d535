import { DownloadRejected } from "@/components/admin/download-rejected";
import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { formatCount, formatDuration, formatQuantity, UNKNOWN } from "@/components/format";
import { Callout } from "@/components/ui/callout";
import { DefinitionList } from "@/components/ui/definition-list";
import { Ident, InstantText, Quantity } from "@/components/ui/figures";
import { Panel } from "@/components/ui/panel";
import { Stat, StatRow } from "@/components/ui/stat";
import type { RejectedFeedRow } from "@/server/oms/inventory/decide-feed";
import type { FeedRun } from "@/server/oms/inventory/queries-feeds";

type RunAccountProps = {
  run: FeedRun;
  /** The first of them. */
  rejected: readonly (Omit<RejectedFeedRow, "reason"> & { readonly problem: string })[];
  now: Date;
  zone: string;
};

const COLUMNS = [
  { header: "Row", align: "right" },
  { header: "What is wrong" },
  { header: "As it came" },
] as const;

/** What became of a feed: its account, how old it was, and the rows that were not taken. */
export function RunAccount({ run, rejected, now, zone }: RunAccountProps) {
  const { rows, zeroed, units, undone } = run;
  return (
    <div className="grid gap-4">
      {undone === null ? null : (
        <Callout tone="warning" title={undoneSentence(undone)}>
          By {undone.by}, <InstantText at={new Date(undone.at)} now={now} zone={zone} />. The ledger
          of each SKU says why.
        </Callout>
      )}
      <StatRow label="Account of its rows">
        <Stat label="Read" value={rows.read} />
        <Stat label="Changed" value={rows.changed} />
        <Stat label="Unchanged" value={rows.unchanged} />
        <Stat label="Older than known" value={rows.ignored} />
        <Stat label="Rejected" value={rows.rejected} />
        <Stat label="Emptied" value={zeroed} />
        <Stat label="Units ±" value={units} />
      </StatRow>
      <Panel title="The feed">
        <DefinitionList layout="stacked" items={factsOf(run, now, zone)} />
      </Panel>
      {rejected.length === 0 ? null : (
        <Panel
          title="Rejected rows"
          meta={
            rejected.length < rows.rejected
              ? `the first ${formatQuantity(rejected.length)} of ${formatQuantity(rows.rejected)}`
              : formatQuantity(rows.rejected)
          }
          actions={
            <DownloadRejected
              run={{ id: run.id, source: run.source, rejected: rows.rejected }}
              label="Download rejected rows"
            />
          }
          flush
        >
          <PlainTable label="Rejected rows" columns={COLUMNS}>
            <tbody>
              {rejected.map(({ rowNumber, problem, raw }) => (
                <tr key={rowNumber}>
                  <PlainCell align="right">{rowNumber}</PlainCell>
                  <PlainCell isHead>{problem}</PlainCell>
                  <PlainCell>
                    <Ident className="[overflow-wrap:anywhere]">{raw}</Ident>
                  </PlainCell>
                </tr>
              ))}
            </tbody>
          </PlainTable>
        </Panel>
      )}
    </div>
  );
}

const undoneSentence = ({ positions, left }: NonNullable<FeedRun["undone"]>) =>
  left === 0
    ? `It was undone: ${formatCount(positions, "position")} put back`
    : `It was undone: ${formatCount(positions, "position")} put back, ${formatQuantity(left)} used since and left`;

const factsOf = (run: FeedRun, now: Date, zone: string) => [
  { term: "Source", description: `${run.sourceName} (${run.source})` },
  { term: "Mode", description: run.mode === "full" ? "Full" : "Delta" },
  {
    term: "Number",
    description: run.sequence === null ? UNKNOWN : <Quantity value={run.sequence} />,
  },
  { term: "Counted at", description: <InstantText at={run.asOf} now={now} zone={zone} /> },
  { term: "Arrived", description: <InstantText at={run.startedAt} now={now} zone={zone} /> },
  { term: "Old on arrival", description: ageOf(run) },
  { term: "Took", description: formatDuration(+run.finishedAt - +run.startedAt) },
  { term: "Sent by", description: run.actor },
  ...(run.reason === null ? [] : [{ term: "Remark", description: run.reason }]),
];

const ageOf = ({ asOf, startedAt }: FeedRun) =>
  asOf === null ? UNKNOWN : formatDuration(Math.max(0, +startedAt - +asOf));
