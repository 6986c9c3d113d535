import { Forbidden } from "@/components/admin/forbidden";
import { ReasonDiscard } from "@/components/admin/parked-discard";
import { ParkedForm } from "@/components/admin/parked-form";
import { inWords } from "@/components/admin/words";
import { LiveRefresh } from "@/components/live/live-refresh";
import { readerClock } from "@/components/reader-clock";
import { Badge } from "@/components/ui/badge";
import { Callout } from "@/components/ui/callout";
import { InstantText } from "@/components/ui/figures";
import { PageHeader } from "@/components/ui/page-header";
import { api, orNotFound, signedIn } from "@/server/api/rsc";

type Props = { params: Promise<{ number: string }> };

export async function generateMetadata({ params }: Props) {
  return { title: (await params).number };
}

/** One parked order: as it was sent, what is wrong with it, and a way to mend and place it. */
export default async function ParkedOrderPage({ params }: Props) {
  const { number } = await params;
  const { actor } = await signedIn(`/admin/orders/parked/${number}`);
  if (!actor.capabilities.has("orders.find_parked")) {
    return <Forbidden title={number} right="orders.find_parked" />;
  }
  const caller = await api();
  const parked = await orNotFound(caller.orders.findParked({ number }));
  const [services, { now, zone }] = await Promise.all([caller.network.services({}), readerClock()]);
  const isOpen = parked.state === "parked";
  return (
    <>
      <LiveRefresh topics={["parked_order"]} />
      <PageHeader
        breadcrumb={[
          { label: "Orders", href: "/admin/orders" },
          { label: "Parked", href: "/admin/orders/parked" },
        ]}
        title={parked.number}
        status={<Badge tone={isOpen ? "warning" : "neutral"}>{inWords(parked.state)}</Badge>}
        meta={
          <span>
            {parked.company ?? "Unknown customer"} by {parked.channel}, sent by{" "}
            {parked.receivedFrom} <InstantText at={parked.receivedAt} now={now} zone={zone} />
          </span>
        }
        actions={
          isOpen && actor.capabilities.has("orders.discard_parked") ? (
            <ReasonDiscard id={parked.id} number={parked.number} version={parked.version} />
          ) : null
        }
      />
      {isOpen ? (
        <ParkedForm
          key={parked.version}
          parked={parked}
          services={services.map(({ code, name }) => ({ value: code, label: name }))}
        />
      ) : (
        <Callout title={`It was ${parked.state}`}>
          {parked.closeReason}
          {parked.orderNumber === null ? null : (
            <>
              {" as "}
              <a className="link" href={`/admin/orders/${parked.orderNumber}`}>
                {parked.orderNumber}
              </a>
            </>
          )}
        </Callout>
      )}
    </>
  );
}
