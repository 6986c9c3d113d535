"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { formatQuantity } from "@/components/format";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Ident, InstantText } from "@/components/ui/figures";
import { Input } from "@/components/ui/input";
import { padHref } from "./pad-address";

export type PurchasedView = {
  code: string;
  name: string;
  unit: string;
  packMultiple: number;
  customerPart: string | null;
  orderCount: number;
  averageQuantity: number;
  lastOrderedAt: Date;
};

export type ReorderTableProps = {
  items: readonly PurchasedView[];
  now: Date;
  zone: string;
};

const HEAD = "px-3 text-left text-2xs font-medium whitespace-nowrap text-muted";

/** What one buys again and again: type quantities, take them all to the pad. */
export function ReorderTable({ items, now, zone }: ReorderTableProps) {
  const router = useRouter();
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const wanted = items.flatMap(({ code }) => {
    const quantity = Number(typed[code] ?? "");
    return Number.isSafeInteger(quantity) && quantity > 0 ? [{ code, quantity }] : [];
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wanted.length > 0) {
      router.push(padHref(wanted));
    }
  };
  const fill = () =>
    setTyped(
      Object.fromEntries(items.map(({ code, averageQuantity }) => [code, `${averageQuantity}`])),
    );
  return (
    <form onSubmit={submit}>
      <div className="relative overflow-x-auto">
        <table className="w-full border-separate border-spacing-0 [&_tbody_td]:border-t [&_tbody_td]:border-line">
          <caption className="sr-only">What you order again and again</caption>
          <thead>
            <tr className="h-9">
              <th scope="col" className={HEAD}>
                Item
              </th>
              <th scope="col" className={cn(HEAD, "hidden text-right sm:table-cell")}>
                Orders
              </th>
              <th scope="col" className={cn(HEAD, "hidden md:table-cell")}>
                Last ordered
              </th>
              <th scope="col" className={cn(HEAD, "text-right")}>
                Usual
              </th>
              <th scope="col" className={cn(HEAD, "text-right")}>
                Order now
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <tr key={item.code} className="hover:bg-hover focus-within:bg-hover">
                <td className="px-3 py-2">
                  <Ident>{item.code}</Ident> {item.name}
                  {item.customerPart ? (
                    <span className="block text-xs text-muted">
                      Your part <Ident>{item.customerPart}</Ident>
                    </span>
                  ) : null}
                </td>
                <td className="figures hidden px-3 text-right sm:table-cell">
                  {formatQuantity(item.orderCount)}
                </td>
                <td className="hidden px-3 text-muted md:table-cell">
                  <InstantText at={item.lastOrderedAt} now={now} zone={zone} />
                </td>
                <td className="figures px-3 text-right whitespace-nowrap">
                  {formatQuantity(item.averageQuantity, item.unit)}
                  {item.packMultiple > 1 ? (
                    <span className="block text-xs text-muted">
                      packs of {formatQuantity(item.packMultiple)}
                    </span>
                  ) : null}
                </td>
                <td className="w-24 px-3 py-1.5">
                  <Input
                    aria-label={`Quantity of ${item.code} to order now`}
                    inputMode="numeric"
                    autoComplete="off"
                    className="figures text-right"
                    value={typed[item.code] ?? ""}
                    onChange={(event) =>
                      setTyped({ ...typed, [item.code]: event.currentTarget.value.trim() })
                    }
                    onFocus={(event) => event.currentTarget.select()}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="flex flex-wrap justify-end gap-2 border-t border-line px-3 py-2">
        <Button variant="ghost" onClick={fill}>
          Use the usual quantities
        </Button>
        <Button
          type="submit"
          variant="primary"
          disabledReason={wanted.length === 0 && "Type a quantity first"}
        >
          {wanted.length === 0
            ? "Add to the order pad"
            : `Add ${formatQuantity(wanted.length)} to the order pad`}
        </Button>
      </div>
    </form>
  );
}
