/** On frozen data a rehearsal comes to what real routing does, order by order. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PlaceOrderInput } from "@/server/oms/intake/schema";
import { addDays, type LocalDate } from "@/server/oms/kernel/local-date";
import { startRehearsal } from "@/server/oms/rehearsal/commands/start-rehearsal";
import { isAsDecided } from "@/server/oms/rehearsal/decide-that-day";
import { demandOf, putOff, TodayArm, weeksAhead } from "@/server/oms/rehearsal/decide-today";
import { runRehearsal } from "@/server/oms/rehearsal/handlers";
import { findRehearsal } from "@/server/oms/rehearsal/queries";
import { readRehearsal } from "@/server/oms/rehearsal/store";
import { readOrders } from "@/server/oms/rehearsal/store-orders";
import { openStage } from "@/server/oms/rehearsal/store-stage";
import type { Route } from "@/server/oms/rehearsal/types";
import type { StoredDecision } from "@/server/oms/sourcing/types";
import type { Strategy } from "@/server/oms/sourcing/types-profile";
import { newId } from "@/server/shell/new-id";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  ctxOf,
  type GivenSku,
  givenInbound,
  givenNode,
  givenSku,
  givenStock,
  TUESDAY,
} from "../../support/factories";
import { type Floor, givenFloor, givenOrder } from "../../support/floor";
import { givenStrategies } from "../../support/routing";

const ORDERS = 60;
const ON_DAY = TUESDAY.toISOString().slice(0, 10) as LocalDate;

let database: TestDatabase;
let floor: Floor;
let skus: GivenSku[];

/** The same numbers each time (mulberry32). */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
  const [calendar] = await database.sql<{ id: string }[]>`select id from calendar limit 1`;
  const small = await givenNode(database, calendar?.id ?? "", {
    name: "Denver",
    latitude: 39.74,
    longitude: -104.99,
    timeZone: "America/Denver",
    capacity: 7,
    buffer: 2,
  });
  const next = chance(7);
  skus = [];
  for (let i = 0; i < 6; i += 1) {
    const sku = await givenSku(database, {
      grams: 200 + next(3_000),
      packMultiple: i === 0 ? 4 : 1,
      leadTimeDays: 10 + i,
    });
    skus.push(sku);
    for (const node of [floor.reno, floor.columbus, small]) {
      if (next(4) > 0) {
        await givenStock(database, { skuId: sku.id, nodeId: node.id, onHand: 90 + next(220) });
      }
    }
    await givenInbound(database, {
      skuId: sku.id,
      nodeId: floor.reno.id,
      quantity: 30,
      eta: addDays(ON_DAY, 3 + i),
      confidence: i === 1 ? 20 : 100,
    });
  }
  await givenStrategies(database, STRATEGIES);
});
afterAll(() => database.drop());

/** Strategies of every kind: by value, by weight, by date; handed on, split, and given up. */
const STRATEGIES: readonly Strategy[] = [
  {
    name: "Scheduled orders ship whole",
    when: { fact: "order_type", is: "in", values: ["scheduled"] },
    criteria: [{ by: "delivery_date", band: 0 }],
    constraints: [
      { rule: "ship_complete", hard: true },
      { rule: "max_shipments", shipments: 1, hard: true },
    ],
    afterAction: { do: "next_strategy" },
  },
  {
    name: "Dear orders come early, from two nodes at most",
    when: { fact: "order_value_minor", from: 40_000, below: null },
    criteria: [
      { by: "delivery_date", band: 2 },
      { by: "landed_cost", band: 0 },
    ],
    constraints: [
      { rule: "max_distance", miles: 1_500, hard: false },
      { rule: "max_shipments", shipments: 2, hard: true },
    ],
    afterAction: { do: "split", shipmentsMax: 3 },
  },
  {
    name: "Light orders go by distance",
    when: { fact: "order_weight_grams", from: null, below: 20_000 },
    criteria: [{ by: "distance", band: 100 }],
    constraints: [{ rule: "line_complete", hard: true }],
    afterAction: { do: "backorder" },
  },
];

/** Orders of every kind that routing knows: whole or in parts, wanted on a day, for later, far ahead. */
function orderOf(next: (below: number) => number) {
  const wanted = new Set(Array.from({ length: 1 + next(4) }, () => skus[next(skus.length)]));
  const lines = [...wanted].map((sku) => ({ sku: sku?.code ?? "", quantity: 4 * (1 + next(4)) }));
  const over: Partial<PlaceOrderInput> = {
    shipPolicy: next(4) === 0 ? "complete" : "as_available",
    ...(next(2) === 0 ? { requestedDate: addDays(ON_DAY, next(12)) } : {}),
    ...(next(6) === 0 ? { shipAfter: addDays(ON_DAY, 1 + next(90)) } : {}),
  };
  return { lines, over };
}

