import type { ReactNode } from "react";
import { formatDate, formatInstantExact, formatTime, localDateOf } from "@/components/format";
import type { Glyph as GlyphName, Tone } from "@/components/status";
import { Glyph } from "./glyph";

export type TimelineEvent = {
  id: string;
  at: Date;
  /** A human sentence in the past tense: "Released the credit hold." */
  sentence: ReactNode;
  /** Who did it; "for" names the customer that a rep acted for. */
  actor: string;
  onBehalfOf?: string | null | undefined;
  reason?: ReactNode;
  detail?: ReactNode;
  tone?: Tone;
  glyph?: GlyphName;
};

export type TimelineProps = {
  /** Newest first. */
  events: readonly TimelineEvent[];
  zone: string;
  today: string;
};

function byDay(events: readonly TimelineEvent[], zone: string): [string, TimelineEvent[]][] {
  const days = new Map<string, TimelineEvent[]>();
  for (const event of events) {
    const day = localDateOf(event.at, zone);
    days.set(day, [...(days.get(day) ?? []), event]);
  }
  return [...days];
}

/** What happened, permanently: a sentence, a person, a time. */
export function Timeline({ events, zone, today }: TimelineProps) {
  return (
    <div className="grid gap-4">
      {byDay(events, zone).map(([day, list]) => (
        <section key={day} aria-label={formatDate(day)}>
          <h3 className="figures mb-1 text-2xs text-muted">{formatDate(day, today)}</h3>
          <ol className="relative">
            {list.map((event) => (
              <li key={event.id} className="relative flex gap-3 pb-3 last:pb-0">
                <span
                  aria-hidden="true"
                  className="absolute top-4 bottom-0 left-[5.5px] w-px bg-line"
                />
                <span className="relative flex h-5 items-center bg-surface">
                  <Glyph name={event.glyph ?? "full"} tone={event.tone ?? "neutral"} />
                </span>
                <div className="min-w-0 flex-1">
                  <p>{event.sentence}</p>
                  {event.reason ? <p className="text-muted">“{event.reason}”</p> : null}
                  {event.detail ? <div className="mt-1">{event.detail}</div> : null}
                  <p className="text-xs text-muted">
                    {event.actor}
                    {event.onBehalfOf ? ` for ${event.onBehalfOf}` : ""}
                  </p>
                </div>
                <time
                  dateTime={event.at.toISOString()}
                  title={formatInstantExact(event.at, zone)}
                  className="figures shrink-0 text-xs leading-5 text-muted"
                >
                  {formatTime(event.at, zone)}
                </time>
              </li>
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}
