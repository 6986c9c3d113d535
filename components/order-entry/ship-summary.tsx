import { formatCount, formatDate, formatQuantity } from "@/components/format";
import { Ident } from "@/components/ui/figures";
import { Glyph } from "@/components/ui/glyph";
import type { ShipGroup } from "./mapping";

export type ShipSummaryProps = {
  groups: readonly ShipGroup[];
  today: string;
};

/** What leaves when, from where, and when it arrives: one block per shipment to come. */
export function ShipSummary({ groups, today }: ShipSummaryProps) {
  return (
    <ol className="grid grid-cols-1 gap-4">
      {groups.map((group, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: groups are told apart by their order alone.
        <li key={index}>
          <p className="flex items-baseline gap-2 font-medium">
            <Glyph
              name={group.isFirm ? "full" : group.deliveryDate ? "half" : "empty"}
              tone={group.isFirm ? "success" : group.deliveryDate ? "progress" : "neutral"}
              className="size-2.5"
            />
            <span>{shipsOn(group, today)}</span>
          </p>
          <p className="pl-4.5 text-sm text-muted">
            {[
              group.nodeName ? `from ${group.nodeName}` : null,
              group.deliveryDate ? `arrives ${formatDate(group.deliveryDate, today)}` : null,
              formatCount(group.rows.length, "line"),
            ]
              .filter(Boolean)
              .join(", ")}
          </p>
          <ul className="mt-1 grid grid-cols-1 gap-0.5 pl-4.5 text-sm">
            {group.rows.map((row) => (
              <li key={row.key} className="flex gap-2">
                <span className="figures w-14 shrink-0 text-right">
                  {formatQuantity(row.quantity)}
                </span>
                <span className="min-w-0 truncate" title={row.name}>
                  <Ident>{row.code}</Ident> <span className="text-muted">{row.name}</span>
                </span>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}

function shipsOn({ shipDate, deliveryDate, isFirm, ridesAlong }: ShipGroup, today: string): string {
  if (ridesAlong) {
    return shipDate
      ? `Ships with the next shipment, at the latest ${formatDate(shipDate, today)}`
      : "Ships later, with the next shipment";
  }
  if (shipDate) {
    return `${isFirm ? "Ships" : "Expected to ship"} ${formatDate(shipDate, today)}`;
  }
  return deliveryDate ? "Ships later" : "No date yet";
}
