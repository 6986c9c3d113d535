import Link from "next/link";
import type { ReactNode } from "react";
import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { inWords, withDays } from "@/components/admin/words";
import { formatQuantity } from "@/components/format";
import { Badge } from "@/components/ui/badge";
import { Ident } from "@/components/ui/figures";
import type { ContestedLine } from "@/server/oms/allocation/queries-short";
import { Change, DayChange } from "./change";

type Props = {
  readonly lines: readonly ContestedLine[];
  readonly today: string;
  /** The lines are of several SKUs. */
  readonly showsSku?: boolean;
  /** What may be done to a line. */
  readonly actions?: (line: ContestedLine) => ReactNode;
};

/** The demand stack: who asks, in the order of the policy, what they have and what they would get. */
export function ContestedLines({ lines, today, showsSku = false, actions }: Props) {
  const columns = [
    { header: "Turn", align: "right" as const },
    { header: "Order" },
    ...(showsSku ? [{ header: "SKU" }] : []),
    { header: "Class" },
    { header: "Asks", align: "right" as const },
    { header: "From stock", align: "right" as const },
    { header: "From supply", align: "right" as const },
    { header: "Promised" },
    { header: "Why" },
    ...(actions ? [{ header: "Actions", hidden: true }] : []),
  ];
  return (
    <PlainTable label="Who asks" columns={columns}>
      <tbody>
        {lines.map((line) => (
          <tr key={line.lineId}>
            <PlainCell align="right">{formatQuantity(line.rank)}</PlainCell>
            <PlainCell isHead>
              <Link className="link" href={`/admin/orders/${line.orderNumber}`} prefetch={false}>
                <Ident>{line.orderNumber}</Ident>
              </Link>{" "}
              <span className="block text-muted">
                {line.company}, {inWords(line.tier).toLowerCase()}
              </span>
            </PlainCell>
            {showsSku ? (
              <PlainCell>
                <Ident>{line.sku}</Ident>
              </PlainCell>
            ) : null}
            <PlainCell>{line.className}</PlainCell>
            <PlainCell align="right">{formatQuantity(line.asked)}</PlainCell>
            <PlainCell align="right">
              <Change before={line.stockBefore} after={line.stockAfter} />
            </PlainCell>
            <PlainCell align="right">
              <Change before={line.supplyBefore} after={line.supplyAfter} />
            </PlainCell>
            <PlainCell>
              <DayChange before={line.dateBefore} after={line.dateAfter} today={today} />
            </PlainCell>
            <PlainCell className="min-w-52 text-xs text-muted">
              {withDays(line.why, today)}
              {line.edited === null ? null : (
                <Badge tone="progress" className="ml-1">
                  {`By hand: ${line.editReason ?? ""}`}
                </Badge>
              )}
            </PlainCell>
            {actions ? <PlainCell>{actions(line)}</PlainCell> : null}
          </tr>
        ))}
      </tbody>
    </PlainTable>
  );
}
