import { cn } from "@/components/ui/cn";
import { Pair, Section } from "./section";

const SURFACES = [
  ["canvas", "bg-canvas"],
  ["surface", "bg-surface"],
  ["sunken", "bg-sunken"],
  ["hover", "bg-hover"],
  ["selected", "bg-selected"],
  ["accent", "bg-accent"],
] as const;

const LINES = [
  ["line", "bg-line"],
  ["line-strong", "bg-line-strong"],
  ["control", "bg-control"],
  ["ring", "bg-ring"],
] as const;

const TEXTS = [
  ["ink", "text-ink"],
  ["muted", "text-muted"],
  ["subtle", "text-subtle"],
  ["accent", "text-accent"],
] as const;

const SCALE = [
  ["3xl", "text-3xl", "1,284"],
  ["2xl", "text-2xl", "Arriving Tue 24 Nov"],
  ["xl", "text-xl", "Order SO-104233"],
  ["lg", "text-lg", "Section titles, and public pages"],
  ["md", "text-md", "Portal text and forms"],
  ["sm", "text-sm", "Staff text and tables"],
  ["xs", "text-xs", "Meta and badges"],
  ["2xs", "text-2xs", "Table heads and chips"],
] as const;

export function Foundations() {
  return (
    <>
      <Section
        id="colour"
        title="Colour"
        lead="One accent. Everything else that is coloured says state."
      >
        <Pair>
          <div className="grid grid-cols-3 gap-2 sm:grid-cols-6">
            {SURFACES.map(([name, look]) => (
              <div key={name}>
                <div className={cn("h-10 rounded-sm border border-line", look)} />
                <p className="mt-1 text-xs text-muted">{name}</p>
              </div>
            ))}
          </div>
          <div className="mt-3 grid gap-2">
            {LINES.map(([name, look]) => (
              <div key={name} className="flex items-center gap-3">
                <div className={cn("h-px flex-1", look)} />
                <span className="w-20 text-xs text-muted">{name}</span>
              </div>
            ))}
          </div>
          <p className="mt-3 flex gap-5">
            {TEXTS.map(([name, look]) => (
              <span key={name} className={look}>
                {name}
              </span>
            ))}
          </p>
        </Pair>
      </Section>
      <Section
        id="type"
        title="Type"
        lead="Geist Sans; Geist Mono for identifiers; tabular figures with a slashed zero wherever something is counted."
      >
        <div className="rounded-md border border-line bg-surface">
          {SCALE.map(([name, look, sample]) => (
            <div
              key={name}
              className="flex items-baseline gap-4 border-b border-line px-4 py-2 last:border-b-0"
            >
              <span className="ident w-10 text-subtle">{name}</span>
              <span className={cn("figures min-w-0 truncate", look)}>{sample}</span>
            </div>
          ))}
          <div className="flex items-baseline gap-4 px-4 py-2">
            <span className="ident w-10 text-subtle">ident</span>
            <span className="ident min-w-0 truncate">
              BK-M82S-38 · 1Z999AA10123456784 · 00012345600012
            </span>
          </div>
        </div>
      </Section>
    </>
  );
}
