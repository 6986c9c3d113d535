import { setImmediate as nextTurn } from "node:timers/promises";
import type { Ctx } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import type { LocalDate } from "../kernel/local-date";
import { settleRehearsal } from "./commands/settle-rehearsal";
import { LEASE_SECONDS, takeRehearsal } from "./commands/take-rehearsal";
import { Comparison } from "./decide-comparison";
import { aboutNodes, isAsDecided, routeAsThen } from "./decide-that-day";
import { demandOf, factsOf, putOff, TodayArm, weeksAhead } from "./decide-today";
import { type RehearsalRow, readRehearsal, tellOrdersDone } from "./store";
import { type After, countOrders, readOrders } from "./store-orders";
import { openStage, type Stage } from "./store-stage";
import type { Pair, Route, StoredOrder } from "./types";

const PAGE = 200;
const TELL_EVERY_MS = 500;
/** So long a run computes before it lets others of its process have their turn. */
const TURN_MS = 12;

/**
 * Run the rehearsal that has waited longest, to its end or until it is cancelled. It reads, and
 * locks nothing: orders come in meanwhile as ever.
 *
 * @param rehearsalId only this one
 * @returns whether there was one to run
 */
export async function runRehearsal(ctx: Ctx, rehearsalId?: string): Promise<boolean> {
  const runner = newId();
  const taken = await takeRehearsal(ctx, newId(), {
    runner,
    ...(rehearsalId === undefined ? {} : { rehearsalId }),
  });
  if (taken.rehearsalId === null) {
    return false;
  }
  const run = new Run(ctx, runner, await readRehearsal(ctx.database.sql, taken.rehearsalId));
  try {
    await run.toEnd();
  } catch (error) {
    await run.fail(error instanceof Error ? error.message : String(error));
  }
  return true;
}

/** One runner's work on one rehearsal. */
class Run {
  private readonly comparison = new Comparison();
  private ordersDone = 0;
  private toldAtMs = 0;
  private turnFromMs = performance.now();

  private readonly ctx: Ctx;
  private readonly runner: string;
  private readonly rehearsal: RehearsalRow;

  constructor(ctx: Ctx, runner: string, rehearsal: RehearsalRow) {
    this.ctx = ctx;
    this.runner = runner;
    this.rehearsal = rehearsal;
  }

  async toEnd(): Promise<void> {
    const { sql } = this.ctx.database;
    const stage = await openStage(this.ctx.database, this.rehearsal, this.ctx.clock.now());
    const routesOf = stage.basis === "that_day" ? thatDay(stage) : onStockOf(stage, this.ctx);
    let after: After | null = null;
    do {
      const page: readonly StoredOrder[] = await readOrders(
        sql,
        this.rehearsal,
        this.rehearsal.queuedAt,
        after,
        PAGE,
      );
      for (const order of page) {
        routesOf(order, this.comparison);
        this.ordersDone += 1;
        await this.giveWay();
      }
      if (!(await this.isStillOurs())) {
        return;
      }
      const last = page.at(-1);
      after = page.length < PAGE || last === undefined ? null : last;
    } while (after !== null);
    this.comparison.passOver("unrouted", await this.countUnrouted());
    await this.settle({
      state: "done",
      summary: this.comparison.summary(stage.network.nodes, stage.currency),
      changes: [...this.comparison.changes()],
    });
  }

  private async countUnrouted(): Promise<number> {
    const { sql } = this.ctx.database;
    const all = await countOrders(sql, { ...this.rehearsal, basis: "today" });
    return this.rehearsal.basis === "today" ? 0 : Math.max(0, all - this.ordersDone);
  }

  fail(reason: string) {
    return this.settle({ state: "failed", reason });
  }

  private settle(outcome: Parameters<typeof settleRehearsal>[2]["outcome"]) {
    const { ordersDone, runner } = this;
    const rehearsalId = this.rehearsal.id;
    return settleRehearsal(this.ctx, newId(), { rehearsalId, runner, ordersDone, outcome });
  }

  private async giveWay(): Promise<void> {
    if (performance.now() - this.turnFromMs >= TURN_MS) {
      await nextTurn();
      this.turnFromMs = performance.now();
    }
  }

  /** Tell now and then how far it is; false when it was cancelled or given to another. */
  private async isStillOurs(): Promise<boolean> {
    if (performance.now() - this.toldAtMs < TELL_EVERY_MS) {
      return true;
    }
    this.toldAtMs = performance.now();
    const leaseUntil = new Date(this.ctx.clock.now().getTime() + LEASE_SECONDS * 1_000);
    const at = { rehearsalId: this.rehearsal.id, runner: this.runner, leaseUntil };
    return tellOrdersDone(this.ctx.database.sql, at, this.ordersDone);
  }
}

type RouteOrder = (order: StoredOrder, comparison: Comparison) => void;

function thatDay({ network, profile, against, skus }: Stage): RouteOrder {
  const about = aboutNodes(network);
  const leadTimeDays = new Map([...skus].map(([id, sku]) => [id, sku.leadTimeDays]));
  return (order, comparison) => {
    const { decision } = order;
    if (decision === null) {
      return;
    }
    const today = new Date(decision.decidedAt).toISOString().slice(0, 10) as LocalDate;
    const facts = factsOf(order, skus, today);
    const kept = { stored: decision.detail, today, leadTimeDays, facts, about };
    const routes: Pair<Route> = {
      before: routeAsThen(kept, against),
      after: routeAsThen(kept, profile),
    };
    comparison.add(order, routes);
    for (const [side, version] of [
      ["before", against],
      ["after", profile],
    ] as const) {
      if (version.ref === decision.ref && version.version === decision.version) {
        comparison.noteReproduced(isAsDecided(routes[side], decision.detail));
        return;
      }
    }
  };
}

function onStockOf({ opening, profile, against, skus }: Stage, ctx: Ctx): RouteOrder {
  const arms = {
    before: new TodayArm(opening, against),
    after: new TodayArm(opening, profile),
  };
  let weeks: number | null = null;
  return (order, comparison) => {
    weeks ??= weeksAhead(order.placedAt, ctx.clock.now());
    const demand = demandOf(order, skus, opening.network, weeks);
    if (demand === null) {
      comparison.passOver("empty");
      return;
    }
    const at = putOff(order.placedAt, weeks);
    comparison.add(order, {
      before: arms.before.route(demand, at),
      after: arms.after.route(demand, at),
    });
  };
}
