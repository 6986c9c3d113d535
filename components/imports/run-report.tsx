import Link from "next/link";
import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { formatCount, formatDuration, formatQuantity, UNKNOWN } from "@/components/format";
import { StatusBadge } from "@/components/ui/badge";
import { Callout } from "@/components/ui/callout";
import { DefinitionList } from "@/components/ui/definition-list";
import { Ident, InstantText } from "@/components/ui/figures";
import { Panel } from "@/components/ui/panel";
import { Stat, StatRow } from "@/components/ui/stat";
import type { RunDetail, WrittenChange } from "@/server/oms/imports/queries-runs";
import { ChangeTable } from "./change-table";
import { DownloadRows } from "./download-rows";
import { IMPORT_KINDS } from "./import-words";

type RunReportProps = {
  run: RunDetail;
  /** The first of them. */
  rejected: readonly { readonly row: number; readonly message: string }[];
  changes: readonly WrittenChange[];
  /** The first of the orders that it placed. */
  orders: readonly { readonly number: string; readonly company: string; readonly status: string }[];
  now: Date;
  zone: string;
};

const ORDERS = [{ header: "Order" }, { header: "Customer" }, { header: "State" }] as const;

const COLUMNS = [{ header: "Row", align: "right" }, { header: "What is wrong" }] as const;

/** What became of an import: its account, what it wrote, and the rows that were not taken. */
export function RunReport({ run, rejected, changes, orders, now, zone }: RunReportProps) {
  const { undone } = run;
  return (
    <div className="grid gap-4">
      {undone === null ? null : (
        <Callout tone="warning" title={undoneSentence(run)}>
          By {undone.by}, <InstantText at={undone.at} now={now} zone={zone} />: {undone.reason}
        </Callout>
      )}
      {run.changes === 0 && (run.created ?? 0) + (run.updated ?? 0) > 0 ? (
        <Callout title="It cannot be undone here">
          Of {IMPORT_KINDS[run.kind].toLowerCase()} no earlier values are kept with the import.
        </Callout>
      ) : null}
      {run.read === null ? (
        <Callout tone="warning" title="It has not said its end">
          It is still running, or broke off; what it wrote until then is kept.
        </Callout>
      ) : (
        <StatRow label="Account of its rows">
          <Stat label="Read" value={run.read} />
          <Stat label="New" value={run.created ?? 0} />
          <Stat label="Changed" value={run.updated ?? 0} />
          <Stat label="Unchanged" value={run.unchanged ?? 0} />
          <Stat label="Said twice" value={run.merged ?? 0} />
          <Stat label="Refused" value={run.rejected ?? 0} />
        </StatRow>
      )}
      <Panel title="The import">
        <DefinitionList
          layout="stacked"
          items={[
            { term: "By", description: run.by },
            {
              term: "Begun",
              description: <InstantText at={run.startedAt} now={now} zone={zone} />,
            },
            {
              term: "Took",
              description:
                run.finishedAt === null
                  ? UNKNOWN
                  : formatDuration(+run.finishedAt - +run.startedAt),
            },
          ]}
        />
      </Panel>
      {changes.length === 0 ? null : (
        <Panel title="What it wrote" meta={metaOf(changes.length, run.changes)} flush>
          <ChangeTable label="What it wrote" changes={changes} />
        </Panel>
      )}
      {orders.length === 0 ? null : (
        <Panel title="Its orders" meta={metaOf(orders.length, run.changes)} flush>
          <PlainTable label="Its orders" columns={ORDERS}>
            <tbody>
              {orders.map(({ number, company, status }) => (
                <tr key={number}>
                  <PlainCell isHead>
                    <Link className="link" href={`/admin/orders/${number}`}>
                      <Ident>{number}</Ident>
                    </Link>
                  </PlainCell>
                  <PlainCell>{company}</PlainCell>
                  <PlainCell>
                    <StatusBadge kind="order" value={status} />
                  </PlainCell>
                </tr>
              ))}
            </tbody>
          </PlainTable>
        </Panel>
      )}
      {rejected.length === 0 ? null : (
        <Panel
          title="Rejected rows"
          meta={metaOf(rejected.length, run.rejected ?? rejected.length)}
          actions={<DownloadRows runId={run.id} fileName={run.name} />}
          flush
        >
          <PlainTable label="Rejected rows" columns={COLUMNS}>
            <tbody>
              {rejected.map(({ row, message }) => (
                <tr key={`${row} ${message}`}>
                  <PlainCell align="right">{row}</PlainCell>
                  <PlainCell isHead>{message}</PlainCell>
                </tr>
              ))}
            </tbody>
          </PlainTable>
        </Panel>
      )}
    </div>
  );
}

const metaOf = (shown: number, all: number) =>
  shown < all
    ? `the first ${formatQuantity(shown)} of ${formatQuantity(all)}`
    : formatQuantity(all);

const undoneSentence = ({ kind, changes, left }: RunDetail) =>
  kind === "orders" ? cancelledSentence(changes - left, left) : putBackSentence(changes, left);

const cancelledSentence = (cancelled: number, left: number) =>
  left === 0
    ? `It was undone: ${formatCount(cancelled, "order")} cancelled`
    : `It was undone: ${formatCount(cancelled, "order")} cancelled, ${formatQuantity(left)} not`;

const putBackSentence = (changes: number, left: number) =>
  left === 0
    ? `It was undone: ${formatCount(changes, "thing")} put back or removed`
    : `It was undone: ${formatCount(changes - left, "thing")} put back or removed, ${formatQuantity(left)} left`;
