import Link from "next/link";
import { inWords } from "@/components/admin/words";
import { Ident } from "@/components/ui/figures";
import type { ExceptionRow } from "@/server/oms/exceptions/queries";

type Subject = Pick<ExceptionRow, "order" | "company" | "sku" | "node"> & {
  readonly parked?: string | null;
  readonly tier?: string | null;
};

/** What an exception is about: the order with its customer and tier, else the SKU and its node. */
export function ExceptionSubject({ subject }: { subject: Subject }) {
  const { order, company, sku, node, tier, parked } = subject;
  const customer = tier ? `${company}, ${inWords(tier)}` : company;
  const [href, ident, beside] =
    order !== null
      ? [`/admin/orders/${order}`, order, customer]
      : parked
        ? [`/admin/orders/parked/${parked}`, parked, company]
        : sku !== null
          ? [`/admin/inventory/${encodeURIComponent(sku)}`, sku, node]
          : [null, null, node];
  return (
    <>
      {href !== null && (
        <Link className="link block w-fit" href={href} prefetch={false}>
          <Ident>{ident}</Ident>
        </Link>
      )}
      {beside !== null && <span className="text-xs text-muted">{beside}</span>}
    </>
  );
}
