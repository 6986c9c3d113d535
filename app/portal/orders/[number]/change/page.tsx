import { ChangeForm } from "@/components/changes/change-form";
import { locationLabel, serviceChoices } from "@/components/changes/labels";
import { readerClock } from "@/components/reader-clock";
import { PageHeader } from "@/components/ui/page-header";
import { api, orNotFound } from "@/server/api/rsc";

type Props = { params: Promise<{ number: string }> };

export async function generateMetadata({ params }: Props) {
  return { title: `Change ${(await params).number}` };
}

/** A buyer changes their order, until somebody has it in hand. */
export default async function ChangeOwnOrderPage({ params }: Props) {
  const { number } = await params;
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
          { label: "Orders", href: "/portal/orders" },
          { label: number, href: `/portal/orders/${number}` },
        ]}
        title={`Change ${number}`}
        meta="Nothing changes before you have seen what it does"
      />
      <ChangeForm
        facts={{
          ...facts,
          locations: facts.locations.map(locationLabel),
          services: serviceChoices(services, facts.order.serviceCode),
        }}
        today={clock.today}
        audience="customer"
        orderHref={`/portal/orders/${number}`}
      />
    </>
  );
}
