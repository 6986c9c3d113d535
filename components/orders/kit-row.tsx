import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { formatCount } from "@/components/format";
import { PromiseChip } from "@/components/signature/promise-chip";
import { QuantityBar } from "@/components/signature/quantity-bar";
import { Ident, Quantity, UnitPrice } from "@/components/ui/figures";
import { kitBuckets, kitPromise } from "./kit-rows";
import { LineArrival } from "./line-arrival";
import {
  ARRIVAL_CELL,
  ITEM_CELL,
  ORDERED_CELL,
  PLACE_CELL,
  PRICE_CELL,
  ROW,
  TOTAL_CELL,
} from "./line-cells";
import { LineMoney } from "./line-money";
import type { OrderLinesProps } from "./order-lines";
import type { KitView, OrderLineView } from "./types";

type Props = OrderLinesProps & { kit: KitView; components: readonly OrderLineView[] };

/** A kit as it was asked for, and folded under it what it is made of and how far each of it is. */
export function KitRow(props: Props) {
  const { kit, components, currency, today, audience, actions } = props;
  const isOver = components.every(({ buckets }) => buckets.cancelled >= buckets.ordered);
  return (
    <>
      <tr className={ROW}>
        <td className={ITEM_CELL}>
          <Sku code={kit.code} href={props.skuHref} />
          <span className="block max-w-72">{kit.name}</span>
          {kit.customerPart ? (
            <span className="block text-xs text-muted">
              Your part <Ident>{kit.customerPart}</Ident>
            </span>
          ) : null}
        </td>
        <td className={ORDERED_CELL}>
          <Quantity value={kit.quantity} unit={kit.unit} />
        </td>
        <td className={PLACE_CELL}>
          <QuantityBar
            buckets={kitBuckets(kit, components)}
            unit={kit.unit}
            audience={audience}
            className="mt-1.5"
          />
        </td>
        <td className={ARRIVAL_CELL}>
          {isOver ? (
            <span className="text-muted">Cancelled</span>
          ) : (
            <PromiseChip
              {...kitPromise(components)}
              today={today}
              {...(audience ? { audience } : {})}
            />
          )}
        </td>
        <td className={PRICE_CELL}>
          <span className="text-muted @2xl:hidden">at </span>
          <UnitPrice priceE4={kit.unitPriceE4} currency={currency} />
        </td>
        <td className={TOTAL_CELL}>
          <LineMoney lines={components} currency={currency} />
        </td>
      </tr>
      <tr className="@max-2xl:block">
        <td colSpan={6} className="border-t-0! px-3 pb-2.5 @max-2xl:block">
          <details open={audience !== "customer"} className="group/kit">
            <summary className="inline-flex min-h-6 cursor-pointer items-center gap-1 text-xs text-muted hover:text-ink">
              <ChevronRight
                aria-hidden="true"
                className="size-3.5 transition-transform group-open/kit:rotate-90"
              />
              {formatCount(components.length, "component")}, leaving together
            </summary>
            <ul className="border-l-2 border-line pl-3">
              {components.map((line) => (
                <Component key={line.id} {...props} line={line} action={actions?.(line)} />
              ))}
            </ul>
          </details>
        </td>
      </tr>
    </>
  );
}

function Sku({ code, href }: { code: string; href: OrderLinesProps["skuHref"] }) {
  return href ? (
    <a href={href(code)} className="ident hover:underline">
      {code}
    </a>
  ) : (
    <Ident>{code}</Ident>
  );
}

function Component({
  line,
  action,
  today,
  audience,
  skuHref,
}: OrderLinesProps & { line: OrderLineView; action: ReactNode }) {
  return (
    <li
      id={`line-${line.lineNumber}`}
      className="grid items-start gap-x-4 py-1.5 target:bg-selected @2xl:grid-cols-[minmax(8rem,2fr)_4rem_minmax(7rem,1fr)_minmax(10rem,2fr)_auto] @max-2xl:grid-cols-[minmax(0,1fr)_auto] @max-2xl:gap-y-1"
    >
      <span className="min-w-0">
        <Sku code={line.skuCode} href={skuHref} /> {line.description}
      </span>
      <span className="text-right">
        <Quantity value={line.buckets.ordered} unit={line.unit} />
      </span>
      <QuantityBar
        buckets={line.buckets}
        unit={line.unit}
        audience={audience}
        className="mt-1.5 @max-2xl:col-span-2"
      />
      <div className="@max-2xl:col-span-2">
        <LineArrival line={line} today={today} audience={audience} />
      </div>
      <span className="text-right empty:hidden @max-2xl:col-span-2">{action}</span>
    </li>
  );
}
