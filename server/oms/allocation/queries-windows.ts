import { z } from "zod";
import { defineQuery } from "@/server/shell/query";
import { DomainError } from "../kernel/errors";
import type { WindowRunState } from "./machine";
import { readSchedule } from "./store-window-run";
import type {
  PassedOver,
  WindowMode,
  WindowRunOrder,
  WindowSchedule,
  WindowTrigger,
} from "./types";

/** A run of a window as lists show it. Amounts are minor units of the tariffs' currency. */
export type WindowRunRow = {
  readonly id: string;
  readonly number: string;
  readonly state: WindowRunState;
  readonly trigger: WindowTrigger;
  readonly mode: WindowMode;
  readonly requestedBy: string;
  readonly requestedAt: Date;
  readonly plannedAt: Date | null;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
  readonly decisionReason: string | null;
  readonly ordersSeen: number;
  readonly ordersChanged: number;
  readonly ordersApplied: number;
  readonly costBefore: number;
  readonly costAfter: number;
  readonly freightBefore: number;
  readonly freightAfter: number;
  readonly shipmentsBefore: number;
  readonly shipmentsAfter: number;
  readonly plannedBy: "solver" | "search" | null;
  readonly note: string;
};

const LISTED_MAX = 100;
const PASSED_MAX = 500;

/** The latest runs of windows, what each saves, and when the next come by themselves. */
export const listWindows = defineQuery({
  name: "allocation.list_windows",
  input: z.object({}),
  wall: "staff",
  run: async ({ sql }) => {
    const [runs, schedule] = await Promise.all([
      sql<WindowRunRow[]>`
        select ${columns(sql)} from window_run r
        order by requested_at desc, id desc limit ${LISTED_MAX}`,
      readSchedule(sql),
    ]);
    const { id: _, ...said } = schedule;
    return { runs: [...runs], schedule: said satisfies WindowSchedule };
  },
});

export type WindowOrderRow = WindowRunOrder & {
  readonly outcome: "applied" | "left" | null;
  readonly outcomeReason: string | null;
};

/**
 * One run with the orders that it changes: where their units stand, where they would, why, and what
 * became of each; and the orders that it could not consider.
 *
 * @throws NOT_FOUND
 */
export const findWindow = defineQuery({
  name: "allocation.find_window",
  input: z.object({ number: z.string().min(1).max(40) }),
  wall: "staff",
  run: async ({ sql }, { number }) => {
    const [run] = await sql<WindowRunRow[]>`
      select ${columns(sql)} from window_run r where number = ${number}`;
    if (run === undefined) {
      throw new DomainError("NOT_FOUND", "There is no such window", { number });
    }
    const orders = await sql<WindowOrderRow[]>`
      select w.order_id as "orderId", o.number, w.before, w.after, w.filled, w.why,
        w.cost_before as "costBeforeMinor", w.cost_after as "costAfterMinor",
        w.freight_before as "freightBeforeMinor", w.freight_after as "freightAfterMinor",
        w.outcome, w.outcome_reason as "outcomeReason"
      from window_run_order w join sales_order o on o.id = w.order_id
      where w.run_id = ${run.id} order by w.position`;
    const passedOver = await sql<PassedOver[]>`
      select p.order_id as "orderId", o.number, p.reason
      from window_run_passed p join sales_order o on o.id = p.order_id
      where p.run_id = ${run.id} order by o.number limit ${PASSED_MAX}`;
    return { run, orders: [...orders], passedOver: [...passedOver] };
  },
});

const columns = (sql: Parameters<typeof readSchedule>[0]) => sql`
  r.id, r.number, r.state, r.trigger, r.mode, r.requested_by as "requestedBy",
  r.requested_at as "requestedAt", r.planned_at as "plannedAt", r.decided_by as "decidedBy",
  r.decided_at as "decidedAt", r.decision_reason as "decisionReason",
  r.orders_seen as "ordersSeen", r.orders_changed as "ordersChanged",
  r.orders_applied as "ordersApplied", r.cost_before as "costBefore",
  r.cost_after as "costAfter", r.freight_before as "freightBefore",
  r.freight_after as "freightAfter", r.shipments_before as "shipmentsBefore",
  r.shipments_after as "shipmentsAfter", r.planned_by as "plannedBy", r.note`;
