import Link from "next/link";
import { PromiseChip, type PromiseState } from "@/components/signature/promise-chip";
import { QuantityBar } from "@/components/signature/quantity-bar";
import type { QuantityBuckets } from "@/components/signature/quantity-segments";
import { StatusBadge } from "@/components/ui/badge";
import { cn } from "@/components/ui/cn";
import { Ident, Money } from "@/components/ui/figures";

export type OpenOrderView = {
  number: string;
  customerPo: string | null;
  status: string;
  fulfillmentStatus: string;
  owed: number;
  currency: string;
  originalPromise: string | null;
  currentPromise: string | null;
  promiseState: PromiseState;
  buckets: QuantityBuckets;
};

/** An order in one word for its buyer: how far it is, unless it does not go on at all. */
export function OrderWord({
  order,
}: {
  order: Pick<OpenOrderView, "status" | "fulfillmentStatus">;
}) {
  const goesOn = order.status === "confirmed" || order.status === "in_fulfillment";
  return goesOn ? (
    <StatusBadge kind="order_fulfillment" value={order.fulfillmentStatus} audience="customer" />
  ) : (
    <StatusBadge kind="order" value={order.status} audience="customer" />
  );
}

const HEAD = "px-3 text-left text-2xs font-medium whitespace-nowrap text-muted";

/** Orders under way, the next to arrive first. */
export function OpenOrders({ orders, today }: { orders: readonly OpenOrderView[]; today: string }) {
  return (
    <div className="relative overflow-x-auto">
      <table className="w-full border-separate border-spacing-0 [&_tbody_td]:border-t [&_tbody_td]:border-line">
        <caption className="sr-only">Open orders</caption>
        <thead>
          <tr className="h-9">
            <th scope="col" className={HEAD}>
              Order
            </th>
            <th scope="col" className={HEAD}>
              Your PO
            </th>
            <th scope="col" className={HEAD}>
              State
            </th>
            <th scope="col" className={cn(HEAD, "hidden md:table-cell")}>
              Where it is
            </th>
            <th scope="col" className={HEAD}>
              Arrives
            </th>
            <th scope="col" className={cn(HEAD, "text-right")}>
              Total
            </th>
          </tr>
        </thead>
        <tbody>
          {orders.map((order) => (
            <tr key={order.number} className="hover:bg-hover focus-within:bg-hover">
              <td className="px-3 py-2.5">
                <Link href={`/portal/orders/${order.number}`} className="font-medium">
                  <Ident>{order.number}</Ident>
                </Link>
              </td>
              <td className="px-3">
                {order.customerPo ? <Ident>{order.customerPo}</Ident> : null}
              </td>
              <td className="px-3">
                <OrderWord order={order} />
              </td>
              <td className="hidden w-40 px-3 md:table-cell">
                <QuantityBar buckets={order.buckets} show="bar" audience="customer" />
              </td>
              <td className="px-3">
                <PromiseChip
                  date={order.currentPromise}
                  state={order.promiseState}
                  original={order.originalPromise}
                  today={today}
                  audience="customer"
                />
              </td>
              <td className="px-3 text-right">
                <Money minor={order.owed} currency={order.currency} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
