import { DecisionTrace } from "@/components/admin/decision-trace";
import { eventSentence } from "@/components/admin/event-sentence";
import { OrderActions } from "@/components/admin/order-actions";
import { LiveRefresh } from "@/components/live/live-refresh";
import { OrderLines } from "@/components/orders/order-lines";
import { linesOf, type Order, parcelsOf } from "@/components/orders/order-mapping";
import { Parcels } from "@/components/orders/parcels";
import { ShipTo } from "@/components/orders/ship-to";
import { readerClock } from "@/components/reader-clock";
import { PromiseChip } from "@/components/signature/promise-chip";
import { WhyLine } from "@/components/signature/why-line";
import { Badge, StatusBadge } from "@/components/ui/badge";
import { Callout } from "@/components/ui/callout";
import { DefinitionList } from "@/components/ui/definition-list";
import { DateText, Ident, InstantText, Money } from "@/components/ui/figures";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { Timeline } from "@/components/ui/timeline";
import { api, orNotFound, signedIn } from "@/server/api/rsc";

type Props = { params: Promise<{ number: string }> };
type Clock = Awaited<ReturnType<typeof readerClock>>;

export async function generateMetadata({ params }: Props) {
  return { title: (await params).number };
}

/** One order: lines and where their units are, why they go there, parcels, and all that happened. */
export default async function OrderPage({ params }: Props) {
  const { number } = await params;
  const { actor } = await signedIn(`/admin/orders/${number}`);
  const order = await orNotFound((await api()).orders.find({ orderNumber: number }));
  const clock = await readerClock();
  const isOpen = ["submitted", "pending_approval", "confirmed", "in_fulfillment"].includes(
    order.status,
  );
  const openHolds = order.holds.filter((hold) => hold.releasedAt === null);
  return (
    <>
      <LiveRefresh orderId={order.id} />
      <PageHeader
        breadcrumb={[{ label: "Orders", href: "/admin/orders" }]}
        title={order.number}
        status={<Axes order={order} />}
        meta={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <a className="link" href={`/admin/orders?q=${encodeURIComponent(order.company)}`}>
              {order.company}
            </a>
            <span>by {order.channel}</span>
            <InstantText at={order.placedAt} now={clock.now} zone={clock.zone} />
            <PromiseChip
              date={order.currentPromise}
              state={order.promiseState}
              original={order.originalPromise}
              today={clock.today}
            />
          </span>
        }
        actions={
          <OrderActions
            orderId={order.id}
            number={order.number}
            isOpen={isOpen}
            isPendingApproval={order.status === "pending_approval"}
            holds={openHolds}
            rights={[...actor.capabilities]}
          />
        }
      />
      <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_320px]">
        <div className="grid gap-6">
          {openHolds.map((hold) => (
            <Callout
              key={hold.id}
              tone="warning"
              title={`On hold: ${hold.type.replaceAll("_", " ")}`}
            >
              {hold.reason}
            </Callout>
          ))}
          <Panel title="Lines" flush>
            <OrderLines
              lines={linesOf(order)}
              currency={order.currency}
              today={clock.today}
              skuHref={(code) => `/admin/inventory/${encodeURIComponent(code)}`}
            />
          </Panel>
          <Decisions order={order} clock={clock} />
          {order.parcels.length > 0 && (
            <Panel title="Parcels" flush>
              <Parcels
                parcels={parcelsOf(order)}
                now={clock.now}
                zone={clock.zone}
                today={clock.today}
              />
            </Panel>
          )}
          <Panel title="Timeline">
            <Timeline
              zone={clock.zone}
              today={clock.today}
              events={order.events.map((event) => ({
                ...eventSentence(event.type, event.payload),
                id: String(event.id),
                at: event.at,
                actor: event.actor,
                onBehalfOf: event.onBehalfOf,
                reason: event.reason,
              }))}
            />
          </Panel>
        </div>
        <Rail order={order} clock={clock} />
      </div>
    </>
  );
}

function Axes({ order }: { order: Order }) {
  return (
    <span className="flex flex-wrap gap-1">
      <StatusBadge kind="order" value={order.status} />
      <StatusBadge kind="order_fulfillment" value={order.fulfillmentStatus} />
      <StatusBadge kind="payment" value={order.paymentStatus} />
      {order.holdCount > 0 && (
        <Badge tone="warning" glyph="hold">
          On hold
        </Badge>
      )}
    </span>
  );
}

/** Why the units go where they go: the latest decision open to its trace, the earlier ones below. */
function Decisions({ order, clock }: { order: Order; clock: Clock }) {
  if (order.decisions.length === 0) {
    return (
      <Panel title="Why this routing">
        <p className="text-muted">This order was booked as history; nothing was routed.</p>
      </Panel>
    );
  }
  return (
    <Panel title="Why this routing">
      <ol className="grid gap-4">
        {order.decisions.map((decision) => (
          <li key={decision.id} className="grid gap-1">
            <WhyLine sentence={decision.sentence}>
              <DecisionTrace decisionId={decision.id} />
            </WhyLine>
            <span className="text-xs text-muted">
              {decision.trigger.replaceAll("_", " ")} ·{" "}
              <InstantText at={decision.decidedAt} now={clock.now} zone={clock.zone} /> · profile{" "}
              {decision.profile}
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function Rail({ order, clock }: { order: Order; clock: Clock }) {
  return (
    <aside className="grid gap-6">
      <Panel title="Order">
        <DefinitionList
          items={[
            {
              term: "PO",
              description: order.customerPo === null ? "—" : <Ident>{order.customerPo}</Ident>,
            },
            ...(order.externalRef === null
              ? []
              : [{ term: "Reference", description: <Ident>{order.externalRef}</Ident> }]),
            { term: "Contact", description: order.contact ?? "—" },
            ...(order.onBehalfOf === null
              ? []
              : [{ term: "Entered for", description: order.onBehalfOf }]),
            { term: "Terms", description: order.paymentTerms },
            {
              term: "Value",
              description: <Money minor={order.subtotal} currency={order.currency} />,
            },
            {
              term: "Wanted",
              description:
                order.requestedDate === null ? (
                  "as soon as possible"
                ) : (
                  <DateText date={order.requestedDate} today={clock.today} />
                ),
            },
            {
              term: "Ships",
              description: order.shipPolicy === "complete" ? "complete" : "as available",
            },
            { term: "Service", description: order.serviceCode },
            ...(order.note === "" ? [] : [{ term: "Note", description: order.note }]),
          ]}
        />
      </Panel>
      <Panel title="Ship to">
        <ShipTo to={order.shipTo} />
      </Panel>
      {order.work.length > 0 && (
        <Panel title="Work orders">
          <ul className="grid gap-2">
            {order.work.map((work) => (
              <li key={work.id} className="flex flex-wrap items-center gap-2">
                <a className="link" href={`/admin/fulfillment/${work.number}`}>
                  <Ident>{work.number}</Ident>
                </a>
                <span>{work.node}</span>
                <StatusBadge kind="fulfillment_order" value={work.state} />
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {order.exceptions.length > 0 && (
        <Panel title="Exceptions">
          <ul className="grid gap-3">
            {order.exceptions.map((exception) => (
              <li key={exception.id} className="grid gap-1">
                <StatusBadge kind="exception" value={exception.state} />
                <span>{exception.sentence}</span>
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </aside>
  );
}
