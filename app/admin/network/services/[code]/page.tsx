import { notFound } from "next/navigation";
import { Forbidden } from "@/components/admin/forbidden";
import { formatCount } from "@/components/format";
import { LiveRefresh } from "@/components/live/live-refresh";
import { RestoreService, RetiredNotice, RetireService } from "@/components/network/retire-service";
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
  const may = (right: string) => actor.capabilities.has(right);
  const isRetired = service.retiredAt !== null;
  const use =
    !isRetired && may("network.retire_service")
      ? await caller.network.findServiceUse({ code })
      : null;
  return (
    <>
      <PageHeader
        breadcrumb={[
          { label: "Network", href: "/admin/network" },
          { label: "Carrier services", href: "/admin/network/services" },
        ]}
        title={service.name}
        status={<Ident className="text-muted">{service.code}</Ident>}
        actions={
          isRetired && may("network.restore_service") ? (
            <RestoreService service={service} />
          ) : use === null ? null : (
            <RetireService service={service} use={use} />
          )
        }
        meta={`${service.carrier}, offered by ${formatCount(service.nodes, "node")}. A shipment is charged by its zone and weight break, with surcharges on top.`}
      />
      <LiveRefresh topics={["carrier_service"]} />
      {isRetired ? <RetiredNotice name={service.name} /> : null}
      <TariffForm
        service={service}
        calendars={calendars.map(({ id, name }) => ({ value: id, label: name }))}
        nodes={nodes.map((node) => ({ value: node.code, label: node.name }))}
        mayChange={may("network.set_service")}
      />
    </>
  );
}
