import { assert } from "./assert";

type Kept<T> = { readonly item: T; readonly atMs: number };

/**
 * What happened lately, for those who come a moment too late to have heard it. It is bounded by
 * time and by number, and knows from which moment on it has everything.
 */
export class Recent<T> {
  private kept: Kept<T>[] = [];
  private from: number;
  private readonly keepMs: number;
  private readonly most: number;

  /** @param fromMs it is told of everything that happens from this moment on */
  constructor(fromMs: number, keepMs: number, most: number) {
    assert(most > 0, "something is kept");
    this.from = fromMs;
    this.keepMs = keepMs;
    this.most = most;
  }

  /** The moment from which on nothing is missing. */
  get fromMs(): number {
    return this.from;
  }

  add(item: T, atMs: number): void {
    this.kept.push({ item, atMs });
    const beyond = this.kept.length - this.most;
    const tooMany = beyond > 0 ? (this.kept[beyond - 1]?.atMs ?? 0) + 1 : 0;
    this.from = Math.max(this.from, atMs - this.keepMs, tooMany);
    const first = this.kept.findIndex((each) => each.atMs >= this.from);
    this.kept.splice(0, first === -1 ? this.kept.length : first);
  }

  /** Something may have been missed: what was known before this moment is forgotten. */
  restart(fromMs: number): void {
    this.kept = [];
    this.from = fromMs;
  }

  /** Everything from a moment on, oldest first; null when that was too long ago to know all of it. */
  since(ms: number): T[] | null {
    return ms < this.from
      ? null
      : this.kept.filter(({ atMs }) => atMs >= ms).map(({ item }) => item);
  }

  /** What is kept, with its moments, to be handed to another who keeps the same. */
  all(): readonly Kept<T>[] {
    return this.kept;
  }
}
