import Link from "next/link";
import { formatCount, formatDate, formatQuantity } from "@/components/format";
import { cn } from "@/components/ui/cn";
import { EmptyState } from "@/components/ui/empty-state";
import { DateText, Ident } from "@/components/ui/figures";
import type { DayBalance } from "@/server/oms/inventory/decide-projection";
import type { ProjectedEvent, SkuProjection } from "@/server/oms/inventory/queries-projection";
import { addDays, daysBetween } from "@/server/oms/kernel/local-date";
import { PlainCell, PlainTable } from "./plain-table";

const HEIGHT = 140;

/** How the stock of a SKU goes, as steps by day and as a table whose every line opens its cause. */
export function SkuProjectionChart({ projection }: { projection: SkuProjection }) {
  const { days, undated } = projection;
  if (days.length === 0) {
    return <EmptyState kind="done" title="Nothing comes and nothing leaves in the next 90 days" />;
  }
  return (
    <div className="grid gap-3 p-4">
      <Steps {...projection} />
      {undated > 0 && (
        <p className="text-sm text-muted">
          {formatCount(undated, "unit")} more {undated === 1 ? "is" : "are"} waited for without a
          day.
        </p>
      )}
      <details>
        <summary className="cursor-pointer text-sm text-muted hover:text-ink">
          {formatCount(projection.events.length, "event")} behind it
        </summary>
        <Events {...projection} />
      </details>
    </div>
  );
}

function Steps({ today, opening, days }: SkuProjection) {
  const now: DayBalance = { day: today, arriving: 0, leaving: 0, balance: opening };
  const steps = days[0]?.day === today ? days : [now, ...days];
  const span = Math.max(7, daysBetween(today, steps.at(-1)?.day ?? today) + 3);
  const top = Math.max(1, ...steps.map(({ balance }) => balance));
  const bottom = Math.min(0, ...steps.map(({ balance }) => balance));
  const y = (units: number) => 16 + ((top - units) / (top - bottom)) * (HEIGHT - 32);
  const x = (at: number) => (daysBetween(today, steps[at]?.day ?? today) / span) * 100;
  return (
    <figure>
      <svg width="100%" height={HEIGHT} className="block overflow-visible">
        <title>Balance on hand, by day</title>
        {steps.map((step, at) => (
          <DayStep
            key={step.day}
            step={step}
            today={today}
            from={x(at)}
            to={at + 1 < steps.length ? x(at + 1) : 100}
            zero={y(0)}
            level={y(step.balance)}
          />
        ))}
        <line x1="0" x2="100%" y1={y(0)} y2={y(0)} className="stroke-line-strong" />
      </svg>
      <figcaption className="figures flex justify-between text-xs text-muted">
        <span>Today: {formatQuantity(steps[0]?.balance ?? 0)}</span>
        <span>
          {formatDate(addDays(today, span), today)}: {formatQuantity(steps.at(-1)?.balance ?? 0)}
        </span>
      </figcaption>
    </figure>
  );
}

/** The days on which the balance stays at one level; its numbers show when it is pointed at. */
function DayStep({
  step: { day, arriving, leaving, balance },
  today,
  from,
  to,
  zero,
  level,
}: {
  step: DayBalance;
  today: string;
  from: number;
  to: number;
  zero: number;
  level: number;
}) {
  const moves = [
    arriving > 0 ? `+${formatQuantity(arriving)}` : "",
    leaving > 0 ? `−${formatQuantity(leaving)}` : "",
  ].filter((part) => part !== "");
  const words = `${formatDate(day, today)}: ${[...moves, `${formatQuantity(balance)} left`].join(", ")}`;
  const isShort = balance < 0;
  return (
    <a
      href={moves.length > 0 ? `#day-${day}` : "#positions"}
      className="group outline-none"
      aria-label={words}
    >
      <rect
        x={`${from}%`}
        width={`${to - from}%`}
        y={0}
        height={HEIGHT}
        className="fill-transparent group-hover:fill-hover group-focus-visible:fill-selected"
      />
      <rect
        x={`${from}%`}
        width={`${to - from}%`}
        y={Math.min(zero, level)}
        height={Math.max(1, Math.abs(zero - level))}
        className={isShort ? "fill-critical-dot" : "fill-success-dot/60"}
      />
      <text
        x={from > 55 ? `${to}%` : `${from}%`}
        y={11}
        textAnchor={from > 55 ? "end" : "start"}
        className={cn(
          "figures pointer-events-none fill-ink text-xs opacity-0",
          "group-hover:opacity-100 group-focus-visible:opacity-100",
        )}
      >
        {words}
      </text>
    </a>
  );
}

const COLUMNS = [
  { header: "Day" },
  { header: "Cause" },
  { header: "Node" },
  { header: "Units", align: "right" },
  { header: "Balance at the end of the day", align: "right" },
] as const;

function Events({ events, days, today }: SkuProjection) {
  const balanceOf = new Map(days.map(({ day, balance }) => [day, balance]));
  return (
    <PlainTable label="What changes the balance" columns={COLUMNS}>
      <tbody>
        {events.map((event, at) => (
          <tr
            // biome-ignore lint/suspicious/noArrayIndexKey: an order may leave in several parts alike.
            key={`${event.reference} ${event.day} ${at}`}
            id={events[at - 1]?.day === event.day ? undefined : `day-${event.day}`}
          >
            <PlainCell>
              <DateText date={event.day} today={today} />
            </PlainCell>
            <PlainCell isHead>
              <Cause {...event} />
            </PlainCell>
            <PlainCell>{event.node ?? ""}</PlainCell>
            <PlainCell align="right">
              {event.units < 0 ? "−" : "+"}
              {formatQuantity(Math.abs(event.units))}
            </PlainCell>
            <PlainCell align="right">{formatQuantity(balanceOf.get(event.day) ?? 0)}</PlainCell>
          </tr>
        ))}
      </tbody>
    </PlainTable>
  );
}

const Cause = ({ kind, reference }: ProjectedEvent) => (
  <Link
    className="link"
    href={kind === "order" ? `/admin/orders/${encodeURIComponent(reference)}` : "#supply"}
    prefetch={false}
  >
    {kind === "order" ? "Order " : "Supply "}
    <Ident>{reference}</Ident>
  </Link>
);
