import Link from "next/link";
import { formatCount, formatDate, formatQuantity } from "@/components/format";
import { statusLook } from "@/components/status";
import { Badge } from "@/components/ui/badge";
import { cn } from "@/components/ui/cn";
import { Ident } from "@/components/ui/figures";
import { Glyph } from "@/components/ui/glyph";
import type { BoardView } from "@/server/oms/fulfillment/types";
import type { BoardCardView, BoardNodeView } from "./work-view";

export type BoardProps = {
  node: BoardNodeView;
  cards: readonly BoardCardView[];
  view: BoardView;
};

const COUNTED = { all: "orders", late: "late", due_today: "dueToday" } as const;

const COLUMNS = ["open", "accepted", "picking", "packed"] as const;

/** The work of one node by step, the most urgent first. */
export function Board({ node, cards, view }: BoardProps) {
  const held = cards.filter(({ state }) => state === "on_hold");
  const columns = held.length > 0 ? ([...COLUMNS, "on_hold"] as const) : COLUMNS;
  return (
    <div className="grid gap-px overflow-hidden rounded-md border border-line bg-line md:grid-cols-2 xl:auto-cols-fr xl:grid-flow-col xl:grid-cols-none">
      {columns.map((state) => (
        <Column
          key={state}
          state={state}
          total={node.counts.find((row) => row.state === state)?.[COUNTED[view]] ?? 0}
          cards={cards.filter((card) => card.state === state)}
          today={node.today}
        />
      ))}
    </div>
  );
}

type ColumnProps = {
  state: BoardCardView["state"];
  total: number;
  cards: readonly BoardCardView[];
  today: string;
};

function Column({ state, total, cards, today }: ColumnProps) {
  const { word, tone, glyph } = statusLook("fulfillment_order", state);
  return (
    <section id={state} aria-label={word} className="min-w-0 scroll-mt-16 bg-surface">
      <h2 className="flex items-center gap-2 border-b border-line px-3 py-2 text-md font-semibold">
        <Glyph name={glyph} tone={tone} />
        {word}
        <span className="figures font-normal text-muted">{formatQuantity(total)}</span>
      </h2>
      <ul>
        {cards.map((card) => (
          <Card key={card.id} card={card} today={today} />
        ))}
      </ul>
      {cards.length === 0 ? <p className="px-3 py-4 text-muted">Nothing here</p> : null}
      {total > cards.length ? (
        <p className="figures border-t border-line px-3 py-2 text-xs text-muted">
          The {cards.length} most urgent of {formatQuantity(total)}
        </p>
      ) : null}
    </section>
  );
}

function Card({ card, today }: { card: BoardCardView; today: string }) {
  return (
    <li className="border-b border-line last:border-b-0">
      <Link
        href={`/admin/fulfillment/${card.number}`}
        className="grid gap-1 px-3 py-2.5 -outline-offset-2 hover:bg-hover"
      >
        <span className="flex items-baseline justify-between gap-2">
          <Ident className="font-medium">{card.number}</Ident>
          <ShipBy date={card.shipBy} today={today} />
        </span>
        <span className="truncate text-muted" title={card.companyName}>
          {card.companyName}
        </span>
        <span className="figures flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-muted">
          <span>
            {formatCount(card.lines, "line")}, {formatCount(card.units, "unit")}
          </span>
          <span>{card.serviceName}</span>
          <Progress card={card} />
        </span>
      </Link>
    </li>
  );
}

function ShipBy({ date, today }: { date: string; today: string }) {
  const isLate = date < today;
  return (
    <span
      className={cn(
        "figures inline-flex items-center gap-1.5 text-xs whitespace-nowrap",
        isLate ? "text-critical-fg" : date === today ? "text-warning-fg" : "text-muted",
      )}
    >
      {isLate ? <Glyph name="risk" tone="critical" /> : null}
      {isLate ? "Late since " : date === today ? "Today, " : ""}
      {formatDate(date, today)}
    </span>
  );
}

function Progress({ card }: { card: BoardCardView }) {
  return (
    <>
      {card.isHeld ? (
        <Badge tone="warning" glyph="hold">
          On hold
        </Badge>
      ) : null}
      {card.state === "picking" ? (
        <span>
          {card.picked} picked, {card.packed} packed
        </span>
      ) : null}
      {card.hasLabels ? <Badge tone="progress">Labels made</Badge> : null}
    </>
  );
}
