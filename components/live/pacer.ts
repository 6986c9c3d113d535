const GATHER_MS = 250;
const APART_MS = 2_000;

/**
 * Calls `act` soon after it is asked for, once for many askings, and not faster than every two
 * seconds: a screen that is refreshed all the time cannot be read. Nobody looks at a hidden tab;
 * it catches up with one call when it is shown again.
 */
export class Pacer {
  private timer: ReturnType<typeof setTimeout> | null = null;
  private isOwed = false;
  private lastMs = Number.NEGATIVE_INFINITY;
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
    const waitMs = Math.max(GATHER_MS, this.lastMs + APART_MS - this.nowMs());
    this.timer ??= setTimeout(() => {
      this.timer = null;
      this.lastMs = this.nowMs();
      this.act();
    }, waitMs);
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
