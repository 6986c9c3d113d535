import type { Glyph as GlyphName, Tone } from "@/components/status";
import { cn } from "./cn";

const DOT: Record<Tone, string> = {
  neutral: "text-neutral-dot",
  progress: "text-progress-dot",
  waiting: "text-waiting-dot",
  success: "text-success-dot",
  warning: "text-warning-dot",
  critical: "text-critical-dot",
};

const RING = <circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" strokeWidth="1.5" />;

/** A pie from twelve o'clock, clockwise; the ring around it stays. */
function Pie({ path }: { path: string }) {
  return (
    <>
      {RING}
      <path d={path} fill="currentColor" />
    </>
  );
}

const SHAPES: Record<GlyphName, React.ReactNode> = {
  empty: RING,
  quarter: <Pie path="M6 6V1.5A4.5 4.5 0 0 1 10.5 6Z" />,
  half: <Pie path="M6 1.5a4.5 4.5 0 0 1 0 9Z" />,
  "three-quarters": <Pie path="M6 6V1.5A4.5 4.5 0 1 1 1.5 6Z" />,
  full: <circle cx="6" cy="6" r="5.25" fill="currentColor" />,
  waiting: (
    <circle
      cx="6"
      cy="6"
      r="4.5"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeDasharray="2.2 1.33"
    />
  ),
  risk: <path d="M6 1 11.4 10.75H.6Z" fill="currentColor" />,
  failed: (
    <path
      d="M2 2l8 8M10 2l-8 8"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
    />
  ),
  hold: (
    <path
      d="M4 1.75v8.5M8 1.75v8.5"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.25"
      strokeLinecap="round"
    />
  ),
};

export type GlyphProps = { name: GlyphName; tone?: Tone | undefined; className?: string };

/** How far along, without colour: an emptying ring, a risk triangle, a cross, two hold bars. */
export function Glyph({ name, tone, className }: GlyphProps) {
  return (
    <svg
      aria-hidden="true"
      data-glyph={name}
      viewBox="0 0 12 12"
      width="12"
      height="12"
      className={cn("inline-block shrink-0", tone && DOT[tone], className)}
    >
      {SHAPES[name]}
    </svg>
  );
}
