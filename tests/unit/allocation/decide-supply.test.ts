import fc from "fast-check";
import { expect, test } from "vitest";
import {
  decideSupply,
  type KnownSupply,
  promisesOver,
} from "@/server/oms/allocation/decide-supply";
import type { LocalDate } from "@/server/oms/kernel/local-date";

const wanted = {
  reference: "PO-1",
  quantity: 20,
  eta: "2026-11-20" as LocalDate,
  dockToStockDays: 1,
  confidence: 95,
  supplier: "Team Athletic",
};
const known = (over: Partial<KnownSupply> = {}): KnownSupply => ({
  ...wanted,
  received: 5,
  pegged: 10,
  isOpen: true,
  ...over,
});
const verdictOf = (over: Partial<typeof wanted>, of: Partial<KnownSupply> = {}) =>
  decideSupply({ ...wanted, ...over }, known(of));

test("a supply is opened, changed, ended or left as it is", () => {
  expect(decideSupply(wanted, null)).toEqual({ ok: true, value: { kind: "opened" } });
  expect(decideSupply({ ...wanted, quantity: 0 }, null)).toMatchObject({
    value: { kind: "unchanged" },
  });
  expect(verdictOf({})).toMatchObject({ value: { kind: "unchanged" } });
  expect(verdictOf({ quantity: 12 })).toMatchObject({
    value: { kind: "changed", over: 3, isMoved: false },
  });
  expect(verdictOf({ dockToStockDays: 3 })).toMatchObject({
    value: { kind: "changed", over: 0, isMoved: true },
  });
  expect(verdictOf({ quantity: 5 })).toMatchObject({ value: { kind: "ended", over: 10 } });
  expect(verdictOf({ quantity: 0 })).toMatchObject({ value: { kind: "ended", over: 10 } });
  expect(verdictOf({ quantity: 4 })).toMatchObject({
    ok: false,
    error: { code: "below_received" },
  });
  expect(verdictOf({}, { isOpen: false, pegged: 0 })).toMatchObject({ value: { kind: "changed" } });
  expect(verdictOf({ quantity: 5 }, { isOpen: false, pegged: 0 })).toMatchObject({
    value: { kind: "unchanged" },
  });
});

test("promises that do not fit any more never leave more on a supply than comes", () => {
  fc.assert(
    fc.property(
      fc.nat(100),
      fc.nat(100),
      fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 6 }),
      (quantity, received, units) => {
        const pegged = units.reduce((sum, each) => sum + each, 0);
        const decided = decideSupply(
          { ...wanted, quantity },
          known({ quantity: received + pegged + 1, received, pegged }),
        );
        if (!decided.ok) {
          expect(quantity > 0 && quantity < received).toBe(true);
          return;
        }
        const over = "over" in decided.value ? decided.value.over : 0;
        const taken = promisesOver(
          units.map((each, at) => ({ at, quantity: each })),
          over,
        );
        expect(taken.reduce((sum, each) => sum + each.units, 0)).toBe(over);
        expect(pegged - over).toBeLessThanOrEqual(Math.max(0, quantity - received));
        expect(taken.every((each) => each.units <= each.quantity)).toBe(true);
        const kept = new Set(units.map((_, at) => at));
        for (const { at, units: gone, quantity: had } of taken) {
          if (gone === had) {
            kept.delete(at);
          }
        }
        // Who was promised first keeps it: what is left is a beginning of the promises.
        expect([...kept]).toEqual([...kept].map((_, at) => at));
      },
    ),
  );
});
