import { DecisionTrace } from "@/components/admin/decision-trace";
import { Forbidden } from "@/components/admin/forbidden";
import { OrderActions } from "@/components/admin/order-actions";
import { OrderRail } from "@/components/admin/order-rail";
import { OrderTimeline } from "@/components/admin/order-timeline";
import { ReverseCredit } from "@/components/admin/reverse-credit";
import { RouteByHand } from "@/components/admin/route-by-hand";
import { ShipToDialog } from "@/components/admin/ship-to-dialog";
import { SourceAgain } from "@/components/admin/source-again";
import { inWords } from "@/components/admin/words";
import { LiveRefresh } from "@/components/live/live-refresh";
import { CreditsPanel } from "@/components/orders/credits";
import { FindingsPanel } from "@/components/orders/findings";
import { FulfillmentBadge } from "@/components/orders/fulfillment-badge";
import { stoppedSentence } from "@/components/orders/hold-words";
import { OrderLines } from "@/components/orders/order-lines";
import { linesOf, type Order, parcelsOf } from "@/components/orders/order-mapping";
import { Parcels } from "@/components/orders/parcels";
import { SubstituteQuestion } from "@/components/orders/substitute-question";
import type { OrderLineView } from "@/components/orders/types";
import { type ReaderClock, readerClock } from "@/components/reader-clock";
import { PromiseChip } from "@/components/signature/promise-chip";
import { WhyLine } from "@/components/signature/why-line";
import { Badge, StatusBadge } from "@/components/ui/badge";
import { Callout } from "@/components/ui/callout";
import { InstantText } from "@/components/ui/figures";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
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
  if (!actor.capabilities.has("orders.find_order")) {
    return <Forbidden title={number} right="orders.find_order" />;
  }
  const order = await orNotFound((await api()).orders.find({ orderNumber: number }));
  const mayHold = actor.capabilities.has("orders.list_hold_types");
  const isOpen = ["submitted", "pending_approval", "confirmed", "in_fulfillment"].includes(
    order.status,
  );
  const clock = await readerClock();
  const [lines, holdTypes, tools] = await Promise.all([
    explainedLines(order, actor.capabilities, clock.today),
    mayHold ? (await api()).orders.listHoldTypes({}) : [],
    isOpen ? lineTools(order, actor.capabilities) : null,
  ]);
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
            isChangeable={isOpen || order.status === "completed"}
            isPendingApproval={order.status === "pending_approval"}
            owed={order.owed}
            currency={order.currency}
            holds={openHolds}
            holdTypes={holdTypes.filter(({ isActive }) => isActive)}
            holdPlaces={holdPlaces(order)}
            rights={[...actor.capabilities]}
          />
        }
      />
      <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_18rem]">
        <div className="grid gap-6">
          <OpenHolds order={order} rights={actor.capabilities} />
          {isOpen && (
            <OpenSubstitute order={order} rights={actor.capabilities} today={clock.today} />
          )}
          <FindingsPanel findings={order.findings} />
          <Panel title="Lines" flush>
            <OrderLines
              lines={lines}
              currency={order.currency}
              today={clock.today}
              skuHref={(code) => `/admin/inventory/${encodeURIComponent(code)}`}
              {...(tools === null ? {} : { actions: tools })}
            />
          </Panel>
          <Credits order={order} rights={actor.capabilities} clock={clock} />
          <Decisions order={order} clock={clock} />
          {order.parcels.length > 0 && (
            <Panel title="Parcels" actions={<TrackingPage order={order} />} flush>
              <Parcels
                parcels={parcelsOf(order, clock.today)}
                now={clock.now}
                zone={clock.zone}
                today={clock.today}
              />
            </Panel>
          )}
          <Panel title="Timeline">
            <OrderTimeline events={order.events} clock={clock} />
          </Panel>
        </div>
        <OrderRail
          order={order}
          clock={clock}
          mayCorrect={isOpen && actor.capabilities.has("orders.correct_ship_to")}
        />
      </div>
    </>
  );
}

/** What stops it, each with what it stops. */
function OpenHolds({ order, rights }: { order: Order; rights: ReadonlySet<string> }) {
  return order.holds
    .filter(({ releasedAt }) => releasedAt === null)
    .map((hold) => (
      <Callout
        key={hold.id}
        tone="warning"
        title={`On hold: ${hold.typeName.toLowerCase()}${hold.on === null ? "" : `, ${hold.on}`}`}
        action={
          hold.type === "address" && rights.has("orders.correct_ship_to") ? (
            <ShipToDialog orderId={order.id} number={order.number} shipTo={order.shipTo} />
          ) : null
        }
      >
        {`${hold.reason}. ${stoppedSentence(hold.blocks)}`}
      </Callout>
    ));
}

