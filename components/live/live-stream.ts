import { createTRPCClient, httpSubscriptionLink } from "@trpc/client";
import superjson from "superjson";
import type { AppRouter } from "@/server/api/root";
import { Recent } from "@/server/oms/kernel/recent";
import type { LiveBatch } from "./concerns";

/**
 * One stream for all tabs of a browser: the tab that holds the lock has it and hands on what it
 * hears, for a browser opens only six connections to a server. When that tab goes, the next takes
 * over. Where there are no locks (plain HTTP), each tab has a stream of its own.
 *
 * Nothing is missed between the moment a screen was asked for and the moment it hears: the stream
 * begins with what happened since the oldest screen was asked for, and what was heard lately is
 * kept for screens and tabs that come later. Who comes too late for that is told so, as a gap.
 */

const NAME = "ordinate-live";
const RETRY_FIRST_MS = 500;
const RETRY_MAX_MS = 15_000;
const KEEP_MS = 30_000;
const KEEP_MOST = 500;
/** By so much the clocks of two servers may differ. */
const CLOCKS_MS = 1_000;

type Said =
  | { readonly kind: "batch"; readonly batch: LiveBatch }
  | { readonly kind: "state"; readonly isUp: boolean }
  | { readonly kind: "hello" }
  /** What the leading tab has heard, for those that have heard nothing yet. */
  | {
      readonly kind: "lately";
      readonly fromMs: number;
      readonly aheadMs: number;
      readonly batches: readonly LiveBatch[];
    };

export type LiveListener = {
  /** What it shows is as new as this, by the clock of the server; undefined: asked for just now. */
  readonly askedAtMs: number | undefined;
  readonly onBatch: (batch: LiveBatch) => void;
  readonly onState: (isUp: boolean) => void;
};

type Joined = { readonly listener: LiveListener; readonly bornMs: number; isCaughtUp: boolean };

const joined = new Map<LiveListener, Joined>();
let isUp = false;
let release: (() => void) | null = null;
/** By the clock of the server; null: nothing was heard yet. */
let heard: Recent<LiveBatch> | null = null;
/** How far the clock of the server is ahead of ours, less the way of an answer. */
let aheadMs = 0;

function setUp(next: boolean): void {
  isUp = next;
  for (const listener of joined.keys()) {
    listener.onState(next);
  }
}

/** Hear what happens, until the answer is called. The stream stands while anybody hears. */
export function joinLive(listener: LiveListener): () => void {
  const own = { listener, bornMs: Date.now(), isCaughtUp: false };
  joined.set(listener, own);
  listener.onState(isUp);
  catchUp(own);
  release ??= open();
  return () => {
    joined.delete(listener);
    // A navigation leaves one screen and joins with the next: the stream outlives the moment.
    setTimeout(() => {
      if (joined.size === 0) {
        release?.();
        release = null;
        isUp = false;
        heard = null;
      }
    }, 1_000);
  };
}

/** Tell a listener, once, what happened between its screen's beginning and now. */
function catchUp(own: Joined): void {
  if (heard === null || own.isCaughtUp) {
    return;
  }
  own.isCaughtUp = true;
  const { askedAtMs, onBatch } = own.listener;
  const since = askedAtMs === undefined ? own.bornMs + aheadMs : askedAtMs - CLOCKS_MS;
  const missed = heard.since(since) ?? [{ atMs: Date.now() + aheadMs, isGap: true, events: [] }];
  for (const batch of missed) {
    onBatch(batch);
  }
}

function hear(said: Said): void {
  if (said.kind === "batch") {
    heard?.add(said.batch, said.batch.atMs);
    for (const listener of joined.keys()) {
      listener.onBatch(said.batch);
    }
  } else if (said.kind === "state") {
    setUp(said.isUp);
  } else if (said.kind === "lately" && heard === null) {
    heard = new Recent(said.fromMs, KEEP_MS, KEEP_MOST);
    aheadMs = said.aheadMs;
    for (const batch of said.batches) {
      heard.add(batch, batch.atMs);
    }
    for (const own of joined.values()) {
      catchUp(own);
    }
  }
}

const lately = (known: Recent<LiveBatch>): Said => ({
  kind: "lately",
  fromMs: known.fromMs,
  aheadMs,
  batches: known.all().map(({ item }) => item),
});

