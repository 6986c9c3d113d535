import fc from "fast-check";
import { expect, test } from "vitest";
import { DEMO_SERVICES } from "@/db/seed/carriers";
import { lookAtBackorder, planBackorder } from "@/server/oms/allocation/decide-dates";
import { type DemandOrder, planWithin } from "@/server/oms/allocation/decide-plan";
import { StockBook } from "@/server/oms/inventory/decide-book";
import { NO_RULES } from "@/server/oms/inventory/decide-rules";
import type { InboundSupplyId, NodeId, OrderLineId, SkuId } from "@/server/oms/kernel/ids";
import { addDays, type LocalDate, localDate } from "@/server/oms/kernel/local-date";
import { sum } from "@/server/oms/kernel/quantity";
import type { CarrierService, Network, NetworkNode } from "@/server/oms/network/types";
import { CandidateBook } from "@/server/oms/sourcing/decide-candidates";
import { DEFAULT_STRATEGIES } from "@/server/oms/sourcing/decide-default";
import { isReplayed, packDecision } from "@/server/oms/sourcing/decide-replay";

/** Orders of SKUs that are out and SKUs that are not, on shelves and supply as they come. */

const NOW = new Date("2026-11-18T15:00:00Z");
const TODAY = localDate("2026-11-18");
const everyDay = { workingDays: 0b1111111, closures: new Set<never>() };
const NODES = ["near", "far"];
const SKUS = ["early", "out", "later"];
const PARAMETERS = {
  splitPenaltyMinor: 100,
  inboundConfidenceMinPercent: 50,
  stepsMax: 50_000,
  allocationHorizonDays: 45,
};

const nodeOf = (id: string, place: number): NetworkNode => ({
  ...{ id: id as NodeId, code: id, name: id, kind: "warehouse", country: "US", region: "NV" },
  ...{ postalCode: "89501", point: { latitude: 39.6, longitude: -119.9 + 30 * place } },
  calendar: {
    ...everyDay,
    timeZone: place === 0 ? "America/Los_Angeles" : "America/New_York",
    cutOffs: { ground: "16:00" },
    processing: { unit: "working_days", amount: place },
  },
  dailyLimits: { orders: null, lines: place === 0 ? 3 : null, units: null },
  ...{ handlingPerOrderMinor: 0, handlingPerLineMinor: 0, handlingPerUnitMinor: 0 },
  ...{ priority: place, isOn: true, offReason: null, offUntil: null },
  ...{ serviceSwitches: new Map(), measure: null },
});

const nodes = NODES.map(nodeOf);

