import { formatDate, formatQuantity, UNKNOWN } from "@/components/format";
import { Ident } from "@/components/ui/figures";
import type { ShipmentView } from "./work-view";

export type ToComeProps = { lines: ShipmentView["toCome"]; today: string };

/** Units of the order that travel in other parcels, and when. */
export function ToCome({ lines, today }: ToComeProps) {
  return (
    <ul>
      {lines.map((line) => (
        <li
          key={line.lineNumber}
          className="flex flex-wrap items-baseline gap-x-3 border-b border-line px-4 py-2 last:border-b-0"
        >
          <span className="figures w-12 text-right font-medium">
            {formatQuantity(line.units)} ×
          </span>
          <Ident>{line.sku}</Ident>
          <span className="min-w-0 flex-1 truncate text-muted" title={line.name}>
            {line.name}
          </span>
          <span className="figures">
            {line.promise === null ? UNKNOWN : formatDate(line.promise, today)}
          </span>
        </li>
      ))}
    </ul>
  );
}
