import Link from "next/link";
import { Forbidden } from "@/components/admin/forbidden";
import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { formatCount, formatDate, formatMoney, formatQuantity } from "@/components/format";
import { LiveRefresh } from "@/components/live/live-refresh";
import { readerClock } from "@/components/reader-clock";
import { WindowActions } from "@/components/routing/window-actions";
import { WINDOW_CURRENCY, WINDOW_STATE, WINDOW_TRIGGER } from "@/components/routing/window-words";
import { Badge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { Ident } from "@/components/ui/figures";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { Stat, StatRow } from "@/components/ui/stat";
import { api, orNotFound, signedIn } from "@/server/api/rsc";
import type { WindowRunState } from "@/server/oms/allocation/machine";
import type { WindowOrderRow } from "@/server/oms/allocation/queries-windows";

type Props = { params: Promise<{ number: string }> };

const numberOf = async (params: Props["params"]) =>
  decodeURIComponent((await params).number).toUpperCase();

export async function generateMetadata({ params }: Props) {
  return { title: await numberOf(params) };
}

const COLUMNS = [
  { header: "Order" },
  { header: "Now" },
  { header: "Planned" },
  { header: "Why" },
  { header: "Saves", align: "right" },
  { header: "Outcome" },
] as const;

const PASSED_COLUMNS = [{ header: "Order" }, { header: "Why" }] as const;

const money = (minor: number) => formatMoney(minor, WINDOW_CURRENCY);

/** One window: what it saves in all, and each order that it moves, before and after. */
export default async function WindowPage({ params }: Props) {
  const number = await numberOf(params);
  const { actor } = await signedIn(`/admin/routing/windows/${number}`);
  if (!actor.capabilities.has("allocation.find_window")) {
    return <Forbidden title={number} right="allocation.find_window" />;
  }
  const [{ run, orders, passedOver }, { today }] = await Promise.all([
    orNotFound((await api()).windows.find({ number })),
    readerClock(),
  ]);
  const isOpen = run.state === "proposed";
  const state = WINDOW_STATE[run.state];
  return (
    <>
      <LiveRefresh topics={["window_run"]} />
      <PageHeader
        breadcrumb={[
          { label: "Routing", href: "/admin/routing" },
          { label: "Windows", href: "/admin/routing/windows" },
        ]}
        title={<Ident>{run.number}</Ident>}
        status={
          <Badge tone={state.tone} glyph={state.glyph}>
            {state.word}
          </Badge>
        }
        meta={`${WINDOW_TRIGGER[run.trigger]}, by ${run.requestedBy}${run.decisionReason === null ? "" : `. ${run.decisionReason}`}`}
        actions={
          isOpen ? (
            <WindowActions
              runId={run.id}
              number={run.number}
              mayApply={actor.capabilities.has("allocation.apply_window")}
              mayDismiss={actor.capabilities.has("allocation.dismiss_window")}
            />
          ) : undefined
        }
      />
      <div className="grid gap-4">
        <StatRow label="What it saves">
          <Stat
            label="Orders"
            value={run.ordersChanged}
            note={`of ${formatQuantity(run.ordersSeen)} seen`}
          />
          <Stat
            label="Shipments"
            value={run.shipmentsAfter}
            note={`${formatQuantity(run.shipmentsBefore)} before`}
          />
          <Stat
            label="Freight saved"
            value={money(run.freightBefore - run.freightAfter)}
            note={`${money(run.freightBefore)} before`}
          />
          <Stat
            label="Saved in all"
            value={money(run.costBefore - run.costAfter)}
            note={run.plannedBy === null ? "" : `found by the ${run.plannedBy}`}
          />
        </StatRow>
        {run.note === "" ? null : <p className="text-sm text-muted">The solver: {run.note}</p>}
        <Panel title="Orders that change" meta={formatCount(orders.length, "order")} flush>
          {orders.length === 0 ? (
            <EmptyState kind="done" title="No order changes">
              {noOrderMoves(run.state)}
            </EmptyState>
          ) : (
            <PlainTable label="Orders that change" columns={COLUMNS}>
              <tbody>
                {orders.map((order) => (
                  <tr key={order.orderId}>
                    <PlainCell isHead>
                      <Link className="link" href={`/admin/orders/${order.number}`}>
                        <Ident>{order.number}</Ident>
                      </Link>
                    </PlainCell>
                    <PlainCell>
                      <Parts parts={order.before} today={today} />
                      {order.filled.length > 0 && <p className="text-muted">Waits for stock</p>}
                    </PlainCell>
                    <PlainCell>
                      <Parts parts={[...order.after, ...order.filled]} today={today} />
                    </PlainCell>
                    <PlainCell>{order.why}</PlainCell>
                    <PlainCell align="right">
                      {order.after.length === 0
                        ? "–"
                        : money(order.costBeforeMinor - order.costAfterMinor)}
                    </PlainCell>
                    <PlainCell>{outcomeOf(order)}</PlainCell>
                  </tr>
                ))}
              </tbody>
            </PlainTable>
          )}
        </Panel>
        {passedOver.length > 0 && (
          <Panel
            title="Orders that could not be considered or filled"
            meta={formatCount(passedOver.length, "order")}
            flush
          >
            <PlainTable
              label="Orders that could not be considered or filled"
              columns={PASSED_COLUMNS}
            >
              <tbody>
                {passedOver.map(({ orderId, number, reason }) => (
                  <tr key={orderId}>
                    <PlainCell isHead>
                      <Link className="link" href={`/admin/orders/${number}`}>
                        <Ident>{number}</Ident>
                      </Link>
                    </PlainCell>
                    <PlainCell>{`${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`}</PlainCell>
                  </tr>
                ))}
              </tbody>
            </PlainTable>
          </Panel>
        )}
      </div>
    </>
  );
}

function noOrderMoves(state: WindowRunState): string {
  switch (state) {
    case "planning":
      return "The window is being planned.";
    case "left_as_it_was":
      return "Together the orders cost least from where they leave already.";
    default:
      return "The window found no orders to move.";
  }
}

function outcomeOf({ outcome, outcomeReason, after }: WindowOrderRow): string {
  switch (outcome) {
    case "applied":
      return `${after.length > 0 ? "Moved" : "Filled"}${outcomeReason === null ? "" : `; ${outcomeReason}`}`;
    case "left":
      return `Left as it was: ${outcomeReason ?? ""}`;
    default:
      return "Not decided";
  }
}

function Parts({ parts, today }: { parts: WindowOrderRow["before"]; today: string }) {
  return (
    <ul className="grid gap-0.5">
      {parts.map((part) => (
        <li key={`${part.lineId} ${part.nodeId}`}>
          {formatQuantity(part.units)} × <Ident>{part.sku}</Ident> {part.node}
          <span className="text-muted">, delivers {formatDate(part.deliveryDate, today)}</span>
        </li>
      ))}
    </ul>
  );
}
