"use client";

import { QueryClientContext } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useContext, useEffect, useRef, useState } from "react";
import type { Shown } from "./concerns";
import { useLive } from "./use-live";

/** A stream that is away for a moment is nobody's concern. */
const SAID_AFTER_MS = 2_500;

/** The part of a live screen that hears, asks again, and says so while nothing can be heard. */
export function LiveScreen(shown: Shown) {
  const router = useRouter();
  const queryClient = useContext(QueryClientContext);
  const [isAway, setIsAway] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useLive(
    shown,
    () => {
      router.refresh();
      void queryClient?.invalidateQueries();
    },
    (isUp) => {
      clearTimeout(timer.current);
      if (isUp) {
        setIsAway(false);
      } else {
        timer.current = setTimeout(() => setIsAway(true), SAID_AFTER_MS);
      }
    },
  );
  return (
    <div
      role="status"
      className="screen-only pointer-events-none fixed bottom-4 left-1/2 z-40 -translate-x-1/2"
    >
      {isAway ? (
        <span className="inline-flex h-7 items-center gap-1.5 rounded-sm border border-line-strong bg-surface px-2 text-xs shadow-layer">
          <span aria-hidden="true" className="size-2 rounded-full bg-warning-dot" />
          Reconnecting; this page may be out of date
        </span>
      ) : null}
    </div>
  );
}
