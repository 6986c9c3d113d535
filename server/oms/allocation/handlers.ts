import { z } from "zod";
import type { RawSql } from "@/db/client";
import { highsSolver } from "@/server/integrations/solver/highs";
import { planWindow } from "@/server/integrations/solver/plan-window";
import type { Ctx } from "@/server/shell/command";
import type { Handler, StoredEvent } from "@/server/shell/handler";
import { readNetwork } from "../network/store";
import { readWindow } from "../sourcing/decide-window";
import { applyWindow } from "./commands/apply-window";
import { proposeWindow } from "./commands/propose-window";
import { repromiseOrder } from "./commands/repromise-order";
import { resourceHeld } from "./commands/resource-node";
import { resourceOversold } from "./commands/resource-oversold";
import { serveWaiting } from "./commands/serve-waiting";
import { decideProposals, type WindowFound } from "./decide-window-proposals";
import { windowFor } from "./decide-window-run";
import { decideMoves, readPlanned } from "./store-disrupted";
import { findTurns } from "./store-queue";
import { isToBeHad } from "./store-serve";
import { readMovable, readWindowWorld } from "./store-window";
import { findWaitedFor, planFills } from "./store-window-fill";
import { findRun, readSchedule } from "./store-window-run";

/** As many orders as one event serves. */
const WAITING_MAX = 5_000;

/**
 * Stock turned up, came free, or is on its way: whoever waits for it gets it, in the order and with the
 * shares of the active policy. Each order is a command of its own, so that a long queue holds nobody
 * up.
 */
export const serveWaitingOrders: Handler = {
  name: "allocation.serve_waiting",
  run: async ({ ctx, key }, event) => {
    const { sql } = ctx.database;
    const skuIds = await skusOf(sql, event);
    const reader = { owner: sql, sql, now: ctx.clock.now() };
    for (const waiting of await findTurns(reader, skuIds, WAITING_MAX)) {
      if (await hasAny(sql, waiting.skuId)) {
        await serveWaiting(ctx, key(`${waiting.orderId} ${waiting.skuId}`), waiting);
      }
    }
  },
};

/**
 * A count found less than is allocated: the orders with the most time left are sourced again. Units
 * that a person placed there are taken only when no others are left.
 */
export const resourceOversoldOrders: Handler = {
  name: "allocation.resource_oversold",
  run: async ({ ctx, key }, event) => {
    const { sql } = ctx.database;
    for (const position of await oversoldOf(sql, event)) {
      const holders = await holdersOf(sql, position);
      const asked = [true, false].flatMap((keepsByHand) =>
        holders.map(({ orderId }) => ({ orderId, keepsByHand, ...position })),
      );
      for (const ask of asked) {
        const step = key(Object.values(ask).join(" "));
        const { oversold } = await resourceOversold(ctx, step, ask);
        if (oversold === 0) {
          break;
        }
      }
    }
  },
};

/** Somebody asked for what a node was not given yet to be sourced again: order by order. */
export const resourceNodeOrders: Handler = {
  name: "allocation.resource_node",
  run: async ({ ctx, key }, event) => {
    const { serviceCode } = resourcingAsked.parse(event.payload);
    const nodeId = event.subjectId;
    const reason = event.reason ?? "The node is off";
    const orders = await ctx.database.sql<{ orderId: string }[]>`
      select a.order_id as "orderId" from allocation a join sales_order o on o.id = a.order_id
      where a.node_id = ${nodeId} and a.state in ('promised', 'allocated')
        and (${serviceCode}::text is null or a.service_code = ${serviceCode})
      group by o.id, a.order_id order by min(a.ship_date), o.placed_at, o.id`;
    for (const { orderId } of orders) {
      await resourceHeld(ctx, key(orderId), { orderId, nodeId, serviceCode, reason });
    }
  },
};

/**
 * Something stops shipments, or stops them no more: every open order whose dates move by it gets its
 * new promise, each in a command of its own.
 */
export const repromiseDisrupted: Handler = {
  name: "allocation.repromise_disrupted",
  run: async ({ ctx, key }, event) => {
    const { sql } = ctx.database;
    const network = await readNetwork(sql, sql);
    const moves = decideMoves(await readPlanned(sql, null), network, ctx.clock.now());
    const why = event.reason ?? "Shipments were held up";
    for (const orderId of new Set(moves.map(({ row }) => row.orderId))) {
      await repromiseOrder(ctx, key(orderId), { orderId, why });
    }
  },
};

const resourcingAsked = z.object({ serviceCode: z.string().nullable() });