/** From when on the screens of this tab have to hear: by the server's clock, and by their age. */
function wanted(): { readonly since?: number; readonly ageMs: number } {
  const all = [...joined.values()];
  const asked = all.flatMap(({ listener }) => listener.askedAtMs ?? []);
  const ages = all.map(({ bornMs }) => Date.now() - bornMs);
  return {
    ...(asked.length > 0 && { since: Math.min(...asked) - CLOCKS_MS }),
    ageMs: Math.max(0, ...ages),
  };
}

function open(): () => void {
  const ended = new AbortController();
  if (navigator.locks === undefined || typeof BroadcastChannel === "undefined") {
    lead(hear, ended.signal, false);
    return () => ended.abort();
  }
  const channel = new BroadcastChannel(NAME);
  let isLeading = false;
  let hadLeader = false;
  channel.onmessage = ({ data }: MessageEvent<Said>) => {
    if (data.kind !== "hello") {
      hadLeader = true;
      hear(data);
    } else if (isLeading) {
      channel.postMessage({ kind: "state", isUp } satisfies Said);
      if (heard !== null) {
        channel.postMessage(lately(heard));
      }
    }
  };
  channel.postMessage({ kind: "hello" } satisfies Said);
  const say = (said: Said) => {
    channel.postMessage(said);
    hear(said);
  };
  navigator.locks
    .request(NAME, { signal: ended.signal }, () => {
      isLeading = true;
      lead(say, ended.signal, hadLeader);
      return new Promise<void>((resolve) => {
        ended.signal.addEventListener("abort", () => resolve(), { once: true });
      });
    })
    // Given up before it was this tab's turn.
    .catch(() => {});
  ended.signal.addEventListener("abort", () => channel.close(), { once: true });
  return () => ended.abort();
}

/**
 * Keep a stream to the server, and say what it brings; after a loss, try again and again.
 *
 * @param isSuccessor another tab had the stream until now: something may have been missed
 */
function lead(say: (said: Said) => void, ended: AbortSignal, isSuccessor: boolean): void {
  const client = createTRPCClient<AppRouter>({
    links: [httpSubscriptionLink({ url: "/api/trpc", transformer: superjson })],
  });
  let lastEventId = isSuccessor ? "0" : undefined;
  let failures = 0;
  let drop = () => {};
  let timer: ReturnType<typeof setTimeout> | undefined;

  const connect = () => {
    drop();
    let isOver = false;
    const lost = () => {
      if (isOver || ended.aborted) {
        return;
      }
      isOver = true;
      say({ kind: "state", isUp: false });
      const waitMs = Math.min(RETRY_FIRST_MS * 2 ** failures, RETRY_MAX_MS);
      failures += 1;
      timer = setTimeout(connect, waitMs * (0.75 + Math.random() / 2));
    };
    const from = wanted();
    const stream = client.live.watch.subscribe(
      { lastEventId, ...from },
      {
        onData: ({ id, data }) => {
          lastEventId = id;
          failures = 0;
          say({ kind: "state", isUp: true });
          if (heard === null) {
            say(firstOf(data, from));
          } else if (data.isGap || data.events.length > 0) {
            say({ kind: "batch", batch: data });
          }
        },
        onConnectionStateChange: ({ state }) => {
          if (state === "connecting" && lastEventId !== undefined) {
            say({ kind: "state", isUp: false });
          }
        },
        onError: lost,
        onComplete: lost,
        onStopped: lost,
      },
    );
    drop = () => {
      isOver = true;
      stream.unsubscribe();
    };
  };
  // Somebody signed in or out in another tab: what this stream may bring is another's now.
  const changedHands = (event: StorageEvent) => {
    if (event.key === "nextauth.message") {
      connect();
    }
  };
  window.addEventListener("storage", changedHands);
  ended.addEventListener(
    "abort",
    () => {
      clearTimeout(timer);
      drop();
      window.removeEventListener("storage", changedHands);
    },
    { once: true },
  );
  connect();
}

/** The first batch of a stream brings what happened since the moment that was asked for. */
function firstOf(batch: LiveBatch, { since, ageMs }: ReturnType<typeof wanted>): Said {
  const asked = Math.min(since ?? batch.atMs, batch.atMs - ageMs);
  return {
    kind: "lately",
    fromMs: batch.isGap ? batch.atMs : asked,
    aheadMs: batch.atMs - Date.now(),
    batches: batch.isGap || batch.events.length > 0 ? [batch] : [],
  };
}
