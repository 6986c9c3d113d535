import { randomUUID } from "node:crypto";
import type { Metadata } from "next";
import { locationLabel } from "@/components/portal/location-label";
import { OrderPad } from "@/components/portal/order-pad";
import { type PadLine, padLinesOf, reorderLines } from "@/components/portal/pad-address";
import { readerClock } from "@/components/reader-clock";
import { api, orNotFound } from "@/server/api/rsc";
import { orderDraftContent } from "@/server/oms/orders/schema";

export const metadata: Metadata = { title: "Order pad" };

type Search = { add?: string | string[]; reorder?: string | string[] };

/** The buyer's one open draft, or a new one; with lines that the address brings along. */
export default async function OrderPadPage(props: { searchParams: Promise<Search> }) {
  const { add, reorder } = await props.searchParams;
  const caller = await api();
  const [company, drafts, clock, brought] = await Promise.all([
    caller.customers.mine({}),
    caller.orders.listDrafts({ channelCode: "portal", limit: 1 }),
    readerClock(),
    typeof reorder === "string" ? linesOfOrder(reorder) : padLinesOf(add),
  ]);
  const draftId = drafts[0]?.draftId;
  const draft = draftId
    ? await caller.orders.findDraft({ draftId })
    : { draftId: randomUUID(), version: 0, content: {} };
  return (
    <OrderPad
      draft={{
        draftId: draft.draftId,
        version: draft.version,
        content: orderDraftContent.parse(draft.content),
      }}
      locations={company.locations.map((location) => ({
        companyLocationId: location.companyLocationId,
        label: locationLabel(location),
      }))}
      mayShipElsewhere={company.allowsOneTimeShipTo}
      credit={company.credit}
      currency={company.currency}
      brought={brought}
      today={clock.today}
      zone={clock.zone}
    />
  );
}

/** What an earlier order asked for, to ask for it again. */
async function linesOfOrder(orderNumber: string): Promise<PadLine[]> {
  const caller = await api();
  const { lines } = await orNotFound(caller.orders.find({ orderNumber }));
  return reorderLines(lines);
}
