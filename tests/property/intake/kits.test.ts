import fc from "fast-check";
import { expect, test } from "vitest";
import { explodeLine, kitParts } from "@/server/oms/intake/decide-kit";
import type { OrderableSku, ResolvedLine } from "@/server/oms/intake/types";
import { decideKitAvailable } from "@/server/oms/inventory/decide-kit";
import type { OrderLineId, SkuId } from "@/server/oms/kernel/ids";
import { fromEpochDay } from "@/server/oms/kernel/local-date";
import { lineTotal, minorDigits, unitPriceOf } from "@/server/oms/kernel/money";

const sku = {
  id: "s" as SkuId,
  code: "S",
  name: "S",
  category: "",
  isHazmat: false,
  baseUnit: "each",
  packMultiple: 1,
  minQuantity: 1,
  grams: 1,
  backorderPolicy: "backorder",
  backorderLimit: null,
  backorderDays: null,
  comesOutOn: null,
  preorderLimit: null,
  leadTimeDays: 1,
  costE4: 0,
  status: "active",
} as const;

const components = fc.array(
  fc.record({
    quantity: fc.integer({ min: 1, max: 40 }),
    listPriceE4: fc.integer({ min: 0, max: 90_000_000 }),
  }),
  { minLength: 1, maxLength: 12 },
);

test("the components' totals add up to what the kits cost, whatever the prices", () => {
  fc.assert(
    fc.property(
      components,
      fc.integer({ min: 1, max: 100_000 }),
      fc.integer({ min: 0, max: 99_999_999 }),
      fc.constantFrom("USD", "JPY", "KWD"),
      (parts, kits, unitPriceE4, currency) => {
        const kit: OrderableSku = {
          ...sku,
          listPriceE4: 1,
          components: parts.map(({ quantity, listPriceE4 }) => ({
            quantity,
            sku: { ...sku, listPriceE4 },
          })),
        };
        const asked: ResolvedLine = {
          lineId: "l" as OrderLineId,
          askedAt: 0,
          kit: null,
          asked: null,
          sku: kit,
          quantity: kits,
          customerPart: null,
          unitPriceE4,
          expectedUnitPriceE4: null,
          priceListId: null,
          lineTotal: lineTotal(kits, unitPriceE4, currency),
          requestedDate: null,
        };
        const ids = parts.map((_, index) => `${index}` as OrderLineId);
        const lines = explodeLine(asked, kit, ids, currency);
        expect(lines.reduce((sum, line) => sum + line.lineTotal, 0)).toBe(asked.lineTotal);
        for (const [index, line] of lines.entries()) {
          expect(line.quantity).toBe(kits * (parts[index]?.quantity ?? 0));
          expect(line.lineTotal).toBeGreaterThanOrEqual(0);
        }
      },
    ),
  );
});

test("a unit price from a total gives the total back to within half a unit's rounding", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1_000_000_000 }),
      fc.integer({ min: 1, max: 100_000 }),
      fc.constantFrom("USD", "JPY", "KWD"),
      (total, units, currency) => {
        const exact = (total * 10_000) / 10 ** minorDigits(currency) / units;
        expect(Math.abs(unitPriceOf(total, units, currency) - exact)).toBeLessThanOrEqual(0.5);
      },
    ),
  );
});

test("so many kits can be built, and not one more", () => {
  const stock = fc.array(
    fc.record({
      perKit: fc.integer({ min: 1, max: 30 }),
      available: fc.integer({ min: -5, max: 500 }),
    }),
    { minLength: 1, maxLength: 8 },
  );
  fc.assert(
    fc.property(stock, (parts) => {
      const { available } = decideKitAvailable(parts);
      const isEnough = (kits: number) =>
        parts.every((part) => kits * part.perKit <= Math.max(0, part.available));
      expect(isEnough(available)).toBe(true);
      expect(isEnough(available + 1)).toBe(false);
    }),
  );
});

test("parts in kits are all the kits, in order of days, the last with the last component", () => {
  const line = fc.record({
    perKit: fc.integer({ min: 1, max: 5 }),
    cuts: fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 20 })), {
      maxLength: 5,
    }),
    lastDay: fc.integer({ min: 0, max: 20 }),
  });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.array(line, { minLength: 1, maxLength: 4 }),
      (kits, lines) => {
        const given = lines.map(({ perKit, cuts, lastDay }) => {
          let open = kits * perKit;
          const parts = [...cuts, [open, lastDay] as const].flatMap(([units, day]) => {
            const quantity = Math.min(units, open);
            open -= quantity;
            const date = fromEpochDay(20_000 + day);
            const place = { nodeName: `N${day}`, shipDate: date, deliveryDate: date };
            return quantity === 0 ? [] : [{ quantity, ...place, state: "firm" as const }];
          });
          return { perKit, parts };
        });
        const told = kitParts(kits, given);
        expect(told.reduce((sum, part) => sum + part.quantity, 0)).toBe(kits);
        const days = told.map((part) => part.deliveryDate ?? "");
        expect(days).toEqual(days.toSorted());
        const all = given.flatMap(({ parts }) => parts.map((part) => part.deliveryDate));
        expect(days.at(-1)).toBe(all.toSorted().at(-1));
      },
    ),
  );
});
