import Link from "next/link";
import { Forbidden } from "@/components/admin/forbidden";
import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { formatMoney, formatQuantity, UNKNOWN } from "@/components/format";
import { LiveRefresh } from "@/components/live/live-refresh";
import { limitsInWords } from "@/components/network/limit-words";
import { NetworkTabs } from "@/components/network/network-tabs";
import { NewServiceDialog } from "@/components/network/new-service-dialog";
import { Badge } from "@/components/ui/badge";
import { Ident } from "@/components/ui/figures";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { api, signedIn } from "@/server/api/rsc";
import type { TariffRow } from "@/server/oms/network/queries-services";
import type { FreightTariff, ZoneRate } from "@/server/oms/network/types";

export const metadata = { title: "Carrier services" };

const COLUMNS = [
  { header: "Service" },
  { header: "Carrier" },
  { header: "Calendar" },
  { header: "Zones", align: "right" },
  { header: "In transit", align: "right" },
  { header: "Nearest zone from", align: "right" },
  { header: "Minimum", align: "right" },
  { header: "Surcharges" },
  { header: "Does not take" },
  { header: "Nodes", align: "right" },
] as const;

/** What a shipment of next to nothing costs there, before surcharges. */
const leastOf = ({ breaks: [first] }: ZoneRate, { minimumMinor }: FreightTariff): number =>
  Math.max(first?.baseMinor ?? 0, first?.minimumMinor ?? 0, minimumMinor);

/** What carriers offer, and what they charge for it. */
export default async function ServicesPage() {
  const { actor } = await signedIn("/admin/network/services");
  if (!actor.capabilities.has("network.list_tariffs")) {
    return <Forbidden title="Carrier services" right="network.list_tariffs" />;
  }
  const caller = await api();
  const services = await caller.network.listTariffs({});
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: "Network", href: "/admin/network" }]}
        title="Carrier services"
        meta="What they charge is what the planner reckons with, to the last minor unit."
        primary={
          actor.capabilities.has("network.create_service") ? (
            <NewService services={services} />
          ) : null
        }
      />
      <NetworkTabs current="services" />
      <LiveRefresh topics={["carrier_service"]} />
      <Panel flush>
        <PlainTable label="Carrier services" columns={COLUMNS}>
          <tbody>
            {services.map(({ code, name, carrier, calendar, tariff, limits, retiredAt, nodes }) => {
              const zones = [...tariff.within, ...tariff.across];
              const days = zones.map((zone) => zone.transitDays);
              const [nearest] = zones;
              return (
                <tr key={code}>
                  <PlainCell isHead className="whitespace-nowrap">
                    <Link
                      className="link font-medium"
                      href={`/admin/network/services/${encodeURIComponent(code)}`}
                    >
                      {name}
                    </Link>{" "}
                    <Ident className="text-muted">{code}</Ident>{" "}
                    {retiredAt === null ? null : <Badge tone="neutral">Retired</Badge>}
                  </PlainCell>
                  <PlainCell>{carrier}</PlainCell>
                  <PlainCell>{calendar}</PlainCell>
                  <PlainCell align="right">{formatQuantity(zones.length)}</PlainCell>
                  <PlainCell align="right">
                    {Math.min(...days)} to {Math.max(...days)} d
                  </PlainCell>
                  <PlainCell align="right">
                    {nearest === undefined
                      ? UNKNOWN
                      : formatMoney(leastOf(nearest, tariff), tariff.currency)}
                  </PlainCell>
                  <PlainCell align="right">
                    {formatMoney(tariff.minimumMinor, tariff.currency)}
                  </PlainCell>
                  <PlainCell>
                    {tariff.surcharges.map((surcharge) => surcharge.name).join(", ") || "None"}
                  </PlainCell>
                  <PlainCell>{limitsInWords(limits)}</PlainCell>
                  <PlainCell align="right">{formatQuantity(nodes)}</PlainCell>
                </tr>
              );
            })}
          </tbody>
        </PlainTable>
      </Panel>
    </>
  );
}

/** The dialog with all that a service is made of. */
async function NewService({ services }: { services: readonly TariffRow[] }) {
  const caller = await api();
  const [calendars, nodes] = await Promise.all([
    caller.network.listCalendars({}),
    caller.network.listNodes({}),
  ]);
  return (
    <NewServiceDialog
      services={services}
      calendars={calendars.map(({ code, name }) => ({ value: code, label: name }))}
      nodes={nodes}
    />
  );
}
