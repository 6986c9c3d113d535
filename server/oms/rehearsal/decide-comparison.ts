import type { NodeId } from "../kernel/ids";
import { daysBetween } from "../kernel/local-date";
import type { NetworkNode } from "../network/types";
import { isChanged } from "./decide-outcome";
import { daysOf, Loads, Tally } from "./decide-tally";
import type {
  OrderLabel,
  Pair,
  RehearsalSlice,
  RehearsalSummary,
  RehearsedChange,
  Route,
} from "./types";

/** Changed orders that are kept one by one; beyond that, those that change the most. */
export const CHANGES_MAX = 10_000;

class Slice {
  readonly tallies: Pair<Tally> = { before: new Tally(), after: new Tally() };
  changed = 0;

  add({ before, after }: Pair<Route>, isOther: boolean): void {
    this.tallies.before.add(before);
    this.tallies.after.add(after);
    this.changed += isOther ? 1 : 0;
  }

  totals() {
    return { before: this.tallies.before.totals(), after: this.tallies.after.totals() };
  }
}

/**
 * Two profiles compared over many orders, one order after the other: totals of all, by channel and
 * by customer tier, the load of each node, and the orders that go another way.
 */
export class Comparison {
  private readonly all = new Slice();
  private readonly channels = new Map<string, Slice>();
  private readonly tiers = new Map<string, Slice>();
  private readonly loads: Pair<Loads> = { before: new Loads(), after: new Loads() };
  private readonly strategies = new Map<string, { before: number; after: number }>();
  private readonly kept: RehearsedChange[] = [];
  private readonly skipped = { unrouted: 0, empty: 0 };
  private readonly reproduced = { comparable: 0, equal: 0 };

  passOver(why: keyof RehearsalSummary["skipped"], orders = 1): void {
    this.skipped[why] += orders;
  }

  /** Note whether a side came to what was decided in earnest under the same version. */
  noteReproduced(isEqual: boolean): void {
    this.reproduced.comparable += 1;
    this.reproduced.equal += isEqual ? 1 : 0;
  }

  add(order: OrderLabel, routes: Pair<Route>): void {
    const { before, after } = routes;
    const isOther = isChanged(before, after);
    this.all.add(routes, isOther);
    sliceOf(this.channels, order.channelCode).add(routes, isOther);
    sliceOf(this.tiers, order.tier).add(routes, isOther);
    this.loads.before.add(before);
    this.loads.after.add(after);
    this.countStrategy("before", before);
    this.countStrategy("after", after);
    if (isOther) {
      this.kept.push(changeOf(order, routes));
    }
  }

  /** The orders that go another way, those that cost the most more or less first. */
  changes(): readonly RehearsedChange[] {
    const size = (change: RehearsedChange) =>
      Math.abs(change.costDelta) + Math.abs(change.daysDelta ?? 0) + Math.abs(change.openDelta);
    return this.kept.length <= CHANGES_MAX
      ? this.kept
      : this.kept.toSorted((a, b) => size(b) - size(a)).slice(0, CHANGES_MAX);
  }

  /** @param nodes the network as it is; a node that only old decisions know is not listed */
  summary(nodes: readonly NetworkNode[], currency: string): RehearsalSummary {
    const totals = this.all.totals();
    return {
      orders: totals.before.orders,
      changed: this.all.changed,
      skipped: { ...this.skipped },
      reproduced: { ...this.reproduced },
      currency,
      totals,
      byChannel: slices(this.channels),
      byTier: slices(this.tiers),
      nodes: nodes.map(({ id, code, name, point, dailyLimits: limits }) => ({
        nodeId: id as NodeId,
        code,
        name,
        point,
        limits,
        load: {
          before: this.loads.before.of(id, limits),
          after: this.loads.after.of(id, limits),
        },
        days: daysOf(id, this.loads),
      })),
      strategies: [...this.strategies].map(([name, orders]) => ({ name, orders })),
    };
  }

  private countStrategy(side: "before" | "after", { strategy }: Route): void {
    if (strategy !== null) {
      const counts = this.strategies.get(strategy) ?? { before: 0, after: 0 };
      counts[side] += 1;
      this.strategies.set(strategy, counts);
    }
  }
}

function sliceOf(slices: Map<string, Slice>, key: string): Slice {
  const known = slices.get(key) ?? new Slice();
  slices.set(key, known);
  return known;
}

const slices = (known: ReadonlyMap<string, Slice>): RehearsalSlice[] =>
  [...known]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, slice]) => ({ key, changed: slice.changed, totals: slice.totals() }));

const spentOn = ({ freightMinor, handlingMinor }: Route): number => freightMinor + handlingMinor;

const changeOf = (order: OrderLabel, { before, after }: Pair<Route>): RehearsedChange => ({
  ...order,
  before,
  after,
  costDelta: spentOn(after) - spentOn(before),
  daysDelta:
    before.promise === null || after.promise === null
      ? null
      : daysBetween(before.promise, after.promise),
  openDelta: after.openUnits - before.openUnits,
});
