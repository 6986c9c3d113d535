import type { ReactNode } from "react";
import { QuantityBar } from "@/components/signature/quantity-bar";
import type { Audience } from "@/components/status";
import { cn } from "@/components/ui/cn";
import { Ident, Money, Quantity, UnitPrice } from "@/components/ui/figures";
import { Sideways } from "@/components/ui/sideways";
import { KitRow } from "./kit-row";
import { askedRows } from "./kit-rows";
import { LineArrival } from "./line-arrival";
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
const CELL = "px-2 py-2.5 first:pl-3 last:pr-3 align-top";

/** The lines of an order as they were asked for, where their units are, and when they arrive. */
export function OrderLines(props: OrderLinesProps) {
  const { lines } = props;
  const total = lines.reduce((sum, line) => sum + line.lineTotalMinor, 0);
  const cancelled = lines.reduce((sum, line) => sum + line.cancelledMinor, 0);
  return (
    <Sideways label="Order lines" className="rounded-md">
      <table className="w-full border-separate border-spacing-0 [&_tbody_td]:border-t [&_tbody_td]:border-line">
        <caption className="sr-only">Order lines</caption>
        <thead>
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
            {props.actions ? (
              <th scope="col" className={HEAD}>
                <span className="sr-only">Actions</span>
              </th>
            ) : null}
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
        <tfoot className="[&_tr:first-child_td]:border-t [&_tr:first-child_td]:border-line-strong">
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
  actions,
  isTotal = false,
}: Pick<OrderLinesProps, "currency" | "actions"> & {
  label: string;
  minor: number;
  isTotal?: boolean;
}) {
  return (
    <tr>
      <td colSpan={5} className="px-3 py-2 text-right text-muted">
        {label}
      </td>
      <td className={cn("px-3 py-2 text-right", isTotal && "font-medium")}>
        <Money minor={minor} currency={currency} />
      </td>
      {actions ? <td /> : null}
    </tr>
  );
}

function LineRow(props: OrderLinesProps & { line: OrderLineView }) {
  const { line, currency, today, audience, skuHref, actions } = props;
  return (
    <tr id={`line-${line.lineNumber}`} className="target:bg-selected">
      <td className={cn(CELL, "sticky left-0 z-10 min-w-36 bg-surface")}>
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
      <td className={cn(CELL, "text-right")}>
        <Quantity value={line.buckets.ordered} unit={line.unit} />
      </td>
      <td className={cn(CELL, "w-56 min-w-28")}>
        <QuantityBar
          buckets={line.buckets}
          unit={line.unit}
          audience={audience}
          className="mt-1.5"
        />
      </td>
      <td className={cn(CELL, "min-w-48")}>
        <LineArrival line={line} today={today} audience={audience} />
      </td>
      <td className={cn(CELL, "text-right")}>
        <UnitPrice priceE4={line.unitPriceE4} currency={currency} />
      </td>
      <td className={cn(CELL, "text-right")}>
        <LineMoney lines={[line]} currency={currency} />
      </td>
      {actions ? <td className={cn(CELL, "text-right")}>{actions(line)}</td> : null}
    </tr>
  );
}
