import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { CheckoutForm } from "@/components/portal/checkout-form";
import { locationLabel } from "@/components/portal/location-label";
import { readerClock } from "@/components/reader-clock";
import { api } from "@/server/api/rsc";
import { orderDraftContent } from "@/server/oms/orders/schema";

export const metadata: Metadata = { title: "Checkout" };

/** The draft of the pad, ready to be placed; without lines there is nothing to check out. */
export default async function CheckoutPage() {
  const caller = await api();
  const [company, drafts, clock] = await Promise.all([
    caller.customers.mine({}),
    caller.orders.listDrafts({ channelCode: "portal", limit: 1 }),
    readerClock(),
  ]);
  const first = drafts[0];
  if (first === undefined || first.lineCount === 0) {
    redirect("/portal/order");
  }
  const draft = await caller.orders.findDraft({ draftId: first.draftId });
  const content = orderDraftContent.parse(draft.content);
  // A line that means nothing yet is mended on the pad, not dropped on the way.
  if (content.lines.some((line) => line.quantity === null)) {
    redirect("/portal/order");
  }
  return (
    <CheckoutForm
      key={draft.draftId}
      draft={{ draftId: draft.draftId, version: draft.version, content }}
      locations={company.locations.map((location) => ({
        companyLocationId: location.companyLocationId,
        label: locationLabel(location),
      }))}
      mayShipElsewhere={company.allowsOneTimeShipTo}
      requiresPo={company.requiresPo}
      termsName={company.termsName}
      credit={company.credit}
      approvers={company.contacts
        .filter((contact) => contact.role !== "buyer" && contact.signsIn)
        .map((contact) => contact.name)}
      today={clock.today}
      zone={clock.zone}
    />
  );
}
