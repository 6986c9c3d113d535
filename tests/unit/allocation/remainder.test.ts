import fc from "fast-check";
import { expect, test } from "vitest";
import type { DemandLine, DemandOrder } from "@/server/oms/allocation/decide-plan";
import { remainderDemand, ridesAlong } from "@/server/oms/allocation/decide-remainder";
import { addDays, localDate } from "@/server/oms/kernel/local-date";
import { shipPolicies } from "@/server/oms/orders/types";

const TODAY = localDate("2026-11-10");

const lineOf = (kit: string | null) => ({ about: { kit } }) as DemandLine;

const demandOf = (over: Partial<DemandOrder> = {}, kit: string | null = null) =>
  ({
    ...{ shipPolicy: "with_next", shipAfter: null, remainderDays: 14, lines: [lineOf(kit)] },
    ...over,
  }) as DemandOrder;

test("what had to wait leaves by itself only after the days that its customer agreed on", () => {
  expect(remainderDemand(demandOf(), TODAY).shipAfter).toBe("2026-11-24");
  const later = demandOf({ shipAfter: localDate("2026-12-24") });
  expect(remainderDemand(later, TODAY).shipAfter).toBe("2026-12-24");
});

test("other orders and components of kits leave as soon as they can", () => {
  expect(remainderDemand(demandOf({ shipPolicy: "as_available" }), TODAY).shipAfter).toBeNull();
  expect(remainderDemand(demandOf({}, "1"), TODAY).shipAfter).toBeNull();
  const mixed = demandOf({ lines: [lineOf(null), lineOf("1")] });
  expect(remainderDemand(mixed, TODAY).shipAfter).toBeNull();
  expect(ridesAlong(lineOf("1"), demandOf())).toBe(false);
});

test("law: it is put off by exactly these days, never to a day before the customer's own", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...shipPolicies),
      fc.integer({ min: 1, max: 90 }),
      fc.option(fc.integer({ min: -5, max: 120 })),
      (shipPolicy, remainderDays, after) => {
        const shipAfter = after === null ? null : addDays(TODAY, after);
        const demand = demandOf({ shipPolicy, remainderDays, shipAfter });
        const found = remainderDemand(demand, TODAY).shipAfter;
        if (shipPolicy !== "with_next") {
          expect(found).toBe(shipAfter);
          return;
        }
        const latest = addDays(TODAY, remainderDays);
        expect(found).toBe(shipAfter !== null && shipAfter > latest ? shipAfter : latest);
      },
    ),
  );
});
