import Link from "next/link";
import { Ident } from "@/components/ui/figures";
import type { ExceptionRow } from "@/server/oms/exceptions/queries";

type Subject = Pick<ExceptionRow, "order" | "company" | "sku" | "node">;

/** What an exception is about: the order and its customer, else the SKU and its node. */
export function ExceptionSubject({ subject }: { subject: Subject }) {
  const { order, company, sku, node } = subject;
  const [href, ident, beside] =
    order !== null
      ? [`/admin/orders/${order}`, order, company]
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
