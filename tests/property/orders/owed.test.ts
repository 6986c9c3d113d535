import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lineTotal, shareOut } from "@/server/oms/kernel/money";
import { sum } from "@/server/oms/kernel/quantity";
import { decideOwed, type PricedLine } from "@/server/oms/orders/decide-owed";

const own = (over: Partial<PricedLine> = {}): PricedLine => ({
  id: "a",
  ordered: 3,
  cancelled: 0,
  unitPriceE4: 33_333,
  lineTotal: 1_000,
  kitGroup: null,
  kitQuantity: null,
  kitUnitPriceE4: null,
  ...over,
});

/** Kits of some components, sold for one price that is shared out by these weights. */
const kitOf = (kits: number, priceE4: number, parts: readonly (readonly [number, number])[]) => {
  const shares = shareOut(
    lineTotal(kits, priceE4, "USD"),
    parts.map(([weight]) => weight),
  );
  return parts.map(([, each], at) =>
    own({
      id: `c${at}`,
      ordered: kits * each,
      lineTotal: shares[at] ?? 0,
      kitGroup: 1,
      kitQuantity: kits,
      kitUnitPriceE4: priceE4,
    }),
  );
};

describe("what is owed", () => {
  test("of a line is its units times its price, rounded once", () => {
    expect([...decideOwed([own({ cancelled: 1 })], "USD")]).toEqual([["a", 667]]);
    expect([...decideOwed([own({ cancelled: 3 })], "USD")]).toEqual([["a", 0]]);
    // A yen has no parts.
    const yen = own({ ordered: 2, cancelled: 1, unitPriceE4: 1_255_000, lineTotal: 251 });
    expect([...decideOwed([yen], "JPY")]).toEqual([["a", 126]]);
  });

  test("of a kit is what the kits that are left were sold for, shared to the cent", () => {
    // Three kits for 9.99 of two components, one kit of which is cancelled: 6.66 is left.
    const lines = kitOf(3, 33_300, [
      [2, 1],
      [1, 2],
    ]).map((line) => ({ ...line, cancelled: line.ordered / 3 }));
    const owed = [...decideOwed(lines, "USD").values()];
    expect(owed).toEqual([444, 222]);
  });

  test("of a component that is cancelled alone is its share of each kit", () => {
    const [first, second] = kitOf(2, 100_000, [
      [3, 1],
      [1, 1],
    ]);
    const lines = [own(first), own({ ...second, cancelled: 1 })];
    expect([...decideOwed(lines, "USD").values()]).toEqual([1_500, 250]);
  });

  const count = fc.integer({ min: 1, max: 500 });
  const price = fc.integer({ min: 0, max: 5_000_000 });
  const parts = fc.array(
    fc.tuple(fc.integer({ min: 1, max: 90_000 }), fc.integer({ min: 1, max: 12 })),
    { minLength: 1, maxLength: 6 },
  );

  test("a line of which nothing is cancelled owes its total, one of which all is owes nothing", () => {
    fc.assert(
      fc.property(count, price, parts, (kits, priceE4, components) => {
        const lines = kitOf(kits, priceE4, components);
        const whole = decideOwed(lines, "USD");
        expect(lines.map(({ id }) => whole.get(id))).toEqual(lines.map((line) => line.lineTotal));
        const none = lines.map((line) => ({ ...line, cancelled: line.ordered }));
        expect(sum(decideOwed(none, "USD").values())).toBe(0);
      }),
    );
  });

  test("kits that are left owe exactly what as many kits cost, and no component less than nothing", () => {
    fc.assert(
      fc.property(count, price, parts, fc.nat(), (kits, priceE4, components, seed) => {
        const left = seed % (kits + 1);
        const lines = kitOf(kits, priceE4, components).map((line) => ({
          ...line,
          cancelled: (line.ordered / kits) * (kits - left),
        }));
        const owed = decideOwed(lines, "USD");
        expect(Math.min(...owed.values())).toBeGreaterThanOrEqual(0);
        const whole = sum(lines.map((line) => line.lineTotal));
        expect(sum(owed.values())).toBe(whole === 0 ? 0 : lineTotal(left, priceE4, "USD"));
      }),
    );
  });
});
