import fc from "fast-check";
import { expect, test } from "vitest";
import type { MovableHold, MovableOrder } from "@/server/oms/allocation/decide-window-movable";
import { decideInWindow, type RunWindow } from "@/server/oms/allocation/decide-window-run";
import { groupBy } from "@/server/oms/kernel/groups";
import type { NodeId, OrderLineId, SkuId } from "@/server/oms/kernel/ids";
import { localDate } from "@/server/oms/kernel/local-date";
import { sum } from "@/server/oms/kernel/quantity";
import { plainRate } from "@/server/oms/network/decide-freight";
import { isReplayed, packDecision } from "@/server/oms/sourcing/decide-replay";
import { currentPlan, decideWindow, readWindow } from "@/server/oms/sourcing/decide-window";
import type { WindowOrder, WindowPart } from "@/server/oms/sourcing/decide-window-problem";
import { decideWindowRules } from "@/server/oms/sourcing/decide-window-rules";
import type { PlanNode } from "@/server/oms/sourcing/types";
import type { Constraint, Criterion } from "@/server/oms/sourcing/types-profile";
import type { AppliedStrategy } from "@/server/oms/sourcing/types-route";

/** Orders with kits, and orders that strategies routed, in one window. */

const NODES = ["n0", "n1", "n2"] as NodeId[];
const SKUS = ["s0", "s1", "s2"] as SkuId[];
const SHIP = localDate("2026-03-02");
const day = (date: number) => localDate(`2026-03-0${date}`);
const PARAMETERS = {
  splitPenaltyMinor: 5,
  inboundConfidenceMinPercent: 80,
  stepsMax: 200_000,
  allocationHorizonDays: 45,
};

const constraints: readonly (readonly Constraint[])[] = [
  [],
  [{ rule: "ship_complete", hard: true }],
  [{ rule: "line_complete", hard: true }],
  [{ rule: "max_shipments", shipments: 1, hard: true }],
  [{ rule: "max_shipments", shipments: 2, hard: true }],
  [{ rule: "min_split_quantity", units: 2, hard: true }],
  [{ rule: "grouped_items", by: "kit", hard: true }],
  [{ rule: "grouped_items", by: "category", hard: false }],
];

const criteria: readonly (readonly Criterion[])[] = [
  [{ by: "landed_cost", band: 0 }],
  [{ by: "distance", band: 0 }],
  [
    { by: "shipments", band: 0 },
    { by: "landed_cost", band: 0 },
  ],
  [
    { by: "landed_cost", band: 3 },
    { by: "distance", band: 0 },
  ],
  [
    { by: "delivery_date", band: 0 },
    { by: "distance", band: 100 },
  ],
];

const drawnStrategy = fc.record({
  constraints: fc.constantFrom(...constraints),
  criteria: fc.constantFrom(...criteria),
});

