import Link from "next/link";
import { Forbidden } from "@/components/admin/forbidden";
import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { formatCount, formatMoney, formatQuantity } from "@/components/format";
import { LiveRefresh } from "@/components/live/live-refresh";
import { readerClock } from "@/components/reader-clock";
import { ScheduleDialog } from "@/components/routing/schedule-dialog";
import { RequestWindowButton } from "@/components/routing/window-actions";
import { WINDOW_CURRENCY, WINDOW_STATE, WINDOW_TRIGGER } from "@/components/routing/window-words";
import { Badge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { Ident, InstantText } from "@/components/ui/figures";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { api, signedIn } from "@/server/api/rsc";
import type { WindowMode, WindowSchedule } from "@/server/oms/allocation/types";

export const metadata = { title: "Windows" };

const COLUMNS = [
  { header: "Window" },
  { header: "Status" },
  { header: "Asked for" },
  { header: "Orders", align: "right" },
  { header: "Shipments", align: "right" },
  { header: "Saves", align: "right" },
] as const;

/** Orders that no node works on yet, planned together: what each window would save, or saved. */
export default async function WindowsPage() {
  const { actor } = await signedIn("/admin/routing/windows");
  if (!actor.capabilities.has("allocation.list_windows")) {
    return <Forbidden title="Windows" right="allocation.list_windows" />;
  }
  const [{ runs, schedule }, clock] = await Promise.all([
    (await api()).windows.list({}),
    readerClock(),
  ]);
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: "Routing", href: "/admin/routing" }]}
        title="Windows"
        meta={scheduleSentence(schedule)}
        actions={
          actor.capabilities.has("allocation.set_window_schedule") ? (
            <ScheduleDialog schedule={schedule} />
          ) : undefined
        }
        primary={
          actor.capabilities.has("allocation.request_window") ? <RequestWindowButton /> : undefined
        }
      />
      <LiveRefresh topics={["window_run", "window_schedule"]} />
      <Panel title="Runs" meta={formatQuantity(runs.length)} flush>
        {runs.length === 0 ? (
          <EmptyState kind="never" title="No window was planned yet">
            Orders that no node works on yet are planned together, and what that saves is shown
            here.
          </EmptyState>
        ) : (
          <PlainTable label="Windows" columns={COLUMNS}>
            <tbody>
              {runs.map((run) => (
                <tr key={run.id}>
                  <PlainCell isHead>
                    <Link className="link" href={`/admin/routing/windows/${run.number}`}>
                      <Ident>{run.number}</Ident>
                    </Link>
                  </PlainCell>
                  <PlainCell>
                    <Badge
                      tone={WINDOW_STATE[run.state].tone}
                      glyph={WINDOW_STATE[run.state].glyph}
                    >
                      {WINDOW_STATE[run.state].word}
                    </Badge>
                  </PlainCell>
                  <PlainCell>
                    <InstantText at={run.requestedAt} now={clock.now} zone={clock.zone} />
                    <span className="text-muted">
                      , {WINDOW_TRIGGER[run.trigger].toLowerCase()}
                    </span>
                  </PlainCell>
                  <PlainCell align="right">
                    {formatQuantity(run.ordersChanged)}
                    <span className="text-muted"> of {formatQuantity(run.ordersSeen)}</span>
                  </PlainCell>
                  <PlainCell align="right">
                    {formatQuantity(run.shipmentsBefore)} → {formatQuantity(run.shipmentsAfter)}
                  </PlainCell>
                  <PlainCell align="right">
                    {formatMoney(run.costBefore - run.costAfter, WINDOW_CURRENCY)}
                  </PlainCell>
                </tr>
              ))}
            </tbody>
          </PlainTable>
        )}
      </Panel>
    </>
  );
}

const WHAT_FOLLOWS: Record<WindowMode, string> = {
  show_first: "Somebody looks at each before it moves anything.",
  automatic: "Each is applied as soon as it is planned.",
};

function scheduleSentence({ everyMinutes, beforeCutOffMinutes, mode }: WindowSchedule): string {
  const when = [
    ...(everyMinutes === null ? [] : [`every ${formatCount(everyMinutes, "minute")}`]),
    ...(beforeCutOffMinutes === null
      ? []
      : [`${formatCount(beforeCutOffMinutes, "minute")} before each cut-off`]),
  ];
  return when.length === 0
    ? "Planned only when somebody asks."
    : `Planned ${when.join(" and ")}. ${WHAT_FOLLOWS[mode]}`;
}
