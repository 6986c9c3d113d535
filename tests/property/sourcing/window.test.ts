import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { highsSolver } from "@/server/integrations/solver/highs";
import { planWindow } from "@/server/integrations/solver/plan-window";
import type { NodeId, OrderLineId, SkuId } from "@/server/oms/kernel/ids";
import { localDate } from "@/server/oms/kernel/local-date";
import { plainRate } from "@/server/oms/network/decide-freight";
import {
  changesOf,
  compareWindows,
  currentPlan,
  decideWindow,
  readWindow,
  type WindowPlan,
} from "@/server/oms/sourcing/decide-window";
import {
  type PlanWindow,
  packOf,
  readOrder,
  shareWindow,
  type WindowOrder,
  type WindowPart,
  writeColumn,
} from "@/server/oms/sourcing/decide-window-problem";
import { takeAnswer, writeProgram } from "@/server/oms/sourcing/decide-window-program";

const solver = highsSolver();
afterAll(() => solver.close());

const NODES = ["n0", "n1", "n2"] as NodeId[];
const SKUS = ["s0", "s1"] as SkuId[];
const SHIP = localDate("2026-03-02");
const day = (date: number) => localDate(`2026-03-0${date}`);

type Drawn = typeof drawn extends fc.Arbitrary<infer T> ? T : never;