/** Another SKU that the customer is asked about; nothing where they are not. */
async function OpenSubstitute({
  order,
  rights,
  today,
}: {
  order: Order;
  rights: ReadonlySet<string>;
  today: string;
}) {
  const consent = rights.has("backorders.answer_substitute")
    ? await (await api()).backorders.findSubstitute({ orderId: order.id })
    : null;
  return consent === null ? null : (
    <SubstituteQuestion
      consent={consent}
      today={today}
      audience="staff"
      mayWithdraw={rights.has("backorders.withdraw_substitute")}
    />
  );
}

/** What of it was credited, and what takes that back. */
function Credits({
  order,
  rights,
  clock,
}: {
  order: Order;
  rights: ReadonlySet<string>;
  clock: ReaderClock;
}) {
  const { credits, currency } = order;
  const action = ({ leftMinor, ...credit }: (typeof credits)[number]) =>
    leftMinor > 0 ? <ReverseCredit credit={{ ...credit, leftMinor }} currency={currency} /> : null;
  return (
    <CreditsPanel
      {...{ credits, currency }}
      now={clock.now}
      zone={clock.zone}
      {...(rights.has("orders.reverse_credit") ? { action } : {})}
    />
  );
}

/** Its lines with what threatens their promises, and what allocation runs decided of them. */
async function explainedLines(
  order: Order,
  rights: ReadonlySet<string>,
  today: string,
): Promise<readonly OrderLineView[]> {
  const caller = await api();
  const [risks, runs] = await Promise.all([
    rights.has("exceptions.find_risks")
      ? caller.exceptions.findRisks({ orderIds: [order.id] })
      : [],
    rights.has("allocation.find_line_runs")
      ? caller.allocation.findLineRuns({ orderNumber: order.number })
      : [],
  ]);
  return linesOf(order, today).map((line) => ({
    ...line,
    risk: risks.find(({ lineNumber }) => lineNumber === line.lineNumber),
    run: runs.find(({ orderLineId }) => orderLineId === line.id),
  }));
}

/** What of an order can be held by itself. */
const holdPlaces = ({ lines, work }: Order) => [
  ...lines
    .filter(({ ordered, cancelled, shipped }) => ordered - cancelled > shipped)
    .map(({ id, lineNumber, sku }) => ({
      value: `line:${id}`,
      label: `Line ${lineNumber}, ${sku}`,
    })),
  ...work
    .filter(({ state }) => !["shipped", "rejected", "cancelled"].includes(state))
    .map(({ id, number, node }) => ({
      value: `fulfillment_order:${id}`,
      label: `${number} at ${node}`,
    })),
];

/** Lines with units that hold neither stock nor supply: another look may find them a place. */
function unplacedLines({ lines, parts }: Order): Set<string> {
  const pegged = (lineId: string) =>
    parts
      .filter((part) => part.orderLineId === lineId && part.state === "promised")
      .reduce((units, part) => units + part.quantity, 0);
  return new Set(lines.filter((line) => line.backordered > pegged(line.id)).map(({ id }) => id));
}

/** What can be done about where a line's units stand; null: nothing about any line. */
async function lineTools(order: Order, rights: ReadonlySet<string>) {
  const unplaced = rights.has("allocation.resource_line")
    ? unplacedLines(order)
    : new Set<string>();
  const placeable = rights.has("allocation.route_by_hand")
    ? placeableLines(order)
    : new Map<string, number>();
  if (unplaced.size + placeable.size === 0) {
    return null;
  }
  const nodes = placeable.size === 0 ? [] : await (await api()).network.listNodes({});
  const options = nodes.map((node) => ({ value: node.id, label: node.name }));
  return function LineTools({ id, skuCode }: OrderLineView) {
    const units = placeable.get(id);
    return (
      <span className="inline-flex flex-wrap justify-end gap-1">
        {unplaced.has(id) && <SourceAgain orderId={order.id} orderLineId={id} />}
        {units !== undefined && (
          <RouteByHand order={order} line={{ id, sku: skuCode, units }} nodes={options} />
        )}
      </span>
    );
  };
}

/** By line: units that no node was given yet. The parts of a kit stay together. */
const placeableLines = ({ lines }: Order): Map<string, number> =>
  new Map(
    lines.flatMap(({ id, kit, allocated, backordered }): [string, number][] =>
      kit === null && allocated + backordered > 0 ? [[id, allocated + backordered]] : [],
    ),
  );

/** What the customer sees. */
async function TrackingPage({ order }: { order: Order }) {
  const { path } = await (await api()).orders.trackingLink({ orderId: order.id });
  return (
    <a className="link text-sm" href={path} target="_blank" rel="noreferrer">
      Customer's tracking page
    </a>
  );
}

function Axes({ order }: { order: Order }) {
  return (
    <span className="flex flex-wrap gap-1">
      <StatusBadge kind="order" value={order.status} />
      <FulfillmentBadge
        value={order.fulfillmentStatus}
        isPreorder={order.lines.every(
          ({ backordered, comesOutOn }) => backordered === 0 || comesOutOn !== null,
        )}
      />
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
              {inWords(decision.trigger)} ·{" "}
              <InstantText at={decision.decidedAt} now={clock.now} zone={clock.zone} /> · profile{" "}
              {decision.profile}
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