const drawnOrder = fc.record({
  lines: fc.array(
    fc.record({
      sku: fc.nat({ max: 2 }),
      units: fc.integer({ min: 1, max: 4 }),
      kit: fc.constantFrom(null, null, "1", "2"),
      isShort: fc.nat({ max: 5 }),
      category: fc.constantFrom("a", "b"),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  /** By SKU, so that two lines of one SKU stand together. */
  at: fc.array(fc.nat({ max: 2 }), { minLength: 3, maxLength: 3 }),
  isSplit: fc.boolean(),
  miles: fc.array(fc.nat({ max: 900 }), { minLength: 3, maxLength: 3 }),
  fixed: fc.array(fc.nat({ max: 9 }), { minLength: 3, maxLength: 3 }),
  perGram: fc.array(fc.nat({ max: 9 }), { minLength: 3, maxLength: 3 }),
  delivery: fc.array(fc.integer({ min: 3, max: 6 }), { minLength: 3, maxLength: 3 }),
  strategy: fc.oneof(fc.constant(null), drawnStrategy),
});
type DrawnOrder = typeof drawnOrder extends fc.Arbitrary<infer T> ? T : never;

const drawn = fc.record({
  orders: fc.array(drawnOrder, { minLength: 1, maxLength: 5 }),
  spare: fc.array(fc.nat({ max: 5 }), { minLength: 9, maxLength: 9 }),
});
type Drawn = typeof drawn extends fc.Arbitrary<infer T> ? T : never;

const appliedOf = ({ strategy }: DrawnOrder): AppliedStrategy | null =>
  strategy === null
    ? null
    : {
        ...strategy,
        dropShipLast: false,
        today: SHIP,
        preferredNodeCode: null,
        shipTo: { country: "US", region: "CA" },
      };

function movableFrom(order: DrawnOrder, number: number): MovableOrder {
  const isOneLine = order.lines.length === 1;
  const lines = order.lines.map((line, at) => ({
    lineId: `o${number} l${at}` as OrderLineId,
    skuId: SKUS[line.sku] as SkuId,
    sku: SKUS[line.sku] as string,
    packMultiple: 1,
    gramsPerUnit: 100,
    requestedDate: null,
    about: { category: line.category, kit: line.kit, unitValueMinor: 100 },
    isKitShort: line.kit !== null && line.isShort === 0,
  }));
  const holds = order.lines.flatMap(({ sku, units }, at): MovableHold[] => {
    const place = order.at[sku] as number;
    const first = isOneLine && order.isSplit ? Math.ceil(units / 2) : units;
    const parts = [
      [place, first],
      [(place + 1) % 3, units - first],
    ] as const;
    return parts
      .filter(([, held]) => held > 0)
      .map(([node, held]) => ({
        id: `o${number} h${at} ${node}`,
        lineId: lines[at]?.lineId as OrderLineId,
        nodeId: NODES[node] as NodeId,
        units: held,
        shipDate: SHIP,
        deliveryDate: day(order.delivery[node] as number),
      }));
  });
  const applied = appliedOf(order);
  return {
    orderId: `o${number}`,
    number: `SO-${number}`,
    serviceCode: "ground",
    channelCode: "portal",
    shipAfter: null,
    shipTo: { country: "US", point: null },
    lines,
    holds,
    excludedNodeIds: new Map(),
    strategies:
      applied === null
        ? []
        : [
            {
              applied,
              route: { strategy: "Drawn", of: 2, trail: [], after: null, dropped: [] },
            },
          ],
    isBegun: false,
    isByHand: false,
  };
}

const stockAt = (held: ReadonlyMap<string, number>, { spare }: Drawn, node: number, sku: number) =>
  (held.get(`${NODES[node]} ${SKUS[sku]}`) ?? 0) + (spare[node * 3 + sku] as number);

/** Everything that an order may hold is there for all of them, and some to spare. */
function windowFrom(given: Drawn): RunWindow {
  const orders = given.orders.map(movableFrom);
  const held = new Map<string, number>();
  for (const { lines, holds } of orders) {
    for (const { lineId, nodeId, units } of holds) {
      const key = `${nodeId} ${lines.find((line) => line.lineId === lineId)?.skuId}`;
      held.set(key, (held.get(key) ?? 0) + units);
    }
  }
  const nodes = given.orders.map((order) =>
    NODES.map(
      (nodeId, node): PlanNode => ({
        nodeId,
        code: nodeId,
        name: nodeId,
        stock: Object.fromEntries(
          SKUS.map((skuId, sku) => [
            skuId,
            { available: stockAt(held, given, node, sku), heldBack: 0 },
          ]),
        ),
        shipDate: SHIP,
        deliveryDate: day(order.delivery[node] as number),
        serviceCode: "ground",
        rate: plainRate(
          "1",
          (order.fixed[node] as number) * 1_000_000,
          (order.perGram[node] as number) * 10_000,
        ),
        handlingPerOrderMinor: 0,
        handlingPerLineMinor: 1,
        handlingPerUnitMinor: 0,
        priority: node,
        capacityLeftLines: null,
        excluded: null,
        distanceMiles: order.miles[node] as number,
      }),
    ),
  );
  const written = orders.map((order, index): WindowOrder => {
    const sources = (nodes[index] ?? []).map((node) => ({ ...node, takes: new Set(SKUS) }));
    const own = order.holds.map(
      ({ lineId, nodeId, units }): WindowPart => ({
        line: order.lines.findIndex((line) => line.lineId === lineId),
        source: NODES.indexOf(nodeId),
        units,
      }),
    );
    const unitsOf = (line: number) =>
      sum(own.filter((part) => part.line === line).map(({ units }) => units));
    const applied = order.strategies[0]?.applied ?? null;
    const limits = applied?.constraints.flatMap((row) =>
      row.rule === "max_shipments" ? [row.shipments] : [],
    );
    return {
      orderId: order.orderId,
      lines: order.lines.map((line, at) => ({
        ...line,
        units: unitsOf(at),
        promisedDate: day(
          Math.max(
            ...own
              .filter((part) => part.line === at)
              .map(({ source }) => given.orders[index]?.delivery[source] as number),
          ),
        ),
      })),
      sources,
      held: own,
      shipmentsMax: limits?.[0] ?? null,
      rules: decideWindowRules({
        lines: order.lines.map((line, at) => ({
          ...line,
          quantity: unitsOf(at),
          kit: line.about.kit,
          isFixed: line.isKitShort,
        })),
        nodes: sources,
        held: own,
        applied,
        parameters: PARAMETERS,
      }),
    };
  });
  return {
    orders,
    nodes,
    passedOver: [],
    window: {
      orders: written,
      unitsAt: (nodeId, skuId) => stockAt(held, given, NODES.indexOf(nodeId), SKUS.indexOf(skuId)),
      workAt: () => ({ orders: 1e9, lines: 1e9, units: 1e9 }),
      splitPenaltyMinor: PARAMETERS.splitPenaltyMinor,
    },
  };
}

const cells = (parts: readonly WindowPart[]) =>
  parts
    .map(({ line, source, units }) => `${line} ${source} ${units}`)
    .sort()
    .join();

/** Units × miles, which a strategy that asks for the nearest node never lets grow. */
const milesOf = ({ miles }: DrawnOrder, parts: readonly WindowPart[]) =>
  sum(parts.map(({ source, units }) => units * (miles[source] as number)));

const daysOf = ({ delivery }: DrawnOrder, parts: readonly WindowPart[]) =>
  sum(parts.map(({ source, units }) => units * (delivery[source] as number)));

const shipmentsOf = (parts: readonly WindowPart[]) =>
  new Set(parts.map(({ source }) => source)).size;

function expectRulesKept(order: DrawnOrder, held: WindowPart[], parts: readonly WindowPart[]) {
  const lines = order.lines.map((line, at) => ({ ...line, at }));
  for (const [kit, own] of groupBy(lines, (line) => line.kit)) {
    const ids = own.map(({ at }) => at);
    const mine = (of: readonly WindowPart[]) => of.filter(({ line }) => ids.includes(line));
    const isAsHeld = cells(mine(parts)) === cells(mine(held));
    const isShort = own.some(({ isShort }) => isShort === 0);
    if (kit !== null) {
      expect(isAsHeld || (!isShort && shipmentsOf(mine(parts)) === 1)).toBe(true);
    }
  }
  const rule = order.strategy?.constraints[0];
  const partsOf = (line: number) => parts.filter((part) => part.line === line);
  switch (rule?.rule) {
    case "line_complete":
      expect(lines.every(({ at }) => partsOf(at).length === 1)).toBe(true);
      break;
    case "max_shipments":
      expect(shipmentsOf(parts)).toBeLessThanOrEqual(rule.shipments);
      break;
    case "min_split_quantity":
      expect(
        lines.every(
          ({ at }) =>
            partsOf(at).length === 1 || partsOf(at).every(({ units }) => units >= rule.units),
        ),
      ).toBe(true);
      break;
    case "grouped_items": {
      const groups = groupBy(lines, (line) => (rule.by === "kit" ? line.kit : line.category));
      for (const [word, own] of groups) {
        const ids = own.map(({ at }) => at);
        // A line alone has nothing to stay together with: `line_complete` is what keeps it whole.
        const isGroup = word !== null && own.length > 1;
        expect(!isGroup || shipmentsOf(parts.filter(({ line }) => ids.includes(line))) === 1).toBe(
          true,
        );
      }
      break;
    }
    default:
      // No other rule is drawn.
      break;
  }
  switch (order.strategy?.criteria[0]?.by) {
    case "distance":
      expect(milesOf(order, parts)).toBeLessThanOrEqual(milesOf(order, held));
      break;
    case "shipments":
      expect(shipmentsOf(parts)).toBeLessThanOrEqual(shipmentsOf(held));
      break;
    case "delivery_date":
      expect(daysOf(order, parts)).toBeLessThanOrEqual(daysOf(order, held));
      break;
    default:
      // No other criterion is drawn.
      break;
  }
}

test("kits stay together, strategies are kept, and each plan is one that the planner makes again", () => {
  let moved = 0;
  fc.assert(
    fc.property(drawn, (given) => {
      const run = windowFrom(given);
      const problem = readWindow(run.window);
      const plan = decideWindow(problem, currentPlan(problem), 50_000);
      const used = new Map<string, number>();
      run.window.orders.forEach(({ held, lines }, index) => {
        const place = plan.chosen[index] as number;
        const parts = problem.columns[index]?.[place]?.parts ?? [];
        for (const { line, source, units } of parts) {
          const key = `${NODES[source]} ${lines[line]?.skuId}`;
          used.set(key, (used.get(key) ?? 0) + units);
        }
        expect(
          lines.map((_, at) =>
            sum(parts.filter(({ line }) => line === at).map(({ units }) => units)),
          ),
        ).toEqual(lines.map(({ units }) => units));
        if (place === 0) {
          return;
        }
        moved += 1;
        expectRulesKept(given.orders[index] as DrawnOrder, [...held], parts);
        const decided = decideInWindow(run, index, parts, PARAMETERS);
        const answer = decided.decision.plan.assignments.map(({ lineId, nodeId, units }) => ({
          line: lines.findIndex((line) => line.lineId === lineId),
          source: NODES.indexOf(nodeId),
          units,
        }));
        expect(cells(answer)).toBe(cells(parts));
        const order = {
          lines: (run.orders[index]?.lines ?? []).map((line, at) => ({
            ...line,
            quantity: lines[at]?.units ?? 0,
          })),
          shipPolicy: "as_available" as const,
        };
        expect(isReplayed(packDecision(order, decided, PARAMETERS))).toBe(true);
      });
      for (const [key, units] of used) {
        const [nodeId, skuId] = key.split(" ") as [NodeId, SkuId];
        expect(units).toBeLessThanOrEqual(run.window.unitsAt(nodeId, skuId));
      }
    }),
    { numRuns: 400 },
  );
  expect(moved).toBeGreaterThan(100);
}, 60_000);
