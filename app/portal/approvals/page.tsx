import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { formatCount, formatMoney } from "@/components/format";
import { LiveRefresh } from "@/components/live/live-refresh";
import type { Order } from "@/components/orders/order-mapping";
import { ApprovalActions } from "@/components/portal/approval-actions";
import { type ReaderClock, readerClock } from "@/components/reader-clock";
import { PromiseChip } from "@/components/signature/promise-chip";
import { EmptyState } from "@/components/ui/empty-state";
import { Ident, InstantText, Money, Quantity } from "@/components/ui/figures";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { api, signedIn } from "@/server/api/rsc";

export const metadata: Metadata = { title: "Approvals" };

const SHOWN = 20;

/** Orders above their buyer's limit, the oldest first, each with what it needs to be judged. */
export default async function ApprovalsPage() {
  const { actor } = await signedIn("/portal/approvals");
  if (!actor.capabilities.has("orders.approve_order")) {
    redirect("/portal");
  }
  const caller = await api();
  const [list, company, clock] = await Promise.all([
    caller.orders.list({ view: "approval", isDescending: false, limit: SHOWN }),
    caller.customers.mine({}),
    readerClock(),
  ]);
  const orders = await Promise.all(
    list.rows.map(({ number }) => caller.orders.find({ orderNumber: number })),
  );
  const me = company.contacts.find((contact) => contact.contactId === actor.contactId);
  return (
    <>
      <LiveRefresh topics={["sales_order"]} />
      <PageHeader
        title="Approvals"
        meta={list.total === null ? undefined : formatCount(list.total, "order")}
      />
      {orders.length === 0 ? (
        <Panel flush>
          <EmptyState kind="done" title="Nothing waits for you" />
        </Panel>
      ) : (
        <ol className="grid gap-4">
          {orders.map((order, index) => {
            const buyer = company.contacts.find((contact) => contact.name === order.contact);
            return (
              <li key={order.id}>
                <Waiting
                  order={order}
                  buyerLimit={buyer?.spendingLimit ?? null}
                  notYours={notYours(order, me ?? null)}
                  isFirst={index === 0}
                  clock={clock}
                />
              </li>
            );
          })}
        </ol>
      )}
    </>
  );
}

type Me = { name: string; spendingLimit: number | null } | null;

/** The same rules as the server's, said before anything is pressed. */
function notYours(order: Order, me: Me): string | null {
  if (me === null || order.contact === me.name) {
    return "Somebody else has to approve your own order";
  }
  return me.spendingLimit !== null && order.owed > me.spendingLimit
    ? `Above your own limit of ${formatMoney(me.spendingLimit, order.currency)}`
    : null;
}

type WaitingProps = {
  order: Order;
  buyerLimit: number | null;
  notYours: string | null;
  isFirst: boolean;
  clock: ReaderClock;
};

function Waiting({ order, buyerLimit, notYours: refusal, isFirst, clock }: WaitingProps) {
  return (
    <Panel
      title={
        <Link href={`/portal/orders/${order.number}`}>
          <Ident>{order.number}</Ident>
        </Link>
      }
      meta={order.customerPo ? `PO ${order.customerPo}` : undefined}
      actions={
        <ApprovalActions
          orderId={order.id}
          number={order.number}
          notYours={refusal}
          isFirst={isFirst}
        />
      }
    >
      <p>
        {order.contact ?? "Somebody"} ordered for{" "}
        <strong className="font-semibold">
          <Money minor={order.owed} currency={order.currency} />
        </strong>
        {buyerLimit === null
          ? ""
          : `, ${formatMoney(order.owed - buyerLimit, order.currency)} above the limit of ${formatMoney(buyerLimit, order.currency)}`}
        , <InstantText at={order.placedAt} now={clock.now} zone={clock.zone} />.
      </p>
      <p className="mt-1 flex items-center gap-2 text-muted">
        Arrives by
        <PromiseChip
          date={order.currentPromise}
          state={order.promiseState}
          today={clock.today}
          audience="customer"
        />
      </p>
      <ul className="mt-3 grid gap-0.5">
        {order.lines.map((line) => (
          <li key={line.id} className="flex gap-3">
            <Quantity value={line.ordered} unit={line.unit} className="w-24 shrink-0 text-right" />
            <span className="min-w-0 flex-1">
              <Ident>{line.sku}</Ident> {line.description}
            </span>
            <Money minor={line.lineTotal} currency={order.currency} />
          </li>
        ))}
      </ul>
      {order.note === "" ? null : (
        <p className="mt-3 whitespace-pre-line text-muted">“{order.note}”</p>
      )}
    </Panel>
  );
}
