import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { formatCount } from "@/components/format";
import { PromiseChip } from "@/components/signature/promise-chip";
import { QuantityBar } from "@/components/signature/quantity-bar";
import { cn } from "@/components/ui/cn";
import { Ident, Quantity, UnitPrice } from "@/components/ui/figures";
import { kitBuckets, kitPromise } from "./kit-rows";
import { LineArrival } from "./line-arrival";
import { LineMoney } from "./line-money";
import type { OrderLinesProps } from "./order-lines";
import type { KitView, OrderLineView } from "./types";

const CELL = "px-2 py-2.5 align-top first:pl-3 last:pr-3";

type Props = OrderLinesProps & { kit: KitView; components: readonly OrderLineView[] };

/** A kit as it was asked for, and folded under it what it is made of and how far each of it is. */
export function KitRow(props: Props) {
  const { kit, components, currency, today, audience, actions } = props;
  const isOver = components.every(({ buckets }) => buckets.cancelled >= buckets.ordered);
  return (
    <>
      <tr>
        <td className={cn(CELL, "sticky left-0 z-10 min-w-36 bg-surface")}>
          <Sku code={kit.code} href={props.skuHref} />
          <span className="block max-w-72">{kit.name}</span>
          {kit.customerPart ? (
            <span className="block text-xs text-muted">
              Your part <Ident>{kit.customerPart}</Ident>
            </span>
          ) : null}
        </td>
        <td className={cn(CELL, "text-right")}>
          <Quantity value={kit.quantity} unit={kit.unit} />
        </td>
        <td className={cn(CELL, "w-56 min-w-28")}>
          <QuantityBar
            buckets={kitBuckets(kit, components)}
            unit={kit.unit}
            audience={audience}
            className="mt-1.5"
          />
        </td>
        <td className={cn(CELL, "min-w-48")}>
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
        <td className={cn(CELL, "text-right")}>
          <UnitPrice priceE4={kit.unitPriceE4} currency={currency} />
        </td>
        <td className={cn(CELL, "text-right")}>
          <LineMoney lines={components} currency={currency} />
        </td>
        {actions ? <td className={CELL} /> : null}
      </tr>
      <tr>
        <td colSpan={actions ? 7 : 6} className="border-t-0! px-3 pb-2.5">
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
      className="grid grid-cols-[minmax(10rem,2fr)_4rem_minmax(8rem,1fr)_minmax(12rem,2fr)_auto] items-start gap-x-4 py-1.5 target:bg-selected"
    >
      <span className="min-w-0">
        <Sku code={line.skuCode} href={skuHref} /> {line.description}
      </span>
      <span className="text-right">
        <Quantity value={line.buckets.ordered} unit={line.unit} />
      </span>
      <QuantityBar buckets={line.buckets} unit={line.unit} audience={audience} className="mt-1.5" />
      <div>
        <LineArrival line={line} today={today} audience={audience} />
      </div>
      <span className="text-right">{action}</span>
    </li>
  );
}