/** Place the same orders as every other time, a second after each other. */
async function placeAll(): Promise<string[]> {
  const next = chance(1);
  const ids: string[] = [];
  for (let i = 0; i < ORDERS; i += 1) {
    const { lines, over } = orderOf(next);
    const at = {
      ...floor,
      ctx: ctxOf(database, undefined, new Date(TUESDAY.getTime() + i * 1_000)),
    };
    ids.push((await givenOrder(at, lines, over)).orderId);
  }
  return ids;
}

const decidedOf = (ids: readonly string[]) => database.sql<
  { detail: StoredDecision; promise: string | null }[]
>`
  select d.detail, o.original_promise::text as promise
  from unnest(${[...ids]}::uuid[]) with ordinality as w(id, at)
  join sales_order o on o.id = w.id join sourcing_decision d on d.order_id = o.id order by w.at`;

test("on the stock of that day, and on today's stock, real routing is what was rehearsed", async () => {
  const placed = await placeAll();
  const late = ctxOf(database, undefined, new Date(TUESDAY.getTime() + ORDERS * 1_000));
  const period = { profile: { ref: "default" }, fromDay: ON_DAY, toDay: ON_DAY };
  const { rehearsalId } = await startRehearsal(late, newId(), period);
  await runRehearsal(late, rehearsalId);
  const { summary } = await findRehearsal(late, { rehearsalId });
  const { comparable = 0, equal } = summary?.reproduced ?? {};
  expect(comparable).toBeGreaterThan(ORDERS / 2);
  expect(equal).toBe(comparable);
  expect(summary?.changed).toBe(0);

  const routes = await rehearseToday(placed);
  const decided = await decidedOf(await placeAll());
  expect(decided).toHaveLength(ORDERS);
  const differing = decided.flatMap(({ detail, promise }, index) => {
    const route = routes[index];
    return route !== undefined && isAsDecided(route, detail) && route.promise === promise
      ? []
      : [{ index, promise, route, assigned: detail.assigned }];
  });
  expect(differing).toEqual([]);
  const used = new Set(routes.map(({ strategy }) => strategy));
  expect([...used].filter((name) => name !== null).toSorted()).toEqual(
    [...STRATEGIES.map(({ name }) => name), "All orders"].toSorted(),
  );
  // What was compared is worth it: splits, days that fill up, units that wait.
  expect(routes.filter(({ shipments }) => shipments.length > 1).length).toBeGreaterThan(3);
  expect(routes.filter(({ openUnits }) => openUnits > 0).length).toBeGreaterThan(3);
});

test("on today's stock, orders come behind those that wait, and behind each other", async () => {
  const sku = await givenSku(database, { grams: 200 });
  const placeBoth = async () => {
    const ids: string[] = [];
    for (const [i, quantity] of [8, 4].entries()) {
      const ctx = ctxOf(database, undefined, new Date(TUESDAY.getTime() + i * 1_000));
      ids.push((await givenOrder({ ...floor, ctx }, [{ sku: sku.code, quantity }])).orderId);
    }
    return ids;
  };
  const placed = await placeBoth();
  // Four more than wait: too few for the first, whose line goes whole, so the second waits behind it.
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: 16 });
  const routes = await rehearseToday(placed);
  expect(routes.map(({ units, openUnits }) => [units, openUnits])).toEqual([
    [8, 8],
    [4, 4],
  ]);
  const decided = await decidedOf(await placeBoth());
  expect(decided.map(({ detail }) => detail.assigned)).toEqual([[], []]);
  expect(routes.map(({ promise }) => promise)).toEqual(decided.map(({ promise }) => promise));
});

/** Today's stock, taken by the orders that were placed, once more. */
async function rehearseToday(placed: readonly string[]): Promise<Route[]> {
  const { rehearsalId } = await startRehearsal(floor.ctx, newId(), {
    profile: { ref: "default" },
    basis: "today",
    fromDay: ON_DAY,
    toDay: ON_DAY,
  });
  const rehearsal = await readRehearsal(database.sql, rehearsalId);
  const stage = await openStage(database, rehearsal, TUESDAY);
  const until = new Date(TUESDAY.getTime() + 3_600_000);
  const all = await readOrders(database.sql, rehearsal, until, null, 4 * ORDERS);
  const orders = all.filter(({ orderId }) => placed.includes(orderId));
  const arm = new TodayArm(stage.opening, stage.profile);
  const weeks = weeksAhead(orders[0]?.placedAt ?? TUESDAY, TUESDAY);
  expect(weeks).toBe(0);
  return orders.flatMap((order) => {
    const demand = demandOf(order, stage.skus, stage.opening.network, weeks);
    return demand === null ? [] : [arm.route(demand, putOff(order.placedAt, weeks))];
  });
}
