import Link from "next/link";
import { backorderWords } from "@/components/allocation/backorder-words";
import type { Order } from "@/components/orders/order-mapping";
import { ShipTo } from "@/components/orders/ship-to";
import type { ReaderClock } from "@/components/reader-clock";
import { StatusBadge } from "@/components/ui/badge";
import { DefinitionList } from "@/components/ui/definition-list";
import { DateText, Ident, InstantText, Money } from "@/components/ui/figures";
import { Panel } from "@/components/ui/panel";
import { ShipToDialog } from "./ship-to-dialog";
import { inWords, withDays } from "./words";

type OrderRailProps = {
  readonly order: Order;
  readonly clock: ReaderClock;
  /** How its ship-to is written, and whether somebody lives there. */
  readonly mayCorrect: boolean;
};

/** What one asks about an order while looking at its lines. */
export function OrderRail({ order, clock, mayCorrect }: OrderRailProps) {
  // A hold for the address offers the same beside its reason.
  const isHeld = order.holds.some(
    ({ type, releasedAt }) => type === "address" && releasedAt === null,
  );
  const open = order.exceptions.filter(({ closedAt }) => closedAt === null);
  return (
    <aside className="grid gap-6">
      {open.length > 0 && (
        <Panel
          title="Needs a decision"
          actions={
            <Link
              className="link text-sm"
              href={`/admin/exceptions?q=${encodeURIComponent(order.number)}`}
            >
              Decide
            </Link>
          }
        >
          <ul className="grid gap-3">
            {open.map((exception) => (
              <li key={exception.id} className="grid justify-items-start gap-1">
                <StatusBadge
                  kind="exception"
                  value={exception.state}
                  detail={inWords(exception.type)}
                />
                <span>{withDays(exception.sentence, clock.today)}</span>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      <Panel title="Order">
        <DefinitionList items={factsOf(order, clock)} />
      </Panel>
      <Panel
        title="Ship to"
        actions={
          mayCorrect && !isHeld ? (
            <ShipToDialog orderId={order.id} number={order.number} shipTo={order.shipTo} />
          ) : null
        }
      >
        <ShipTo to={order.shipTo} />
        {order.shipTo.isResidential ? (
          <p className="mt-1 text-xs text-muted">Somebody lives there: a residential address</p>
        ) : null}
      </Panel>
      {order.work.length > 0 && (
        <Panel title="Work orders">
          <ul className="grid gap-2">
            {order.work.map((work) => (
              <li key={work.id} className="flex flex-wrap items-center gap-2">
                <Link className="link" href={`/admin/fulfillment/${work.number}`} prefetch={false}>
                  <Ident>{work.number}</Ident>
                </Link>
                <span>{work.node}</span>
                <StatusBadge kind="fulfillment_order" value={work.state} />
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </aside>
  );
}

function factsOf(order: Order, { now, zone, today }: ReaderClock) {
  const given = (term: string, value: string | null) =>
    value === null || value === "" ? [] : [{ term, description: value }];
  return [
    {
      term: "PO",
      description: order.customerPo === null ? "—" : <Ident>{order.customerPo}</Ident>,
    },
    ...(order.externalRef === null
      ? []
      : [{ term: "Reference", description: <Ident>{order.externalRef}</Ident> }]),
    { term: "Contact", description: order.contact ?? "—" },
    ...given("Entered for", order.onBehalfOf),
    { term: "Terms", description: order.paymentTerms },
    { term: "Value", description: <Money minor={order.owed} currency={order.currency} /> },
    {
      term: "Wanted",
      description:
        order.requestedDate === null ? (
          "as soon as possible"
        ) : (
          <DateText date={order.requestedDate} today={today} />
        ),
    },
    { term: "Ships", description: shipsHow(order) },
    ...(order.backorders === null
      ? []
      : [
          {
            term: "What is not there",
            description: `${backorderWords(order.backorders)}, chosen for this order`,
          },
        ]),
    ...(order.shipAfter === null
      ? []
      : [
          {
            term: "Not before",
            description: <DateText date={order.shipAfter} today={today} />,
          },
        ]),
    { term: "Service", description: order.serviceName },
    ...(order.completedAt === null
      ? []
      : [
          {
            term: "Completed",
            description: <InstantText at={order.completedAt} now={now} zone={zone} />,
          },
        ]),
    ...(order.cancelledAt === null
      ? []
      : [
          {
            term: "Cancelled",
            description: <InstantText at={order.cancelledAt} now={now} zone={zone} />,
          },
        ]),
    ...given("Note", order.note),
  ];
}

const POLICY_WORDS = {
  complete: "complete",
  as_available: "as available",
  with_next: "what had to wait with the next shipment",
} as const;

/** How it ships, and what the customer asked for where its routing says otherwise. */
const shipsHow = ({
  shipPolicy,
  orderedShipPolicy,
}: Pick<Order, "shipPolicy" | "orderedShipPolicy">) =>
  shipPolicy === orderedShipPolicy
    ? POLICY_WORDS[shipPolicy]
    : `${POLICY_WORDS[shipPolicy]}, ordered ${POLICY_WORDS[orderedShipPolicy]}`;
