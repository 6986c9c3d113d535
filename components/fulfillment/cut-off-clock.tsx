"use client";

import { useEffect, useState } from "react";
import { cn } from "@/components/ui/cn";
import { Glyph } from "@/components/ui/glyph";

export type CutOffClockProps = {
  service: string;
  /** On the node's clock, "16:00". */
  localTime: string;
  at: Date;
  /** The server's present; the clock runs on from it. */
  now: Date;
};

const TICK_MS = 15_000;
const SOON_MINUTES = 60;

function left(minutes: number): string {
  if (minutes <= 0) {
    return "passed";
  }
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `in ${minutes} min` : `in ${hours} h ${minutes % 60} min`;
}

/** How long work for a service still leaves today. Under an hour it warns. */
export function CutOffClock({ service, localTime, at, now }: CutOffClockProps) {
  const [presentMs, setPresent] = useState(now.getTime());
  useEffect(() => {
    const ahead = now.getTime() - Date.now();
    setPresent(now.getTime());
    const timer = setInterval(() => setPresent(Date.now() + ahead), TICK_MS);
    return () => clearInterval(timer);
  }, [now]);
  const minutes = Math.ceil((at.getTime() - presentMs) / 60_000);
  const isSoon = minutes <= SOON_MINUTES;
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      {isSoon ? <Glyph name="risk" tone="warning" /> : null}
      <span className="text-muted">{service}</span>
      <span className="figures">{localTime}</span>
      <span className={cn("figures", isSoon ? "font-medium text-warning-fg" : "text-muted")}>
        {left(minutes)}
      </span>
    </span>
  );
}
