import { Forbidden } from "@/components/admin/forbidden";
import { ChangeForm } from "@/components/changes/change-form";
import { locationLabel, serviceChoices } from "@/components/changes/labels";
import { readerClock } from "@/components/reader-clock";
import { PageHeader } from "@/components/ui/page-header";
import { api, orNotFound, signedIn } from "@/server/api/rsc";

type Props = { params: Promise<{ number: string }> };

export async function generateMetadata({ params }: Props) {
  return { title: `Change ${(await params).number}` };
}

/** One change of an order: what may still change, what it would do, and applying it. */
export default async function ChangeOrderPage({ params }: Props) {
  const { number } = await params;
  const { actor } = await signedIn(`/admin/orders/${number}/change`);
  if (!actor.capabilities.has("changes.propose_change")) {
    return <Forbidden title={`Change ${number}`} right="changes.propose_change" />;
  }
  const caller = await api();
  const [facts, services, clock] = await Promise.all([
    orNotFound(caller.changes.findScope({ orderNumber: number })),
    caller.network.services({}),
    readerClock(),
  ]);
  return (
    <>
      <PageHeader
        breadcrumb={[
          { label: "Orders", href: "/admin/orders" },
          { label: number, href: `/admin/orders/${number}` },
        ]}
        title={`Change ${number}`}
        meta={`${facts.order.company}: nothing changes before you have seen what it does`}
      />
      <ChangeForm
        facts={{
          ...facts,
          locations: facts.locations.map(locationLabel),
          services: serviceChoices(services, facts.order.serviceCode),
        }}
        today={clock.today}
        audience="staff"
        orderHref={`/admin/orders/${number}`}
      />
    </>
  );
}
