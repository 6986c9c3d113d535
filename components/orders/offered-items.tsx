import { formatDate, formatMoney, formatQuantity, formatUnitPrice } from "@/components/format";
import { Ident } from "@/components/ui/figures";
import type { OfferedSku } from "@/server/oms/backorders/types";

type Props = {
  readonly items: readonly OfferedSku[];
  readonly currency: string;
  readonly today?: string;
};

/** What ships for what was ordered, each with its number, price and day. */
export function OfferedItems({ items, currency, today }: Props) {
  return (
    <ul className="grid gap-3">
      {items.map((item) => (
        <li key={item.lineId} className="grid gap-1">
          <span className="figures">
            {formatQuantity(item.quantity)} × {item.description} <Ident>{item.sku}</Ident>,{" "}
            {formatUnitPrice(item.unitPriceE4, currency)} each, about{" "}
            {formatDate(item.arrivesOn, today)} ({costText(item, currency)})
          </span>
          <span className="figures text-sm text-muted">
            instead of {formatQuantity(item.asked.units)} × {item.asked.description}{" "}
            <Ident>{item.asked.sku}</Ident>, {formatUnitPrice(item.asked.unitPriceE4, currency)}{" "}
            each
            {item.asked.arrivesOn === null ? "" : `, ${formatDate(item.asked.arrivesOn, today)}`}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** What an offer costs against what was ordered. */
export const costText = ({ moreMinor }: Pick<OfferedSku, "moreMinor">, currency: string): string =>
  moreMinor === 0
    ? "at the same cost"
    : `${formatMoney(Math.abs(moreMinor), currency)} ${moreMinor > 0 ? "more" : "less"}`;
