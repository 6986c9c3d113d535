import Link from "next/link";
import { PromiseChip, type PromiseState } from "@/components/signature/promise-chip";
import { StatusBadge } from "@/components/ui/badge";
import { cn } from "@/components/ui/cn";
import { Ident, Money } from "@/components/ui/figures";

export type DeskOrder = {
  number: string;
  company: string;
  status: string;
  fulfillmentStatus: string;
  owed: number;
  currency: string;
  originalPromise: string | null;
  currentPromise: string | null;
  promiseState: PromiseState;
};

/** Orders at a glance, for answering the phone: number, customer, how far, when. */
export function OrderRows({
  orders,
  today,
  withCompany = true,
}: {
  orders: readonly DeskOrder[];
  today: string;
  withCompany?: boolean;
}) {
  return (
    <ul>
      {orders.map((order) => (
        <li
          key={order.number}
          className={cn(
            "grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 border-t border-line px-4 py-1.5 first:border-t-0 hover:bg-hover",
            withCompany && "sm:flex",
          )}
        >
          <Link
            href={`/admin/orders/${order.number}`}
            className="inline-flex min-h-6 items-center font-medium hover:underline"
          >
            <Ident>{order.number}</Ident>
          </Link>
          {withCompany ? (
            <span className="min-w-0 truncate max-sm:order-1 max-sm:col-span-2 sm:flex-1">
              {order.company}
            </span>
          ) : null}
          <StatusBadge
            kind={order.status === "pending_approval" ? "order" : "order_fulfillment"}
            value={
              order.status === "pending_approval" ? "pending_approval" : order.fulfillmentStatus
            }
            plain
          />
          <PromiseChip
            date={order.currentPromise}
            state={order.promiseState}
            original={order.originalPromise}
            today={today}
            className={cn("justify-self-start", withCompany && "max-sm:order-2")}
          />
          <Money
            minor={order.owed}
            currency={order.currency}
            className={cn("text-right", withCompany && "max-sm:order-2 sm:w-24")}
          />
        </li>
      ))}
    </ul>
  );
}
