import type { ReactNode } from "react";
import { QuantityBar } from "@/components/signature/quantity-bar";
import type { Audience } from "@/components/status";
import { cn } from "@/components/ui/cn";
import { Ident, Money, Quantity, UnitPrice } from "@/components/ui/figures";
import { Sideways } from "@/components/ui/sideways";
import { KitRow } from "./kit-row";
import { askedRows } from "./kit-rows";
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
import type { OrderLineView } from "./types";

export type OrderLinesProps = {
  lines: readonly OrderLineView[];
  currency: string;
  today?: string | undefined;
  audience?: Audience;
  /** Staff: where a SKU's own page is. */
  skuHref?: (skuCode: string) => string;
  /** Staff: what can be done with a line. */
  actions?: (line: OrderLineView) => ReactNode;
};

const HEAD =
  "px-2 first:pl-3 last:pr-3 text-left text-2xs font-medium whitespace-nowrap text-muted";

/** The lines of an order as they were asked for, where their units are, and when they arrive. */
export function OrderLines(props: OrderLinesProps) {
  const { lines } = props;
  const total = lines.reduce((sum, line) => sum + line.lineTotalMinor, 0);
  const cancelled = lines.reduce((sum, line) => sum + line.cancelledMinor, 0);
  return (
    <Sideways label="Order lines" className="@container rounded-md">
      <table className="w-full border-separate border-spacing-0 @2xl:[&_tbody_td]:border-t @2xl:[&_tbody_td]:border-line @max-2xl:block @max-2xl:[&_tbody]:block @max-2xl:[&_tfoot]:block">
        <caption className="sr-only">Order lines</caption>
        <thead className="@max-2xl:sr-only">
          <tr className="h-9">
            <th scope="col" className={cn(HEAD, "sticky left-0 bg-surface")}>
              Item
            </th>
            <th scope="col" className={cn(HEAD, "text-right")}>
              Ordered
            </th>
            <th scope="col" className={HEAD}>
              Where it is
            </th>
            <th scope="col" className={HEAD}>
              Arrives
            </th>
            <th scope="col" className={cn(HEAD, "text-right")}>
              Price
            </th>
            <th scope="col" className={cn(HEAD, "text-right")}>
              Total
            </th>
          </tr>
        </thead>
        <tbody>
          {askedRows(lines).map((row) =>
            row.kit === null ? (
              <LineRow key={row.line.id} {...props} line={row.line} />
            ) : (
              <KitRow key={row.kit.group} {...props} kit={row.kit} components={row.lines} />
            ),
          )}
        </tbody>
        <tfoot className="border-line-strong @2xl:[&_tr:first-child_td]:border-t @2xl:[&_tr:first-child_td]:border-line-strong @max-2xl:border-t">
          {cancelled === 0 ? null : (
            <>
              <SumRow {...props} label="Ordered" minor={total} />
              <SumRow {...props} label="Cancelled" minor={-cancelled} />
            </>
          )}
          <SumRow {...props} label="Goods" minor={total - cancelled} isTotal />
        </tfoot>
      </table>
    </Sideways>
  );
}

function SumRow({
  label,
  minor,
  currency,
  isTotal = false,
}: Pick<OrderLinesProps, "currency"> & {
  label: string;
  minor: number;
  isTotal?: boolean;
}) {
  return (
    <tr className="@max-2xl:flex @max-2xl:justify-between">
      <td colSpan={5} className="px-3 py-2 text-right text-muted">
        {label}
      </td>
      <td className={cn("px-3 py-2 text-right", isTotal && "font-medium")}>
        <Money minor={minor} currency={currency} />
      </td>
    </tr>
  );
}

function LineRow(props: OrderLinesProps & { line: OrderLineView }) {
  const { line, currency, today, audience, skuHref, actions } = props;
  return (
    <tr id={`line-${line.lineNumber}`} className={cn(ROW, "target:bg-selected")}>
      <td className={ITEM_CELL}>
        {skuHref ? (
          <a href={skuHref(line.skuCode)} className="ident hover:underline">
            {line.skuCode}
          </a>
        ) : (
          <Ident>{line.skuCode}</Ident>
        )}
        <span className="block max-w-72">{line.description}</span>
        {line.insteadOf ? (
          <span className="block text-xs text-muted">
            Instead of <Quantity value={line.insteadOf.quantity} /> ×{" "}
            <Ident>{line.insteadOf.sku}</Ident>
          </span>
        ) : null}
        {line.customerPart ? (
          <span className="block text-xs text-muted">
            Your part <Ident>{line.customerPart}</Ident>
          </span>
        ) : null}
      </td>
      <td className={ORDERED_CELL}>
        <Quantity value={line.buckets.ordered} unit={line.unit} />
      </td>
      <td className={PLACE_CELL}>
        <QuantityBar
          buckets={line.buckets}
          unit={line.unit}
          audience={audience}
          className="mt-1.5"
        />
      </td>
      <td className={ARRIVAL_CELL}>
        <LineArrival line={line} today={today} audience={audience} />
      </td>
      <td className={PRICE_CELL}>
        <span className="text-muted @2xl:hidden">at </span>
        <UnitPrice priceE4={line.unitPriceE4} currency={currency} />
      </td>
      <td className={TOTAL_CELL}>
        <LineMoney lines={[line]} currency={currency} />
        {actions ? <div className="mt-1">{actions(line)}</div> : null}
      </td>
    </tr>
  );
}
