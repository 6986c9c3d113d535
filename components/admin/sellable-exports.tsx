import { formatQuantity, UNKNOWN } from "@/components/format";
import { Ident, InstantText } from "@/components/ui/figures";
import type { ChannelExport } from "@/server/oms/inventory/queries-sellable";
import { DownloadSellable } from "./download-sellable";
import { PlainCell, PlainTable } from "./plain-table";

const COLUMNS = [
  { header: "Channel" },
  { header: "Last export" },
  { header: "By" },
  { header: "SKUs", align: "right" },
  { header: "Changed in it", align: "right" },
  { header: "Actions", hidden: true },
] as const;

/** What each channel was last told it may sell, and the next telling. */
export function SellableExports({
  exports,
  mayExport,
  now,
  zone,
}: {
  exports: readonly ChannelExport[];
  mayExport: boolean;
  now: Date;
  zone: string;
}) {
  return (
    <PlainTable label="Exports by channel" columns={COLUMNS}>
      <tbody>
        {exports.map(({ code, name, last }) => (
          <tr key={code}>
            <PlainCell isHead className="whitespace-nowrap">
              {name} <Ident className="text-muted">{code}</Ident>
            </PlainCell>
            <PlainCell className="whitespace-nowrap">
              {last === null ? (
                <span className="text-muted">Never</span>
              ) : (
                <InstantText at={last.sentAt} now={now} zone={zone} />
              )}
            </PlainCell>
            <PlainCell>{last?.by ?? UNKNOWN}</PlainCell>
            <PlainCell align="right">{last ? formatQuantity(last.skus) : UNKNOWN}</PlainCell>
            <PlainCell align="right">{last ? formatQuantity(last.changed) : UNKNOWN}</PlainCell>
            <PlainCell align="right">
              {mayExport && <DownloadSellable code={code} name={name} last={last?.run ?? null} />}
            </PlainCell>
          </tr>
        ))}
      </tbody>
    </PlainTable>
  );
}
