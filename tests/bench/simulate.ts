import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type Connection, connect } from "@/db/client";
import { placeOrder, placeOrders } from "@/server/oms/intake/commands/place-orders";
import { placeOrderInput } from "@/server/oms/intake/schema";
import { startRehearsal } from "@/server/oms/rehearsal/commands/start-rehearsal";
import { findRehearsal, watchRehearsal } from "@/server/oms/rehearsal/queries";
import type { RehearsalBasis } from "@/server/oms/rehearsal/types";
import { auditDatabase } from "@/server/oms/reporting/queries-audit";
import type { Strategy } from "@/server/oms/sourcing/types-profile";
import { systemActor } from "@/server/shell/actor";
import { systemClock } from "@/server/shell/clock";
import type { Ctx } from "@/server/shell/command";
import { type ArmResult, percentile, type Report, runArm, type ScenarioOptions } from "./measure";
import { startStack } from "./stack";
import { type BenchWorld, makeWorld } from "./world";

const ORDERS = 10_000;
const NODES = 10;
const SKUS = 500;
const BATCH = 100;
/** Each SKU is kept at so many of the nodes, so that orders have to be split or sent from afar. */
const NODES_PER_SKU = 4;
const LOOK_EVERY_MS = 100;

const pick = <T>(items: readonly T[]): T => items[Math.floor(Math.random() * items.length)] as T;

const orderOf = (world: BenchWorld) => {
  const codes = new Set<string>();
  const lines = 1 + Math.floor(Math.random() * 5);
  while (codes.size < lines) {
    codes.add(pick(world.skus).code);
  }
  return {
    companyId: pick(world.companies).id,
    channelCode: "api",
    lines: [...codes].map((sku) => ({ sku, quantity: 1 + Math.floor(Math.random() * 20) })),
  };
};

/**
 * Two versions of routing on ten thousand stored orders, run by the product's own worker, on the stock
 * of the day of each order and on today's. `orders` and `seconds` are of the first; meanwhile one
 * caller places orders, against the same without a rehearsal.
 */
export async function simulate({ seconds }: ScenarioOptions): Promise<Report> {
  const stack = await startStack();
  const connection = connect(stack.databaseUrl, { max: 8, statementTimeoutMs: 0 });
  const ctx: Ctx = { database: connection, clock: systemClock, actor: systemActor("bench") };
  try {
    const world = await givenOrders(connection, ctx);
    await givenDraft(connection);
    const place = async () => {
      await placeOrder(ctx, randomUUID(), orderOf(world));
      return 1;
    };
    const quiet = await runArm("intake, quiet", 1, place, { connections: 1, seconds });
    const thatDay = await rehearse(ctx, "that_day");
    const today = await rehearse(ctx, "today");
    const intake = runArm("intake, rehearsing", 1, place, { connections: 1, seconds });
    const beside = await rehearse(ctx, "that_day");
    const busy = await intake;
    const audit = await auditDatabase(connection.sql);
    return {
      metrics: {
        orders: thatDay.orders,
        seconds: thatDay.seconds,
        changed: thatDay.changed,
        reproduced: thatDay.reproduced,
        not_reproduced: thatDay.notReproduced,
        progress_steps: thatDay.steps,
        today_orders: today.orders,
        today_seconds: today.seconds,
        beside_intake_seconds: beside.seconds,
        intake_p50_ms: percentile(quiet.latenciesMs, 50),
        intake_p99_ms: percentile(quiet.latenciesMs, 99),
        intake_rehearsing_p50_ms: percentile(busy.latenciesMs, 50),
        intake_rehearsing_p99_ms: percentile(busy.latenciesMs, 99),
        intake_failures: quiet.failures + busy.failures,
        violations: audit.violations + thatDay.notReproduced,
      },
      samples: [quiet, busy] satisfies ArmResult[],
    };
  } finally {
    await connection.end();
    await stack.stop();
  }
}

