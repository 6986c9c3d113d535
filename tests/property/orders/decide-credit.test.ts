import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { excessCredits, owedOf, proposedCredit } from "@/server/oms/orders/decide-credit";

const money = (subtotal: number, cancelledTotal: number, creditedTotal: number) => ({
  subtotal,
  cancelledTotal,
  creditedTotal,
});

describe("a credit", () => {
  test("is at most what is owed, and a tenth of that is proposed", () => {
    expect(owedOf(money(10_000, 2_500, 500))).toBe(7_000);
    expect(proposedCredit(money(10_000, 2_500, 500))).toBe(700);
    expect(proposedCredit(money(3, 0, 0))).toBe(1);
    expect(proposedCredit(money(10_000, 10_000, 0))).toBe(0);
  });

  test("goes back when what it was for is cancelled, the last first", () => {
    const credits = [
      { id: "first", leftMinor: 300 },
      { id: "second", leftMinor: 400 },
    ];
    expect(excessCredits(money(1_000, 0, 700), credits)).toEqual([]);
    expect(excessCredits(money(1_000, 500, 700), credits)).toEqual([
      { id: "second", amountMinor: 200 },
    ]);
    expect(excessCredits(money(1_000, 1_000, 700), credits)).toEqual([
      { id: "second", amountMinor: 400 },
      { id: "first", amountMinor: 300 },
    ]);
  });
});

test("what stays credited is what was, or all that is left; no credit goes back beyond itself", () => {
  const anyCredits = fc.array(
    fc.record({ id: fc.uuid(), leftMinor: fc.integer({ min: 1, max: 9_999 }) }),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(anyCredits, fc.nat(50_000), fc.nat(50_000), (credits, subtotal, cancelled) => {
      const credited = credits.reduce((sum, { leftMinor }) => sum + leftMinor, 0);
      const cancelledTotal = Math.min(cancelled, subtotal);
      const taken = excessCredits(money(subtotal, cancelledTotal, credited), credits);
      const back = taken.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
      expect(credited - back).toBe(Math.min(credited, subtotal - cancelledTotal));
      for (const { id, amountMinor } of taken) {
        expect(amountMinor).toBeGreaterThan(0);
        expect(amountMinor).toBeLessThanOrEqual(
          credits.find((credit) => credit.id === id)?.leftMinor ?? 0,
        );
      }
    }),
  );
});
