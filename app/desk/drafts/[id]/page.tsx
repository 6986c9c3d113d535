import type { Metadata } from "next";
import { PhoneOrder } from "@/components/desk/phone-order";
import { PlacedOrder } from "@/components/desk/placed-order";
import { localDateOf } from "@/components/format";
import type { Order } from "@/components/orders/order-mapping";
import { locationLabel } from "@/components/portal/location-label";
import { readerClock } from "@/components/reader-clock";
import { api, orNotFound } from "@/server/api/rsc";
import { USUAL_SERVICE } from "@/server/oms/network/types";
import { orderDraftContent } from "@/server/oms/orders/schema";

export const metadata: Metadata = { title: "Phone order" };

const OPEN = ["submitted", "pending_approval", "confirmed", "in_fulfillment"];

/** One phone order at an address of its own: being written, or placed. */
export default async function DraftPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const caller = await api();
  const draft = await orNotFound(caller.orders.findDraft({ draftId: id }));
  const { companyId } = draft;
  const clock = await readerClock();
  if (draft.placedOrderNumber !== null) {
    const order = await orNotFound(caller.orders.find({ orderNumber: draft.placedOrderNumber }));
    return <Placed order={order} today={clock.today} />;
  }
  const [account, recent, purchased, open, services] = await Promise.all([
    caller.customers.summary({ companyId }),
    caller.orders.listRecent({ companyId, limit: 5 }),
    caller.orders.listPurchased({ companyId, limit: 12 }),
    caller.orders.list({
      companyId,
      status: OPEN,
      sort: "promise",
      isDescending: false,
      limit: 5,
    }),
    caller.network.services({}),
  ]);
  return (
    <PhoneOrder
      key={draft.draftId}
      draft={{
        draftId: draft.draftId,
        version: draft.version,
        content: orderDraftContent.parse(draft.content),
      }}
      account={account}
      choices={{
        locations: account.locations.map((location) => ({
          value: location.companyLocationId,
          label: locationLabel(location),
        })),
        contacts: account.contacts.map((contact) => ({
          value: contact.contactId,
          label: contact.phone === "" ? contact.name : `${contact.name}, ${contact.phone}`,
        })),
        services: services
          .map(({ code, name, carrier }) => ({ value: code, label: `${name} (${carrier})` }))
          .toSorted(
            (a, b) => Number(b.value === USUAL_SERVICE) - Number(a.value === USUAL_SERVICE),
          ),
      }}
      recent={recent.map((order) => ({
        number: order.number,
        placedOn: localDateOf(order.placedAt, clock.zone),
        owed: order.owed,
        currency: order.currency,
        lines: order.lines,
      }))}
      purchased={purchased}
      open={open.rows}
      today={clock.today}
      zone={clock.zone}
    />
  );
}

function Placed({ order, today }: { order: Order; today: string }) {
  const lines = order.lines.map((line) => {
    const parts = order.parts
      .filter((part) => part.orderLineId === line.id)
      .map((part) => ({
        id: part.id,
        quantity: part.quantity,
        date: part.deliveryDate as string | null,
        nodeName: part.node as string | null,
      }));
    // Units that no supply is known for have a date only as a whole, or none.
    const open =
      line.ordered - line.cancelled - parts.reduce((sum, part) => sum + part.quantity, 0);
    return {
      id: line.id,
      sku: line.sku,
      description: line.description,
      kit: line.kit,
      unit: line.unit,
      parts:
        open > 0
          ? [
              ...parts,
              { id: `${line.id} open`, quantity: open, date: line.currentPromise, nodeName: null },
            ]
          : parts,
    };
  });
  return (
    <PlacedOrder
      number={order.number}
      companyId={order.companyId}
      companyName={order.company}
      customerPo={order.customerPo}
      subtotal={order.owed}
      currency={order.currency}
      isWaiting={order.status === "pending_approval"}
      holds={order.holds.filter((hold) => hold.releasedAt === null).map((hold) => hold.reason)}
      findings={order.findings}
      promiseDate={order.currentPromise}
      lines={lines}
      today={today}
    />
  );
}