/** Orders that were routed in earnest, by the command that every door calls. */
async function givenOrders(connection: Connection, ctx: Ctx): Promise<BenchWorld> {
  const plain = await makeWorld(connection, { nodes: NODES, skus: SKUS, companies: 200 });
  await scatterStock(connection, plain);
  for (let placed = 0; placed < ORDERS; placed += BATCH) {
    const outcomes = await placeOrders(
      ctx,
      Array.from({ length: BATCH }, () => ({
        key: randomUUID(),
        input: placeOrderInput.parse(orderOf(plain)),
      })),
    );
    const refused = outcomes.filter((outcome) => !outcome.ok).length;
    if (refused > 0) {
      throw new Error(`${refused} orders were refused`);
    }
  }
  await connection.sql`analyze`;
  return plain;
}

/** Leave each SKU at a few nodes only, a different few for each. */
async function scatterStock({ sql }: Connection, world: BenchWorld): Promise<void> {
  const kept = world.skus.flatMap(({ id }, at) =>
    Array.from({ length: NODES_PER_SKU }, (_, step) => ({
      sku_id: id,
      node_id: world.nodes[(at * 7 + step * 3) % NODES]?.id,
    })),
  );
  const rows = sql.typed(kept, 3802);
  const isElsewhere = sql`not exists (select from jsonb_to_recordset(${rows}::jsonb)
    as k(sku_id uuid, node_id uuid) where k.sku_id = l.sku_id and k.node_id = l.node_id)`;
  await sql`
    insert into stock_movement (sku_id, node_id, kind, on_hand_delta, allocated_delta, cause_kind,
      cause_id, actor_id, occurred_at, reason)
    select sku_id, node_id, 'adjusted', -on_hand, 0, 'bench', sku_id, 'bench', now(), 'not kept here'
    from stock_level l where ${isElsewhere}`;
  await sql`update stock_level l set on_hand = 0 where ${isElsewhere}`;
}

/** Orders that weigh little: chosen by distance, in two shipments where that costs no unit. */
const LIGHT: Strategy = {
  name: "Light orders by distance",
  when: { fact: "order_weight_grams", from: null, below: 10_000 },
  criteria: [
    { by: "distance", band: 100 },
    { by: "landed_cost", band: 0 },
  ],
  constraints: [{ rule: "max_shipments", shipments: 2, hard: false }],
  afterAction: { do: "split", shipmentsMax: null },
};

/** A version with a strategy before the others, that charges three times as much for each split. */
async function givenDraft({ sql }: Connection): Promise<void> {
  await sql`
    insert into sourcing_profile (ref, version, status, strategies, parameters)
    select ref, version + 1, 'draft', ${sql.typed([LIGHT], 3802)}::jsonb || strategies,
      jsonb_set(parameters, '{splitPenaltyMinor}', to_jsonb((parameters ->> 'splitPenaltyMinor')::int * 3))
    from sourcing_profile where status = 'active'`;
}

/** Ask for one and wait for the worker to finish it, counting the steps that a screen would show. */
async function rehearse(ctx: Ctx, basis: RehearsalBasis) {
  const begun = performance.now();
  const { rehearsalId, ordersTotal } = await startRehearsal(ctx, randomUUID(), {
    profile: { ref: "default" },
    basis,
  });
  const steps = new Set<number>();
  for (;;) {
    const { state, ordersDone } = await watchRehearsal(ctx, { rehearsalId });
    steps.add(ordersDone);
    if (state !== "queued" && state !== "running") {
      break;
    }
    await sleep(LOOK_EVERY_MS);
  }
  const seconds = (performance.now() - begun) / 1_000;
  const { state, reason, summary } = await findRehearsal(ctx, { rehearsalId });
  if (summary === null) {
    throw new Error(`the rehearsal ended ${state}: ${reason}`);
  }
  const { orders, changed, reproduced } = summary;
  // An order may commit just after it was counted: more are no fault, fewer would be.
  if (orders < ordersTotal) {
    throw new Error(`${orders} of ${ordersTotal} orders were compared`);
  }
  return {
    seconds,
    orders,
    changed,
    reproduced: reproduced.equal,
    notReproduced: reproduced.comparable - reproduced.equal,
    steps: steps.size,
  };
}
