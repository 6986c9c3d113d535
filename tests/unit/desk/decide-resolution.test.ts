import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  consequenceText,
  decideConsequence,
  decideSuggestion,
  kindsFor,
  labelOf,
} from "@/server/oms/desk/decide-resolution";
import { type OrderMeasure, resolutionKinds } from "@/server/oms/desk/types";
import { exceptionTypes } from "@/server/oms/exceptions/types";
import type { LocalDate } from "@/server/oms/kernel/local-date";

const day = (text: string) => text as LocalDate;
const measure = (over: Partial<OrderMeasure> = {}): OrderMeasure => ({
  orderId: "a",
  promise: day("2026-11-12"),
  ships: [{ date: day("2026-11-10"), units: 40 }],
  waiting: 0,
  cancelled: 0,
  cancelledMinor: 0,
  creditedMinor: 0,
  freightMinor: 1_200,
  currency: "USD",
  ...over,
});
const dollars = (minor: number) => `$${(minor / 100).toFixed(2)}`;
const textOf = (before: OrderMeasure[], after: OrderMeasure[]) =>
  consequenceText(decideConsequence(before, after), dollars);

describe("a consequence in words", () => {
  test("says when what ships, what it costs more and what becomes of the promise", () => {
    const after = measure({
      ships: [
        { date: day("2026-12-02"), units: 14 },
        { date: day("2026-11-10"), units: 26 },
      ],
      freightMinor: 3_040,
    });
    expect(textOf([measure()], [after])).toBe(
      "26 ship on 2026-11-10, 14 on 2026-12-02 · +$18.40 freight · promise kept",
    );
    expect(textOf([measure()], [measure({ promise: day("2026-11-16"), freightMinor: 800 })])).toBe(
      "40 ship on 2026-11-10 · −$4.00 freight · promise moves from 2026-11-12 to 2026-11-16",
    );
    expect(
      textOf(
        [measure(), measure({ orderId: "b" })],
        [measure({ waiting: 3 }), measure({ orderId: "b", promise: day("2026-11-13") })],
      ),
    ).toBe(
      "80 ship on 2026-11-10 · 3 wait without supply · no more freight · promise kept for 1 of 2 orders",
    );
    expect(
      textOf(
        [measure()],
        [measure({ ships: [], cancelled: 40, cancelledMinor: 9_900, freightMinor: 0 })],
      ),
    ).toBe("40 cancelled, $99.00 · −$12.00 freight · promise kept");
    expect(textOf([], [])).toBe("");
  });

  test("nothing done changes nothing, and loses no unit and no cent", () => {
    const orders = fc.array(
      fc.record({
        orderId: fc.uuid(),
        units: fc.integer({ min: 1, max: 99 }),
        freightMinor: fc.nat(9_999),
        waiting: fc.nat(50),
      }),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(orders, (given) => {
        const list = given.map(({ units, ...each }) =>
          measure({ ...each, ships: [{ date: day("2026-11-10"), units }] }),
        );
        const same = decideConsequence(list, list);
        expect(same).toMatchObject({ changesNothing: true, freightMinor: 0, cancelledUnits: 0 });
        expect(same.keptOrders).toBe(list.length);
        const shipped = same.ships.reduce((units, each) => units + each.units, 0);
        expect(shipped).toBe(given.reduce((units, each) => units + each.units, 0));
      }),
    );
  });
});

test("what is suggested gives nothing up, and no other that gives nothing up is better", () => {
  const offer = fc.record({
    kind: fc.constantFrom(...resolutionKinds),
    waiting: fc.nat(3),
    freightMinor: fc.nat(3),
    moves: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.uniqueArray(offer, { selector: ({ kind }) => kind, maxLength: 4 }), (given) => {
      const offers = given.map(({ kind, moves, ...over }) => ({
        kind,
        label: kind,
        text: "",
        consequence: decideConsequence(
          [measure({ freightMinor: 0 })],
          [measure({ ...over, ...(moves ? { promise: day("2026-12-01") } : {}) })],
        ),
      }));
      const suggested = decideSuggestion(offers).filter(({ isSuggested }) => isSuggested);
      expect(suggested.length).toBeLessThanOrEqual(1);
      for (const { kind, consequence } of suggested) {
        expect(kind).not.toMatch(/cancel|credit|give_up|recount|confirm_delivery/);
        const better = offers.filter(
          (other) =>
            !/cancel|credit|give_up|recount|confirm_delivery/.test(other.kind) &&
            other.consequence.waiting < consequence.waiting,
        );
        expect(better).toEqual([]);
      }
    }),
  );
});

test("every type that the system finds by itself has two to seven ways out, each with its words", () => {
  const without = new Set(["edi_rejected", "return_overdue", "return_mismatch", "refund_failed"]);
  for (const type of exceptionTypes.filter((each) => !without.has(each))) {
    const kinds = kindsFor({ type, detail: {}, workId: null });
    expect(kinds.length).toBeGreaterThanOrEqual(2);
    // Another SKU ships at once or after a question, as its customer says: never both for one order.
    const ways = new Set(kinds.map((kind) => kind.replace("ask_", "")));
    expect(ways.size).toBeLessThanOrEqual(7);
    expect(kinds.every((kind) => labelOf(kind, type).length > 3)).toBe(true);
  }
});
