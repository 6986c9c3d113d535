import Link from "next/link";
import { formatQuantity } from "@/components/format";
import { Badge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { Ident } from "@/components/ui/figures";
import type { SkuPosition } from "@/server/oms/inventory/queries-sku-stock";
import { PlainCell, PlainTable } from "./plain-table";
import { StockBar, StockLegend } from "./stock-bar";
import { skuHref } from "./stock-columns";

/** What is held for the moment has a column only while something is. */
const columnsOf = (isHeld: boolean) => [
  { header: "Node" },
  { header: "Bin" },
  { header: "On hand", align: "right" as const },
  { header: "− Allocated", align: "right" as const },
  ...(isHeld ? [{ header: "− Held", align: "right" as const }] : []),
  { header: "− Safety stock", align: "right" as const },
  { header: "= Available", align: "right" as const },
  { header: <StockLegend /> },
  { header: "Cannot be sold", align: "right" as const },
];

/** From what is there to what may be promised, node by node. */
export function SkuPositions({
  sku,
  positions,
  seesHolds,
}: {
  sku: string;
  positions: readonly SkuPosition[];
  /** May see who holds what is held. */
  seesHolds: boolean;
}) {
  if (positions.length === 0) {
    return (
      <EmptyState kind="never" title="No node keeps it yet">
        An adjustment or a receipt puts it on a node's books.
      </EmptyState>
    );
  }
  const isHeld = positions.some(({ reserved }) => reserved > 0);
  const most = Math.max(...positions.map(({ onHand }) => onHand));
  const ledger = (row: SkuPosition, of: string) =>
    `${skuHref(sku)}?node=${row.nodeCode}&of=${of}#ledger`;
  const peek = (row: SkuPosition, part = "") => `${skuHref(sku)}?peek=${row.nodeCode}${part}`;
  return (
    <PlainTable label="Stock by node" columns={columnsOf(isHeld)}>
      <tbody>
        {positions.map((row) => (
          <tr key={row.nodeId}>
            <PlainCell isHead className="whitespace-nowrap">
              {row.node} <Ident className="text-muted">{row.nodeCode}</Ident>
            </PlainCell>
            <PlainCell>{row.bin === null ? "" : <Ident>{row.bin}</Ident>}</PlainCell>
            <PlainCell align="right">
              <Link className="hover:underline" href={ledger(row, "on_hand")}>
                {formatQuantity(row.onHand)}
              </Link>
            </PlainCell>
            <PlainCell align="right">
              <Link className="hover:underline" href={ledger(row, "allocated")}>
                {formatQuantity(row.allocated)}
              </Link>
              {row.oversold > 0 && (
                <Badge tone="critical" glyph="risk" className="ml-2">
                  {formatQuantity(row.oversold)} too many
                </Badge>
              )}
            </PlainCell>
            {isHeld && (
              <PlainCell align="right">
                {seesHolds ? (
                  <Peek href={peek(row, "#holds")} units={row.reserved} />
                ) : (
                  formatQuantity(row.reserved)
                )}
              </PlainCell>
            )}
            <PlainCell align="right">
              <Peek href={peek(row, "#safety")} units={row.safetyStock} />
            </PlainCell>
            <PlainCell align="right" className="font-medium">
              <Peek href={peek(row)} units={row.available} />
            </PlainCell>
            <PlainCell className="w-full">
              <StockBar position={row} most={most} />
              <Shares sku={sku} row={row} />
            </PlainCell>
            <PlainCell align="right">
              <Unsellable sku={sku} row={row} />
            </PlainCell>
          </tr>
        ))}
      </tbody>
    </PlainTable>
  );
}

/** A number that opens a sheet over the page it stands on. */
const Peek = ({ href, units }: { href: string; units: number }) => (
  <Link className="hover:underline" href={href} scroll={false} prefetch={false}>
    {formatQuantity(units)}
  </Link>
);

/** As many channels as a line names; more of them are counted. */
const NAMED_MAX = 2;

/** Channels that may sell the same here for the same reason, in one sentence. */
function alike(channels: SkuPosition["channels"]) {
  const groups = new Map<string, { names: string[]; share: SkuPosition["channels"][number] }>();
  for (const share of channels) {
    const key = `${share.available} ${share.rule} ${share.owed}`;
    const group = groups.get(key) ?? { names: [], share };
    groups.set(key, group);
    group.names.push(share.channel);
  }
  return [...groups].map(([key, { names, share }]) => ({
    ...share,
    key,
    all: names.join(", "),
    who: names.length > NAMED_MAX ? `${names.length} channels` : names.join(" and "),
  }));
}

/** Channels that may sell less here than is available, by which rule and for whom. */
function Shares({ sku, row: { channels } }: { sku: string; row: SkuPosition }) {
  if (channels.length === 0) {
    return null;
  }
  return (
    <p className="mt-1 text-xs text-muted">
      {alike(channels).map(({ key, who, all, available, rule, owed }, at) => (
        <span key={key} title={all}>
          {at > 0 && ", "}
          {who} may sell {formatQuantity(available)}{" "}
          {owed > 0 ? (
            <>
              with{" "}
              <Link
                className="link"
                href={`/admin/inventory/${encodeURIComponent(sku)}?demand=waiting#demand`}
              >
                {formatQuantity(owed)} kept for orders that wait
              </Link>
            </>
          ) : rule === null ? (
            "by the buffer of the pool"
          ) : (
            <Link className="link" href="/admin/availability" prefetch={false}>
              by rule {rule}
            </Link>
          )}
        </span>
      ))}
    </p>
  );
}

/** Units that no order may have, each status with its movements behind it. */
function Unsellable({ sku, row }: { sku: string; row: SkuPosition }) {
  const parts = [
    { status: "damaged", units: row.damaged, word: "damaged" },
    { status: "quarantine", units: row.quarantine, word: "in quarantine" },
  ].filter(({ units }) => units > 0);
  if (parts.length === 0) {
    return 0;
  }
  return parts.map(({ status, units, word }, at) => (
    <span key={status}>
      {at > 0 && ", "}
      <Link
        className="hover:underline"
        href={`${skuHref(sku)}?node=${row.nodeCode}&status=${status}#ledger`}
      >
        {formatQuantity(units)} {word}
      </Link>
    </span>
  ));
}
