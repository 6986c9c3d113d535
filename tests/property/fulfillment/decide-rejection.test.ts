import fc from "fast-check";
import { expect, test } from "vitest";
import { decideStockEffects } from "@/server/oms/fulfillment/decide-rejection";
import { rejectReasonWords } from "@/server/oms/fulfillment/types";

const units = fc.integer({ min: 0, max: 1_000 });

test("whatever the reason: the hold ends, no stock is lost twice, totes are left alone", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...rejectReasonWords),
      fc.integer({ min: 1, max: 1_000 }),
      units,
      units,
      fc.constantFrom("deallocated" as const, "picked_short" as const),
      (reason, quantity, onHand, inTotes, kind) => {
        const effects = decideStockEffects(reason, quantity, { onHand, inTotes }, kind);
        const sum = (of: (effect: (typeof effects)[number]) => number) =>
          effects.reduce((total, effect) => total + of(effect), 0);
        const sellable = sum((e) => (e.status === "sellable" ? e.onHandDelta : 0));
        const damaged = sum((e) => (e.status === "damaged" ? e.onHandDelta : 0));

        expect(sum((e) => e.allocatedDelta)).toBe(-quantity);
        expect(onHand + sellable).toBeGreaterThanOrEqual(Math.min(onHand, inTotes));
        expect(sellable).toBeLessThanOrEqual(0);
        expect(damaged + (reason === "damaged" ? sellable : 0)).toBe(0);
        expect(effects.every((e) => e.onHandDelta !== 0 || e.allocatedDelta !== 0)).toBe(true);
      },
    ),
  );
});
