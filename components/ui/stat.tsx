import Link from "next/link";
import type { ReactNode } from "react";
import { formatQuantity, UNKNOWN } from "@/components/format";
import type { Glyph as GlyphName, Tone } from "@/components/status";
import { cn } from "./cn";
import { Glyph } from "./glyph";

/** Counters side by side, parted by hairlines: one instrument, not a row of cards. */
export function StatRow({ children, label }: { children: ReactNode; label: string }) {
  return (
    <section
      aria-label={label}
      className="grid grid-cols-2 gap-px overflow-hidden rounded-md border border-line bg-line md:grid-flow-col md:auto-cols-fr md:grid-cols-none [&>:last-child:nth-child(odd)]:col-span-2 md:[&>:last-child:nth-child(odd)]:col-span-1"
    >
      {children}
    </section>
  );
}

export type StatProps = {
  label: ReactNode;
  /** `null`: the source failed or is not known; shown as a dash, never as 0. */
  value: number | string | null;
  unit?: string;
  /** What it is counted against: "of 214", "2 since 08:00". */
  note?: ReactNode;
  /** The rows behind the number. */
  href?: string;
  /** Tone and glyph appear only when there is something to see. */
  tone?: Tone;
  glyph?: GlyphName;
};

export function Stat({ label, value, unit, note, href, tone, glyph }: StatProps) {
  const figure = typeof value === "number" ? formatQuantity(value) : (value ?? UNKNOWN);
  const body = (
    <>
      <span className="flex items-center gap-1.5 text-xs text-muted">
        {glyph ? <Glyph name={glyph} tone={tone} /> : null}
        {label}
      </span>
      <span className="mt-1 flex items-baseline gap-1.5">
        <span
          className="figures text-3xl"
          title={value === null ? "This could not be read just now, or is not known" : undefined}
        >
          {figure}
        </span>
        {unit ? <span className="text-muted">{unit}</span> : null}
      </span>
      <span className="block min-h-4 text-xs text-muted">{note}</span>
    </>
  );
  const box = "block bg-surface px-4 py-3";
  return href ? (
    <Link href={href} className={cn(box, "-outline-offset-2 hover:bg-hover")}>
      {body}
    </Link>
  ) : (
    <div className={box}>{body}</div>
  );
}
