"use client";

import { formatDate, formatDayDelta } from "@/components/format";
import { type Audience, statusLook, type Tone } from "@/components/status";
import { cn } from "@/components/ui/cn";
import { Glyph } from "@/components/ui/glyph";
import { Popover } from "@/components/ui/popover";
import { promiseText } from "./promise-text";

export type PromiseState = "firm" | "expected" | "at_risk" | "missed" | "unknown";

/** One step of how the date came about: "Ready at Reno" · "Mon 23 Nov, before the 15:00 cut-off". */
export type DerivationStep = { label: string; value: string };

export type PromiseChipProps = {
  /** "YYYY-MM-DD", or null while there is none. */
  date: string | null;
  state: PromiseState;
  /** What was promised first; the slip against it is shown. */
  original?: string | null | undefined;
  /** From supply to door, in order. */
  derivation?: readonly DerivationStep[] | undefined;
  today?: string | undefined;
  audience?: Audience;
  className?: string | undefined;
};

const LINE: Record<Tone, string> = {
  neutral: "border-line-strong",
  progress: "border-line-strong",
  waiting: "border-line-strong",
  success: "border-line-strong",
  warning: "border-warning-dot/60 bg-warning-bg text-warning-fg",
  critical: "border-critical-dot/60 bg-critical-bg text-critical-fg",
};

function Derivation(props: PromiseChipProps & { whole: string; slip: string }) {
  return (
    <div className="grid gap-2">
      <p className="font-medium">{props.whole}</p>
      {props.original && props.slip ? (
        <p className="text-muted">
          First promised {formatDate(props.original, props.today)},{" "}
          {props.slip.startsWith("+") ? "now later" : "now earlier"} by {props.slip.slice(1, -1)}{" "}
          {props.slip.slice(1) === "1d" ? "day" : "days"}.
        </p>
      ) : null}
      {props.derivation?.length ? (
        <ol className="grid border-t border-line">
          {props.derivation.map((step) => (
            <li
              key={step.label}
              className="grid grid-cols-[2fr_3fr] gap-3 border-b border-line py-1.5 last:border-b-0 last:pb-0"
            >
              <span className="text-muted">{step.label}</span>
              <span className="figures">{step.value}</span>
            </li>
          ))}
        </ol>
      ) : (
        <p className="text-muted">No derivation was stored for this date.</p>
      )}
    </div>
  );
}

/**
 * The one way a promised date is shown, to buyer, rep, operations and recipient: the day, how sure
 * it is, how far it slipped, and on request how it was derived.
 */
export function PromiseChip(props: PromiseChipProps) {
  const { date, state, original, today, audience = "staff", className } = props;
  const { tone, glyph } = statusLook("promise", state, audience);
  const { word, day, whole } = promiseText({ date, state, today, audience });
  const slip = date && original ? formatDayDelta(original, date) : "";
  const explained = Boolean(props.derivation?.length || (original && slip));
  const look = cn(
    "inline-flex h-6 items-center gap-1.5 rounded-sm border bg-surface px-1.5 text-xs whitespace-nowrap",
    LINE[tone],
    className,
  );
  const inside = (
    <>
      <Glyph name={glyph} tone={tone} className="size-2.5" />
      <span className="sr-only">{word}: </span>
      {date ? (
        <time dateTime={date} className="figures">
          {day}
        </time>
      ) : (
        <span>{day}</span>
      )}
      {slip ? <span className="figures font-medium">{slip}</span> : null}
    </>
  );
  if (!explained) {
    return (
      <span className={look} title={word}>
        {inside}
      </span>
    );
  }
  return (
    <Popover
      label="How this date was derived"
      trigger={
        <button type="button" title={word} className={cn(look, "hover:border-control")}>
          {inside}
        </button>
      }
    >
      <Derivation {...props} whole={whole} slip={slip} />
    </Popover>
  );
}
