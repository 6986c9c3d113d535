import { formatCount } from "@/components/format";
import type { Order } from "@/components/orders/order-mapping";
import type { ReaderClock } from "@/components/reader-clock";
import { Timeline, type TimelineEvent } from "@/components/ui/timeline";
import { eventSentence } from "./event-sentence";

/** The rest of a long story is folded: the latest is what one looks for. */
const SHOWN = 30;

/** All that happened to an order, newest first, each event with who did it and why. */
export function OrderTimeline({ events, clock }: { events: Order["events"]; clock: ReaderClock }) {
  const told = events.map(
    (event): TimelineEvent => ({
      ...eventSentence(event.type, event.payload, clock.today),
      id: String(event.id),
      at: event.at,
      actor: event.actor,
      onBehalfOf: event.onBehalfOf,
      reason: event.reason,
    }),
  );
  const earlier = told.slice(SHOWN);
  return (
    <div className="grid gap-4">
      <Timeline zone={clock.zone} today={clock.today} events={told.slice(0, SHOWN)} />
      {earlier.length > 0 && (
        <details>
          <summary className="link w-fit">{formatCount(earlier.length, "earlier event")}</summary>
          <div className="pt-4">
            <Timeline zone={clock.zone} today={clock.today} events={earlier} />
          </div>
        </details>
      )}
    </div>
  );
}
