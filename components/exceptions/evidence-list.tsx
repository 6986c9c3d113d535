import Link from "next/link";
import { withDays } from "@/components/admin/words";
import { Ident } from "@/components/ui/figures";
import type { Evidence } from "@/server/oms/exceptions/queries-exception";

const WORDS: Record<Evidence["kind"], string> = {
  order: "Order",
  line: "Line",
  sku: "SKU",
  node: "Node",
  work: "Work order",
  shipment: "Shipment",
  supply: "Supply",
  decision: "Routing",
};

function hrefOf({ kind, name }: Evidence): string {
  switch (kind) {
    case "order":
    case "line":
    case "decision":
      return `/admin/orders/${name}`;
    case "sku":
      return `/admin/inventory/${encodeURIComponent(name)}`;
    case "node":
      return `/admin/fulfillment?node=${name}`;
    case "work":
      return `/admin/fulfillment/${name}`;
    case "shipment":
      return `/admin/shipments/${name}`;
    case "supply":
      return `/admin/supply?q=${encodeURIComponent(name)}`;
    default:
      return kind satisfies never;
  }
}

/** What an exception is about, each thing by its number and a way to it. */
export function EvidenceList({
  evidence,
  today,
}: {
  evidence: readonly Evidence[];
  today: string;
}) {
  return (
    <dl className="grid">
      {evidence.map((each) => (
        <div
          key={`${each.kind} ${each.name}`}
          className="grid grid-cols-[6rem_1fr] gap-3 border-b border-line py-1.5 last:border-b-0"
        >
          <dt className="text-muted">{WORDS[each.kind]}</dt>
          <dd className="min-w-0 break-words">
            <Link className="link" href={hrefOf(each)} prefetch={false}>
              <Ident>{each.name}</Ident>
            </Link>{" "}
            <span className="text-sm">{withDays(each.detail, today)}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
