import type { Metadata } from "next";
import { eventSentence } from "@/components/admin/event-sentence";
import { formatCount, formatDate } from "@/components/format";
import { LiveRefresh } from "@/components/live/live-refresh";
import { CreditsPanel } from "@/components/orders/credits";
import { FindingsPanel } from "@/components/orders/findings";
import { OrderLines } from "@/components/orders/order-lines";
import { linesOf, type Order, parcelsOf } from "@/components/orders/order-mapping";
import { Parcels } from "@/components/orders/parcels";
import { ShipTo } from "@/components/orders/ship-to";
import { SubstituteQuestion } from "@/components/orders/substitute-question";
import { CancelButton } from "@/components/portal/cancel-button";
import { DelayQuestion } from "@/components/portal/delay-question";
import { OrderWord } from "@/components/portal/open-orders";
import { type ReaderClock, readerClock } from "@/components/reader-clock";
import { PromiseChip } from "@/components/signature/promise-chip";
import { StatusBadge } from "@/components/ui/badge";
import { Callout } from "@/components/ui/callout";
import { DefinitionList } from "@/components/ui/definition-list";
import { DateText, Ident, InstantText, Money } from "@/components/ui/figures";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { Timeline } from "@/components/ui/timeline";
import { api, orNotFound } from "@/server/api/rsc";

type Props = {
  params: Promise<{ number: string }>;
  searchParams: Promise<{ placed?: string | string[] }>;
};

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await params).number };
}

const OVER = new Set(["completed", "cancelled", "rejected", "expired"]);

/** One order in its buyer's words: what is where, what comes when, which parcels are on their way. */
export default async function PortalOrderPage({ params, searchParams }: Props) {
  const { number } = await params;
  const { placed } = await searchParams;
  const caller = await api();
  const [order, clock] = await Promise.all([
    orNotFound(caller.orders.find({ orderNumber: number })),
    readerClock(),
  ]);
  const { path } = await caller.orders.trackingLink({ orderId: order.id });
  const isOver = OVER.has(order.status);
  return (
    <>
      <LiveRefresh orderId={order.id} />
      <PageHeader
        breadcrumb={[{ label: "Orders", href: "/portal/orders" }]}
        title={<Ident>{order.number}</Ident>}
        status={<OrderWord order={order} />}
        meta={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            {order.customerPo ? (
              <span>
                Your PO <Ident className="text-ink">{order.customerPo}</Ident>
              </span>
            ) : null}
            <span>
              placed <InstantText at={order.placedAt} now={clock.now} zone={clock.zone} />
              {order.contact ? ` by ${order.contact}` : ""}
            </span>
            {isOver ? null : (
              <PromiseChip
                date={order.currentPromise}
                state={order.promiseState}
                original={order.originalPromise}
                today={clock.today}
                audience="customer"
              />
            )}
          </span>
        }
        primary={
          <LinkButton href={`/portal/order?reorder=${order.number}`} size="portal">
            Order again
          </LinkButton>
        }
        actions={
          <>
            {order.status === "rejected" ? null : (
              <LinkButton href={path} size="portal" variant="ghost">
                Tracking page
              </LinkButton>
            )}
            {isOver || isAllInHand(order) ? null : (
              <LinkButton href={`/portal/orders/${order.number}/change`} size="portal">
                Change order
              </LinkButton>
            )}
            {isOver ? null : (
              <CancelButton
                orderId={order.id}
                number={order.number}
                tooLate={tooLateToCancel(order)}
              />
            )}
          </>
        }
      />
      <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="grid min-w-0 gap-6">
          {placed === undefined ? null : <Confirmation order={order} clock={clock} />}
          <Questions orderId={order.id} today={clock.today} />
          <Standing order={order} />
          <FindingsPanel findings={order.findings} />
          <Panel title="Lines" meta={formatCount(order.lineCount, "line")} flush>
            <OrderLines
              lines={buyerLines(order, clock.today)}
              currency={order.currency}
              today={clock.today}
              audience="customer"
            />
          </Panel>
          <CreditsPanel credits={order.credits} currency={order.currency} {...clock} />
          {order.parcels.length > 0 ? (
            <Panel title="Parcels" meta={formatCount(order.parcels.length, "parcel")} flush>
              <Parcels
                parcels={parcelsOf(order, clock.today)}
                now={clock.now}
                zone={clock.zone}
                today={clock.today}
                audience="customer"
              />
            </Panel>
          ) : null}
          <Panel title="What happened">
            <Timeline
              zone={clock.zone}
              today={clock.today}
              events={order.events.map((event) => ({
                ...eventSentence(event.type, event.payload, clock.today),
                id: String(event.id),
                at: event.at,
                actor: event.actor,
                onBehalfOf: event.onBehalfOf,
                reason: event.reason,
              }))}
            />
          </Panel>
        </div>
        <Facts order={order} clock={clock} />
      </div>
    </>
  );
}

