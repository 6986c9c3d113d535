import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decideAvailable } from "@/server/oms/inventory/decide";
import { decideBreakdown } from "@/server/oms/inventory/decide-breakdown";
import {
  type BalanceChange,
  projectBalance,
  promisableOn,
} from "@/server/oms/inventory/decide-projection";
import type { Withholding } from "@/server/oms/inventory/types";
import { addDays, localDate } from "@/server/oms/kernel/local-date";

const TODAY = localDate("2026-11-10");
const on = (days: number) => addDays(TODAY, days);

describe("the balance to come", () => {
  test("adds up by day, in the order of days", () => {
    const changes = [
      { day: on(5), units: -3 },
      { day: on(2), units: 10 },
      { day: on(2), units: -4 },
    ];
    expect(projectBalance(5, changes)).toEqual([
      { day: on(2), arriving: 10, leaving: 4, balance: 11 },
      { day: on(5), arriving: 0, leaving: 3, balance: 8 },
    ]);
  });

  test.each([
    ["today what is there, less what a later order needs", 0, 4],
    ["no more before the supply is there", 2, 4],
    ["with the supply, from its day on", 3, 14],
  ])("gives %s", (_, days, units) => {
    const changes = [
      { day: on(1), units: -6 },
      { day: on(3), units: 10 },
    ];
    expect(promisableOn(10, changes, on(days))).toBe(units);
  });

  test("is nothing, never less, where too much was promised", () => {
    expect(promisableOn(2, [{ day: on(4), units: -9 }], TODAY)).toBe(0);
  });
});

const change: fc.Arbitrary<BalanceChange> = fc.record({
  day: fc.integer({ min: 1, max: 30 }).map(on),
  units: fc.integer({ min: -20, max: 20 }),
});

test("what is promised for a day leaves every later day what it had, and one more would not", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 50 }),
      fc.array(change, { maxLength: 12 }),
      fc.integer({ min: 0, max: 31 }).map(on),
      (opening, changes, date) => {
        const units = promisableOn(opening, changes, date);
        const lowest = (taken: number) =>
          Math.min(
            ...projectBalance(opening, [
              { day: on(0), units: 0 },
              ...changes,
              { day: date, units: -taken },
            ])
              .filter(({ day }) => day >= date)
              .map(({ balance }) => balance),
          );
        expect(units === 0 || lowest(units) >= 0).toBe(true);
        expect(lowest(units + 1)).toBeLessThan(0);
      },
    ),
  );
});

const units = fc.integer({ min: 0, max: 60 });
const withholding: fc.Arbitrary<Withholding> = fc.oneof(
  fc.constant({ kind: "all" } as const),
  units.map((held) => ({ kind: "units", units: held }) as const),
  units.map((cap) => ({ kind: "above", cap }) as const),
  units.map((percent) => ({ kind: "percent", percent, atLeast: 1, atMost: 20 }) as const),
);

test("the steps lead to the very number that placement uses, and never below nothing", () => {
  fc.assert(
    fc.property(
      fc.record({ onHand: units, allocated: units, reserved: units, safetyStock: units }),
      fc.record({ unsellable: units, incoming: units }),
      withholding,
      fc.tuple(units, units, units),
      (there, { unsellable, incoming }, withheld, [claimed, left, over]) => {
        const position = { ...there, onHand: there.onHand + incoming };
        const alone = decideAvailable(position, withheld).available;
        const owed = Math.min(alone, claimed);
        const threshold = Math.min(alone - owed, left);
        const beyondCap = Math.min(alone - owed - threshold, over);
        const available = alone - owed - threshold - beyondCap;
        const share = { available, owed, threshold, beyondCap, kept: 0, beyondQuota: 0 };
        const steps = decideBreakdown(position, { unsellable, incoming }, share);
        expect(steps.at(-1)?.left).toBe(available);
        expect(steps.every(({ left }) => left >= 0)).toBe(true);
        expect(steps.reduce((sum, step) => sum + step.units, 0)).toBe(steps.at(-1)?.left);
      },
    ),
  );
});
