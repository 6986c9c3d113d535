import fc from "fast-check";
import { expect, test } from "vitest";
import type { LocalDate } from "@/server/oms/kernel/local-date";
import { Comparison } from "@/server/oms/rehearsal/decide-comparison";
import { isAsDecided, routeAsThen } from "@/server/oms/rehearsal/decide-that-day";
import type { OrderLabel, Route } from "@/server/oms/rehearsal/types";
import { decideSourcing } from "@/server/oms/sourcing/decide";
import { DEFAULT_STRATEGIES } from "@/server/oms/sourcing/decide-default";
import { packDecision } from "@/server/oms/sourcing/decide-replay";
import type { OrderFacts } from "@/server/oms/sourcing/types-profile";
import { sourcingCase } from "../sourcing/arbitraries";

const cases = sourcingCase({ lines: 4, nodes: 6, units: 12, skus: 4, scarceRoom: true });
const today = "2026-03-01" as LocalDate;
const strategies = DEFAULT_STRATEGIES;
const facts: OrderFacts = {
  channelCode: "portal",
  companyCode: "AW1",
  tier: "gold",
  shipTo: { country: "US", region: "NV", postalCode: "89501" },
  serviceCode: "GROUND",
  orderType: "immediate",
  preferredNodeCode: null,
  valueMinor: 0,
  today,
  lines: [],
};
const leadTimeDays = new Map([0, 1, 2, 3].map((sku) => [`sku-${sku}`, 10 + sku]));

const kept = {
  ...{ today, leadTimeDays, facts },
  about: () => ({
    ...{ kind: "warehouse" as const, country: "US", region: "NV", missesCutOff: false },
    ...{ linesPlanned: 0, percentUsed: 0, backlogHours: 0 },
  }),
};

test("the version that routed comes to what it decided, whatever the order", () => {
  fc.assert(
    fc.property(cases, fc.boolean(), ({ order, nodes, parameters }, isComplete) => {
      const asked = { ...order, shipPolicy: isComplete ? ("complete" as const) : order.shipPolicy };
      const decision = decideSourcing(asked, nodes, parameters);
      const stored = packDecision(asked, { nodes, decision }, parameters);
      const route = routeAsThen({ ...kept, stored }, { strategies, parameters });
      expect(isAsDecided(route, stored)).toBe(true);
      const units = route.shipments.reduce((sum, shipment) => sum + shipment.units, 0);
      expect(units + route.openUnits).toBe(route.units);
      expect(route.costMinor).toBe(
        route.freightMinor + route.handlingMinor + route.splitPenaltyMinor,
      );
    }),
    { numRuns: 500 },
  );
}, 60_000);

const label = (index: number): OrderLabel => ({
  orderId: `order-${index}` as OrderLabel["orderId"],
  number: `SO-${index}`,
  channelCode: index % 2 === 0 ? "portal" : "api",
  tier: index % 3 === 0 ? "gold" : "bronze",
  company: "A company",
  shipTo: { city: "Reno", region: "NV", point: null },
});

test("slices and nodes add up to the whole", () => {
  const pair = fc.tuple(cases, fc.nat({ max: 9 }));
  fc.assert(
    fc.property(fc.array(pair, { minLength: 1, maxLength: 12 }), (pairs) => {
      const comparison = new Comparison();
      const ids = new Set<string>();
      pairs.forEach(([{ order, nodes, parameters }, penalty], index) => {
        const decision = decideSourcing(order, nodes, parameters);
        const stored = packDecision(order, { nodes, decision }, parameters);
        const asked = { ...kept, stored };
        const side = (splitPenaltyMinor: number): Route =>
          routeAsThen(asked, { strategies, parameters: { ...parameters, splitPenaltyMinor } });
        comparison.add(label(index), {
          before: side(parameters.splitPenaltyMinor),
          after: side(penalty),
        });
        for (const { nodeId } of nodes) {
          ids.add(nodeId);
        }
      });
      const network = [...ids].map((id) => ({ ...NODE, id, code: id, name: id }));
      const summary = comparison.summary(network, "USD");
      for (const side of ["before", "after"] as const) {
        const whole = summary.totals[side];
        for (const slices of [summary.byChannel, summary.byTier]) {
          const sum = (of: (slice: (typeof slices)[number]) => number) =>
            slices.reduce((total, slice) => total + of(slice), 0);
          expect(sum(({ totals }) => totals[side].orders)).toBe(whole.orders);
          expect(sum(({ totals }) => totals[side].costMinor)).toBe(whole.costMinor);
          expect(sum(({ changed }) => changed)).toBe(summary.changed);
        }
        const loads = summary.nodes.map((node) => node.load[side]);
        expect(loads.reduce((total, load) => total + load.units, 0)).toBe(
          whole.units - whole.openUnits,
        );
        for (const { load, days } of summary.nodes) {
          const at = side === "before" ? 1 : 2;
          expect(days.reduce((total, each) => total + each[at], 0)).toBe(load[side].lines);
        }
      }
      expect(comparison.changes()).toHaveLength(summary.changed);
    }),
    { numRuns: 100 },
  );
}, 60_000);

const NODE = {
  kind: "warehouse",
  country: "US",
  region: "NV",
  postalCode: "89501",
  point: { latitude: 39, longitude: -119 },
  calendar: {
    workingDays: 31,
    closures: new Set<LocalDate>(),
    timeZone: "UTC",
    cutOffs: {},
    processing: { unit: "working_days", amount: 0 },
  },
  dailyLimits: { orders: null, lines: null, units: null },
  handlingPerOrderMinor: 0,
  handlingPerLineMinor: 0,
  handlingPerUnitMinor: 0,
  priority: 1,
  isOn: true,
  offReason: null,
  offUntil: null,
  serviceSwitches: new Map(),
  measure: null,
} as const;
