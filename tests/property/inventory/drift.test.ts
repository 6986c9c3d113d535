import fc from "fast-check";
import { expect, test } from "vitest";
import { decideRepair } from "@/server/oms/inventory/decide-drift";
import { driftTruths } from "@/server/oms/inventory/types";

const units = fc.integer({ min: -1_000, max: 1_000 });
const counters = fc.record({ onHand: units, allocated: units });
const books = fc.record({ counter: counters, ledger: counters, held: fc.nat(1_000) });

test("a repair is taken from the books, never below nothing, and repairs itself to the same", () => {
  fc.assert(
    fc.property(books, fc.constantFrom(...driftTruths), (drifted, truth) => {
      const repair = decideRepair(drifted, truth);
      if (!repair.ok) {
        expect(drifted[truth].onHand).toBeLessThan(0);
        return;
      }
      const { value } = repair;
      expect(value).toEqual({ onHand: drifted[truth].onHand, allocated: drifted.held });
      expect(value.onHand).toBeGreaterThanOrEqual(0);
      const agreed = { counter: value, ledger: value, held: drifted.held };
      for (const other of driftTruths) {
        expect(decideRepair(agreed, other)).toEqual({ ok: true, value });
      }
    }),
  );
});
