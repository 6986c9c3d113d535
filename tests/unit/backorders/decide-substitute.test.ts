import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isAsOffered, stillWanted } from "@/server/oms/backorders/decide-substitute";
import type { OfferedSku } from "@/server/oms/backorders/types";
import type { LocalDate } from "@/server/oms/kernel/local-date";

const offered = (over: Partial<OfferedSku> = {}, units = 4): OfferedSku => ({
  lineId: "line",
  sku: "B-2",
  description: "Thing",
  unit: "each",
  quantity: 4,
  unitPriceE4: 150_000,
  moreMinor: 1_000,
  arrivesOn: "2026-11-13" as LocalDate,
  asked: {
    sku: "A-1",
    description: "Other thing",
    unit: "each",
    units,
    unitPriceE4: 125_000,
    arrivesOn: null,
  },
  ...over,
});

const ships = { lineId: "line", units: 4, unitPriceE4: 150_000, waiting: 0 };

describe("a question about another SKU has a reason", () => {
  test("as long as as many units wait as it is about", () => {
    expect(stillWanted([offered()], new Map([["line", 4]]))).toBe(true);
    expect(stillWanted([offered()], new Map([["line", 9]]))).toBe(true);
    expect(stillWanted([offered()], new Map([["line", 3]]))).toBe(false);
    expect(stillWanted([offered()], new Map())).toBe(false);
    expect(stillWanted([], new Map([["line", 4]]))).toBe(false);
  });

  test("never once any line waits for less, and more that waits never ends it", () => {
    const lines = fc.uniqueArray(
      fc.record({ lineId: fc.uuid(), units: fc.integer({ min: 1, max: 50 }) }),
      { selector: ({ lineId }) => lineId, minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(lines, fc.integer({ min: 0, max: 9 }), fc.nat(), (asked, more, at) => {
        const items = asked.map(({ lineId, units }) => offered({ lineId }, units));
        const waiting = new Map(asked.map(({ lineId, units }) => [lineId, units + more]));
        expect(stillWanted(items, waiting)).toBe(true);
        const short = asked[at % asked.length];
        waiting.set(short?.lineId ?? "", (short?.units ?? 1) - 1);
        expect(stillWanted(items, waiting)).toBe(false);
      }),
    );
  });
});

describe("what ships is what was offered", () => {
  test("all of it from stock, as many units, at the price or less", () => {
    expect(isAsOffered([offered()], [ships])).toBe(true);
    expect(isAsOffered([offered()], [{ ...ships, unitPriceE4: 140_000 }])).toBe(true);
    expect(isAsOffered([offered()], [{ ...ships, unitPriceE4: 150_001 }])).toBe(false);
    expect(isAsOffered([offered()], [{ ...ships, waiting: 1 }])).toBe(false);
    expect(isAsOffered([offered()], [{ ...ships, units: 3 }])).toBe(false);
    expect(isAsOffered([offered()], [{ ...ships, lineId: "other" }])).toBe(false);
    expect(isAsOffered([offered()], [])).toBe(false);
  });

  test("no customer ever pays more than was named", () => {
    const price = fc.integer({ min: 0, max: 1_000_000 });
    fc.assert(
      fc.property(price, price, (named, charged) => {
        const isTaken = isAsOffered(
          [offered({ unitPriceE4: named })],
          [{ ...ships, unitPriceE4: charged }],
        );
        expect(isTaken).toBe(charged <= named);
      }),
    );
  });
});
