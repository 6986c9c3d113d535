import { createTRPCClient, httpSubscriptionLink } from "@trpc/client";
import superjson from "superjson";
import type { AppRouter } from "@/server/api/root";
import type { LiveBatch } from "./concerns";

/**
 * One stream for all tabs of a browser: the tab that holds the lock has it and hands on what it
 * hears, for a browser opens only six connections to a server. When that tab goes, the next takes
 * over. Where there are no locks (plain HTTP), each tab has a stream of its own.
 */

const NAME = "ordinate-live";
const RETRY_FIRST_MS = 500;
const RETRY_MAX_MS = 15_000;

type Said =
  | { readonly kind: "batch"; readonly batch: LiveBatch }
  | { readonly kind: "state"; readonly isUp: boolean }
  | { readonly kind: "hello" };

export type LiveListener = {
  readonly onBatch: (batch: LiveBatch) => void;
  readonly onState: (isUp: boolean) => void;
};

const listeners = new Set<LiveListener>();
let isUp = false;
let release: (() => void) | null = null;

function setUp(next: boolean): void {
  isUp = next;
  for (const listener of listeners) {
    listener.onState(next);
  }
}

/** Hear what happens, until the answer is called. The stream stands while anybody hears. */
export function joinLive(listener: LiveListener): () => void {
  listeners.add(listener);
  listener.onState(isUp);
  release ??= open();
  return () => {
    listeners.delete(listener);
    // A navigation leaves one screen and joins with the next: the stream outlives the moment.
    setTimeout(() => {
      if (listeners.size === 0) {
        release?.();
        release = null;
        isUp = false;
      }
    }, 1_000);
  };
}

function hear(said: Said): void {
  if (said.kind === "batch") {
    for (const listener of listeners) {
      listener.onBatch(said.batch);
    }
  } else if (said.kind === "state") {
    setUp(said.isUp);
  }
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
    const stream = client.live.watch.subscribe(
      { lastEventId },
      {
        onData: ({ id, data }) => {
          lastEventId = id;
          failures = 0;
          say({ kind: "state", isUp: true });
          if (data.isGap || data.events.length > 0) {
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
