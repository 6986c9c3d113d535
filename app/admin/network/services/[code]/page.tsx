import { notFound } from "next/navigation";
import { Forbidden } from "@/components/admin/forbidden";
import { formatCount } from "@/components/format";
import { TariffForm } from "@/components/network/tariff-form";
import { Ident } from "@/components/ui/figures";
import { PageHeader } from "@/components/ui/page-header";
import { api, orNotFound, signedIn } from "@/server/api/rsc";

type Props = { params: Promise<{ code: string }> };

const codeOf = async (params: Props["params"]) => decodeURIComponent((await params).code);

export async function generateMetadata({ params }: Props) {
  return { title: `Service ${await codeOf(params)}` };
}

/** One carrier service: its whole tariff, and what a parcel would cost by it. */
export default async function ServicePage({ params }: Props) {
  const code = await codeOf(params);
  const { actor } = await signedIn(`/admin/network/services/${code}`);
  if (!actor.capabilities.has("network.list_tariffs")) {
    return <Forbidden title={code} right="network.list_tariffs" />;
  }
  const caller = await api();
  const [services, calendars, nodes] = await Promise.all([
    orNotFound(caller.network.listTariffs({})),
    caller.network.listCalendars({}),
    caller.network.listNodes({}),
  ]);
  const service = services.find((one) => one.code === code) ?? notFound();
  return (
    <>
      <PageHeader
        breadcrumb={[
          { label: "Network", href: "/admin/network" },
          { label: "Carrier services", href: "/admin/network/services" },
        ]}
        title={service.name}
        status={<Ident className="text-muted">{service.code}</Ident>}
        meta={`${service.carrier}, offered by ${formatCount(service.nodes, "node")}. A shipment is charged by its zone and weight break, with surcharges on top.`}
      />
      <TariffForm
        service={service}
        calendars={calendars.map(({ id, name }) => ({ value: id, label: name }))}
        nodes={nodes.map((node) => ({ value: node.code, label: node.name }))}
        mayChange={actor.capabilities.has("network.set_service")}
      />
    </>
  );
}