const drawnOrder = (units: number) =>
  fc.record({
    lines: fc.array(
      fc.record({
        sku: fc.nat({ max: 1 }),
        units: fc.integer({ min: 1, max: units }),
        pack: fc.constantFrom(1, 1, 2),
        requested: fc.constantFrom(null, null, 3, 4),
        promiseSlack: fc.nat({ max: 2 }),
        /** Node by node: the share of the line that it holds; the first takes what is over. */
        at: fc.nat({ max: 2 }),
        isSplit: fc.boolean(),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    fixed: fc.array(fc.nat({ max: 9 }), { minLength: 3, maxLength: 3 }),
    perGram: fc.array(fc.nat({ max: 9 }), { minLength: 3, maxLength: 3 }),
    perLine: fc.array(fc.nat({ max: 3 }), { minLength: 3, maxLength: 3 }),
    delivery: fc.array(fc.integer({ min: 3, max: 6 }), { minLength: 3, maxLength: 3 }),
    refuses: fc.array(fc.nat({ max: 5 }), { minLength: 3, maxLength: 3 }),
    shipmentsMax: fc.constantFrom(null, null, 3),
  });

const drawnOf = (units: number) =>
  fc.record({
    orders: fc.array(drawnOrder(units), { minLength: 1, maxLength: 4 }),
    spareUnits: fc.array(fc.nat({ max: 2 }), { minLength: 6, maxLength: 6 }),
    spareWork: fc.array(
      fc.record({
        orders: fc.constantFrom(null, null, 0, 1),
        lines: fc.constantFrom(null, null, 0, 1, 2),
        units: fc.constantFrom(null, null, 0, 1, 2),
      }),
      { minLength: 3, maxLength: 3 },
    ),
    splitPenaltyMinor: fc.nat({ max: 5 }),
  });
const drawn = drawnOf(1);

type Work = { orders: number; lines: number; units: number };

function countWork(work: Work, units: number): void {
  work.lines += 1;
  work.units += units;
}

/** A window whose orders hold what they hold within all limits: limits are that and some to spare. */
function windowFrom({ orders, spareUnits, spareWork, splitPenaltyMinor }: Drawn): PlanWindow {
  const heldUnits = new Map<string, number>();
  const heldWork = NODES.map(() => ({ orders: 0, lines: 0, units: 0 }));
  const add = (map: Map<string, number>, key: string, more: number) =>
    map.set(key, (map.get(key) ?? 0) + more);
  const written = orders.map((order, index): WindowOrder => {
    const held = order.lines.flatMap(({ units, at, isSplit }, line): WindowPart[] => {
      const first = isSplit ? Math.ceil(units / 2) : units;
      const parts = [
        { line, source: at, units: first },
        { line, source: (at + 1) % 3, units: units - first },
      ];
      return parts.filter((part) => part.units > 0);
    });
    for (const { line, source, units } of held) {
      add(heldUnits, `${NODES[source]} ${SKUS[order.lines[line]?.sku ?? 0]}`, units);
      countWork(heldWork[source] as Work, units);
    }
    for (const source of new Set(held.map((part) => part.source))) {
      (heldWork[source] as Work).orders += 1;
    }
    const lastDay = (line: number) =>
      Math.max(
        ...held
          .filter((part) => part.line === line)
          .map((part) => order.delivery[part.source] as number),
      );
    return {
      orderId: `o${index}`,
      lines: order.lines.map(({ sku, units, pack, requested, promiseSlack }, line) => ({
        lineId: `o${index} l${line}` as OrderLineId,
        skuId: SKUS[sku] as SkuId,
        units,
        packMultiple: pack,
        gramsPerUnit: 100,
        requestedDate: requested === null ? null : day(requested),
        promisedDate: day(Math.min(9, lastDay(line) + promiseSlack)),
      })),
      sources: NODES.map((nodeId, node) => ({
        nodeId,
        shipDate: SHIP,
        deliveryDate: day(order.delivery[node] as number),
        rate: plainRate(
          "1",
          (order.fixed[node] as number) * 1_000_000,
          (order.perGram[node] as number) * 10_000,
        ),
        handlingPerOrderMinor: 0,
        handlingPerLineMinor: order.perLine[node] as number,
        handlingPerUnitMinor: 0,
        takes: new Set(order.refuses[node] === 0 ? [] : SKUS),
      })),
      held,
      shipmentsMax: order.shipmentsMax,
      rules: null,
    };
  });
  return {
    orders: written,
    unitsAt: (nodeId, skuId) =>
      (heldUnits.get(`${nodeId} ${skuId}`) ?? 0) +
      (spareUnits[NODES.indexOf(nodeId) * 2 + SKUS.indexOf(skuId)] as number),
    workAt: (nodeId) => {
      const node = NODES.indexOf(nodeId);
      const limit = (measure: keyof Work) => {
        const spare = spareWork[node]?.[measure] ?? null;
        return spare === null
          ? Number.POSITIVE_INFINITY
          : (heldWork[node] as Work)[measure] + spare;
      };
      return { orders: limit("orders"), lines: limit("lines"), units: limit("units") };
    },
    splitPenaltyMinor,
  };
}

/** Every law of a window, counted from its parts and nothing else. */
function expectLawful(
  window: PlanWindow,
  problem: ReturnType<typeof readWindow>,
  plan: WindowPlan,
) {
  const units = new Map<string, number>();
  const work = NODES.map(() => ({ orders: 0, lines: 0, units: 0 }));
  const changed = new Map(changesOf(problem, plan).map((change) => [change.orderId, change]));
  window.orders.forEach((order, index) => {
    const column = problem.columns[index]?.[plan.chosen[index] as number];
    const parts = column?.parts ?? [];
    const placed = order.lines.map(() => 0);
    const opened = new Set<number>();
    for (const part of parts) {
      const source = order.sources[part.source];
      const line = order.lines[part.line];
      if (source === undefined || line === undefined) {
        throw new Error("a part names a source and a line");
      }
      opened.add(part.source);
      placed[part.line] = (placed[part.line] as number) + part.units;
      const key = `${source.nodeId} ${line.skuId}`;
      units.set(key, (units.get(key) ?? 0) + part.units);
      countWork(work[part.source] as Work, part.units);
      const isHeld = order.held.some(
        (held) => held.line === part.line && held.source === part.source,
      );
      expect(isHeld || source.takes.has(line.skuId)).toBe(true);
      const isAsHeld = order.held.some(
        (held) =>
          held.line === part.line && held.source === part.source && held.units === part.units,
      );
      const isWholePack = part.units % packOf(line) === 0;
      expect(isAsHeld || isWholePack).toBe(true);
      expect(isHeld || source.deliveryDate <= (line.promisedDate ?? "9999")).toBe(true);
    }
    // Never fewer units than before, nor more; never later than the promise.
    expect(placed).toEqual(order.lines.map((line) => line.units));
    expect(column?.late).toBeLessThanOrEqual(problem.columns[index]?.[0]?.late ?? 0);
    for (const source of opened) {
      (work[source] as Work).orders += 1;
    }
    if (changed.has(order.orderId)) {
      expect(opened.size).toBeLessThanOrEqual(order.shipmentsMax ?? 3);
    }
  });
  for (const nodeId of NODES) {
    for (const skuId of SKUS) {
      expect(units.get(`${nodeId} ${skuId}`) ?? 0).toBeLessThanOrEqual(
        window.unitsAt(nodeId, skuId),
      );
    }
    const most = window.workAt(nodeId, SHIP);
    const done = work[NODES.indexOf(nodeId)] as Work;
    for (const measure of ["orders", "lines", "units"] as const) {
      expect(done[measure]).toBeLessThanOrEqual(most[measure]);
    }
  }
  expect(compareWindows(plan.score, currentPlan(problem).score)).toBeLessThanOrEqual(0);
}

/** The best of every way to place every line whole somewhere, all orders together. */
function bruteForce(window: PlanWindow): readonly [late: number, cost: number] {
  const shared = shareWindow(window);
  const tables = window.orders.map((order) => readOrder(order, window, shared));
  const options = tables.map((table) => {
    const { order } = table;
    let all: WindowPart[][] = [[]];
    for (const [line, { units, skuId, promisedDate }] of order.lines.entries()) {
      const ways = order.sources.flatMap((source, at): WindowPart[] => {
        const isHeld = order.held.some((part) => part.line === line && part.source === at);
        const mayCome = source.takes.has(skuId) && source.deliveryDate <= (promisedDate ?? "9999");
        return isHeld || mayCome ? [{ line, source: at, units }] : [];
      });
      all = all.flatMap((parts) => ways.map((way) => [...parts, way]));
    }
    const now = writeColumn(table, order.held);
    return all
      .filter(
        (parts) => new Set(parts.map(({ source }) => source)).size <= (order.shipmentsMax ?? 3),
      )
      .map((parts) => writeColumn(table, parts))
      .filter(({ late }) => late <= now.late);
  });
  const left = [...shared.limits];
  let best: [number, number] = [Number.POSITIVE_INFINITY, 0];
  const choose = (order: number, late: number, cost: number) => {
    if (late > best[0]) {
      return;
    }
    if (order === options.length) {
      best = late < best[0] || cost < best[1] ? [late, cost] : best;
      return;
    }
    for (const column of options[order] ?? []) {
      const fits = column.uses.every(
        (use, at) => (left[use] as number) >= (column.amounts[at] as number),
      );
      if (fits) {
        column.uses.forEach((use, at) => {
          left[use] = (left[use] as number) - (column.amounts[at] as number);
        });
        choose(order + 1, late + column.late, cost + column.cost);
        column.uses.forEach((use, at) => {
          left[use] = (left[use] as number) + (column.amounts[at] as number);
        });
      }
    }
  };
  choose(0, 0, 0);
  return best;
}

test("a window never takes a unit, never breaks a promise, a limit or a pack, and never costs more", () => {
  fc.assert(
    fc.property(drawnOf(5), (given) => {
      const window = windowFrom(given);
      const problem = readWindow(window);
      const plan = decideWindow(problem, currentPlan(problem), 50_000);
      expectLawful(window, problem, plan);
      expect(decideWindow(readWindow(window), currentPlan(problem), 50_000)).toEqual(plan);
    }),
    { numRuns: 500 },
  );
}, 60_000);

test("with the solver a small window is as cheap as the best of all possible ones", async () => {
  await fc.assert(
    fc.asyncProperty(drawn, async (given) => {
      const undated = given.orders.map((order) => ({
        ...order,
        lines: order.lines.map((line) => ({ ...line, requested: null })),
      }));
      const window = windowFrom({ ...given, orders: undated });
      const problem = readWindow(window);
      const { plan } = await planWindow(problem, solver, 20);
      expectLawful(window, problem, plan);
      const [, cost] = bruteForce(window);
      expect(plan.score.costMicro).toBe(cost);
    }),
    { numRuns: 60 },
  );
}, 60_000);

test("an answer that is none, or breaks a limit, changes nothing", () => {
  fc.assert(
    fc.property(
      drawn,
      fc.array(fc.boolean(), { minLength: 400, maxLength: 400 }),
      (given, bits) => {
        const window = windowFrom(given);
        const problem = readWindow(window);
        const before = currentPlan(problem);
        const asked = writeProgram(
          problem,
          before,
          window.orders.map((_, order) => order),
        );
        const values = asked.picks.map((_, at) => (bits[at % bits.length] === true ? 1 : 0));
        const answer = { status: "optimal" as const, values, objective: -1, bound: -1 };
        expectLawful(window, problem, takeAnswer(problem, before, asked, answer));
        const none = { status: "none" as const, why: "out of memory" };
        expect(takeAnswer(problem, before, asked, none)).toBe(before);
      },
    ),
    { numRuns: 300 },
  );
});
