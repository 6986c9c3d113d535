/** What happens together is answered together. */
const GATHER_MS = 15;
/** Two refreshes are never closer. */
const APART_MS = 300;
/** In a storm of news there is one refresh in so long… */
const STORM_MS = 2_000;
/** …after as many as this at once. */
const BURST = 4;

/**
 * Calls `act` as soon as it is asked for, once for many askings. A change and those after it show
 * at once; under a storm of them the pace falls to one call every two seconds, since a screen that
 * is refreshed all the time cannot be read. Nobody looks at a hidden tab; it catches up with one
 * call when it is shown again.
 */
export class Pacer {
  private timer: ReturnType<typeof setTimeout> | null = null;
  private isOwed = false;
  private lastMs = Number.NEGATIVE_INFINITY;
  /** Calls that may be made without waiting, as of `lastMs`; the wait earns them back. */
  private credit = BURST;
  private readonly act: () => void;
  private readonly isHidden: () => boolean;
  private readonly nowMs: () => number;

  constructor(
    act: () => void,
    isHidden: () => boolean = () => document.hidden,
    nowMs: () => number = () => performance.now(),
  ) {
    this.act = act;
    this.isHidden = isHidden;
    this.nowMs = nowMs;
  }

  ask(): void {
    if (this.isHidden()) {
      this.isOwed = true;
      return;
    }
    this.timer ??= setTimeout(() => {
      this.timer = null;
      const now = this.nowMs();
      this.credit = this.creditAt(now) - 1;
      this.lastMs = now;
      this.act();
    }, this.waitMs());
  }

  private waitMs(): number {
    const now = this.nowMs();
    const untilCredit = Math.max(0, 1 - this.creditAt(now)) * STORM_MS;
    return Math.max(GATHER_MS, this.lastMs + APART_MS - now, untilCredit);
  }

  private creditAt(now: number): number {
    return this.lastMs === Number.NEGATIVE_INFINITY
      ? BURST
      : Math.min(BURST, this.credit + (now - this.lastMs) / STORM_MS);
  }

  /** The tab is looked at again. */
  shown(): void {
    if (this.isOwed && !this.isHidden()) {
      this.isOwed = false;
      this.ask();
    }
  }

  stop(): void {
    clearTimeout(this.timer ?? undefined);
    this.timer = null;
  }
}
