import { KitComponents } from "@/components/entry-grid/kit-components";
import { formatCount, formatQuantity, preorderText } from "@/components/format";
import { type Quote, replacementText } from "@/components/order-entry/mapping";
import { orderableLines } from "@/components/order-entry/place-order";
import { PromiseChip } from "@/components/signature/promise-chip";
import { cn } from "@/components/ui/cn";
import { Ident, Money, Quantity, UnitPrice } from "@/components/ui/figures";
import { LinkButton } from "@/components/ui/link-button";
import { Panel } from "@/components/ui/panel";
import { Sideways } from "@/components/ui/sideways";
import type { OrderDraftContent } from "@/server/oms/orders/schema";

const HEAD = "px-3 text-left text-2xs font-medium whitespace-nowrap text-muted";
const CELL = "border-t border-line px-3 py-2 align-top";

/** The lines with price, total and the day on which the last of each arrives. */
export function CheckoutLines({
  quote,
  content,
  today,
}: {
  quote: Quote | null;
  content: OrderDraftContent;
  today: string;
}) {
  const lines = orderableLines(content);
  const answers = new Map(quote?.lines.map((line) => [line.key, line]));
  return (
    <Panel
      title="Lines"
      meta={formatCount(lines.length, "line")}
      actions={<LinkButton href="/portal/order">Change lines</LinkButton>}
      flush
    >
      <Sideways label="Lines of this order">
        <table className="w-full border-separate border-spacing-0">
          <caption className="sr-only">Lines of this order</caption>
          <thead>
            <tr className="h-9">
              <th scope="col" className={HEAD}>
                Item
              </th>
              <th scope="col" className={cn(HEAD, "text-right")}>
                Quantity
              </th>
              <th scope="col" className={HEAD}>
                Complete by
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
            {lines.map(({ code, quantity }, at) => {
              const line = answers.get(`${at}`);
              const currency = quote?.currency ?? "USD";
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: a SKU may stand on several lines.
                <tr key={at}>
                  <td className={CELL}>
                    <Ident>{line?.sku?.code ?? code}</Ident>
                    <span className="block">{line?.sku?.name}</span>
                    {line?.replacement ? (
                      <span className="block text-xs text-muted">
                        {replacementText(line.replacement)}
                      </span>
                    ) : null}
                    {line?.preorder ? (
                      <span className="block text-xs text-waiting-fg">
                        {preorderText(line.preorder.comesOutOn, today)}
                      </span>
                    ) : null}
                    <KitComponents
                      components={line?.components ?? []}
                      today={today}
                      audience="customer"
                    />
                    {line?.cancelled ? (
                      <span className="block text-xs text-warning-fg">
                        {formatQuantity(line.cancelled.quantity)} will be cancelled:{" "}
                        {line.cancelled.because}
                      </span>
                    ) : null}
                    {line?.faults.map((fault) => (
                      <span key={fault.code} className="block text-xs text-critical-fg">
                        {fault.message}
                      </span>
                    ))}
                  </td>
                  <td className={cn(CELL, "text-right")}>
                    <Quantity value={quantity} unit={line?.sku?.baseUnit ?? ""} />
                  </td>
                  <td className={CELL}>
                    {line ? (
                      <PromiseChip
                        date={line.promiseDate}
                        state={line.promiseState}
                        today={today}
                        audience="customer"
                      />
                    ) : null}
                  </td>
                  <td className={cn(CELL, "text-right")}>
                    {line ? <UnitPrice priceE4={line.unitPriceE4} currency={currency} /> : null}
                  </td>
                  <td className={cn(CELL, "text-right")}>
                    {line ? <Money minor={line.lineTotal} currency={currency} /> : null}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </Sideways>
    </Panel>
  );
}
