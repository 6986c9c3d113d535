import Link from "next/link";
import { formatQuantity } from "@/components/format";
import type { ReaderClock } from "@/components/reader-clock";
import { buttonClass } from "@/components/ui/button-class";
import { EmptyState } from "@/components/ui/empty-state";
import { Ident, InstantText } from "@/components/ui/figures";
import type { MovementRow } from "@/server/oms/inventory/queries-ledger";
import { type StockCounter, type StockStatus, stockStatuses } from "@/server/oms/inventory/types";
import { PlainCell, PlainTable } from "./plain-table";
import { inWords } from "./words";

const COLUMNS = [
  { header: "When" },
  { header: "Node" },
  { header: "What" },
  { header: "On hand", align: "right" },
  { header: "before → after", align: "right" },
  { header: "Allocated", align: "right" },
  { header: "before → after", align: "right" },
  { header: "For" },
  { header: "By" },
] as const;

const COUNTERS: readonly (readonly [StockCounter | undefined, string])[] = [
  [undefined, "All movements"],
  ["on_hand", "On hand"],
  ["allocated", "Allocated"],
];

export type SkuLedgerProps = {
  pathname: string;
  rows: readonly MovementRow[];
  /** Where the older ones go on. */
  next: number | null;
  nodes: readonly { code: string; name: string }[];
  asked: {
    node: string | undefined;
    status: StockStatus | undefined;
    of: StockCounter | undefined;
    isFirstPage: boolean;
  };
  clock: ReaderClock;
};

/** Every change of stock with its cause and the balances before and after it, newest first. Nothing in it can change. */
export function SkuLedger({ pathname, rows, next, nodes, asked, clock }: SkuLedgerProps) {
  const href = (change: {
    node?: string | undefined;
    status?: string | undefined;
    of?: string | undefined;
    before?: number;
  }) => {
    const wanted = { node: asked.node, status: asked.status, of: asked.of, ...change };
    const params = new URLSearchParams(
      Object.entries(wanted).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, String(value)]],
      ),
    );
    return `${pathname}${params.size > 0 ? `?${params}` : ""}#ledger`;
  };
  const choice = (label: string, isCurrent: boolean, to: string) => (
    <Link
      key={label}
      href={to}
      prefetch={false}
      aria-current={isCurrent ? "true" : undefined}
      className={buttonClass({
        size: "dense",
        variant: isCurrent ? "secondary" : "ghost",
      })}
    >
      {label}
    </Link>
  );
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 border-b border-line px-3 py-1.5">
        <nav aria-label="Ledger of node" className="flex flex-wrap gap-1">
          {choice("All nodes", asked.node === undefined, href({ node: undefined }))}
          {nodes.map(({ code, name }) => choice(name, asked.node === code, href({ node: code })))}
        </nav>
        <nav aria-label="Ledger of status" className="flex flex-wrap gap-1">
          {choice("All stock", asked.status === undefined, href({ status: undefined }))}
          {stockStatuses.map((status) =>
            choice(inWords(status), asked.status === status, href({ status })),
          )}
        </nav>
        <nav aria-label="Ledger of counter" className="flex flex-wrap gap-1">
          {COUNTERS.map(([of, label]) => choice(label, asked.of === of, href({ of })))}
        </nav>
      </div>
      {rows.length === 0 ? (
        <EmptyState
          kind={asked.node || asked.status || asked.of ? "filtered" : "never"}
          title="No movements"
        />
      ) : (
        <PlainTable label="Ledger" columns={COLUMNS}>
          <tbody>
            {rows.map((row) => (
              <Movement key={row.id} row={row} clock={clock} />
            ))}
          </tbody>
        </PlainTable>
      )}
      <div className="flex gap-2 border-t border-line px-3 py-2 empty:hidden">
        {asked.isFirstPage ? null : choice("Newest", false, href({}))}
        {next === null ? null : choice("Older", false, href({ before: next }))}
      </div>
    </>
  );
}

/** What did not move is left blank: only the change speaks. */
const signed = (delta: number) =>
  delta === 0 ? "" : `${delta > 0 ? "+" : "−"}${formatQuantity(Math.abs(delta))}`;

const moved = (before: number, after: number) =>
  `${formatQuantity(before)} → ${formatQuantity(after)}`;

function Movement({ row, clock }: { row: MovementRow; clock: ReaderClock }) {
  return (
    <tr>
      <PlainCell className="whitespace-nowrap">
        <InstantText at={row.at} now={clock.now} zone={clock.zone} />
      </PlainCell>
      <PlainCell className="whitespace-nowrap">
        {row.node}
        {row.status === "sellable" ? "" : `, ${row.status}`}
      </PlainCell>
      <PlainCell>
        {inWords(row.kind)}
        {row.reason === null ? null : <p className="text-xs text-muted">“{row.reason}”</p>}
      </PlainCell>
      <PlainCell align="right">{signed(row.onHandDelta)}</PlainCell>
      <PlainCell align="right" className="text-muted">
        {row.onHandDelta === 0 ? "" : moved(row.onHandBefore, row.onHandAfter)}
      </PlainCell>
      <PlainCell align="right">{signed(row.allocatedDelta)}</PlainCell>
      <PlainCell align="right" className="text-muted">
        {row.allocatedDelta === 0 ? "" : moved(row.allocatedBefore, row.allocatedAfter)}
      </PlainCell>
      <PlainCell>
        <Cause row={row} />
      </PlainCell>
      <PlainCell className="whitespace-nowrap">{row.actor}</PlainCell>
    </tr>
  );
}

function Cause({ row: { order, supply, transfer } }: { row: MovementRow }) {
  if (order !== null) {
    return (
      <Link className="link" href={`/admin/orders/${order}`} prefetch={false}>
        <Ident>{order}</Ident>
      </Link>
    );
  }
  if (transfer !== null) {
    return (
      <Link className="link" href={`/admin/transfers/${transfer}`} prefetch={false}>
        <Ident>{transfer}</Ident>
      </Link>
    );
  }
  return supply === null ? null : <Ident>{supply}</Ident>;
}