const drawn = fc.record({
  stock: fc.array(fc.nat({ max: 8 }), { minLength: 6, maxLength: 6 }),
  /** Days until each SKU comes out; the second is out. */
  days: fc.record({
    early: fc.integer({ min: 1, max: 60 }),
    later: fc.integer({ min: 1, max: 60 }),
  }),
  waits: fc.nat({ max: 6 }),
  supplies: fc.array(
    fc.record({
      sku: fc.nat({ max: 2 }),
      node: fc.nat({ max: 1 }),
      in: fc.nat({ max: 70 }),
      units: fc.nat({ max: 9 }),
    }),
    { maxLength: 4 },
  ),
  lines: fc.array(
    fc.record({
      sku: fc.nat({ max: 2 }),
      units: fc.integer({ min: 1, max: 9 }),
      pack: fc.constantFrom(1, 2),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  shipIn: fc.option(fc.nat({ max: 30 })),
  policy: fc.constantFrom("as_available" as const, "complete" as const, "with_next" as const),
});
type Drawn = typeof drawn extends fc.Arbitrary<infer T> ? T : never;

function worldOf(given: Drawn) {
  const comingOut = new Map<string, LocalDate>([
    ["early", addDays(TODAY, given.days.early)],
    ["later", addDays(TODAY, given.days.later)],
  ]);
  const services = DEMO_SERVICES.map((service): [string, CarrierService] => [
    service.code,
    { ...service, calendar: everyDay, isRetired: false },
  ]);
  const portal = { id: "portal", code: "portal", name: "Portal", kind: "portal" as const };
  const buffers = new Map(NODES.map((id) => [id, 0]));
  const network: Network = {
    ...{ version: 1, disruptions: [], comingOut, nodes, services: new Map(services) },
    channels: new Map([["portal", { ...portal, buffers }]]),
  };
  const rows = NODES.flatMap((nodeId, n) =>
    SKUS.map((skuId, s) => ({
      ...{ skuId, nodeId, onHand: given.stock[n * 3 + s] ?? 0 },
      ...{ allocated: 0, reserved: 0, safetyStock: 0 },
    })),
  );
  const stock = new StockBook(rows, NO_RULES, {
    ...network,
    waiting: new Map([["early", [{ channel: "portal", refusedBy: [], units: given.waits }]]]),
  });
  const candidates = new CandidateBook({ network, stock, capacityUsed: new Map(), now: NOW });
  return { network, stock, candidates, strategies: DEFAULT_STRATEGIES, parameters: PARAMETERS };
}

const supplyOf = ({ supplies }: Drawn) =>
  supplies.map(({ sku, node, in: days, units }, at) => ({
    inboundSupplyId: `supply ${at}` as InboundSupplyId,
    ...{ nodeId: NODES[node] as NodeId, skuId: SKUS[sku] as SkuId },
    ...{ availableDate: addDays(TODAY, days), confidencePercent: 90, freeUnits: units },
  }));

const demandOf = ({ lines, shipIn, policy }: Drawn): DemandOrder => ({
  lines: lines.map(({ sku, units, pack }, at) => ({
    ...{ lineId: `line ${at}` as OrderLineId, skuId: SKUS[sku] as SkuId, quantity: units },
    ...{ packMultiple: pack, gramsPerUnit: 100, requestedDate: null, leadTimeDays: 14 },
    about: { category: "", kit: null, unitValueMinor: 100 },
  })),
  ...{ shipPolicy: policy, serviceCode: "ground", channelCode: "portal", remainderDays: 5 },
  shipTo: { country: "US", point: { latitude: 37.8, longitude: -122.4 } },
  shipAfter: shipIn === null ? null : addDays(TODAY, shipIn),
  excludedNodeIds: new Map(),
  facts: {
    ...{ channelCode: "portal", companyCode: "C", tier: "gold", serviceCode: "ground" },
    ...{ orderType: "immediate", preferredNodeCode: null, valueMinor: 100, today: TODAY },
    ...{ shipTo: { country: "US", region: "CA", postalCode: "94105" }, lines: [] },
  },
});

/** The order planned and dated as placement does it. */
function planned(given: Drawn) {
  const world = worldOf(given);
  const demand = demandOf(given);
  const { plan, asked } = planWithin(demand, world, new Map());
  const parts = planBackorder(demand, plan.openUnits, supplyOf(given), world, TODAY);
  return { world, demand, plan, asked, parts };
}

test("nothing of a SKU that is not out leaves before its day, from shelf, supply or lead time", () => {
  fc.assert(
    fc.property(drawn, (given) => {
      const { world, demand, plan, parts } = planned(given);
      const { comingOut } = world.network;
      expect(plan.parts.filter(({ skuId }) => comingOut.has(skuId))).toEqual([]);
      for (const part of parts) {
        const line = demand.lines.find(({ lineId }) => lineId === part.lineId);
        const day = comingOut.get(line?.skuId ?? "");
        expect(part.comesOutOn).toBe(day);
        if (day !== undefined) {
          expect(part.deliveryDate !== null && part.deliveryDate > day).toBe(true);
          expect(part.kind !== "pegged" || part.shipDate >= day).toBe(true);
        } else {
          expect(part.kind).not.toBe("on_shelf");
        }
      }
    }),
  );
});

test("every unit is dated, from no more than stands there beyond what waits before", () => {
  fc.assert(
    fc.property(drawn, (given) => {
      const { demand, plan, parts } = planned(given);
      demand.lines.forEach(({ lineId }, at) => {
        const dated = sum(parts.filter((part) => part.lineId === lineId).map(({ units }) => units));
        expect(dated).toBe(plan.openUnits[at]);
      });
      const fromShelf = (sku: string) =>
        sum(
          parts
            .filter(
              ({ kind, lineId }) =>
                kind === "on_shelf" &&
                demand.lines.some((line) => line.lineId === lineId && line.skuId === sku),
            )
            .map(({ units }) => units),
        );
      const there = (s: number) => (given.stock[s] ?? 0) + (given.stock[3 + s] ?? 0);
      expect(fromShelf("early")).toBeLessThanOrEqual(Math.max(0, there(0) - given.waits));
      expect(fromShelf("later")).toBeLessThanOrEqual(there(2));
    }),
  );
});

test("a later day brings no line sooner", () => {
  fc.assert(
    fc.property(drawn, fc.integer({ min: 1, max: 30 }), (given, more) => {
      const last = ({ demand, parts }: ReturnType<typeof planned>) =>
        demand.lines.map(({ lineId }) =>
          parts
            .filter((part) => part.lineId === lineId)
            .map(({ deliveryDate }) => deliveryDate ?? "")
            .toSorted()
            .at(-1),
        );
      // One line, since lines share shelves and days of nodes.
      const one = { ...given, lines: given.lines.slice(0, 1) };
      const { early, later } = one.days;
      const before = last(planned(one));
      const after = last(planned({ ...one, days: { early: early + more, later: later + more } }));
      before.forEach((day, at) => {
        expect((after[at] ?? "") >= (day ?? "")).toBe(true);
      });
    }),
  );
});

test("a decision beside a pre-order replays, and a look takes nothing", () => {
  fc.assert(
    fc.property(drawn, (given) => {
      const { world, demand, plan, asked } = planned(given);
      expect(isReplayed(packDecision(asked, plan, world.parameters))).toBe(true);
      const [fresh, supply] = [worldOf(given), supplyOf(given)];
      const looked = lookAtBackorder(demand, plan.openUnits, supply, fresh, TODAY);
      expect(planBackorder(demand, plan.openUnits, supply, fresh, TODAY)).toEqual(looked);
    }),
  );
});
