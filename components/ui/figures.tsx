import type { ReactNode } from "react";
import {
  formatDate,
  formatInstantExact,
  formatMoney,
  formatQuantity,
  formatRelative,
  formatUnitPrice,
  UNKNOWN,
} from "@/components/format";
import { cn } from "./cn";

type Common = { className?: string | undefined };

/** Minor units and currency. `null` is unknown. */
export function Money({
  minor,
  currency,
  className,
}: Common & { minor: number | null; currency: string }) {
  return (
    <span className={cn("figures whitespace-nowrap", className)}>
      {minor === null ? UNKNOWN : formatMoney(minor, currency)}
    </span>
  );
}

export function UnitPrice({
  priceE4,
  currency,
  className,
}: Common & { priceE4: number | null; currency: string }) {
  return (
    <span className={cn("figures whitespace-nowrap", className)}>
      {priceE4 === null ? UNKNOWN : formatUnitPrice(priceE4, currency)}
    </span>
  );
}

export function Quantity({
  value,
  unit,
  className,
}: Common & { value: number | null; unit?: string }) {
  return (
    <span className={cn("figures whitespace-nowrap", className)}>
      {value === null ? UNKNOWN : formatQuantity(value)}
      {unit && value !== null ? <span className="text-muted"> {unit}</span> : null}
    </span>
  );
}

/** A calendar day; the year only when it is not the year of `today`. */
export function DateText({
  date,
  today,
  className,
}: Common & { date: string | null; today?: string | undefined }) {
  if (date === null) {
    return <span className={className}>{UNKNOWN}</span>;
  }
  return (
    <time dateTime={date} className={cn("figures whitespace-nowrap", className)}>
      {formatDate(date, today)}
    </time>
  );
}

/** A moment: relative under 24 hours, the exact zoned time in the title. */
export function InstantText({
  at,
  now,
  zone,
  className,
}: Common & { at: Date | null; now: Date; zone: string }) {
  if (at === null) {
    return <span className={className}>{UNKNOWN}</span>;
  }
  return (
    <time
      dateTime={at.toISOString()}
      title={formatInstantExact(at, zone)}
      className={cn("figures whitespace-nowrap", className)}
    >
      {formatRelative(at, now, zone)}
    </time>
  );
}

/** Order numbers, SKUs, tracking numbers: mono, never broken, never cut in the middle. */
export function Ident({ children, className }: Common & { children: ReactNode }) {
  return <span className={cn("ident", className)}>{children}</span>;
}
