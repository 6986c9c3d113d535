import { setTimeout as sleep } from "node:timers/promises";
import type { Connection } from "@/db/client";
import { Recent } from "@/server/oms/kernel/recent";
import type { Actor } from "./actor";
import { logOf } from "./log";
import { LIVE_CHANNEL, type Notice, type Notification } from "./outbox";

/** A screen hears at once, but not more often than this: one refresh instead of forty. */
const APART_MS = 200;
/** For so long it is known what happened, for those who were not yet listening. */
const KEEP_MS = 30_000;
const KEEP_MOST = 5_000;
/** More than this in one go is said as "something was missed": the screen then asks for everything. */
const NOTICES_MAX = 100;

const log = logOf("live");

/** What a screen is told at once. */
export type LiveBatch = {
  /** Of the last event in it. */
  readonly id: string;
  /** When it is told. */
  readonly atMs: number;
  /** Something may have been missed: whatever is shown is to be asked for again. */
  readonly isGap: boolean;
  readonly events: readonly LiveEvent[];
};

type LiveEvent = Pick<Notice, "type" | "subjectKind" | "subjectId" | "orderId">;

/** The server goes down: the client is to come back, to the next one. */
export class LiveShutdown extends Error {
  override readonly name = "LiveShutdown";
}

/** What a buyer may hear of an order; the rest is how the work is done. */
const BUYER_TYPES = /^(sales_order|order_line|shipment|package)\./;

/** That what can be sold moved concerns every buyer; whose doing it was is not told. */
const SUPPLY_TYPES = /^(stock|availability_rule|inbound_supply|reservation)\./;

/** Whether an actor may know that something happened: the same wall as for reading it. */
export function mayKnow(actor: Actor, notice: Notice): boolean {
  if (actor.companyId !== null) {
    return (
      (notice.companyId === actor.companyId && BUYER_TYPES.test(notice.type)) ||
      SUPPLY_TYPES.test(notice.type)
    );
  }
  if (actor.nodeIds !== null) {
    return notice.nodeId !== null && actor.nodeIds.includes(notice.nodeId);
  }
  return true;
}

/** One screen's share of what happens, until it takes it. */
class Listener {
  private notices: Notice[] = [];
  private lastId = 0;
  private isGap: boolean;
  private wake: () => void = () => {};
  private readonly actor: Actor;

  constructor(actor: Actor, isGap: boolean) {
    this.actor = actor;
    this.isGap = isGap;
  }

  tell(notices: readonly Notice[]): void {
    const known = notices.filter((notice) => mayKnow(this.actor, notice));
    const room = NOTICES_MAX - this.notices.length;
    this.notices.push(...known.slice(0, room));
    this.lastId = Math.max(this.lastId, known.at(-1)?.id ?? 0);
    if (known.length > 0) {
      this.miss(known.length > room);
    }
  }

  miss(isGap = true): void {
    this.isGap ||= isGap;
    this.wake();
  }

  /** Resolves when there is something to take, or the signal is given. */
  async ready(signal: AbortSignal): Promise<void> {
    if (this.isGap || this.notices.length > 0 || signal.aborted) {
      return;
    }
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
  }

  take(): LiveBatch {
    const { isGap, notices } = this;
    this.isGap = false;
    this.notices = [];
    const events = notices.map(({ type, subjectKind, subjectId, orderId }) => ({
      type,
      subjectKind,
      subjectId,
      orderId,
    }));
    return { id: String(this.lastId), atMs: Date.now(), isGap, events: isGap ? [] : events };
  }
}

/** One LISTEN connection of this process, and every screen that hears from it. */
class LiveHub {
  private readonly listeners = new Set<Listener>();
  private readonly shutdown = new AbortController();
  private listening: Promise<void> | null = null;
  /** What came of a turn of the relay that is not whole yet: told in parts, no part were a flood. */
  private turn: Notice[] = [];
  private readonly recent = new Recent<Notice>(Number.POSITIVE_INFINITY, KEEP_MS, KEEP_MOST);

  constructor() {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      process.once(signal, () => this.close());
    }
  }

  close(): void {
    this.shutdown.abort();
  }

  get isClosed(): boolean {
    return this.shutdown.signal.aborted;
  }

  async join(
    { sql }: Connection,
    listener: Listener,
    sinceMs: number | null,
  ): Promise<AbortSignal> {
    this.listening ??= this.listen(sql).catch((error: unknown) => {
      this.listening = null;
      throw error;
    });
    await this.listening;
    this.listeners.add(listener);
    if (sinceMs !== null) {
      const missed = this.recent.since(sinceMs);
      if (missed === null) {
        listener.miss();
      } else {
        listener.tell(missed);
      }
    }
    return this.shutdown.signal;
  }

  leave(listener: Listener): void {
    this.listeners.delete(listener);
  }

  private async listen(sql: Connection["sql"]): Promise<void> {
    let isFirst = true;
    await sql.listen(
      LIVE_CHANNEL,
      (payload) => this.tell(payload),
      () => {
        this.recent.restart(Date.now());
        this.turn = [];
        // Listening again after the connection was lost: nobody knows what was said meanwhile.
        if (!isFirst) {
          log.info("listening again");
          for (const listener of this.listeners) {
            listener.miss();
          }
        }
        isFirst = false;
      },
    );
  }

  private tell(payload: string): void {
    const notification: Notification = JSON.parse(payload);
    this.turn.push(...notification.notices);
    if (!notification.isLast) {
      return;
    }
    const notices = this.turn;
    this.turn = [];
    const now = Date.now();
    for (const notice of notices) {
      this.recent.add(notice, now);
    }
    for (const listener of this.listeners) {
      listener.tell(notices);
    }
  }
}

const processWide: typeof globalThis & { ordinateLive?: LiveHub } = globalThis;

/** On `globalThis`, because the development server loads a changed module again. */
function hub(): LiveHub {
  processWide.ordinateLive ??= new LiveHub();
  return processWide.ordinateLive;
}

/** Ends every stream of this process; each client is told to come back. */
export function closeLive(): void {
  processWide.ordinateLive?.close();
  delete processWide.ordinateLive;
}

/**
 * What happens that this actor may know of, in batches. The first comes at once, with what happened
 * since a moment that is past; it says a gap when that is too long ago to know, or when the caller
 * had been listening before.
 *
 * @param isResumed the caller lost an earlier stream
 * @param sinceMs the moment from which on the caller has to hear; null: from now on
 * @param signal given when the caller is gone; the stream then ends
 * @throws LiveShutdown when this process goes down
 */
export async function* watchLive(
  database: Connection,
  actor: Actor,
  {
    isResumed,
    sinceMs,
    signal,
  }: {
    readonly isResumed: boolean;
    readonly sinceMs: number | null;
    readonly signal: AbortSignal | undefined;
  },
): AsyncGenerator<LiveBatch> {
  const listener = new Listener(actor, isResumed);
  const shared = hub();
  try {
    const shutdown = await shared.join(database, listener, sinceMs);
    const ended = signal === undefined ? shutdown : AbortSignal.any([signal, shutdown]);
    yield listener.take();
    let lastMs = 0;
    for (;;) {
      await listener.ready(ended);
      if (shutdown.aborted) {
        throw new LiveShutdown("the server goes down");
      }
      if (ended.aborted) {
        return;
      }
      const waitMs = lastMs + APART_MS - Date.now();
      if (waitMs > 0) {
        await sleep(waitMs, undefined, { signal: ended }).catch(() => {});
      }
      if (!ended.aborted) {
        lastMs = Date.now();
        yield listener.take();
      }
    }
  } finally {
    shared.leave(listener);
  }
}