/** Until the first unit is released to a warehouse; after that somebody has it in hand. */
function tooLateToCancel(order: Order): string | null {
  const shipped = order.lines.some((line) => line.shipped > 0);
  if (shipped) {
    return "Part of it has left already: ask your sales rep about the rest";
  }
  return order.lines.some((line) => line.released > 0)
    ? "A warehouse has it in hand: ask your sales rep"
    : null;
}

/** Every unit has left or is at a node: nothing is left that its buyer could change. */
const isAllInHand = ({ lines }: Order) =>
  lines.every(
    ({ ordered, cancelled, released, shipped }) => ordered - cancelled <= released + shipped,
  );

/** What is in parcels already stands there; the parts of a line are what is still to come. */
const buyerLines = (order: Order, today: string) =>
  linesOf({ ...order, parts: order.parts.filter((part) => part.state !== "consumed") }, today);

function Confirmation({ order, clock }: { order: Order; clock: ReaderClock }) {
  const waits = order.status === "pending_approval";
  const date = order.currentPromise;
  return (
    <div role="status">
      <Callout
        tone="info"
        title={waits ? "Order sent for approval" : "Order placed"}
        action={<LinkButton href="/portal/order">Start another order</LinkButton>}
      >
        {waits
          ? "An approver of your company was asked; the stock is held meanwhile. "
          : "A confirmation was sent by mail. "}
        {date === null
          ? "Some units have no date yet; you will be told as soon as there is one."
          : `Everything arrives by ${formatDate(date, clock.today)}.`}
      </Callout>
    </div>
  );
}

/** What its buyer is asked about it: a later date, another item; nothing where nothing is asked. */
async function Questions({ orderId, today }: { orderId: string; today: string }) {
  const caller = await api();
  const [late, substitute] = await Promise.all([
    caller.backorders.findConsent({ orderId }),
    caller.backorders.findSubstitute({ orderId }),
  ]);
  return (
    <>
      {late === null ? null : <DelayQuestion consent={late} today={today} />}
      {substitute === null ? null : (
        <SubstituteQuestion consent={substitute} today={today} audience="customer" />
      )}
    </>
  );
}

/** Why an order does not go on, in words that a buyer can act on. */
function Standing({ order }: { order: Order }) {
  const holds = order.holds.filter((hold) => hold.releasedAt === null);
  if (order.status === "pending_approval") {
    return (
      <Callout tone="info" title="Awaiting approval">
        It is above the buyer's spending limit. Nothing is sent before an approver of your company
        agrees.
      </Callout>
    );
  }
  return holds.length === 0 ? null : (
    <Callout tone="warning" title="On hold">
      {holds.some((hold) => hold.type === "credit")
        ? "Your company's credit limit is reached. The order goes on as soon as it is cleared."
        : "Somebody is looking at it. The order goes on as soon as it is cleared."}
    </Callout>
  );
}

const SHIPPING: Record<Order["shipPolicy"], string> = {
  as_available: "each part when it is there",
  with_next: "what had to wait, with your next shipment or after some days alone",
  complete: "complete, in one go",
};

function Facts({ order, clock }: { order: Order; clock: ReaderClock }) {
  return (
    <aside className="grid gap-6">
      <Panel title="Ship to">
        <ShipTo to={order.shipTo} />
      </Panel>
      <Panel title="Order">
        <DefinitionList
          items={[
            {
              term: "Goods",
              description: <Money minor={order.owed} currency={order.currency} />,
            },
            {
              term: "Payment",
              description: (
                <StatusBadge kind="payment" value={order.paymentStatus} audience="customer" plain />
              ),
            },
            { term: "Terms", description: order.paymentTerms },
            {
              term: "Wanted",
              description: order.requestedDate ? (
                <DateText date={order.requestedDate} today={clock.today} />
              ) : (
                "as soon as possible"
              ),
            },
            {
              term: "Shipping",
              description: SHIPPING[order.shipPolicy],
            },
            ...(order.onBehalfOf === null
              ? []
              : [{ term: "Entered by", description: "your sales rep" }]),
          ]}
        />
      </Panel>
      {order.note === "" ? null : (
        <Panel title="Instructions">
          <p className="whitespace-pre-line">{order.note}</p>
        </Panel>
      )}
    </aside>
  );
}
