"use client";

import { useEffect, useRef } from "react";
import { concerns, type Shown } from "./concerns";
import { joinLive } from "./live-stream";
import { Pacer } from "./pacer";

/**
 * Calls `onNews` soon after something happened that the screen shows, once for many, and only
 * while somebody looks; `onState` hears whether anything can be heard at all.
 */
export function useLive(
  { orderId, topics, askedAtMs }: Shown,
  onNews: () => void,
  onState: (isUp: boolean) => void = () => {},
): void {
  const topicKey = topics?.join(" ");
  const calls = useRef({ onNews, onState });
  // Only the first counts: later ones come of asking again, because of what was heard.
  const bornAtMs = useRef(askedAtMs);
  useEffect(() => {
    calls.current = { onNews, onState };
  });
  useEffect(() => {
    const pacer = new Pacer(() => calls.current.onNews());
    const shown: Shown = { orderId, topics: topicKey?.split(" ") };
    const leave = joinLive({
      askedAtMs: bornAtMs.current,
      onBatch: (batch) => {
        if (concerns(batch, shown)) {
          pacer.ask();
        }
      },
      onState: (isUp) => calls.current.onState(isUp),
    });
    bornAtMs.current = undefined;
    const look = () => pacer.shown();
    document.addEventListener("visibilitychange", look);
    return () => {
      leave();
      pacer.stop();
      document.removeEventListener("visibilitychange", look);
    };
  }, [orderId, topicKey]);
}
