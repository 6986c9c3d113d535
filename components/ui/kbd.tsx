import { cn } from "./cn";

const NAMES: Record<string, string> = {
  mod: "Ctrl",
  shift: "⇧",
  alt: "Alt",
  enter: "↵",
  escape: "Esc",
  arrowup: "↑",
  arrowdown: "↓",
  delete: "Del",
  space: "Space",
};

/** Keys as they are bound: "mod+k", "g o", "?". */
export function Kbd({ keys, className }: { keys: string; className?: string | undefined }) {
  const strokes = keys.split(" ").map((stroke) => stroke.split("+").filter(Boolean));
  return (
    <span className={cn("inline-flex items-center gap-1", className)}>
      {strokes.map((parts, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: strokes have no other identity and never move.
        <kbd key={index} className="inline-flex gap-0.5">
          {parts.map((part) => (
            <span
              key={part}
              className="inline-flex h-4 min-w-4 items-center justify-center rounded-[3px] border border-line-strong bg-sunken px-1 font-sans text-[0.625rem] leading-none text-muted"
            >
              {NAMES[part] ?? part.toUpperCase()}
            </span>
          ))}
        </kbd>
      ))}
    </span>
  );
}
