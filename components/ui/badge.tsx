import type { ReactNode } from "react";
import {
  type Audience,
  type Glyph as GlyphName,
  type StatusKind,
  statusLook,
  type Tone,
} from "@/components/status";
import { cn } from "./cn";
import { Glyph } from "./glyph";

const TONES: Record<Tone, string> = {
  neutral: "bg-neutral-bg text-neutral-fg",
  progress: "bg-progress-bg text-progress-fg",
  waiting: "bg-waiting-bg text-waiting-fg",
  success: "bg-success-bg text-success-fg",
  warning: "bg-warning-bg text-warning-fg",
  critical: "bg-critical-bg text-critical-fg",
};

export type BadgeProps = {
  tone?: Tone;
  glyph?: GlyphName;
  children: ReactNode;
  title?: string;
  className?: string;
};

/** A word in a tone. For a state of the domain use StatusBadge, which takes its word from the dictionary. */
export function Badge({ tone = "neutral", glyph, children, title, className }: BadgeProps) {
  return (
    <span
      title={title}
      className={cn(
        "inline-flex h-5 items-center gap-1.5 rounded-sm px-1.5 text-xs whitespace-nowrap",
        TONES[tone],
        className,
      )}
    >
      {glyph ? <Glyph name={glyph} tone={tone} className="size-2.5" /> : null}
      {children}
    </span>
  );
}

export type StatusBadgeProps = {
  kind: StatusKind;
  value: string;
  audience?: Audience;
  /** What follows the word: a date, a count ("3/10, next 02:35"). */
  detail?: ReactNode;
  /** Without a box, for dense tables. */
  plain?: boolean;
  className?: string;
};

export function StatusBadge({ kind, value, audience, detail, plain, className }: StatusBadgeProps) {
  const { word, tone, glyph } = statusLook(kind, value, audience);
  if (plain) {
    return (
      <span className={cn("inline-flex items-center gap-1.5 whitespace-nowrap", className)}>
        <Glyph name={glyph} tone={tone} />
        {word}
        {detail ? <span className="figures text-muted">{detail}</span> : null}
      </span>
    );
  }
  return (
    <Badge tone={tone} glyph={glyph} {...(className ? { className } : {})}>
      {word}
      {detail ? <span className="figures">{detail}</span> : null}
    </Badge>
  );
}
