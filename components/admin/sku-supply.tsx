import Link from "next/link";
import { formatQuantity } from "@/components/format";
import { Badge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { DateText, Ident } from "@/components/ui/figures";
import type { SkuSupply as Supply } from "@/server/oms/inventory/queries-sku-stock";
import { PlainCell, PlainTable } from "./plain-table";
import { SupplyDate } from "./supply-date";
import { inWords } from "./words";

const COLUMNS = [
  { header: "Reference" },
  { header: "From" },
  { header: "To" },
  { header: "Expected" },
  { header: "Can be picked" },
  { header: "Confidence", align: "right" },
  { header: "To come", align: "right" },
  { header: "Promised", align: "right" },
  { header: "Free", align: "right" },
] as const;

/** A transfer has a page of its own; other supply is found in its list. */
export const supplyHref = ({ kind, reference }: Pick<Supply, "kind" | "reference">) =>
  kind === "transfer"
    ? `/admin/transfers/${encodeURIComponent(reference)}`
    : `/admin/supply?q=${encodeURIComponent(reference)}`;

/** What is on its way, when, and how much of it is spoken for. */
export function SkuSupply({ supply, today }: { supply: readonly Supply[]; today: string }) {
  if (supply.length === 0) {
    return <EmptyState kind="never" title="Nothing is on its way" />;
  }
  return (
    <PlainTable label="On its way" columns={COLUMNS}>
      <tbody>
        {supply.map((row) => {
          const open = row.quantity - row.received;
          return (
            <tr key={row.id}>
              <PlainCell isHead>
                <Link className="link" href={supplyHref(row)}>
                  <Ident>{row.reference}</Ident>
                </Link>
              </PlainCell>
              <PlainCell>{row.supplier || inWords(row.kind)}</PlainCell>
              <PlainCell className="whitespace-nowrap">{row.node}</PlainCell>
              <PlainCell>
                <SupplyDate supply={row} today={today} />
              </PlainCell>
              <PlainCell>
                <DateText date={row.readyDate} today={today} />
              </PlainCell>
              <PlainCell align="right">{row.confidence}%</PlainCell>
              <PlainCell align="right">
                {formatQuantity(open)}
                {row.received > 0 && <Badge className="ml-2">{`${row.received} received`}</Badge>}
              </PlainCell>
              <PlainCell align="right">
                <Link className="hover:underline" href="#demand">
                  {formatQuantity(row.pegged)}
                </Link>
              </PlainCell>
              <PlainCell align="right">{formatQuantity(open - row.pegged)}</PlainCell>
            </tr>
          );
        })}
      </tbody>
    </PlainTable>
  );
}
