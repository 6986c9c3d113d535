import { Forbidden } from "@/components/admin/forbidden";
import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { formatCount, formatDate, UNKNOWN } from "@/components/format";
import { LiveRefresh } from "@/components/live/live-refresh";
import { CalendarDialog } from "@/components/network/calendar-dialog";
import { NetworkTabs } from "@/components/network/network-tabs";
import { weekInWords } from "@/components/network/network-words";
import { readerClock } from "@/components/reader-clock";
import { Ident } from "@/components/ui/figures";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { api, signedIn } from "@/server/api/rsc";

export const metadata = { title: "Calendars" };

const COLUMNS = [
  { header: "Calendar" },
  { header: "Works on" },
  { header: "Closed next" },
  { header: "Kept by" },
  { header: "Actions", hidden: true },
] as const;

const NEXT = 3;

/** On which days nodes and carriers work. */
export default async function CalendarsPage() {
  const { actor } = await signedIn("/admin/network/calendars");
  if (!actor.capabilities.has("network.list_calendars")) {
    return <Forbidden title="Calendars" right="network.list_calendars" />;
  }
  const [calendars, { today }] = await Promise.all([
    (await api()).network.listCalendars({}),
    readerClock(),
  ]);
  const mayChange = actor.capabilities.has("network.set_calendar");
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: "Network", href: "/admin/network" }]}
        title="Calendars"
        meta="Days are those of the place: a node's in its own time zone."
        primary={mayChange ? <CalendarDialog calendar={null} /> : null}
      />
      <NetworkTabs current="calendars" />
      <LiveRefresh topics={["calendar", "node", "carrier_service"]} />
      <Panel flush>
        <PlainTable label="Calendars" columns={COLUMNS}>
          <tbody>
            {calendars.map((calendar) => {
              const ahead = calendar.closures.filter(({ closedOn }) => closedOn >= today);
              return (
                <tr key={calendar.id}>
                  <PlainCell isHead className="whitespace-nowrap">
                    <span className="font-medium">{calendar.name}</span>{" "}
                    <Ident className="text-muted">{calendar.code}</Ident>
                  </PlainCell>
                  <PlainCell>{weekInWords(calendar.workingDays)}</PlainCell>
                  <PlainCell>
                    {ahead.length === 0
                      ? UNKNOWN
                      : ahead.slice(0, NEXT).map(({ closedOn, name }) => (
                          <span key={closedOn} className="block">
                            {formatDate(closedOn, today)} <span className="text-muted">{name}</span>
                          </span>
                        ))}
                    {ahead.length > NEXT ? (
                      <span className="text-muted">
                        and {formatCount(ahead.length - NEXT, "day")} more
                      </span>
                    ) : null}
                  </PlainCell>
                  <PlainCell>{calendar.keptBy.join(", ") || UNKNOWN}</PlainCell>
                  <PlainCell>
                    {mayChange ? (
                      <span className="flex justify-end">
                        <CalendarDialog calendar={calendar} />
                      </span>
                    ) : null}
                  </PlainCell>
                </tr>
              );
            })}
          </tbody>
        </PlainTable>
      </Panel>
    </>
  );
}
