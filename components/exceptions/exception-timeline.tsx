import { eventSentence } from "@/components/admin/event-sentence";
import type { ReaderClock } from "@/components/reader-clock";
import { Timeline } from "@/components/ui/timeline";
import type { ExceptionEventRow } from "@/server/oms/exceptions/queries-exception";

type Props = { events: readonly ExceptionEventRow[]; clock: ReaderClock };

/** All that happened to an exception, comments included, newest first. */
export function ExceptionTimeline({ events, clock }: Props) {
  return (
    <Timeline
      zone={clock.zone}
      today={clock.today}
      events={events.map((event) => ({
        ...eventSentence(event.type, event.payload, clock.today),
        id: String(event.id),
        at: event.at,
        actor: event.actor,
        onBehalfOf: event.onBehalfOf,
        reason: event.reason,
      }))}
    />
  );
}