/** SKUs of which an event left more to be had, and that somebody waits for. */
async function skusOf(sql: RawSql, { subjectKind, subjectId }: StoredEvent): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select distinct l.sku_id as id from order_line l
    where l.backordered > 0 and l.sku_id in (${changedSkus(sql, subjectKind, subjectId)})`;
  return rows.map(({ id }) => id);
}

function changedSkus(sql: RawSql, subjectKind: string, subjectId: string) {
  switch (subjectKind) {
    case "sku":
      return sql`select ${subjectId}::uuid`;
    case "inbound_supply":
      return sql`select sku_id from inbound_supply where id = ${subjectId}`;
    case "reservation":
      return sql`select h.sku_id from reservation h join reservation r
        on r.owner_ref = h.owner_ref and r.owner_kind = h.owner_kind where r.id = ${subjectId}`;
    case "node":
      // A node that is on again.
      return sql`select sku_id from stock_level
        where node_id = ${subjectId} and status = 'sellable' and on_hand > allocated`;
    case "window_run":
      // What its orders left is free.
      return sql`select a.sku_id from window_run_order w join allocation a on a.order_id = w.order_id
        where w.run_id = ${subjectId} and w.outcome = 'applied' and a.state = 'deallocated'`;
    case "stock_transfer":
      return sql`select sku_id from stock_transfer_line where transfer_id = ${subjectId}`;
    case "sales_order":
      return sql`select sku_id from order_line where order_id = ${subjectId}`;
    case "hold":
      return sql`select l.sku_id from hold h join order_line l on l.order_id = h.order_id
        join hold_type t on t.code = h.type and 'allocate' = any(t.blocks) where h.id = ${subjectId}`;
    default:
      // A feed: its rows of the ledger name it as their cause.
      return sql`select sku_id from stock_movement
        where cause_id = ${subjectId} and on_hand_delta > 0`;
  }
}

async function hasAny(sql: RawSql, skuId: string): Promise<boolean> {
  const [row] = await sql<{ has: boolean }[]>`
    select ${isToBeHad(sql, sql`${skuId}::uuid`)} as has`;
  return row?.has === true;
}

type Position = { readonly skuId: string; readonly nodeId: string };

/** Positions that an event left with less than is allocated, those of other events left alone. */
const oversoldOf = (sql: RawSql, { subjectKind, subjectId }: StoredEvent) =>
  sql<Position[]>`
    select l.sku_id as "skuId", l.node_id as "nodeId"
    from exception e join stock_level l
      on l.sku_id = e.sku_id and l.node_id = e.node_id and l.status = 'sellable'
    where e.type = 'oversold' and e.closed_at is null and l.oversold > 0
      and (case when ${subjectKind} = 'sku' then l.sku_id = ${subjectId} else exists (
        select from stock_movement m where m.cause_id = ${subjectId}
          and m.sku_id = l.sku_id and m.node_id = l.node_id) end)
    order by l.sku_id, l.node_id`;

/** Orders with units on a position that no node works on; those with the most time left first. */
const holdersOf = (sql: RawSql, { skuId, nodeId }: Position) => sql<{ orderId: string }[]>`
  select a.order_id as "orderId" from allocation a join sales_order o on o.id = a.order_id
  where a.sku_id = ${skuId} and a.node_id = ${nodeId} and a.state = 'allocated'
  group by o.id, a.order_id
  order by max(a.delivery_date) desc, o.placed_at desc, o.id desc`;

/** A window was asked for: it is planned here, outside of every transaction, and proposed. */
export const planRequestedWindow: Handler = {
  name: "allocation.plan_window",
  run: ({ ctx, key }, { subjectId }) => planRun(ctx, key, subjectId),
};

/**
 * Plan a run and write its proposal down; apply it when the run says so. Whatever of this was done
 * before is not done again.
 */
export async function planRun(
  ctx: Ctx,
  key: (step: string) => string,
  runId: string,
): Promise<void> {
  const { sql } = ctx.database;
  if ((await findRun(sql, runId))?.state === "planning") {
    const found = await searchWindow(ctx);
    await proposeWindow(ctx, key("propose"), { runId, ...found });
  }
  const run = await findRun(sql, runId);
  if (run?.state === "proposed" && run.mode === "automatic") {
    await applyWindow(ctx, key("apply"), { runId });
  }
}

/** What planning everything together that no node works on yet would come to. Writes nothing. */
export async function searchWindow({ database, clock }: Ctx): Promise<WindowFound> {
  const { sql } = database;
  const { solverSeconds, ordersMax } = await readSchedule(sql);
  const movable = await readMovable(sql, null, ordersMax);
  const held = movable.flatMap(({ lines }) => lines.map(({ skuId }): string => skuId));
  const waitedFor = await findWaitedFor(sql);
  const where = { owner: sql, sql, now: clock.now() };
  const known = await readWindowWorld(where, [...new Set([...held, ...waitedFor])]);
  const filled = await planFills(where, waitedFor, known, ordersMax);
  const planned = windowFor(movable, known.world, filled.daysUsed);
  const problem = readWindow(planned.window);
  const solver = highsSolver();
  try {
    const { plan, by, why } = await planWindow(problem, solver, solverSeconds);
    return { ...decideProposals(planned, problem, plan, filled), plannedBy: by, note: why ?? "" };
  } finally {
    await solver.close();
  }
}
