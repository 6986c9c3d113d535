/** What ships instead of what: ratios, packs, prices, and chains of supersessions. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decideSuccession,
  inOrder,
  joined,
  mostInstead,
  priceInstead,
  unitsInstead,
} from "@/server/oms/catalog/decide-relation";
import type { Alternative } from "@/server/oms/catalog/types";

const ONE = { packMultiple: 1, minQuantity: 1 };
const same = { numerator: 1, denominator: 1 };

const relation = (skuId: string, insteadSkuId: string, over: Partial<Alternative> = {}) =>
  ({
    kind: "supersession",
    skuId,
    sku: skuId,
    insteadSkuId,
    insteadSku: insteadSkuId,
    ratio: same,
    rank: 1,
    price: "substitute",
    timing: "at_once",
    freeUnits: null,
    ...over,
  }) satisfies Alternative;

const book = (...all: Alternative[]) =>
  new Map(all.map((each) => [each.skuId, all.filter(({ skuId }) => skuId === each.skuId)]));

describe("units", () => {
  test("two halves make one, and half a one is nothing", () => {
    expect(unitsInstead({ numerator: 1, denominator: 2 }, 6)).toBe(3);
    expect(unitsInstead({ numerator: 1, denominator: 2 }, 5)).toBeNull();
  });

  test("a whole line goes over whole, a part of it in packs of both", () => {
    const packs = { asked: { ...ONE, packMultiple: 4 }, instead: { ...ONE, packMultiple: 6 } };
    const whole = { short: 10, available: 30, isWhole: true };
    expect(mostInstead(same, { ...whole, short: 18 }, packs)).toEqual({ asked: 18, instead: 18 });
    expect(mostInstead(same, { ...whole, short: 30, isWhole: false }, packs)).toEqual({
      asked: 24,
      instead: 24,
    });
    expect(mostInstead(same, whole, packs)).toEqual({ asked: 0, instead: 0 });
  });

  test("never more than is short or available, always whole packs, and none could be more", () => {
    const small = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(
        fc.record({ numerator: small, denominator: small }),
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 0, max: 200 }),
        small,
        small,
        (ratio, short, available, askedPack, insteadPack) => {
          const packs = {
            asked: { packMultiple: askedPack, minQuantity: 1 },
            instead: { packMultiple: insteadPack, minQuantity: 1 },
          };
          const most = mostInstead(ratio, { short, available, isWhole: false }, packs);
          const fits = (asked: number) => {
            const instead = unitsInstead(ratio, asked);
            return (
              asked % askedPack === 0 &&
              instead !== null &&
              instead % insteadPack === 0 &&
              instead <= available
            );
          };
          expect(most.asked).toBeLessThanOrEqual(short);
          expect(fits(most.asked)).toBe(true);
          for (let more = most.asked + 1; more <= short; more += 1) {
            expect(fits(more)).toBe(false);
          }
        },
      ),
    );
  });
});

test("the price is that of what was ordered, of what ships, or the lower", () => {
  const prices = { asked: 100_000, instead: 60_000 };
  const two = { numerator: 2, denominator: 1 };
  expect(priceInstead("ordered", two, prices)).toBe(50_000);
  expect(priceInstead("substitute", two, prices)).toBe(60_000);
  expect(priceInstead("lower", two, prices)).toBe(50_000);
  expect(priceInstead("lower", same, { asked: null, instead: 7 })).toBe(7);
  expect(priceInstead("ordered", same, { asked: null, instead: 7 })).toBeNull();
});

describe("what follows a SKU", () => {
  test("at once, or when its shelves do not hold what is asked for", () => {
    const when = book(relation("A", "B", { timing: "when_out", freeUnits: 5 }));
    expect(decideSuccession("A", 5, when)).toEqual([]);
    expect(decideSuccession("A", 6, when).map((step) => step.insteadSku)).toEqual(["B"]);
    expect(decideSuccession("A", 1, book(relation("A", "B")))).toHaveLength(1);
  });

  test("goes on to the one that is still sold, with the ratios multiplied", () => {
    const steps = decideSuccession(
      "A",
      4,
      book(
        relation("A", "B", { ratio: { numerator: 2, denominator: 1 } }),
        relation("B", "C", { ratio: { numerator: 3, denominator: 4 }, price: "ordered" }),
        relation("C", "D", { timing: "when_out", freeUnits: 6 }),
      ),
    );
    expect(joined(steps)).toMatchObject({
      sku: "A",
      insteadSku: "C",
      price: "ordered",
      ratio: { numerator: 3, denominator: 2 },
    });
  });

  test("does not walk in a circle", () => {
    const circle = book(relation("A", "B"), relation("B", "A"));
    expect(decideSuccession("A", 1, circle).map((step) => step.insteadSku)).toEqual(["B"]);
    expect(joined([])).toBeNull();
  });
});

test("what follows a SKU is offered before what stands in, and that by rank", () => {
  const substitute = (sku: string, rank: number) =>
    relation("A", sku, { kind: "substitution", timing: null, rank });
  expect(
    inOrder([substitute("Y", 2), substitute("X", 1), relation("A", "Z")]).map(
      ({ insteadSku }) => insteadSku,
    ),
  ).toEqual(["Z", "X", "Y"]);
});
