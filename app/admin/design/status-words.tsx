import { STATUS, type StatusKind, statusLook } from "@/components/status";
import { Badge, StatusBadge } from "@/components/ui/badge";
import { Pair, Section } from "./section";

const TONES = [
  ["neutral", "not started, draft, closed"],
  ["progress", "moving under its own power"],
  ["waiting", "waits for supply, a date or a person"],
  ["success", "kept"],
  ["warning", "will miss unless someone acts"],
  ["critical", "missed, failed, refused"],
] as const;

const GLYPHS = [
  ["empty", "nothing yet"],
  ["quarter", "begun"],
  ["half", "half way"],
  ["three-quarters", "nearly"],
  ["full", "complete"],
  ["waiting", "waiting"],
  ["risk", "at risk"],
  ["failed", "failed or off"],
  ["hold", "on hold"],
] as const;

const KINDS = Object.keys(STATUS).filter((kind): kind is StatusKind => kind in STATUS);

export function StatusWords() {
  return (
    <Section
      id="status"
      title="Status"
      lead="Glyph, then word, then tone: never colour alone. Staff and customers read two maps; the customer's word stands below where it differs."
    >
      <Pair>
        <div className="grid gap-1.5">
          {TONES.map(([tone, meaning]) => (
            <p key={tone} className="flex items-center gap-3">
              <Badge tone={tone} glyph="half" className="w-24">
                {tone}
              </Badge>
              <span className="text-muted">{meaning}</span>
            </p>
          ))}
        </div>
        <div className="mt-4 flex flex-wrap gap-x-4 gap-y-1.5">
          {GLYPHS.map(([glyph, meaning]) => (
            <Badge key={glyph} glyph={glyph}>
              {meaning}
            </Badge>
          ))}
        </div>
      </Pair>
      <div className="mt-4 grid gap-px overflow-hidden rounded-md border border-line bg-line sm:grid-cols-2 xl:grid-cols-4">
        {KINDS.map((kind) => (
          <div key={kind} className="bg-surface p-3">
            <p className="ident mb-2 text-subtle">{kind}</p>
            <ul className="grid gap-1.5">
              {Object.keys(STATUS[kind]).map((value) => {
                const customer = statusLook(kind, value, "customer").word;
                const differs = customer !== statusLook(kind, value).word;
                return (
                  <li key={value} className="flex flex-wrap items-center gap-x-2">
                    <StatusBadge kind={kind} value={value} />
                    {differs ? <span className="text-xs text-muted">{customer}</span> : null}
                  </li>
                );
              })}
            </ul>
          </div>
        ))}
      </div>
    </Section>
  );
}
